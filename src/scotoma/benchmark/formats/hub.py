"""A benchmark as one Parquet table of questions and images, as `scotoma export --to hub` writes it for the hub.

    FOLDER/data/test-00000-of-00001.parquet    id, pair, side, image, question, options, answer, patterns, ...

The columns are the fields of our own `questions.jsonl`; `image` holds the bytes and the name. Name, version, licence
and errata stand in the schema's metadata under "scotoma".
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scotoma.benchmark.errata.patches import patch_of
from scotoma.benchmark.formats.numbered_pairs import find_tables, hash_of
from scotoma.benchmark.formats.pictures import cache_for, image_cell, written_once
from scotoma.benchmark.json_lines import Placed, shaped
from scotoma.benchmark.reading import Head, Line, assembled
from scotoma.benchmark.records import Benchmark, Erratum
from scotoma.benchmark.writing import check_name
from scotoma.errors import BrokenFile, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["METADATA", "TEXTS", "is_hub_table", "read_hub"]

METADATA = b"scotoma"
"""The key in the schema's metadata: JSON with `head` and `errata`, the fields of `Head` and of `Erratum`."""

TEXTS = ("id", "pair", "side", "question", "options", "answer", "patterns", "caption", "group", "vendor", "note")
"""The columns that are fields of a `Line`, all but its image."""

ROWS = 64  # read at a time: images of a whole benchmark need not fit into memory


def is_hub_table(tables: Sequence[Path], headers: Sequence[str]) -> bool:
    """Whether tables with these headers are in this layout."""
    return bool(tables) and tables[0].suffix == ".parquet" and {"pair", "side", "image", "options"} <= {*headers}


def read_hub(folder: Path) -> Benchmark:
    """The benchmark in a folder of Parquet files, checked as one in our own layout; patterns may be missing.

    Images are unpacked into the cache (`cache_for`). A table without our metadata, written by somebody else, is called
    by its folder, and its version is a hash of its texts.

    Raises:
        BrokenFile: a row is not what it should be; the message names file and row.
    """
    tables = find_tables(folder)
    cache = cache_for(tables)
    placed: list[Placed[Line]] = []
    images: dict[str, Path] = {}
    for row, number, path in _rows(tables):
        place = f"{path}, row {number}"
        content, name = image_cell(row["image"], place)
        name = _checked(name or f"{len(placed) + 1}", place)
        images[name] = written_once(cache / name, content)
        placed.append(Placed(_line({**row, "image": name}, place), number, path))
    if not placed:
        raise BrokenFile(f"{tables[0]} has no rows.")
    head, errata = _metadata(tables[0])
    if head is None:
        texts = hash_of([(each.line.id, each.line.question, each.line.options) for each in placed])
        head = Head(folder.absolute().name, texts[:12], "not stated")
    return assembled(folder.absolute(), head, placed, images, errata or patch_of(folder))


def _rows(tables: Sequence[Path]) -> Iterator[tuple[dict[str, Any], int, Path]]:
    """Each row, its number in its file counted from 1, and the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in tables:
        number = 0
        try:
            file = pq.ParquetFile(path)
            wanted = [name for name in (*TEXTS, "image") if name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=ROWS, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield row, number, path
        except (pa.ArrowInvalid, OSError) as error:
            what = " ".join(str(error).split()).rstrip(".")
            raise BrokenFile(f"{path} is damaged after row {number}: {what}. Fetch it again.") from error


def _line(row: dict[str, Any], place: str) -> Line:
    from pydantic import TypeAdapter

    fields = {name: value for name, value in row.items() if value is not None}
    return shaped(TypeAdapter(Line), json.dumps({"patterns": [], **fields}).encode(), place)


def _checked(name: str, place: str) -> str:
    try:
        check_name(name, "The image")
    except UsageError as error:
        raise BrokenFile(f"{place}: {error}") from error
    return name


def _metadata(path: Path) -> tuple[Head | None, tuple[Erratum, ...]]:
    import pyarrow.parquet as pq
    from pydantic import TypeAdapter

    schema: pa.Schema = pq.read_schema(path)
    said = (schema.metadata or {}).get(METADATA)
    if said is None:
        return None, ()
    where = f"{path}, metadata"
    try:
        content = json.loads(said)
        head, errata = content["head"], content["errata"]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFile(f"{where}: {said[:80]!r} is not what scotoma writes. Export the benchmark again.") from error
    listed = shaped(TypeAdapter(tuple[Erratum, ...]), json.dumps(errata).encode(), where)
    return replace(shaped(TypeAdapter(Head), json.dumps(head).encode(), where), sha256=None), listed
