"""Figures of questions crossed with seeds: every question is asked of several networks, and both are draws from many.

G groups of questions that belong together, S seeds.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.scoring import Estimate, Share, wilson
from scotoma.scoring.intervals import Z

__all__ = ["METHOD", "Mean", "difference_within", "mean_of", "parts_of", "share_within"]

METHOD = "groups of questions crossed with seeds, both drawn at random"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over groups and seeds, the variance of it, and the degrees of freedom that the variance is known with."""

    value: float
    variance: float
    freedom: float
    groups: int
    seeds: int


def parts_of(top: Float64[np.ndarray, "G S"], bottom: Float64[np.ndarray, "G S"]) -> Float64[np.ndarray, "G S"] | None:
    """What each group contributes to each seed's ratio of totals, scaled so that the mean over groups is the ratio.

    `top` and `bottom` are totals of each group: right answers and questions, say. A group's part is the ratio plus how
    far its own top lies from what the ratio expects of its bottom: r + (top - r bottom) G / sum(bottom). None where a
    seed has nothing to divide by. Example: tops 1, 0 of bottoms 1, 1 give 1 and 0; of bottoms 1, 3 they give r = 1/4,
    1/4 + 3/4 * 2/4 = 5/8 and 1/4 - 3/4 * 2/4 = -1/8.

    Source: the linearised ratio estimator, as in Cochran 1977, section 6.
    """
    sums = bottom.sum(axis=0)
    if not len(top) or not sums.all():
        return None
    ratios = top.sum(axis=0) / sums
    parts: Float64[np.ndarray, "G S"] = ratios + (top - ratios * bottom) * len(top) / sums
    return parts


def mean_of(parts: Float64[np.ndarray, "G S"]) -> Mean:
    """The mean of the parts, with a variance that takes groups and seeds for draws from many.

    A part is the mean, plus how easy its group is, plus how good its seed's network is, plus the rest. The variance is
    (MS of groups + MS of seeds - MS of the rest) / (G S), a mean square below that of the rest counting as equal to it;
    its degrees of freedom are Satterthwaite's. With one seed only the groups vary, and chance in training is not in it.
    No variance (infinite) where there is one group.

    Source: the two-way random-effects analysis of variance, as in Searle, Casella and McCulloch 1992, chapter 4;
    Satterthwaite 1946.
    """
    groups, seeds = parts.shape
    value = float(parts.mean())
    if groups < 2:
        return Mean(value, float("inf"), 1.0, groups, seeds)
    of_groups, of_seeds = parts.mean(axis=1), parts.mean(axis=0)
    between = seeds * float(((of_groups - value) ** 2).sum()) / (groups - 1)
    if seeds < 2:
        return Mean(value, between / groups, groups - 1.0, groups, seeds)
    rest_freedom = (groups - 1) * (seeds - 1)
    left = parts - of_groups[:, None] - of_seeds[None, :] + value
    rest = float((left**2).sum()) / rest_freedom
    networks = groups * float(((of_seeds - value) ** 2).sum()) / (seeds - 1)
    terms = [(max(between, rest), groups - 1), (max(networks, rest), seeds - 1), (-rest, rest_freedom)]
    if networks <= rest:  # nothing speaks for networks that differ: the groups alone make the variance
        terms = terms[:1]
    total = sum(square for square, _ in terms)
    spread = sum(square**2 / freedom for square, freedom in terms)
    freedom = total**2 / spread if spread else groups - 1.0
    return Mean(value, total / (groups * seeds), freedom, groups, seeds)


def share_within(mean: Mean, n: int) -> Share:
    """A share with a Wilson interval at the number of independent questions that its variance is worth.

    v independent questions have the variance value (1 - value) / v; v is made smaller by (z / t)² where few degrees of
    freedom are known, and is at most n for each seed. Where nothing varies, each group counts as one question. `n` is
    the number of questions or pairs that each network was asked.

    Source: Korn and Graubard 1998 for the effective number; Franco et al. 2019 for its use in Wilson's interval.
    """
    spread = mean.value * (1 - mean.value)
    if mean.groups < 2 or mean.variance <= 0 or spread <= 0:
        worth = float(mean.groups)
    else:
        worth = min(spread / mean.variance * (Z / _quantile(mean.freedom)) ** 2, float(n * mean.seeds))
    value = min(max(mean.value, 0.0), 1.0)
    return Share(value, *wilson(value, worth), n, worth)


def difference_within(mean: Mean, n: int) -> Estimate:
    """A difference of shares with Student's interval, held to -1..1.

    Where nothing varies it still has width, d - 3 / G to d + 3 / G: what did not happen in G groups may happen in up to
    3 / G of them.

    Source: Hanley and Lippman-Hand 1983 for the rule of three.
    """
    if mean.groups < 2:
        half = 2.0
    elif mean.variance <= 0:
        half = 3 / mean.groups
    else:
        half = _quantile(mean.freedom) * mean.variance**0.5
    return Estimate(mean.value, max(mean.value - half, -1.0), min(mean.value + half, 1.0), n, METHOD)


def _quantile(freedom: float) -> float:
    """The two-sided 95 per cent point of Student's distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
