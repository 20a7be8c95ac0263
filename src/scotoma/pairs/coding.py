"""Every row of the suspect as coordinates and small integers, and the limits that let no true pair fall."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from jaxtyping import Float32, Float64, Int8, Int32, Int64

from scotoma.pairs.geometry import Basis, distance_limit, fit_basis, integer_limit, projection_margins
from scotoma.pairs.kernels import coding, exact
from scotoma.pairs.rows import Side

__all__ = ["Codes", "Coding", "Sample", "code_rows", "draw_sample", "rounding", "squared_lengths"]

T = TypeVar("T")

BLOCK = 2048  # rows coded at a time: 6 MB of float32 at width 768
SAMPLE = 3072  # rows drawn: the directions are fitted on two thirds of them, and tried on the rest
SPARE_ROWS = 64  # the integer kernel reads whole groups of rows, so it may look past the last one


@dataclass(frozen=True)
class Sample:
    """Some rows: their numbers, ascending, as unit rows (M, D), and the basis fitted on twice as many others."""

    chosen: Int64[np.ndarray, " M"]
    units: Float32[np.ndarray, "M D"]
    basis: Basis


@dataclass
class Codes:
    """One level's integers: K coordinates of every row (the last is the remainder), their squared norms and sums.

    `error` is the largest length of what rounding to integers changed in a row, in steps; no pair that counts is
    farther apart than the squared distance `limit`.
    """

    codes: Int8[np.ndarray, "N K"]
    norms: Int32[np.ndarray, " N"]
    sums: Int32[np.ndarray, " N"]
    scale: float
    error: float = 0.0
    limit: int = 0


@dataclass
class Coding:
    """The suspect as the sieves see it: squared lengths, float32 points or integers for the first level (None: that
    level is not used), integers for the second; `longest` is the greatest distance from the centre."""

    squares: Float64[np.ndarray, " N"]
    points: Float32[np.ndarray, "N K"] | None
    first: Codes | None
    second: Codes
    longest: float = 0.0


def squared_lengths(side: Side, threads: int) -> Float64[np.ndarray, " N"]:
    """dot(x, x) of every row.

    Raises:
        BadRow: a row is zero or not finite.
    """
    squares = np.empty(side.count)

    def work(start: int, stop: int) -> None:
        if (bad := exact.squared_norms(side.block(start, stop), squares[start:stop])) >= 0:
            side.refuse(start + bad)

    _over_blocks(side.count, threads, work)
    return squares


def _over_blocks(count: int, threads: int, work: Callable[[int, int], T]) -> list[T]:
    with ThreadPoolExecutor(threads, thread_name_prefix="scotoma-rows") as pool:
        return list(pool.map(lambda start: work(start, min(start + BLOCK, count)), range(0, count, BLOCK)))


def draw_sample(side: Side, seed: int = 0) -> Sample:
    """Unit rows of at most 1,024 random rows in the order they lie in, and the principal directions of 2,048 others.

    On the rows they are fitted on, directions tell more than on any other: tried there, too few of them seem enough
    (20,000 isotropic rows: 48 coordinates were chosen, 13 times slower than the 96 that held-out rows ask for).

    Raises:
        BadRow: a row of the sample is zero or not finite.
    """
    chosen = np.random.default_rng(seed).choice(side.count, min(SAMPLE, side.count), replace=False)
    chosen.sort()
    rows = side.gather(chosen)
    units = np.empty(rows.shape, dtype=np.float32)
    nothing = np.zeros(side.width, dtype=np.float32)
    if (bad := coding.centre_units(rows, nothing, np.empty(len(rows)), units, np.empty(len(rows)))) >= 0:
        side.refuse(int(chosen[bad]))
    tried = np.arange(len(units)) % 3 == 0
    return Sample(chosen[tried], units[tried], fit_basis(units[~tried], seed))


def rounding(basis: Basis, width: int, coordinates: int, longest: float) -> float:
    """The most float32 rounding can move a row's `coordinates` (one of them the remainder)."""
    margins = projection_margins(width, coordinates - 1, longest)
    remainder = margins.squared_remainder / (2 * float(basis.remainder_floor[coordinates - 1]))
    return math.hypot(margins.projected, remainder) + 2.0**-23


def _empty_codes(count: int, width: int, scale: float) -> Codes:
    padded = count + SPARE_ROWS
    return Codes(np.zeros((padded, width), np.int8), np.zeros(padded, np.int32), np.zeros(padded, np.int32), scale)


def code_rows(
    side: Side, basis: Basis, above: float, threads: int, *, prefix: int, integers: bool, second: int, scale: float
) -> Coding:
    """Code every row: `prefix` coordinates for the first level, as integers or floats, `second` for
    the second.

    Reads the rows once. Working memory beside the result: some 10 MB a thread.

    Raises:
        BadRow: a row is zero or not finite.
    """
    count = side.count
    made = Coding(
        np.empty(count),
        None if integers else np.empty((count, prefix), dtype=np.float32),
        _empty_codes(count, prefix, scale) if integers else None,
        _empty_codes(count, second, scale),
    )
    axes = np.ascontiguousarray(basis.axes[:, : max(prefix, second) - 1])

    def work(start: int, stop: int) -> list[float]:
        projected, lengths = _project(side, basis, axes, made.squares, (start, stop))
        errors = [_encode(codes, basis, (projected, lengths), start) for codes in levels]
        if made.points is not None:
            _with_remainder(basis, projected, lengths, made.points[start:stop])
        return [math.sqrt(float(lengths.max())), *errors]

    levels = [codes for codes in (made.first, made.second) if codes is not None]
    made.longest, *errors = np.max(_over_blocks(count, threads, work), axis=0).tolist()
    limit = distance_limit(above, side.width)
    for codes, error in zip(levels, errors, strict=True):
        codes.error = error
        wide = codes.codes.shape[1]
        moved = rounding(basis, side.width, wide, made.longest)
        codes.limit = integer_limit(limit, moved, codes.scale, codes.error, wide)
    return made


def _project(
    side: Side, basis: Basis, axes: np.ndarray, squares: np.ndarray, span: tuple[int, int]
) -> tuple[Float32[np.ndarray, "B K"], Float64[np.ndarray, " B"]]:
    start, stop = span
    cloud = np.empty((stop - start, side.width), dtype=np.float32)
    lengths = np.empty(stop - start)
    bad = coding.centre_units(side.block(start, stop), basis.centre, squares[start:stop], cloud, lengths)
    if bad >= 0:
        side.refuse(start + bad)
    return cloud @ axes, lengths


def _with_remainder(basis: Basis, projected: np.ndarray, lengths: np.ndarray, out: np.ndarray) -> None:
    axes = out.shape[1] - 1
    middle, floor = float(basis.remainder_middle[axes]), float(basis.remainder_floor[axes])
    coding.with_remainder(projected, lengths, axes, middle, floor, out)


def _encode(codes: Codes, basis: Basis, block: tuple[np.ndarray, np.ndarray], start: int) -> float:
    projected, lengths = block
    points = np.empty((len(projected), codes.codes.shape[1]), dtype=np.float32)
    _with_remainder(basis, projected, lengths, points)
    rows = slice(start, start + len(points))
    return float(coding.encode(points, codes.scale, codes.codes[rows], codes.norms[rows], codes.sums[rows]))
