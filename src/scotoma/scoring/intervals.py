"""Shares and their 95 per cent intervals, for trials that may come in groups."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

__all__ = ["Estimate", "Share", "Z", "correlation_within", "independent", "numbered", "share_of", "wilson"]

Z = 1.959963984540054  # two-sided 95 per cent of the normal distribution


@dataclass(frozen=True, slots=True)
class Share:
    """A share in 0..1 of `n` trials, with its 95 per cent interval.

    `effective` is how many independent trials the n are worth; it is n where each is in a group of its own.
    """

    value: float
    low: float
    high: float
    n: int
    effective: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure that is no plain share of trials, with its 95 per cent interval and the `method` that gave it.

    `n` is how many pairs, questions or patterns it was made from.
    """

    value: float
    low: float
    high: float
    n: int
    method: str


def wilson(share: float, n: int | float) -> tuple[float, float]:
    """The 95 per cent Wilson interval of a share of `n` trials; `n` need not be whole.

    scipy has it for whole numbers of trials only. Example: 0 of 10 gives 0 to 0.278.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001 for why this one.
    """
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def correlation_within(values: Float64[np.ndarray, " n"], groups: Sequence[Hashable]) -> float:
    """How alike trials of one group are: the intraclass correlation, held to 0..1.

    The estimate of one-way analysis of variance over groups of any size. 1 where nothing speaks for less: a single
    group, or values that are all the same. 0 where every group has one trial.

    Source: Donner 1986, the analysis-of-variance estimator.
    """
    numbers, sizes = numbered(groups)
    n, k = len(values), len(sizes)
    if n == k:
        return 0.0
    if k == 1:
        return 1.0
    means = np.bincount(numbers, weights=values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - means[numbers]) ** 2).sum()) / (n - k)
    typical = (n - float((sizes**2).sum()) / n) / (k - 1)
    total = between + (typical - 1) * within
    return 1.0 if total == 0 else float(np.clip((between - within) / total, 0, 1))


def share_of(values: Float64[np.ndarray, " n"], groups: Sequence[Hashable], correlation: float) -> Share:
    """The mean of 0/1 values, with a Wilson interval at the number of independent trials they are worth.

    n trials in groups of m that correlate by r are worth n / (1 + (m - 1) r): with r = 1 as many as there are groups,
    with r = 0 all n. Where sizes differ, m is the size of the average trial's group.

    Source: Kish 1965 for the design effect; Franco et al. 2019 for its use in Wilson's interval.
    """
    effective, value = independent(groups, correlation), float(values.mean())
    return Share(value, *wilson(value, effective), len(values), effective)


def independent(groups: Sequence[Hashable], correlation: float) -> float:
    """How many independent trials those of the groups are worth, where trials of one group correlate so much."""
    _, sizes = numbered(groups)
    n = len(groups)
    return n / (1 + (float((sizes**2).sum()) / n - 1) * correlation)


def numbered(groups: Sequence[Hashable]) -> tuple[np.ndarray, np.ndarray]:
    """The number of each trial's group, in the order in which groups come, and how many trials each group has."""
    order = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    numbers = np.array([order[group] for group in groups], np.int64)
    return numbers, np.bincount(numbers)
