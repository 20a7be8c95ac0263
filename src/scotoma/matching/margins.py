"""By how much captions are nearer to their own image, and the mean over patterns; each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.benchmark import Benchmark
from scotoma.matching.metrics import caption_margins
from scotoma.scoring.intervals import Estimate
from scotoma.scoring.pairs import ALL, PairScores, by_pattern

__all__ = ["PatternMargin", "margins_by_pattern", "mean_margin", "mean_over_patterns"]


@dataclass(frozen=True, slots=True)
class PatternMargin:
    """The mean margin of a pattern's captions, a difference of cosines; one group alone gives no interval."""

    pattern: str
    margin: Estimate | None
    mean: float


def margins_by_pattern(benchmark: Benchmark, similarities: Float64[np.ndarray, "P 2 2"]) -> tuple[PatternMargin, ...]:
    """The mean margin of each pattern, and of "all", over the two captions of each pair."""
    of_pairs = caption_margins(similarities).mean(axis=1)
    groups = [pair.group for pair in benchmark.pairs]
    rows = []
    for pattern, chosen in by_pattern(benchmark):
        values = of_pairs[chosen]
        rows.append(
            PatternMargin(pattern, mean_margin(values, [groups[index] for index in chosen]), float(values.mean()))
        )
    return tuple(rows)


def mean_margin(values: Float64[np.ndarray, " n"], groups: Sequence[str]) -> Estimate | None:
    """The mean of `values` with a 95 per cent t interval that takes groups into account; None for a single group.

    The variance of the mean is that of the groups' sums of deviations, which is the usual one where each value is a
    group of its own.

    Source: Liang and Zeger 1986, with G / (G - 1) and t at G - 1 degrees for G groups.
    """
    from scipy.stats import t

    different = list(dict.fromkeys(groups))
    count = len(different)
    if count < 2:
        return None
    place = {group: index for index, group in enumerate(different)}
    mean = float(values.mean())
    sums = np.bincount([place[group] for group in groups], weights=values - mean)
    error = float(np.sqrt((sums**2).sum() * count / (count - 1))) / len(values)
    half = float(t.ppf(0.975, count - 1)) * error
    return Estimate(mean, mean - half, mean + half, len(values), f"t over {count} groups")


def mean_over_patterns(scores: PairScores) -> Estimate:
    """The mean of the patterns' pair accuracies, each pattern counting alike, as the paper's table has it.

    Where all patterns have as many pairs it is the share of all pairs; its interval is narrower, for the number of
    pairs of each pattern is fixed. It comes from the patterns' own intervals (MOVER): each end is as far away as the
    root of the sum of the squared distances to the patterns' ends, over their number.

    Source: Zou and Donner 2008.
    """
    shares = [row.pair for row in scores.rows if row.pattern != ALL]
    mean = float(np.mean([share.value for share in shares]))
    below = float(np.sqrt(sum((share.value - share.low) ** 2 for share in shares))) / len(shares)
    above = float(np.sqrt(sum((share.high - share.value) ** 2 for share in shares))) / len(shares)
    method = f"MOVER over {len(shares)} patterns' Wilson intervals"
    return Estimate(mean, max(0.0, mean - below), min(1.0, mean + above), sum(share.n for share in shares), method)
