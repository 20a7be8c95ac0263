"""The definition, written the slow way: every pair, float64, no pruning, plain NumPy."""

import numpy as np
from jaxtyping import Float, Float64

from scotoma.pairs.rows import Rows, open_sides

__all__ = ["brute_force", "cosines_with"]

LANES = 32


def brute_force(a: Rows, b: Rows, above: float = 0.95, below: float | None = 0.6) -> dict[str, np.ndarray]:
    """Every pair i < j with cosine of a > above and of b < below, as columns i, j, suspect, reference.

    Takes N^2 (D + E) / 2 steps of NumPy and float64 copies of both matrices: a check for small collections, and for
    single rows of large ones through `cosines_with`.
    """
    doubles = [_doubles(side.block(0, side.count)) for side in open_sides(a, b)]
    sides = [(rows, _dots(rows, rows)) for rows in doubles]
    found = []
    for i in range(len(doubles[0]) - 1):
        cos_a, cos_b = (_cosines(rows, squares, i) for rows, squares in sides)
        j = np.flatnonzero((cos_a > above) & ((cos_b < below) if below is not None else True))
        found.append((np.full(len(j), i), j + i + 1, cos_a[j], cos_b[j]))
    columns = [np.concatenate(c) for c in zip(*found, strict=True)] if found else [np.zeros(0)] * 4
    types = (np.int64, np.int64, np.float64, np.float64)
    names = ("i", "j", "suspect", "reference")
    return {name: c.astype(t) for name, c, t in zip(names, columns, types, strict=True)}


def cosines_with(rows: Float[np.ndarray, "N D"], i: int) -> Float64[np.ndarray, " M"]:
    """The cosines of row i with the M = N - 1 - i rows after it, in float64 and the fixed order of `kernels.exact`."""
    doubles = rows[i:].astype(np.float64)
    return _cosines(doubles, _dots(doubles, doubles), 0)


def _cosines(rows: np.ndarray, squares: np.ndarray, i: int) -> np.ndarray:
    dots = _dots(np.broadcast_to(rows[i], rows[i + 1 :].shape), rows[i + 1 :])
    return np.asarray(np.clip(dots / np.sqrt(squares[i] * squares[i + 1 :]), -1.0, 1.0))


def _doubles(block: np.ndarray) -> np.ndarray:
    return (block.view(np.float16) if block.dtype == np.uint16 else block).astype(np.float64)


def _dots(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    lanes = np.zeros((len(x), LANES))
    for k in range(0, x.shape[1], LANES):
        product = x[:, k : k + LANES] * y[:, k : k + LANES]
        lanes[:, : product.shape[1]] += product
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return np.asarray(lanes[:, 0])
