"""Which question a reviewer is asked next, and in which order its options stand: by chance, and the same each time."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Task", "next_task", "shown_options", "tasks_of"]


@dataclass(frozen=True, slots=True)
class Task:
    """One question to be asked: side 0 or 1 of a pair. `token` names it without saying which pair or side it is."""

    pair: str
    side: int
    token: str


def tasks_of(person: str, pairs: Iterable[tuple[str, int]]) -> list[Task]:
    """Both questions of each pair, given with its revision, in this person's order.

    One question of every pair comes before the second of any, so that as much as can be lies between the two. The order
    depends on the person and the pairs alone: a pair more or less leaves the others in their order.
    """
    rounds: tuple[list[tuple[str, Task]], list[tuple[str, Task]]] = ([], [])
    for pair, revision in pairs:
        first = int(_drawn(person, pair, "first side")[:8], 16) % 2
        for number, side in enumerate((first, 1 - first)):
            token = _drawn(person, pair, str(revision), f"side {side}")[:24]
            rounds[number].append((_drawn(person, pair, f"place {side}"), Task(pair, side, token)))
    return [task for each in rounds for _, task in sorted(each, key=lambda item: item[0])]


def next_task(tasks: Sequence[Task], answered: Collection[tuple[str, int]], last: str | None) -> Task | None:
    """The first task that is not answered and not of the pair `last`, answered just before; of that pair only where
    nothing else is left, None where nothing is."""
    left = [task for task in tasks if (task.pair, task.side) not in answered]
    return next((task for task in left if task.pair != last), left[0] if left else None)


def shown_options(person: str, pair: str) -> tuple[int, int]:
    """The order in which this person sees the two options of a pair: (0, 1) as they were written, or (1, 0)."""
    return (1, 0) if int(_drawn(person, pair, "options")[:8], 16) % 2 else (0, 1)


def _drawn(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
