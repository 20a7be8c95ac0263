"""Rows to coordinates to small integers, one pass each; and the second look at what the first sieve let through."""

from typing import Any

import numpy as np

from scotoma.pairs.kernels.compiled import compiled
from scotoma.pairs.kernels.exact import LANES, as_double, dot

__all__ = [
    "PANEL",
    "centre_units",
    "encode",
    "fill_panels",
    "keep_apart",
    "near_codes",
    "near_one",
    "scaled_units",
    "with_remainder",
]

PANEL = 64  # rows interleaved in one block of columns: four 512-bit registers of one 32-bit group each


@compiled
def centre_units(rows: Any, centre: Any, squares: Any, out: Any, lengths: Any) -> int:
    """`out` = row / |row| - centre in float32, `squares` = |row|^2 as the definition has it, `lengths` = |out|^2.

    The first row that is zero or not finite, or -1.
    """
    lanes = np.empty(LANES)
    for i in range(rows.shape[0]):
        squares[i] = dot(rows[i], rows[i], lanes)
        if not 0.0 < squares[i] < np.inf:
            return i
        scale = 1.0 / np.sqrt(squares[i])
        for k in range(rows.shape[1]):
            out[i, k] = np.float32(as_double(rows[i, k]) * scale - centre[k])
        lengths[i] = dot(out[i], out[i], lanes)
    return -1


@compiled
def with_remainder(projected: Any, lengths: Any, axes: int, middle: float, floor: float, out: Any) -> None:
    """Coordinates of one sieve: `axes` projected ones and the remainder's length, less `middle`, at least `floor`."""
    for i in range(projected.shape[0]):
        left = lengths[i]
        for k in range(axes):
            value = np.float64(projected[i, k])
            out[i, k] = projected[i, k]
            left -= value * value
        out[i, axes] = np.float32(np.sqrt(max(left, floor * floor)) - middle)


@compiled
def encode(points: Any, scale: float, codes: Any, norms: Any, sums: Any) -> float:
    """`codes` = points / scale, held to [-127, 127] and rounded; `norms` and `sums` of the codes.

    The largest length of what rounding changed, in units of `scale`; the holding is a projection on a box and brings no
    two points farther apart, so it does not count.
    """
    inverse = 1.0 / scale
    worst = 0.0
    for i in range(points.shape[0]):
        error = 0.0
        norm = np.int32(0)
        total = np.int32(0)
        for k in range(points.shape[1]):
            value = min(127.0, max(-127.0, points[i, k] * inverse))
            code = np.rint(value)
            error += (value - code) * (value - code)
            whole = np.int32(code)
            codes[i, k] = np.int8(whole)
            norm += whole * whole
            total += whole
        norms[i] = norm
        sums[i] = total
        worst = max(worst, error)
    length: float = np.sqrt(worst) * (1 + 1e-12)
    return length


@compiled
def fill_panels(codes: Any, first: int, panels: Any) -> None:
    """Lay codes + 128 of rows first.. out by panel, group of four coordinates, row of the panel, coordinate."""
    for i in range(codes.shape[0]):
        panel = (first + i) // PANEL
        row = (first + i) % PANEL
        for k in range(codes.shape[1]):
            panels[panel, k // 4, row, k % 4] = np.uint8(np.int32(codes[i, k]) + 128)


@compiled
def near_codes(codes: Any, left: Any, right: Any, count: int, limit: int) -> int:
    """Keep, in place and in order, the pairs whose codes are within the squared distance `limit`; how many."""
    kept = 0
    for p in range(count):
        i, j = left[p], right[p]
        distance = np.int32(0)
        for k in range(codes.shape[1]):
            step = np.int32(codes[i, k]) - np.int32(codes[j, k])
            distance += step * step
        if distance <= limit:
            left[kept] = i
            right[kept] = j
            kept += 1
    return kept


@compiled
def scaled_units(rows: Any, squares: Any, out: Any) -> None:
    """`out` = row / |row| in float32."""
    for i in range(rows.shape[0]):
        scale = 1.0 / np.sqrt(squares[i])
        for k in range(rows.shape[1]):
            out[i, k] = np.float32(as_double(rows[i, k]) * scale)


@compiled
def keep_apart(labels: Any, radii: Any, left: Any, right: Any, count: int, limit: float) -> int:
    """Keep, in place and in order, the pairs that do not both lie within reach of one leader; how many.

    Reach: the same label, not negative, and radii that together are at most `limit`.
    """
    kept = 0
    for p in range(count):
        i, j = left[p], right[p]
        if labels[i] >= 0 and labels[i] == labels[j] and radii[i] + radii[j] <= limit:
            continue
        left[kept] = i
        right[kept] = j
        kept += 1
    return kept


@compiled
def near_one(codes: Any, one: int, count: int, limit: int, out: Any) -> None:
    """`out` = whether each of the first `count` rows is within the squared distance `limit` of row `one`."""
    for i in range(count):
        distance = np.int32(0)
        for k in range(codes.shape[1]):
            step = np.int32(codes[i, k]) - np.int32(codes[one, k])
            distance += step * step
        out[i] = distance <= limit
