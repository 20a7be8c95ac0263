"""Rows that lie in several .npy files, read as if they were one array."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from jaxtyping import Float, Shaped

from scotoma.errors import BrokenFile, ShapeMismatch

__all__ = ["Rows", "ShardedRows"]


class ShardedRows:
    """N rows of width D over memory-mapped .npy shards: nothing is read until it is asked for.

    `rows[a:b]` is a view of the file where the slice lies in one shard and has no step, else a copy; `rows[indices]`
    (integers in any order, repeated or negative ones too, or N booleans) is a copy that visits each shard once, in file
    order; `rows[i]` is one row. `numpy.asarray(rows)` reads everything.

    Raises:
        BrokenFile: a shard is missing, cut short, or not a .npy file of real numbers.
        ShapeMismatch: the shards differ in width or dtype, or there is none.
    """

    ndim = 2

    def __init__(self, paths: Sequence[Path]) -> None:
        self._shards = [_mapped(path) for path in paths]
        kinds = {(shard.shape[1], shard.dtype.name): path for shard, path in zip(self._shards, paths, strict=True)}
        if len(kinds) != 1:
            found = ", ".join(f"{width} x {dtype} ({path.name})" for (width, dtype), path in kinds.items())
            where = paths[0].parent if paths else "an empty list of files"
            raise ShapeMismatch(f"The shards of one encoder share width and dtype; {where} holds {found or 'none'}.")
        self._starts = np.cumsum([0, *(len(shard) for shard in self._shards)])

    @property
    def shape(self) -> tuple[int, int]:
        """(N, D)."""
        return int(self._starts[-1]), int(self._shards[0].shape[1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype as stored."""
        return self._shards[0].dtype

    @property
    def nbytes(self) -> int:
        """The size of all rows on the disk, in bytes."""
        return sum(shard.nbytes for shard in self._shards)

    @property
    def lengths(self) -> list[int]:
        """How many rows each shard has."""
        return [len(shard) for shard in self._shards]

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[npt.NDArray[Any]]:
        return itertools.chain.from_iterable(self._shards)

    def __repr__(self) -> str:
        return f"ShardedRows({self.shape[0]} x {self.shape[1]} {self.dtype}, {len(self._shards)} shards)"

    def __getitem__(self, key: Any) -> npt.NDArray[Any]:
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            return self._span(start, stop) if step == 1 else self._gather(np.arange(start, stop, step))
        if isinstance(key, int | np.integer):
            row: npt.NDArray[Any] = self._gather(np.asarray([key], np.int64))[0]
            return row
        return self._gather(_as_indices(key, len(self)))

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
        if copy is False:
            raise ValueError("rows that lie in files cannot become an array without a copy")
        return np.asarray(self._span(0, len(self)), dtype=dtype).copy()

    def _span(self, start: int, stop: int) -> npt.NDArray[Any]:
        if stop <= start:
            return np.empty((0, self.shape[1]), self.dtype)
        first = int(np.searchsorted(self._starts, start, side="right")) - 1
        last = int(np.searchsorted(self._starts, stop, side="left")) - 1
        parts = [
            self._shards[k][max(start - self._starts[k], 0) : stop - self._starts[k]] for k in range(first, last + 1)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _gather(self, indices: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        wanted = np.where(indices < 0, indices + len(self), indices)
        if wanted.size and (wanted.min() < 0 or wanted.max() >= len(self)):
            raise IndexError(f"row {indices[np.argmax((wanted < 0) | (wanted >= len(self)))]} of {len(self)} rows")
        order = None if (np.diff(wanted) >= 0).all() else np.argsort(wanted, kind="stable")
        in_order = wanted if order is None else wanted[order]
        out = np.empty((len(wanted), self.shape[1]), self.dtype)
        cuts = np.searchsorted(in_order, self._starts)
        for shard, start, low, high in zip(self._shards, self._starts[:-1], cuts[:-1], cuts[1:], strict=True):
            if low < high:
                out[slice(low, high) if order is None else order[low:high]] = shard[in_order[low:high] - start]
        return out


Rows: TypeAlias = Float[np.ndarray, "N D"] | ShardedRows


def _as_indices(key: Any, count: int) -> npt.NDArray[np.int64]:
    indices = np.asarray(key)
    if indices.dtype == bool and indices.shape == (count,):
        return np.flatnonzero(indices)
    if indices.ndim != 1 or (indices.size and indices.dtype.kind not in "iu"):
        raise IndexError(f"rows are taken by a slice, an integer, a list of integers or {count} booleans; got {key!r}")
    return indices.astype(np.int64)


def _mapped(path: Path) -> Shaped[np.ndarray, "n D"]:
    try:
        shard = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError as error:
        raise BrokenFile(f"{path} is missing. Make the embeddings again, or fetch the whole folder.") from error
    except (ValueError, EOFError, OSError) as error:
        raise BrokenFile(f"{path} cannot be read as a .npy file ({error}). Copy or make it again.") from error
    if shard.ndim != 2 or shard.dtype.kind != "f":
        raise BrokenFile(f"{path} holds {shard.dtype} of shape {shard.shape}; expected a table of real numbers, N x D.")
    return np.asarray(shard)
