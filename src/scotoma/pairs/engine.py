"""A join made ready: candidates from the sieve, each decided in float64."""

import functools
import queue
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float64, Int, Int64

from scotoma.pairs.certificate import Counts, Rule
from scotoma.pairs.coding import Codes
from scotoma.pairs.kernels import coding, exact
from scotoma.pairs.leaders import Leaders
from scotoma.pairs.rows import Side
from scotoma.pairs.sieves import Scratch, Sieve
from scotoma.pairs.tiles import STEP, Tile, walk

__all__ = ["CAPACITY", "Decided", "Join", "PairBatch", "one_blas_thread"]

CAPACITY = 1 << 20  # candidates a tile may have before it is split: 8 MB a thread


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Verified pairs: i < j, and their cosines in the suspect and in the reference."""

    i: Int64[np.ndarray, " P"]
    j: Int64[np.ndarray, " P"]
    suspect: Float64[np.ndarray, " P"]
    reference: Float64[np.ndarray, " P"]

    def __len__(self) -> int:
        return len(self.i)


@dataclass(frozen=True, slots=True)
class Decided:
    """One tile's pairs and what happened in it."""

    tile: Tile
    pairs: PairBatch
    counts: Counts


@dataclass
class Join:
    """Everything a tile needs. `squares` holds dot(x, x) of both sides; `second` and `leaders` thin the candidates."""

    sides: tuple[Side, Side]
    squares: Float64[np.ndarray, "2 N"]
    above: float
    below: float | None
    sieve: Sieve
    rule: Rule
    second: Codes | None = None
    leaders: Leaders | None = None
    capacity: int = CAPACITY
    _free: "queue.SimpleQueue[Scratch]" = field(default_factory=queue.SimpleQueue)

    def run(self, tiles: Iterable[Tile], threads: int) -> Iterator[Decided]:
        """Decide the tiles, in their order; the BLAS is held to one thread a call meanwhile."""
        with one_blas_thread():
            yield from walk(tiles, self.decide, threads)

    def decide(self, tile: Tile) -> Decided | None:
        """The tile's pairs, or None where it has more candidates than there is room for and must be split."""
        scratch = self._borrow()
        try:
            examined, first = self.sieve(tile, scratch)
            if first < 0:
                return None
            return self._decided(tile, scratch, Counts(tiles=1, examined=examined, first_level=first))
        finally:
            self._free.put(scratch)

    def _borrow(self) -> Scratch:
        try:
            return self._free.get_nowait()
        except queue.Empty:
            room = max(self.capacity, STEP * STEP)
            return Scratch(np.empty(room, np.int32), np.empty(room, np.int32))

    def _decided(self, tile: Tile, scratch: Scratch, counts: Counts) -> Decided:
        left, right, count = scratch.left, scratch.right, counts.first_level
        if self.leaders is not None:
            count = self.leaders.keep(left, right, count)
        rejected = counts.first_level - count
        if self.second is not None:
            count = coding.near_codes(self.second.codes, left, right, count, self.second.limit)
        i, j = left[:count], right[:count]
        at, suspect = _verify(self.sides[0], self.squares[0], (i, j), exact.keep_above, self.above)
        below = np.inf if self.below is None else self.below
        still, reference = _verify(self.sides[1], self.squares[1], (i[at], j[at]), exact.keep_below, below)
        both = at[still]
        pairs = PairBatch(i[both].astype(np.int64), j[both].astype(np.int64), suspect[still], reference)
        more = Counts(leader_rejected=rejected, second_level=count, above=len(at), found=len(both))
        return Decided(tile, pairs, counts + more)


def _verify(
    side: Side,
    squares: Float64[np.ndarray, " N"],
    pairs: tuple[Int[np.ndarray, " P"], Int[np.ndarray, " P"]],
    keep: Callable[..., int],
    threshold: float,
) -> tuple[Int64[np.ndarray, " K"], Float64[np.ndarray, " K"]]:
    """The positions of the pairs that pass, and their cosines."""
    left, right = (np.ascontiguousarray(p, dtype=np.int32) for p in pairs)
    at, cosines = np.empty(len(left), np.int64), np.empty(len(left))
    if not len(left):
        return at, cosines
    rows = side.direct
    if rows is None:  # rows that are not one plain matrix are fetched once for the whole tile
        needed, local = np.unique(np.concatenate([left, right]), return_inverse=True)
        rows, squares = side.gather(needed), squares[needed]
        left, right = local[: len(left)].astype(np.int32), local[len(left) :].astype(np.int32)
    kept = keep(rows, squares, left, right, threshold, at, cosines)
    return at[:kept].copy(), cosines[:kept].copy()


@functools.cache
def _pools() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_blas_thread() -> AbstractContextManager[Any]:
    """The BLAS on one thread: the join brings its own, and idle BLAS threads that spin would take their cores."""
    context: AbstractContextManager[Any] = _pools().limit(limits=1, user_api="blas")
    return context
