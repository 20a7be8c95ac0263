"""The images nearest to one, as an encoder sees them."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

from scotoma.embeddings import Rows

__all__ = ["Neighbour", "nearest"]

_BLOCK = 8192


class Neighbour(NamedTuple):
    """An image by its row, and its cosine."""

    row: int
    cosine: float


def nearest(rows: Rows, row: int, count: int) -> list[Neighbour]:
    """The `count` images with the highest cosine to that of `row`, itself left out, the nearest first.

    Every row is looked at, in float32; the cosines are good to about six decimals.
    """
    found = _cosines(rows, row)
    found[row] = -2.0
    most = min(count, len(found) - 1)
    best = np.argpartition(-found, most - 1)[:most] if most > 0 else np.empty(0, np.int64)
    best = best[np.lexsort((best, -found[best]))]
    return [Neighbour(int(each), float(found[each])) for each in best]


def _cosines(rows: Rows, row: int) -> Float64[np.ndarray, " N"]:
    one = np.asarray(rows[row : row + 1], np.float32)[0]
    one = one / np.linalg.norm(one)
    found = np.empty(len(rows))
    for start in range(0, len(rows), _BLOCK):
        block = np.asarray(rows[start : start + _BLOCK], np.float32)
        found[start : start + len(block)] = (block @ one) / np.sqrt(np.einsum("nd,nd->n", block, block))
    return found
