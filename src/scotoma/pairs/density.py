"""How all pairs lie in the plane of the two cosines: exact where pairs are alike, sampled elsewhere."""

import math

import numpy as np
from jaxtyping import Float64, Int64

from scotoma.errors import UsageError
from scotoma.files import made_by
from scotoma.pairs.counts import Density
from scotoma.pairs.join import iter_pairs
from scotoma.pairs.rows import Rows, Side, check_threshold, open_sides
from scotoma.pairs.strongest import Strongest
from scotoma.progress import Progress, silent

__all__ = ["cosines", "density"]

_CHUNK = 4096  # pairs at a time: arbitrary, 2 x 4096 gathered rows of 1,024 float32 are 32 MB
_TIED = 1e-6  # the join's sieve lets pairs about this far below its threshold through to the float64 decision


def density(
    suspect_rows: Rows,
    reference_rows: Rows,
    *,
    floor: float | None = None,
    exact_pairs: int = 2_000_000,
    sample: int = 1_000_000,
    seed: int = 0,
    progress: Progress = silent,
) -> Density:
    """The density of all pairs of N rows: every pair above a floor, and `sample` random ones for the rest.

    The floor is the lowest suspect cosine above which the sample leads one to expect no more than `exact_pairs` pairs;
    a `floor` given is taken as it is. Either is raised, if need be, until no more than `exact_pairs` pairs lie above it
    (16 bytes each). Should most of the most alike pairs be equally alike (say, a million copies of one picture), no
    floor separates few enough of them: then nothing is counted exactly and `floor` is 2, above any cosine. The result
    depends on the rows, the settings and the seed alone.

    Raises:
        BadRow: a row that is zero or not finite.
        BadThreshold: the floor is not a number in [-1, 1].
        ShapeMismatch: the two encoders have different numbers of rows.
        UsageError: `exact_pairs` or `sample` is less than 1.
    """
    sides = open_sides(suspect_rows, reference_rows)
    images, total = sides[0].count, sides[0].count * (sides[0].count - 1) // 2
    if min(exact_pairs, sample) < 1:
        raise UsageError(f"exact_pairs is {exact_pairs} and sample {sample}; both must be at least 1.")
    start = None if floor is None else check_threshold("floor", floor)
    facts = {"floor": floor, "exact_pairs": exact_pairs, "sample": sample, "seed": seed, **made_by("pyarrow", "numba")}
    if total <= exact_pairs and start is None:
        suspect, reference = _all_cosines(sides, (suspect_rows, reference_rows), progress)
        return Density(images, -1.0, suspect, reference, np.empty(0), np.empty(0), facts)
    drawn = _drawn_cosines(sides, sample, seed, progress)
    strongest = Strongest(exact_pairs, _affordable_floor(drawn[0], exact_pairs / total) if start is None else start)
    if strongest.floor <= 1.0:
        for batch in iter_pairs(suspect_rows, reference_rows, above=strongest.floor, below=None, progress=progress):
            strongest.add(batch.suspect, batch.reference)
    suspect, reference = strongest.take() or (np.empty(0), np.empty(0))
    rest = drawn[0] <= strongest.floor
    return Density(images, strongest.floor, suspect, reference, drawn[0][rest], drawn[1][rest], facts)


def _all_cosines(
    sides: tuple[Side, Side], rows: tuple[Rows, Rows], progress: Progress
) -> tuple[Float64[np.ndarray, " n"], Float64[np.ndarray, " n"]]:
    """The cosines of every pair, the most alike first. The join leaves out pairs at exactly -1: they are added here."""
    batches = list(iter_pairs(*rows, above=-1.0, below=None, progress=progress))
    missing = np.triu(np.ones((sides[0].count, sides[0].count), bool), 1)
    for batch in batches:
        missing[batch.i, batch.j] = False
    i, j = np.nonzero(missing)
    suspect = np.concatenate([*(batch.suspect for batch in batches), cosines(sides[0], i, j)])
    reference = np.concatenate([*(batch.reference for batch in batches), cosines(sides[1], i, j)])
    order = np.argsort(-suspect, kind="stable")
    return suspect[order], reference[order]


def _drawn_cosines(
    sides: tuple[Side, Side], sample: int, seed: int, progress: Progress
) -> tuple[Float64[np.ndarray, " m"], Float64[np.ndarray, " m"]]:
    """Cosines of `sample` pairs, each drawn uniformly from all pairs, independently of the others."""
    count, rng = sides[0].count, np.random.default_rng(seed)
    if count < 2:
        return np.empty(0), np.empty(0)
    i = np.sort(rng.integers(0, count, sample))  # in file order; the pairs themselves stay uniform
    j = rng.integers(0, count - 1, sample)
    j += j >= i
    drawn = np.empty(sample), np.empty(sample)
    with progress("Sampling pairs", sample, "pairs") as advance:
        for start in range(0, sample, _CHUNK):
            part = slice(start, min(start + _CHUNK, sample))
            for side, values in zip(sides, drawn, strict=True):
                values[part] = cosines(side, i[part], j[part])
            advance(part.stop - part.start)
    return drawn


def _affordable_floor(drawn: Float64[np.ndarray, " m"], share: float) -> float:
    """The lowest cosine above which the share of all pairs is, three standard errors to the safe side, no more than
    `share`; 2 where the pairs tied with the most alike one are more than ten times too many."""
    expected = share * len(drawn)
    allowed = max(0, math.floor(expected - 3 * math.sqrt(expected)))
    descending = np.sort(drawn)[::-1]
    floor = float(descending[min(allowed, len(drawn) - 1)])
    tied = int((drawn >= floor - _TIED).sum())
    return 2.0 if tied - allowed > max(10 * expected, 10) else min(floor, 1.0)


def cosines(side: Side, i: Int64[np.ndarray, " n"], j: Int64[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
    """The cosine of rows i and j, pair by pair, with the very bits that the join decides on.

    Raises:
        BadRow: one of the rows is zero or not finite.
    """
    from scotoma.pairs.kernels.exact import keep_above, squared_norms

    count, numbers = len(i), np.concatenate([i, j])
    rows, squares = side.gather(numbers), np.empty(2 * count)
    bad = squared_norms(rows, squares)
    if bad >= 0:
        side.refuse(int(numbers[bad]))
    values, position = np.empty(count), np.empty(count, np.int64)
    left = np.arange(count)
    keep_above(rows, squares, left, left + count, -2.0, position, values)  # every cosine is above -2
    return values
