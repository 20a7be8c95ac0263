"""Shares over the pairs and questions of a benchmark that were answered at all, in whole and by pattern."""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Bool, Int64

from scotoma.benchmark import UNSORTED, Benchmark
from scotoma.scoring.intervals import Share, correlation_within, share_of
from scotoma.scoring.model_records import OUTCOMES, Anatomy, PatternResult
from scotoma.scoring.outcomes import Keys, judge, right_of
from scotoma.scoring.pairs import by_pattern
from scotoma.scoring.readings import LACKING

__all__ = ["anatomy_of", "pattern_rows", "share_of_pairs", "share_of_questions"]


def share_of_pairs(benchmark: Benchmark, hold: Bool[np.ndarray, " P"], counted: Bool[np.ndarray, " P"]) -> Share | None:
    """The share of the counted pairs of which something holds; None where none is counted."""
    return _share(hold, counted, _groups(benchmark), range(len(hold)))


def share_of_questions(
    benchmark: Benchmark, hold: Bool[np.ndarray, "P 2"], counted: Bool[np.ndarray, "P 2"]
) -> Share | None:
    """The share of the counted questions of which something holds; the questions of a group are not independent."""
    groups = [group for group in _groups(benchmark) for _ in range(2)]
    return _share(hold.ravel(), counted.ravel(), groups, range(hold.size))


def pattern_rows(
    benchmark: Benchmark, options: Int64[np.ndarray, "P 2"], same: Bool[np.ndarray, " P"], keys: Keys
) -> tuple[PatternResult, ...]:
    """A row for each pattern that has pairs, in the paper's order, and at last one for all, alone without patterns.

    How much pairs of one group correlate is estimated once, over all of them.
    """
    outcomes, right, there = judge(options, same, keys), right_of(options, keys), options != LACKING
    groups, both, asked = _groups(benchmark), right[:, 0] & right[:, 1], there[:, 0] & there[:, 1]
    twice = [group for group in groups for _ in range(2)]
    alike = _correlation(both, asked, groups), _correlation(right.ravel(), there.ravel(), twice)
    return tuple(
        PatternResult(
            pattern=pattern,
            groups=len({groups[row] for row in chosen}),
            pair=_share(both, asked, groups, chosen, alike[0]),
            single=_share(
                right.ravel(), there.ravel(), twice, [2 * row + side for row in chosen for side in (0, 1)], alike[1]
            ),
            anatomy=anatomy_of(outcomes[chosen]),
        )
        for pattern, chosen in by_pattern(benchmark)
        if pattern != UNSORTED or len(chosen) < len(both)
    )


def anatomy_of(outcomes: Int64[np.ndarray, " P"]) -> Anatomy:
    """How many pairs have each outcome, given as indexes into OUTCOMES."""
    counts = np.bincount(outcomes, minlength=len(OUTCOMES)).tolist()
    return Anatomy(pairs=len(outcomes), **dict(zip(OUTCOMES, counts, strict=True)))


def _groups(benchmark: Benchmark) -> list[str]:
    return [pair.group for pair in benchmark.pairs]


def _correlation(hold: np.ndarray, counted: np.ndarray, groups: list[str]) -> float:
    chosen = np.flatnonzero(counted)
    return (
        correlation_within(hold[chosen].astype(np.float64), [groups[index] for index in chosen]) if len(chosen) else 0.0
    )


def _share(
    hold: np.ndarray, counted: np.ndarray, groups: list[str], chosen: Iterable[int], correlation: float | None = None
) -> Share | None:
    """The share among those of the chosen that are counted."""
    alike = _correlation(hold, counted, groups) if correlation is None else correlation
    kept = [index for index in chosen if counted[index]]
    return share_of(hold[kept].astype(np.float64), [groups[index] for index in kept], alike) if kept else None
