"""The exact two-encoder join: every pair that the suspect finds alike and the reference finds different."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from scotoma.pairs.rows import Rows
from scotoma.progress import Progress, silent

if TYPE_CHECKING:
    from scotoma.pairs.engine import PairBatch

__all__ = ["iter_pairs", "mine_pairs"]


def iter_pairs(
    a: Rows,
    b: Rows,
    *,
    above: float = 0.95,
    below: float | None = 0.6,
    threads: int | None = None,
    kernel: str = "auto",
    tile: int | None = None,
    progress: Progress = silent,
) -> "Iterator[PairBatch]":
    """Stream the pairs of `mine_pairs` in batches of at most 2^20, in the order of the tiles, in bounded memory.

    `below=None` drops the second condition. The order does not depend on the number of threads. Inputs are checked
    before this returns. While the stream is open the process's BLAS runs on one thread.

    Raises: as `mine_pairs`.
    """
    from scotoma.pairs.preparing import Options, prepare
    from scotoma.pairs.tiles import triangle

    options = Options(threads=threads, kernel=kernel, tile=tile)
    join = prepare(a, b, above, below, options)
    count = join.sides[0].count

    def stream() -> "Iterator[PairBatch]":
        with progress("Comparing", count * (count - 1) // 2, "pairs") as advance:
            for decided in join.run(triangle(count, join.rule.tile), options.workers):
                advance(decided.counts.examined)
                if len(decided.pairs):
                    yield decided.pairs

    return stream()


def mine_pairs(
    a: Rows,
    b: Rows,
    above: float = 0.95,
    below: float | None = 0.6,
    *,
    threads: int | None = None,
    kernel: str = "auto",
    tile: int | None = None,
    progress: Progress = silent,
) -> Any:
    """Every pair i < j with cos(a_i, a_j) > above and cos(b_i, b_j) < below, both strictly: no more and no less.

    `a` (N, D) are the suspect's rows and `b` (N, E) the reference's: float16, float32 or float64, an array, a memory
    map or anything sliced alike; they need not be of unit length. Cosines are those of the stored values in float64,
    summed in one fixed order (`kernels.exact`), so the result does not depend on `threads`, `kernel` or `tile`. A pair
    whose true cosine is within float64 rounding of a threshold (about 1e-15) falls where that arithmetic puts it.

    Returns a pyarrow.Table with i, j (int64), suspect and reference (float64 cosines), sorted by (i, j).
    `kernel` is "auto", "vnni512", "vnni256", "portable" or "blocked".

    Raises:
        BadThreshold: a threshold is not a number in [-1, 1].
        ShapeMismatch: the two have different lengths, or are not matrices.
        BadRow: a row is zero or not finite.
        UnknownName: no kernel has that name on this machine.
        UsageError: rows that are not floats, or a number of threads or a tile below 1.
    """
    import pyarrow as pa

    options = {"threads": threads, "kernel": kernel, "tile": tile, "progress": progress}
    batches = list(iter_pairs(a, b, above=above, below=below, **options))  # type: ignore[arg-type]
    columns = {
        name: np.concatenate([np.zeros(0, dtype), *(getattr(batch, name) for batch in batches)])
        for name, dtype in (("i", np.int64), ("j", np.int64), ("suspect", np.float64), ("reference", np.float64))
    }
    order = np.lexsort((columns["j"], columns["i"]))
    return pa.table({name: column[order] for name, column in columns.items()})
