"""VLMEvalKit's table for questions with options: one TSV, the images in it as base64.

Written as open-compass/VLMEvalKit documents it (docs/en/Development.md: `index`, `image`, `question`, options as
capitals, `answer`, `category`) and reads it (vlmeval/dataset: `CustomMCQDataset` takes `$LMUData/NAME.tsv` with
`pandas.read_csv`). It is not on the package index, so its own loader has not been run on this.
"""

import base64
import re
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

from scotoma.errors import UsageError
from scotoma.export.images import image_bytes
from scotoma.export.papers import task_name
from scotoma.export.records import Format, Item, Plan
from scotoma.export.tables import table_bytes
from scotoma.progress import Advance

__all__ = ["VLMEVALKIT", "read_by_pandas"]

MISSING = frozenset(
    {
        *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"),
        *("N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
    }
)
"""Cells that pandas takes for missing. Source: pandas.read_csv, parameter na_values."""
WHOLE, TRUTH = re.compile(r"[+-]?[0-9]+"), {"True", "TRUE", "true", "False", "FALSE", "false"}


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write it.

    Raises:
        UsageError: a question or an option would come otherwise out of the table than it went in.
    """
    letters = string.ascii_uppercase[: max(len(item.question.options) for item in plan.items)]
    if any(len(item.question.options) > len(string.ascii_uppercase) for item in plan.items):
        raise UsageError("A question has more than 26 options; vlmevalkit letters them A to Z.")
    columns = {"question": [item.question.text for item in plan.items]}
    for place, letter in enumerate(letters):
        columns[letter] = [dict(enumerate(item.question.options)).get(place, "") for item in plan.items]
    for name, cells in columns.items():
        _check(name, cells, plan.items)
    header = ("index", "image", *columns, "answer", "category", "question_id", "pair", "side")
    rows = [
        (
            str(number),
            base64.b64encode(image_bytes(item.image)).decode(),
            *(columns[name][number - 1] for name in columns),
            item.letter,
            item.pair.pattern,
            item.question.id,
            item.pair.id,
            item.side,
        )
        for number, item in enumerate(plan.items, start=1)
    ]
    file = f"{task_name(plan.benchmark.name)}.tsv"
    (folder / file).write_bytes(table_bytes([header, *rows], "\t"))
    advance(len(rows))
    return {f"{file}#{number}": item.question.image_id for number, item in enumerate(plan.items, start=1)}


def read_by_pandas(cells: Sequence[str]) -> list[str | None]:
    """The cells of a column as VLMEvalKit shows them after `pandas.read_csv` has made of it what it looks like:
    numbers, truth values, or texts; None where a cell is taken for missing."""
    there = [cell for cell in cells if cell not in MISSING]
    if there and all(WHOLE.fullmatch(cell) for cell in there):
        as_shown = float if len(there) < len(cells) else int  # a column with gaps has no whole numbers
        return [None if cell in MISSING else str(as_shown(cell)) for cell in cells]
    if there and all(_is_number(cell) for cell in there):
        return [None if cell in MISSING else str(float(cell)) for cell in cells]
    if there and {*there} <= TRUTH:
        return [None if cell in MISSING else cell.capitalize() for cell in cells]
    return [None if cell in MISSING else cell for cell in cells]


def _is_number(cell: str) -> bool:
    if "_" in cell or not cell.isascii():
        return False
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _check(name: str, cells: Sequence[str], items: Sequence[Item]) -> None:
    what = "the text" if name == "question" else f"the option {name}"
    for item, cell, read in zip(items, cells, read_by_pandas(cells), strict=True):
        there = name == "question" or string.ascii_uppercase.index(name) < len(item.question.options)
        if there and read != cell:
            becomes = "nothing" if read is None else repr(read)
            raise UsageError(
                f"Question {item.question.id!r} has {what} {cell!r}, of which VLMEvalKit's reader, pandas, makes "
                f"{becomes}: its column looks like numbers, or the cell like a missing one. Reword it ('2 cats' for "
                "'02'), or export in another format."
            )


VLMEVALKIT = Format(
    name="vlmevalkit",
    about="a table for VLMEvalKit",
    needs=("questions",),
    carries={
        "texts": "yes",
        "image bytes": "yes, but VLMEvalKit asks with a JPEG of them",
        "ids": "in columns; what looks like a number is read as one",
        "patterns": "the main one, as category",
    },
    use=(
        "Put `{name}.tsv` into `$LMUData` (by default `~/LMUData`) and run `python run.py --data {name} --model "
        "MODEL`: a name that VLMEvalKit does not know is read as a table of questions with options. It reports the "
        "share of single questions, by `category`, which is the visual pattern. For pairs, group its result file by "
        "`pair`: a pair is right when both its rows are. VLMEvalKit unpacks each image as a JPEG of Pillow's default "
        "quality, without alpha, so models are asked about those pixels, not about the bytes in the table. Texts stand "
        "as they are: one that begins with = is a formula to a spreadsheet."
    ),
    write=write,
)
