"""MMVP-VLM's layout, as it was released: `Questions.csv` and `MLLM_VLM Images/Color/1.jpg`, ..."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from scotoma.benchmark import MMVP_VLM as RELEASED
from scotoma.benchmark.formats.mmvp_vlm import read_mmvp_vlm
from scotoma.export.formats.named_pictures import put_picture
from scotoma.export.numbers import numbers_of
from scotoma.export.records import Format, Item, Plan
from scotoma.export.tables import table_bytes
from scotoma.patterns import PATTERNS
from scotoma.progress import Advance
from scotoma.scenes.writing import TYPES

__all__ = ["MMVP_VLM"]

HEADER = ("Question ID", "Type", "Statement")
IMAGES = "MLLM_VLM Images"


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write it, and read it back; the pairs stand by pattern, in the paper's order."""
    items = _by_pattern(plan.items)
    numbers = numbers_of(items)
    rows = [(str(numbers[item.question.id]), TYPES[item.pair.pattern], item.caption or "") for item in items]
    (folder / "Questions.csv").write_bytes(table_bytes([HEADER, *rows]))
    files = {}
    for item in items:
        place = f"{IMAGES}/{TYPES[item.pair.pattern]}/{numbers[item.question.id]}.jpg"
        put_picture(plan, item, folder / place)
        files[place] = item.question.image_id
        advance(1)
    read_mmvp_vlm(folder)
    return files


def _by_pattern(items: Sequence[Item]) -> list[Item]:
    order = {pattern.name: place for place, pattern in enumerate(PATTERNS)}
    return sorted(items, key=lambda item: order[item.pair.pattern])


MMVP_VLM = Format(
    name="mmvp-vlm",
    about=f"{RELEASED}'s layout",
    needs=("captions", "patterns"),
    carries={
        "image bytes": "yes, called .jpg; or `--jpeg`",
        "captions": "yes, without the spaces around them",
        "patterns": "the main one",
    },
    use=(
        "Statements 1 and 2 are a pair, 3 and 4, ..., each with the picture of its number in the folder of its Type: "
        "`scotoma match ENCODER --benchmark FOLDER`. The published script takes a pair's pattern from its place in the "
        "file, which is right only where each of the nine patterns has 15 pairs; scotoma reads the column Type. "
        "`Questions.csv` holds captions as they are: one that begins with = is a formula to a spreadsheet."
    ),
    write=write,
    jpeg=True,
)
