"""A task for inspect_ai that runs without scotoma: a Python file, its questions as JSON lines, and the images."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scotoma.export.given import GIVEN
from scotoma.export.images import image_bytes
from scotoma.export.records import Format, Item, Plan
from scotoma.progress import Advance

__all__ = ["INSPECT"]

LONGEST_ID = 200  # a sample's id becomes the name of a file in inspect_ai's logs


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write it; `task.py` is the same in every export, and reads `export.json` for the name."""
    files: dict[str, str] = {}
    for item in plan.items:
        place = folder / "images" / item.file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(image_bytes(item.image))
        files[f"images/{item.file}"] = item.question.image_id
        advance(1)
    ids = _sample_ids(plan)
    lines = [json.dumps(_sample(item, ids[item.question.id]), ensure_ascii=False) for item in plan.items]
    (folder / "questions.jsonl").write_bytes("".join(f"{line}\n" for line in lines).encode())
    (folder / "task.py").write_bytes((GIVEN / "inspect_task.py").read_bytes())
    return files


def _sample(item: Item, sample_id: str) -> dict[str, Any]:
    pair, question = item.pair, item.question
    content = [{"type": "image", "image": f"images/{item.file}"}, {"type": "text", "text": question.text}]
    return {
        "id": sample_id,
        "input": [{"role": "user", "content": content}],
        "choices": list(question.options),
        "target": item.letter,
        "metadata": {
            "question": question.id,
            "pair": pair.id,
            "side": item.side,
            "patterns": list(pair.patterns),
            "group": pair.group,
            "caption": item.caption,
            "vendor": pair.vendor,
            "note": pair.note,
        },
    }


def _sample_ids(plan: Plan) -> dict[str, str]:
    """The questions' own ids, or, where one of them cannot be the name of a file in a log, "question-1", ..."""
    ids = [item.question.id for item in plan.items]
    if all(each.isprintable() and len(each) <= LONGEST_ID and ".." not in each for each in ids):
        return {each: each for each in ids}
    return {each: f"question-{number}" for number, each in enumerate(ids, start=1)}


INSPECT = Format(
    name="inspect",
    about="a task for inspect_ai",
    needs=("questions",),
    carries={
        "texts": "yes",
        "image bytes": "yes",
        "ids": "yes",
        "captions": "yes, in the metadata",
        "patterns": "yes, in the metadata",
        "groups": "yes, in the metadata",
        "vendors": "yes, in the metadata",
        "notes": "yes, in the metadata",
    },
    use=(
        "`inspect eval task.py --model PROVIDER/MODEL` asks with inspect_ai's own prompt for multiple choice, the "
        "options in the benchmark's order, and gives `pair_accuracy`, `accuracy` with a standard error over groups of "
        "pairs, and `unread`. The prompts of the paper and of the public harnesses, and controls, are in `scotoma ask`."
    ),
    write=write,
)
