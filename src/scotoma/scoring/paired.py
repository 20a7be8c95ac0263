"""Two models on the same pairs: McNemar's exact test, Holm's correction, and the difference with its interval."""

from collections.abc import Hashable, Sequence
from math import sqrt

import numpy as np
from jaxtyping import Float64, Shaped

from scotoma.scoring.intervals import Estimate, Z, numbered

__all__ = ["holm", "mcnemar", "paired_difference", "sign_flips"]

FLIPS = 9999  # arbitrary: the smallest p that can be found is 0.0001
HALVINGS = 60  # the interval (-1, 1) halved so often is narrower than a float64 can tell


def mcnemar(
    only_first: Shaped[np.ndarray, "..."] | int, only_second: Shaped[np.ndarray, "..."] | int
) -> Float64[np.ndarray, "..."]:
    """The two-sided p of McNemar's exact test from the pairs that only one of the two models has right.

    Pairs that both or neither have right say nothing. Of the others, the first model has half if the two are equally
    good: a binomial test with 1/2. Example: 5 and 0 give 2 / 32 = 0.0625. 1 where there are no such pairs.

    Source: McNemar 1947, exact as in Mosteller 1952.
    """
    from scipy.special import bdtr

    first, second = np.asarray(only_first, np.int64), np.asarray(only_second, np.int64)
    return np.asarray(np.minimum(1.0, 2 * bdtr(np.minimum(first, second), first + second, 0.5)), np.float64)


def sign_flips(lead: Float64[np.ndarray, " n"], groups: Sequence[Hashable], *, seed: int = 0) -> float:
    """The two-sided p of two models being equally good, for pairs that come in groups.

    `lead` is, for each of n pairs, how much more the first model has right: 1, 0 or -1. If the models are equally good,
    each group's sum may as well have the other sign. All signs are drawn at random 9,999 times; p is the share of draws
    with as large a total, the data counted among them. With each pair in a group of its own this is McNemar's exact
    test but for the drawing.

    Source: a randomisation test, as in Edgington and Onghena 2007.
    """
    sums = np.bincount(numbered(groups)[0], weights=lead)
    sums = sums[sums != 0]
    signs = 2 * np.random.default_rng(seed).integers(0, 2, (FLIPS, len(sums))) - 1
    as_far = np.abs(signs @ sums) >= abs(sums.sum()) - 1e-9  # whole numbers, but for the products' rounding
    return float((1 + as_far.sum()) / (1 + FLIPS))


def holm(p: Float64[np.ndarray, " m"]) -> Float64[np.ndarray, " m"]:
    """The p of m tests made together, each corrected so that one false alarm in all of them is as rare as it says.

    Source: Holm 1979.
    """
    order = np.argsort(p, kind="stable")
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return corrected


def paired_difference(only_first: int, only_second: int, n: int, effective: float | None = None) -> Estimate:
    """How much more often the first of two models is right on the same n pairs, with Tango's score interval.

    The interval has width even where the two never disagree. `effective` is how many independent pairs the n are worth,
    where pairs come in groups; the counts are scaled to it.

    Source: Tango 1998, equations 3 to 7.
    """
    worth = float(n) if effective is None else effective
    first, second = only_first * worth / n, only_second * worth / n
    value = (only_first - only_second) / n
    low = _where(first, second, worth, Z, (-1.0, value))
    high = _where(first, second, worth, -Z, (value, 1.0))
    return Estimate(value, low, high, n, "Tango's score interval for paired shares")


def _where(first: float, second: float, n: float, level: float, ends: tuple[float, float]) -> float:
    """The difference inside `ends` at which the score statistic, which falls as the difference grows, is `level`."""
    low, high = ends
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _score(first, second, n, middle) > level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _score(first: float, second: float, n: float, difference: float) -> float:
    """How many standard errors the observed difference lies above `difference`, were that the true one."""
    linear = -first - second + (2 * n - first + second) * difference
    root = sqrt(max(0.0, linear**2 + 8 * n * second * difference * (1 - difference)))
    share = max(0.0, (root - linear) / (4 * n))  # of pairs only the second has right, at its likeliest
    variance = n * (2 * share + difference * (1 - difference))
    above = first - second - n * difference
    if variance <= 0:
        return 0.0 if above == 0 else float(np.copysign(np.inf, above))
    return above / sqrt(variance)
