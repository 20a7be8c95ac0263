"""The pairs of a run for other programs: CSV and JSON lines with ids, places and captions."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scotoma.errors import BrokenFile
from scotoma.files import whole_file

__all__ = ["export_pairs", "read_images", "read_pairs"]

_BATCH = 16_384
COLUMNS = ("i", "j", "id_i", "id_j", "uri_i", "uri_j", "caption_i", "caption_j", "suspect", "reference")


def export_pairs(run: Path) -> tuple[Path, Path]:
    """Write `pairs/pairs.csv` and `pairs/pairs.jsonl`: all pairs of `pairs/pairs.parquet`, in its order.

    Both have i and j (row numbers), the ids, places and captions of the two images, and the two cosines, as the
    shortest text that reads back as the same float64. An image without a caption has an empty cell in the one and null
    in the other. The CSV is UTF-8, quoted where needed (RFC 4180).

    Raises:
        BrokenFile: `pairs/pairs.parquet` or `images.parquet` is missing or damaged.
    """
    pairs, images = read_pairs(run), read_images(run)
    names = ("id", "uri", "caption")
    usable = images.filter(_is_ok(images)).select(names)
    table, lines = run / "pairs" / "pairs.csv", run / "pairs" / "pairs.jsonl"
    as_json = json.JSONEncoder(ensure_ascii=False).encode
    with whole_file(table) as csv_file, whole_file(lines) as json_file:
        csv_file.write((",".join(COLUMNS) + "\r\n").encode())
        for records in _records(pairs, usable):
            text = io.StringIO(newline="")
            csv.writer(text).writerows([record[name] for name in COLUMNS] for record in records)
            csv_file.write(text.getvalue().encode())
            json_file.write("".join(f"{as_json(record)}\n" for record in records).encode())
    return table, lines


def read_pairs(run: Path) -> Any:
    """The table of the run's pairs: i, j, id_i, id_j, suspect, reference.

    Raises:
        BrokenFile: it is missing or damaged.
    """
    return _read(run / "pairs" / "pairs.parquet", "Run `scotoma mine` on the run folder to make it.")


def read_images(run: Path) -> Any:
    """The table of the run's images, broken ones included.

    Raises:
        BrokenFile: it is missing or damaged.
    """
    return _read(run / "images.parquet", "Run `scotoma embed` to make it.")


def _read(path: Path, advice: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path).read()
    except FileNotFoundError as error:
        raise BrokenFile(f"{path} is missing. {advice}") from error
    except (pa.ArrowException, OSError) as error:
        raise BrokenFile(f"{path} cannot be read as Parquet ({error}). Delete it. {advice}") from error


def _is_ok(images: Any) -> Any:
    import pyarrow.compute as pc

    return pc.equal(images["status"], "ok")


def _records(pairs: Any, usable: Any) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(pairs), _BATCH):
        batch = pairs.slice(start, _BATCH)
        columns: dict[str, list[Any]] = {name: batch[name].to_pylist() for name in ("i", "j", "suspect", "reference")}
        for end in ("i", "j"):
            side = usable.take(batch[end])
            columns |= {f"{name}_{end}": side[name].to_pylist() for name in side.column_names}
        yield [dict(zip(COLUMNS, row, strict=True)) for row in zip(*(columns[name] for name in COLUMNS), strict=True)]
