"""A Parquet column read at random without holding it."""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from scotoma.errors import BrokenImage
from scotoma.images.stores import open_file

__all__ = ["ParquetColumn"]

BLOCK_ROWS = 64  # of 100 kB pictures: 6 MB a block
BLOCKS_KEPT = 8  # so that a few threads reading ahead of each other decode nothing twice


class ParquetColumn:
    """The cells of one column over several Parquet files with one schema.

    Row groups are streamed in blocks of rows and the last blocks kept, for a file may hold all its images in one row
    group of many gigabytes. Reading in order, with several threads, decodes each block once; jumping back within a row
    group decodes it again from its start.
    """

    def __init__(self, paths: Sequence[str], column: str) -> None:
        import pyarrow.parquet as pq

        self._column = column
        self._groups: list[tuple[str, int]] = []
        sizes: list[int] = []
        for path in paths:
            with open_file(path) as file:
                facts = pq.ParquetFile(file).metadata
            self._groups.extend((path, group) for group in range(facts.num_row_groups))
            sizes.extend(facts.row_group(group).num_rows for group in range(facts.num_row_groups))
        self._starts = [0, *accumulate(sizes)]
        self._kept: OrderedDict[tuple[int, int], Any] = OrderedDict()
        self._stream: Iterator[Any] = iter(())
        self._next = (-1, 0)  # the row group and block that the stream gives next
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, index: int) -> Any:
        group = bisect_right(self._starts, index) - 1
        block, row = divmod(index - self._starts[group], BLOCK_ROWS)
        with self._lock:
            cells = self._block(group, block)
        return cells[row].as_py()

    def _block(self, group: int, block: int) -> Any:
        import pyarrow as pa

        if (group, block) not in self._kept:
            try:
                self._advance(group, block)
            except (OSError, pa.ArrowException, StopIteration) as error:
                self._next = (-1, 0)
                text = str(error).strip().partition("\n")[0][:160]
                raise BrokenImage(f"the table is damaged here: {text}") from error
        return self._kept[group, block]

    def _advance(self, group: int, block: int) -> None:
        if self._next[0] != group or self._next[1] > block:
            self._stream = self._open(group)
            self._next = (group, 0)
        while self._next <= (group, block):
            self._kept[self._next] = next(self._stream).column(0)
            self._next = (group, self._next[1] + 1)
            if len(self._kept) > BLOCKS_KEPT:
                self._kept.popitem(last=False)

    def _open(self, group: int) -> Iterator[Any]:
        import pyarrow.parquet as pq

        path, number = self._groups[group]
        with open_file(path) as opened:
            file = pq.ParquetFile(opened, pre_buffer=False, buffer_size=1 << 20)
            yield from file.iter_batches(BLOCK_ROWS, row_groups=[number], columns=[self._column], use_threads=False)
