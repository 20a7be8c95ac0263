"""The kernels behind one contract: a tile in, a superset of its pairs out."""

import math
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float32, Float64, Int32

from scotoma.pairs.coding import Codes
from scotoma.pairs.geometry import gamma
from scotoma.pairs.kernels import coding, scanning
from scotoma.pairs.rows import Side
from scotoma.pairs.tiles import Tile

__all__ = ["Blocked", "Integer", "Portable", "Scratch", "Sieve"]

NEVER = -(2**30)  # below any sum of products, and far from the edge of int32
STRIPE = 256  # rows of a tile multiplied at once: 256 x 4096 float32 stay in the shared cache
DENSE = 0.02  # share of a tile from which multiplying the reference too is cheaper than looking pairs up one by one


@dataclass
class Scratch:
    """One thread's room: `left` and `right` hold a tile's candidates; `kept` what a sieve wants to find again."""

    left: Int32[np.ndarray, " C"]
    right: Int32[np.ndarray, " C"]
    kept: dict[str, tuple[object, np.ndarray]] = field(default_factory=dict)


@runtime_checkable
class Sieve(Protocol):
    """A tile in, a superset of its pairs out."""

    @property
    def name(self) -> str: ...

    def __call__(self, tile: Tile, scratch: Scratch) -> tuple[int, int]:
        """Fill `scratch` with the tile's candidates: (pairs looked at, candidates), or -1 candidates for no room."""


class Portable:
    """Float32 products of the points, by the machine's BLAS: |p - q|^2 / 2 = |p|^2 / 2 + |q|^2 / 2 - p q.

    The halves of the squares are two more columns. A sum of K + 2 products of which none exceeds the largest square m
    in size has a rounding of at most gamma(K + 4) * 2m, whatever the order (the halves are rounded first).
    """

    name = "portable"

    def __init__(self, points: Float32[np.ndarray, "N K"], limit: float, rounding: float) -> None:
        halves = np.square(points, dtype=np.float64).sum(axis=1) / 2
        one = np.ones((len(points), 1), np.float32)
        half = halves[:, None].astype(np.float32)
        self._left = np.hstack([points, -half, one])
        self._right = np.hstack([points, one, -half])
        largest = 2 * float(halves.max())
        slack = gamma(points.shape[1] + 4) * 2 * largest + 1e-12
        self.least = -((limit + 2 * rounding) ** 2) / 2 - slack

    def __call__(self, tile: Tile, scratch: Scratch) -> tuple[int, int]:
        tally = np.zeros(2, np.int64)
        columns = self._right[tile.first : tile.last].T
        for top in range(tile.top, min(tile.bottom, tile.last - 1), STRIPE):
            rows = self._left[top : min(top + STRIPE, tile.bottom)]
            scanning.scan(rows @ columns, (top, tile.first), self.least, scratch.left, scratch.right, tally)
            if tally[1] < 0:
                break
        return int(tally[0]), int(tally[1])


class Integer:
    """Squared distances of integers in registers: `kernels.vnni` has the arithmetic."""

    def __init__(self, codes: Codes, count: int, bits: int) -> None:
        from scotoma.pairs.kernels import vnni

        self.name = f"vnni{bits}"
        self._scan = vnni.scan_512 if bits == 512 else vnni.scan_256
        width = codes.codes.shape[1]
        panels = -(-count // coding.PANEL)
        self._codes = codes.codes
        self._panels = np.zeros((panels, width // 4, coding.PANEL, 4), np.uint8)
        coding.fill_panels(codes.codes[:count], 0, self._panels)
        self._row_start = -((codes.norms - codes.limit) // 2) - 128 * codes.sums
        self._column_start = np.full(panels * coding.PANEL, NEVER, np.int32)  # padding must not pass
        self._column_start[:count] = -(codes.norms[:count] // 2)

    def __call__(self, tile: Tile, scratch: Scratch) -> tuple[int, int]:
        place = (tile.top, tile.bottom, tile.first, tile.last)
        arrays = (self._codes, self._panels, self._row_start, self._column_start)
        looked, passed = self._scan(*arrays, place, scratch.left, scratch.right)
        return int(looked), int(passed)


class Blocked:
    """Float32 products of whole rows: for thresholds where a few coordinates can tell nothing.

    Unit rows rounded to float32 and multiplied in any order are within gamma(D + 3) of the cosine; the reference is
    multiplied too where most of a tile passes the suspect.
    """

    name = "blocked"

    def __init__(
        self, sides: tuple[Side, Side], squares: Float64[np.ndarray, "2 N"], above: float, below: float | None
    ) -> None:
        self._sides = sides
        self._squares = squares
        margins = [min(1.01 * gamma(side.width + 3), 4.0) + 1e-9 for side in sides]
        self.least = above - margins[0] if above > -1 else -math.inf  # every cosine is >= -1: nothing to multiply
        self.most = below + margins[1] if below is not None and below < 1 else math.inf

    def __call__(self, tile: Tile, scratch: Scratch) -> tuple[int, int]:
        tally = np.zeros(2, np.int64)
        place = (tile.top, tile.first)
        shape = (tile.bottom - tile.top, tile.last - tile.first)
        free = self.least == -math.inf
        products = np.zeros(shape, np.float32) if free else self._products(0, tile, scratch)
        crowd = scanning.count_pairs(products, place, self.least)
        if self.most < math.inf and crowd > DENSE * products.size:
            others = self._products(1, tile, scratch)
            scanning.scan_both(products, others, place, (self.least, self.most), scratch.left, scratch.right, tally)
        else:
            scanning.scan(products, place, self.least, scratch.left, scratch.right, tally)
        return int(tally[0]), int(tally[1])

    def _products(self, which: int, tile: Tile, scratch: Scratch) -> Float32[np.ndarray, "R C"]:
        left = self._units(which, "left", (tile.top, tile.bottom), scratch)
        right = self._units(which, "right", (tile.first, tile.last), scratch)
        return np.asarray(left @ right.T)

    def _units(self, which: int, place: str, span: tuple[int, int], scratch: Scratch) -> Float32[np.ndarray, "R D"]:
        key = f"{which} {place}"
        if key in scratch.kept and scratch.kept[key][0] == span:
            return scratch.kept[key][1]
        block = self._sides[which].block(*span)
        units = np.empty(block.shape, np.float32)
        coding.scaled_units(block, self._squares[which, span[0] : span[1]], units)
        scratch.kept[key] = (span, units)
        return units
