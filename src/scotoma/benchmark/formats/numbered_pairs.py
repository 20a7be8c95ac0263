"""What MMVP and MMVP-VLM share: rows numbered from 1, of which 1 and 2, 3 and 4, ... are pairs."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scotoma.benchmark.formats.tables import Row

__all__ = ["Sides", "find_tables", "hash_of", "pair_up", "released_name"]

TABLES = ("questions.csv", "questions.xlsx")


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows of a pair, that with the odd number first."""

    odd: Row
    even: Row
    numbers: tuple[int, int]

    @property
    def id(self) -> str:
        """The pair's id, such as "99-100"."""
        return "-".join(map(str, self.numbers))


def find_tables(folder: Path) -> tuple[Path, ...]:
    """The files that hold a benchmark's texts: `Questions.csv`, else `Questions.xlsx`, else all Parquet files of the
    folder or of `data/`; none where there is nothing of the kind. Case does not matter."""
    files = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    for name in TABLES:
        if name in files:
            return (files[name],)
    return next((found for at in (folder, folder / "data") if (found := tuple(sorted(at.glob("*.parquet"))))), ())


def pair_up(rows: Sequence[Row], column: str) -> tuple[Sides, ...]:
    """The pairs in the order of their numbers; the order of the rows does not matter.

    Raises:
        BrokenFile: a number is no number, is there twice, or has no other half.
    """
    placed: dict[int, Row] = {}
    for row in rows:
        number = row.whole(column)
        if number in placed:
            raise row.wrong(column, f"{number} is also on row {placed[number].number}.")
        placed[number] = row
    for number, row in placed.items():
        other = number + 1 if number % 2 else number - 1
        if other not in placed:
            raise row.wrong(
                column, f"{number} has no other half: {other} is not there. 1 and 2 are a pair, 3 and 4, ..."
            )
    odd = (number for number in sorted(placed) if number % 2)
    return tuple(Sides(placed[number], placed[number + 1], (number, number + 1)) for number in odd)


def released_name(folder: Path, name: str, released: bool) -> str:
    """What a benchmark is called: by its release, "scenes" where `scotoma scenes` wrote it, else as its folder."""
    if (folder.absolute().parent / "scenes.jsonl").is_file():
        return "scenes"
    return name if released else folder.absolute().name


def hash_of(content: object) -> str:
    """The sha256 of a value as JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
