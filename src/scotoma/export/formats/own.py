"""Our own layout."""

from collections.abc import Mapping
from pathlib import Path

from scotoma.benchmark.errata.patches import PATCH, patch_json
from scotoma.benchmark.reading import Line
from scotoma.benchmark.writing import IMAGES, write_folder
from scotoma.export.records import ALL, Format, Item, Plan
from scotoma.progress import Advance

__all__ = ["OWN", "line_of"]


def line_of(item: Item) -> Line:
    """A side of a pair as a line of `questions.jsonl`."""
    pair, question = item.pair, item.question
    return Line(
        id=question.id,
        pair=pair.id,
        side=item.side,
        image=item.file,
        question=question.text,
        options=question.options,
        answer=question.answer or 0,
        patterns=pair.patterns,
        caption=item.caption,
        group=None if pair.group == pair.id else pair.group,
        vendor=pair.vendor,
        note=pair.note,
    )


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write it; `errata.json` beside it holds the other version of the labels."""
    errata = {PATCH: patch_json(plan.benchmark.errata)} if plan.benchmark.errata else {}
    images = {item.file: item.image for item in plan.items}
    write_folder(folder, plan.head, [line_of(item) for item in plan.items], images, beside=errata)
    advance(len(plan.items))
    return {f"{IMAGES}/{item.file}": item.question.image_id for item in plan.items}


OWN = Format(
    name="scotoma",
    about="a benchmark in scotoma's own layout",
    needs=("questions", "patterns"),
    carries={**ALL, "both label versions": "yes, errata.json"},
    use="`scotoma ask MODEL --benchmark FOLDER`, or `scotoma.benchmark.open_benchmark(FOLDER)` in Python.",
    write=write,
)
