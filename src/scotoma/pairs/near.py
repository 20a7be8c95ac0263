"""Groups of near-duplicates: images that both encoders find alike."""

from typing import Any

import numpy as np
from jaxtyping import Int64

from scotoma.pairs.join import iter_pairs
from scotoma.pairs.rows import Rows
from scotoma.pairs.strongest import Strongest

__all__ = ["near_duplicate_groups"]

_ROUNDING = 1e-6  # of a float32 row of both halves; what it lets through is decided on its own

EDGES = 20_000_000  # 24 bytes each while they are gathered; the most alike ones are kept


def near_duplicate_groups(
    suspect_rows: Rows, reference_rows: Rows, images: Int64[np.ndarray, " U"], alike: tuple[float, float]
) -> Int64[np.ndarray, " U"]:
    """For each of U images the position, in `images`, of the one that leads its group; a leader leads itself.

    Two images are near-duplicates if the suspect's cosine exceeds `alike[0]` and the reference's `alike[1]`. The images
    are taken in the order given: one that has no group yet leads a new one, and takes in all its near-duplicates that
    have none. So every image is a near-duplicate of its leader, and no chain of small steps joins what is different.

    One exact join finds the near-duplicates, on rows that hold both encoders' halves: their cosine is the mean of the
    two, and must exceed the mean of the two thresholds. If more than 20 million near-duplicate pairs come out, those
    with the largest mean cosine count and the others are taken for different.
    """
    both = _BothHalves(suspect_rows, reference_rows, images)
    middle = (alike[0] + alike[1]) / 2
    strongest = Strongest(EDGES)
    second = _Selected(reference_rows, images)
    for batch in iter_pairs(both, second, above=max(middle - _ROUNDING, -1.0), below=None):
        near = (batch.reference > alike[1]) & (2 * batch.suspect - batch.reference > alike[0])
        strongest.add(batch.suspect[near], batch.i[near].astype(np.int32), batch.j[near].astype(np.int32))
    edges = strongest.take()
    return _led(len(images), edges[1], edges[2]) if edges else np.arange(len(images))


def _led(count: int, i: Any, j: Any) -> Int64[np.ndarray, " U"]:
    """The leader of each of `count` nodes, in their order, over the edges (i, j)."""
    from scipy.sparse import coo_array

    links = coo_array((np.ones(len(i), np.bool_), (i, j)), (count, count)).tocsr()
    neighbours = (links + links.T).tocsr()
    leader = np.full(count, -1)
    for node in range(count):
        if leader[node] < 0:
            leader[node] = node
            near = neighbours.indices[neighbours.indptr[node] : neighbours.indptr[node + 1]]
            leader[near[leader[near] < 0]] = node
    return leader


class _Selected:
    """Some rows of a matrix, read when asked for."""

    def __init__(self, rows: Rows, images: Int64[np.ndarray, " U"]) -> None:
        self._rows, self._images = rows, images
        self.shape = (len(images), int(rows.shape[1]))
        self.dtype = rows.dtype

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, key: Any) -> Any:
        return self._rows[self._images[key]]


class _BothHalves:
    """Rows of both encoders side by side, each half at unit length: their cosine is the mean of the two cosines."""

    dtype = np.dtype(np.float32)

    def __init__(self, suspect_rows: Rows, reference_rows: Rows, images: Int64[np.ndarray, " U"]) -> None:
        self._halves = [_Selected(rows, images) for rows in (suspect_rows, reference_rows)]
        self.shape = (len(images), sum(half.shape[1] for half in self._halves))

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Any:
        return np.concatenate([_unit(half[key]) for half in self._halves], axis=1)


def _unit(block: Any) -> Any:
    doubles = np.asarray(block, np.float64)
    return (doubles / np.linalg.norm(doubles, axis=1, keepdims=True)).astype(np.float32)
