"""In which order a participant is asked, and in which order the options stand."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scotoma.benchmark import Benchmark, Question
from scotoma.errors import UsageError

__all__ = ["Item", "as_rows", "from_rows", "study_order"]

SHUFFLES = 200  # of many pairs one shuffle in e, 37 per cent, keeps all apart: so many fail once in 10^40
STEPS = 200_000  # arbitrary: under a second; only images shared by very many pairs need more


@dataclass(frozen=True, slots=True)
class Item:
    """What is asked at one place: a question of the benchmark or an attention check, by its id.

    `swapped` says that the options stand in the opposite of their own order.
    """

    id: str
    is_check: bool
    swapped: bool

    def order(self, options: int) -> tuple[int, ...]:
        """For each option as it is shown, its index among the item's own."""
        order = tuple(range(options))
        return order[::-1] if self.swapped else order


def as_rows(items: Sequence[Item]) -> list[dict[str, Any]]:
    """The items as the table of participants keeps them."""
    return [{"check" if item.is_check else "question": item.id, "swapped": item.swapped} for item in items]


def from_rows(rows: Sequence[dict[str, Any]]) -> tuple[Item, ...]:
    """The items that `as_rows` wrote."""
    return tuple(Item(row.get("question") or row["check"], "check" in row, row["swapped"]) for row in rows)


def study_order(benchmark: Benchmark, checks: Sequence[str], *, seed: int, participant: int) -> tuple[Item, ...]:
    """All questions and all attention checks, as participant number `participant` is asked them.

    Every order that keeps the two images of each pair apart is equally likely (but where images are shared by so many
    pairs that shuffling finds none: then one is searched). Apart means that between the two there is another question,
    not an attention check alone; the same image does not come twice running either. The checks stand in different gaps
    between questions. Half of the options are swapped, of the questions with either right
    answer: so neither an option's place nor its own order says anything. The same seed and number give the same items.

    Raises:
        UsageError: the benchmark has no questions, there is no such order, or too many checks for so few questions.
    """
    questions = benchmark.questions()
    if not questions:
        raise UsageError(f"{benchmark.name} has captions only, no questions; a study asks questions.")
    if len(checks) >= len(questions):
        raise UsageError(
            f"{len(checks)} attention checks do not fit between {len(questions)} questions; at most "
            f"{len(questions) - 1} do."
        )
    chance = random.Random(f"scotoma study {seed} {participant}")
    swapped = _swapped(questions, chance)
    asked = [questions[index] for index in _apart(benchmark, questions, chance)]
    items = [Item(question.id, False, question.id in swapped) for question in asked]
    gaps = sorted(chance.sample(range(1, len(items)), len(checks)), reverse=True)
    for gap, check in zip(gaps, chance.sample(list(checks), len(checks)), strict=True):
        items.insert(gap, Item(check, True, chance.random() < 0.5))
    return tuple(items)


def _swapped(questions: Sequence[Question], chance: random.Random) -> set[str]:
    """Half of the questions, as evenly as can be over their right answers."""
    by_answer: dict[int | None, list[str]] = {}
    for question in questions:
        by_answer.setdefault(question.answer, []).append(question.id)
    chosen: set[str] = set()
    for ids in by_answer.values():
        half = len(ids) // 2 + (len(ids) % 2 and chance.randrange(2))
        chosen.update(chance.sample(ids, half))
    return chosen


def _apart(benchmark: Benchmark, questions: Sequence[Question], chance: random.Random) -> list[int]:
    """A shuffle of the questions without neighbours that show both images of a pair, or one image twice."""
    clashes = _clashes(benchmark, questions)
    order = list(range(len(questions)))
    for _ in range(SHUFFLES):
        chance.shuffle(order)
        if all(later not in clashes[earlier] for earlier, later in itertools.pairwise(order)):
            return order
    if (found := _searched(clashes, chance)) is None:
        raise UsageError(
            f"No order of the {len(questions)} questions of {benchmark.name} was found in which the two images of "
            "every pair are apart. A study needs at least two pairs, and images that are not all shared between pairs."
        )
    return found


def _clashes(benchmark: Benchmark, questions: Sequence[Question]) -> list[frozenset[int]]:
    """For each question those that may not stand next to it."""
    partners: dict[str, set[str]] = {}
    for pair in benchmark.pairs:
        a, b = (side.image_id for side in pair.questions)
        partners.setdefault(a, {a}).add(b)
        partners.setdefault(b, {b}).add(a)
    of_image: dict[str, set[int]] = {}
    for index, question in enumerate(questions):
        of_image.setdefault(question.image_id, set()).add(index)
    return [
        frozenset().union(*(of_image.get(image, set()) for image in partners[question.image_id])) - {index}
        for index, question in enumerate(questions)
    ]


def _searched(clashes: Sequence[frozenset[int]], chance: random.Random) -> list[int] | None:
    """An order without clashes, searched depth first in a random order: where questions are few, every order."""
    order: list[int] = []
    choices = [_candidates(clashes, order, chance)]
    for _ in range(STEPS):
        if (nearest := next(choices[-1], None)) is None:
            choices.pop()
            if not order:
                return None
            order.pop()
            continue
        order.append(nearest)
        if len(order) == len(clashes):
            return order
        choices.append(_candidates(clashes, order, chance))
    return None


def _candidates(clashes: Sequence[frozenset[int]], order: Sequence[int], chance: random.Random) -> Iterator[int]:
    """What may come after the last of `order`, those first that clash with most of what is left."""
    left = set(range(len(clashes))) - set(order)
    possible = sorted(left - clashes[order[-1]] if order else left)
    chance.shuffle(possible)
    return iter(sorted(possible, key=lambda index: -len(clashes[index] & left)))
