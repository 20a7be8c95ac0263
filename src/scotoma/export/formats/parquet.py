"""The table of questions and images that the hub's format and lmms-eval's share."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scotoma.benchmark.formats.hub import METADATA
from scotoma.export.images import image_bytes
from scotoma.export.papers import image_records
from scotoma.export.records import Item, Plan
from scotoma.progress import Advance

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BOTH", "COLUMNS", "TABLE", "write_table"]

TABLE = "data/test-00000-of-00001.parquet"
ROWS = 64  # written at a time, and a row group: images of a whole benchmark need not fit into memory

COLUMNS = {
    "id": "the question's id",
    "pair": "the id of its pair; each pair has two rows",
    "side": "a or b",
    "image": "the image, bytes and name",
    "question": "what is asked",
    "options": "what can be answered, in the benchmark's own order",
    "answer": "the right option, counted from 0",
    "patterns": "the visual patterns of the pair, the main one first",
    "caption": "a phrase that states what differs",
    "group": "pairs of one group ask one thing of other images, and are not independent",
    "vendor": "whose image it is",
    "note": "what else differs",
    "image_sha256": "of the image's bytes",
    "image_licence": "under what licence the image is",
    "image_source": "where it is from, where that is known",
}
BOTH = {
    "answer_original": "the key as published",
    "answer_corrected": "the key with the known errors mended",
}
LISTS, NUMBERS = {"options", "patterns"}, {"answer", *BOTH}


def write_table(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write the table, with the features that `datasets` reads from the schema's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [*COLUMNS, *(BOTH if plan.keys else ())]
    schema = _schema(plan, names)
    known = image_records(plan)
    path = folder / TABLE
    path.parent.mkdir(parents=True)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for start in range(0, len(plan.items), ROWS):
            items = plan.items[start : start + ROWS]
            rows = [_row(item, known[item.question.image_id], plan) for item in items]
            writer.write_table(pa.Table.from_pylist(rows, schema))
            advance(len(items))
    return {f"{TABLE}#row {row}": item.question.image_id for row, item in enumerate(plan.items, start=1)}


def _row(item: Item, known: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    question, pair = item.question, item.pair
    return {
        "id": question.id,
        "pair": pair.id,
        "side": item.side,
        "image": {"bytes": image_bytes(item.image), "path": item.file},
        "question": question.text,
        "options": list(question.options),
        "answer": question.answer,
        "patterns": list(pair.patterns),
        "caption": item.caption,
        "group": None if pair.group == pair.id else pair.group,
        "vendor": pair.vendor,
        "note": pair.note,
        "image_sha256": known["sha256"],
        "image_licence": known["licence"],
        "image_source": known["source"],
        **{f"answer_{version}": keys[question.id] for version, keys in plan.keys.items()},
    }


def _schema(plan: Plan, names: list[str]) -> "pa.Schema":
    import pyarrow as pa

    types = {"image": pa.struct({"bytes": pa.binary(), "path": pa.string()})}
    types |= dict.fromkeys(LISTS, pa.list_(pa.string())) | dict.fromkeys(NUMBERS, pa.int64())
    said = {"head": dataclasses.asdict(plan.head), "errata": [dataclasses.asdict(e) for e in plan.benchmark.errata]}
    metadata = {
        METADATA: json.dumps(said).encode(),
        b"huggingface": json.dumps({"info": {"features": {name: _feature(name) for name in names}}}).encode(),
    }
    return pa.schema([(name, types.get(name, pa.string())) for name in names], metadata=metadata)


def _feature(name: str) -> Any:
    """The column as `datasets` describes it; a list in brackets is what all its versions read."""
    text = {"dtype": "string", "_type": "Value"}
    if name == "image":
        return {"_type": "Image"}
    if name in NUMBERS:
        return {"dtype": "int64", "_type": "Value"}
    return [text] if name in LISTS else text
