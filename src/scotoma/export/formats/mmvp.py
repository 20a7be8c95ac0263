"""MMVP's layout, as it was released: `Questions.csv` and `MMVP Images/1.jpg`, `2.jpg`, ..."""

import string
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scotoma.benchmark import MMVP as RELEASED
from scotoma.benchmark.errata.patches import PATCH, patch_json
from scotoma.benchmark.formats.mmvp import read_mmvp
from scotoma.benchmark.lettered import parse_options
from scotoma.errors import UsageError
from scotoma.export.formats.named_pictures import put_picture
from scotoma.export.numbers import numbers_of
from scotoma.export.records import Format, Item, Plan
from scotoma.export.tables import table_bytes
from scotoma.progress import Advance

__all__ = ["MMVP", "lettered"]

HEADER = ("Index", "Question", "Options", "Correct Answer")  # the hub's copy spells the first with an l
IMAGES = "MMVP Images"


def lettered(options: tuple[str, ...]) -> str:
    """Options in one cell.

    >>> lettered(("Open", "Closed"))
    '(a) Open (b) Closed'
    """
    return " ".join(f"({letter}) {option}" for letter, option in zip(string.ascii_lowercase, options, strict=False))


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write it, and read it back: what the layout would give otherwise than it went in is an error.

    Raises:
        UsageError: a question or its options cannot be told from the cells that hold them.
    """
    for item in plan.items:
        _check(item)
    numbers = numbers_of(plan.items)
    rows = [(str(numbers[item.question.id]), *_cells(item)) for item in plan.items]
    (folder / "Questions.csv").write_bytes(table_bytes([HEADER, *rows]))
    files = {}
    for item in plan.items:
        place = f"{IMAGES}/{numbers[item.question.id]}.jpg"
        put_picture(plan, item, folder / place)
        files[place] = item.question.image_id
        advance(1)
    _write_patterns(plan, folder, numbers)
    _write_errata(plan, folder, numbers)
    read_mmvp(folder)
    return files


def _cells(item: Item) -> tuple[str, str, str]:
    return item.question.text, lettered(item.question.options), f"({item.letter.lower()})"


def _check(item: Item) -> None:
    question = item.question
    if len(question.options) > len(string.ascii_lowercase):
        raise UsageError(f"Question {question.id!r} has {len(question.options)} options; mmvp letters 26 at most.")
    if not question.text.strip():
        raise UsageError(f"Question {question.id!r} has no text but spaces, which mmvp cannot hold. Give it one.")
    if parse_options(lettered(question.options)) != tuple(option.strip() for option in question.options):
        raise UsageError(
            f"Question {question.id!r} has the options {list(question.options)}; mmvp has all of them in one cell, "
            f"{lettered(question.options)!r}, from which they cannot be told again. Reword them, or take another "
            "format."
        )


def _write_patterns(plan: Plan, folder: Path, numbers: Mapping[str, int]) -> None:
    """The table `patterns.csv`, which scotoma reads and nobody else: the layout has no column for patterns."""
    if not any(pair.patterns for pair in plan.benchmark.pairs):
        return
    rows = [
        (*(str(numbers[side.id]) for side in pair.questions), "|".join(pair.patterns)) for pair in plan.benchmark.pairs
    ]
    (folder / "patterns.csv").write_bytes(table_bytes([("index_a", "index_b", "pattern"), *rows]))


def _write_errata(plan: Plan, folder: Path, numbers: Mapping[str, int]) -> None:
    """`errata.json`, unless the texts are MMVP's own, whose errata every reader of ours knows."""
    errata = plan.benchmark.errata
    if not errata or read_mmvp(folder).errata == errata:
        return
    pairs = {pair.id: "-".join(str(numbers[side.id]) for side in pair.questions) for pair in plan.benchmark.pairs}
    renumbered = tuple(
        replace(
            each, pair=pairs[each.pair], question=str(numbers[each.question]), image=f"{numbers[each.question]}.jpg"
        )
        for each in errata
    )
    (folder / PATCH).write_bytes(patch_json(renumbered))


MMVP = Format(
    name="mmvp",
    about=f"{RELEASED}'s layout",
    needs=("questions",),
    carries={
        "texts": "yes, without the spaces around them",
        "image bytes": "yes, called .jpg; or `--jpeg`",
        "patterns": "beside it, patterns.csv",
        "both label versions": "beside it, errata.json",
    },
    use=(
        "Questions 1 and 2 are a pair, 3 and 4, ...; question 7 is about `MMVP Images/7.jpg`. The pictures are called "
        ".jpg because the published scripts open them under that name; their bytes are the benchmark's own, whatever "
        "their format, unless `export.json` says JPEG. `patterns.csv` and `errata.json` are read by scotoma alone. "
        "`Questions.csv` holds texts as they are: one that begins with = is a formula to a spreadsheet."
    ),
    write=write,
    jpeg=True,
)
