"""A join in tasks of 8 x 8 tiles, each a Parquet file that is complete or absent: the checkpoint of `mine`."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from scotoma.errors import BrokenFile
from scotoma.files import whole_file
from scotoma.pairs.certificate import Counts
from scotoma.pairs.engine import Decided, Join
from scotoma.pairs.tiles import Tile, cut, triangle
from scotoma.progress import Progress

__all__ = ["Parts"]

TASK_TILES = 8
COLUMNS = ("i", "j", "suspect", "reference")
GROUP = 1 << 20  # pairs written at a time
AT_ONCE = 1 << 22  # pairs merged at a time: 130 MB
COUNTS = b"scotoma.counts"


class Parts:
    """The tasks of one join under `folder/.parts-<key>`; the key names inputs, thresholds and sieve."""

    def __init__(self, folder: Path, key: str, join: Join, threads: int) -> None:
        self._folder = folder / f".parts-{key}"
        self._join = join
        self._threads = threads
        self._side = join.rule.tile
        self._tasks = list(triangle(join.sides[0].count, self._side * TASK_TILES))

    def finish(self, progress: Progress) -> Counts:
        """Make the parts that are missing; what happened in all of them."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for torn in self._folder.glob(".*.part"):  # left by a killed run
            torn.unlink()
        counts = {task: _counts(path) for task in self._tasks if (path := self._path(task)).exists()}
        done = sum(c.examined for c in counts.values())
        rows = self._join.sides[0].count
        with progress("Comparing", rows * (rows - 1) // 2, "pairs", done) as advance:
            for task in self._tasks:
                if task not in counts:
                    counts[task] = self._make(task)
                    advance(counts[task].examined)
        return sum((counts[task] for task in self._tasks), start=Counts())

    def merge(self, path: Path, ids: Sequence[str]) -> None:
        """Write all pairs, sorted by (i, j), with the ids of both images."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        names = pa.array(list(ids), pa.string())
        with whole_file(path) as file, pq.ParquetWriter(file, _schema(with_ids=True), compression="zstd") as writer:
            for table in self._sorted():
                one, other = names.take(table["i"]), names.take(table["j"])
                writer.write_table(table.add_column(2, "id_i", one).add_column(3, "id_j", other))

    def clear(self) -> None:
        """Remove the parts, also those that joins with other settings left."""
        for left in self._folder.parent.glob(".parts-*"):
            shutil.rmtree(left)

    def _path(self, task: Tile) -> Path:
        return self._folder / f"{task.top:010d}-{task.first:010d}.parquet"

    def _make(self, task: Tile) -> Counts:
        import pyarrow.parquet as pq

        counts = Counts()
        with whole_file(self._path(task)) as file, pq.ParquetWriter(file, _schema(), compression="zstd") as writer:
            for group in _grouped(self._join.run(cut(task, self._side), self._threads)):
                writer.write_table(_table(group))
                counts = sum((decided.counts for decided in group), start=counts)
            writer.add_key_value_metadata({COUNTS: json.dumps(asdict(counts)).encode()})
        return counts

    def _sorted(self) -> Iterator[Any]:
        import pyarrow.parquet as pq

        count = self._join.sides[0].count
        for top in sorted({task.top for task in self._tasks}):
            paths = [self._path(task) for task in self._tasks if task.top == top]
            many = sum(pq.read_metadata(path).num_rows for path in paths) > AT_ONCE
            step = self._side if many else self._side * TASK_TILES
            for start in range(top, min(top + self._side * TASK_TILES, count), step):
                yield _band(paths, start, start + step)


def _band(paths: Sequence[Path], start: int, stop: int) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    within = [("i", ">=", start), ("i", "<", stop)]
    table = pa.concat_tables([pq.read_table(path, filters=within, schema=_schema()) for path in paths])
    return table.sort_by([("i", "ascending"), ("j", "ascending")])


def _grouped(decided: Iterator[Decided]) -> Iterator[list[Decided]]:
    group: list[Decided] = []
    held = 0
    for one in decided:
        group.append(one)
        held += len(one.pairs)
        if held >= GROUP:
            yield group
            group, held = [], 0
    yield group


def _table(group: Sequence[Decided]) -> Any:
    import pyarrow as pa

    schema = _schema()
    columns = [
        np.concatenate([np.zeros(0, field.type.to_pandas_dtype()), *(getattr(d.pairs, field.name) for d in group)])
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _schema(*, with_ids: bool = False) -> Any:
    import pyarrow as pa

    pair = [("i", pa.int64()), ("j", pa.int64())]
    ids = [("id_i", pa.string()), ("id_j", pa.string())] if with_ids else []
    return pa.schema([*pair, *ids, ("suspect", pa.float64()), ("reference", pa.float64())])


def _counts(path: Path) -> Counts:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return Counts(**json.loads(pq.read_metadata(path).metadata[COUNTS]))
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise BrokenFile(f"{path} cannot be read as a part of the join ({error}). Delete it and run again.") from error
