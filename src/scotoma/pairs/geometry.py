"""A few coordinates of every row whose distances never exceed the true ones, and by how much rounding may break that.

Unit rows z with cos(z, z') > t lie closer than sqrt(2 - 2t). Subtract a centre c, project on the columns of Q and
add the length of what is left, r = sqrt(|z - c|^2 - |Q'(z - c)|^2), as one more coordinate. With |Q| <= 1 that map
brings no two rows farther apart (docs/exact-join.md has the proof), so rows that are too far apart in it are dismissed
without loss, whatever c and Q are: they decide the speed, never the result.
"""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Float64

__all__ = [
    "AXES",
    "Basis",
    "Margins",
    "distance_limit",
    "fit_basis",
    "gamma",
    "integer_limit",
    "project",
    "projection_margins",
]

AXES = 127  # with the remainder's length 128 coordinates: two 64-byte lines of int8
SPARE_AXES = 8  # beyond AXES in the subspace iteration (Halko, Martinsson & Tropp 2011 recommend 5 to 10)
ITERATIONS = 2  # measured on CLIP-like rows: one lets a third more pairs through, a third saves 3 per cent
UNIT_ROUNDING = 2.0**-24  # of float32
SMALLEST_REMAINDER = 0.02


@dataclass(frozen=True)
class Basis:
    """Centre (D,), axes (D, 127) with spectral norm at most 1 (zero columns beyond `rank`), the standard deviation
    along the first axis, and for the remainder at each number of axes k: the value subtracted, the least value kept."""

    centre: Float32[np.ndarray, " D"]
    axes: Float32[np.ndarray, "D K"]
    rank: int
    spread: float
    remainder_middle: Float64[np.ndarray, " K1"]
    remainder_floor: Float64[np.ndarray, " K1"]


@dataclass(frozen=True)
class Margins:
    """Bounds on float32 rounding: of the projected part of a row, and on the square of its remainder."""

    projected: float
    squared_remainder: float


def fit_basis(units: Float32[np.ndarray, "M D"], seed: int = 0) -> Basis:
    """Centre and leading principal directions of a sample of unit rows, by subspace iteration."""
    centre = units.mean(axis=0, dtype=np.float64).astype(np.float32)
    cloud = units - centre
    width = cloud.shape[1]
    start = np.random.default_rng(seed).standard_normal((width, min(AXES + SPARE_AXES, width)), dtype=np.float32)
    span = np.linalg.qr(start)[0]
    for _ in range(ITERATIONS):
        span = np.linalg.qr(cloud.T @ (cloud @ span))[0]
    projected = cloud @ span
    values, vectors = np.linalg.eigh((projected.T @ projected).astype(np.float64))
    order = np.argsort(values)[::-1][:AXES]
    axes = np.zeros((width, AXES), dtype=np.float32)
    axes[:, : len(order)] = _contracted(span @ vectors[:, order])
    middle, floor = _remainders(cloud, (projected @ vectors[:, order]).astype(np.float32))
    spread = math.sqrt(max(float(values[order[0]]), 0.0) / len(units))
    return Basis(centre, axes, len(order), spread, middle, floor)


def _contracted(axes: np.ndarray) -> Float32[np.ndarray, "D K"]:
    """The axes in float32, shrunk until the row sums of |Q'Q| prove that their spectral norm is at most 1."""
    shrunk = axes.astype(np.float32)
    while True:
        exact = shrunk.astype(np.float64)
        bound = float(np.abs(exact.T @ exact).sum(axis=1).max()) + 1e-12  # float64 rounding of the product
        if bound <= 1.0:
            return shrunk
        shrunk = (exact * ((1 - 2e-7) / math.sqrt(bound))).astype(np.float32)


def _remainders(cloud: np.ndarray, projected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    left = np.empty((len(cloud), AXES + 1), np.float32)
    left[:, 0] = np.einsum("md,md->m", cloud, cloud)
    left[:, 1 : projected.shape[1] + 1] = left[:, :1] - np.cumsum(np.square(projected), axis=1)
    left[:, projected.shape[1] + 1 :] = 0.0
    length = np.sqrt(np.maximum(left, 0.0, out=left)).astype(np.float64)
    middle = np.median(length, axis=0)
    # the square root magnifies rounding near zero: below half the usual length it is cut off, which costs no pair
    return middle, np.maximum(middle / 2, SMALLEST_REMAINDER)


def gamma(terms: int) -> float:
    """The relative rounding of a float32 sum of that many products in any order (Higham 2002, section 3.1)."""
    share = terms * UNIT_ROUNDING
    return share / (1 - share) if share < 0.5 else math.inf


def projection_margins(width: int, axes: int, longest: float) -> Margins:
    """Rounding of the coordinates of rows of at most length `longest` from the centre, `axes` of them projected.

    A row is rounded to float32 (2^-24 of its length), each product with an axis has an error of at most gamma(D) times
    both lengths, and the squares are summed in float64.
    """
    row = 1.01 * UNIT_ROUNDING * longest
    projected = row + gamma(width) * longest * math.sqrt(axes) + 1e-12
    square = 2.02 * longest * row + 2 * longest * projected + projected**2 + 1e-12
    return Margins(projected, square)


def distance_limit(above: float, width: int) -> float:
    """What the distance of two unit rows stays below if their computed cosine is > above."""
    rounding = 1e-12 + width * 2.0**-50  # of the float64 cosine that decides
    return math.sqrt(max(2 - 2 * above, 0.0) + 2 * rounding)


def integer_limit(limit: float, rounding: float, scale: float, code_error: float, axes: int) -> int:
    """T: no pair within `limit` has codes whose squared distance exceeds it.

    `rounding` bounds the float32 error of one row's coordinates, `code_error` the error of its integers in units of
    `scale`; both happen to both rows. Codes lie in [-127, 127], so (254)^2 a coordinate is always enough.
    """
    reach = (limit + 2 * rounding) / scale + 2 * code_error
    most = 254 * 254 * axes
    return most if not reach < 2 * most else min(most, math.floor(reach * reach * (1 + 1e-12)) + 1)


def project(
    units: Float32[np.ndarray, "M D"], basis: Basis
) -> tuple[Float32[np.ndarray, "M K"], Float64[np.ndarray, " M"]]:
    """Coordinates of a few unit rows along every axis, and the squares of their distances from the centre."""
    cloud = units - basis.centre
    return cloud @ basis.axes, np.square(cloud, dtype=np.float64).sum(axis=1)
