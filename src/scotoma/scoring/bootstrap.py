"""Bootstrap intervals for figures that are no plain share: ratios, F1, differences of models on the same pairs."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from jaxtyping import Float64, Int64

from scotoma.scoring.intervals import Estimate, Z

__all__ = ["DRAWS", "bootstrap", "draws_of", "group_totals"]

DRAWS = 4999  # arbitrary: the ends of an interval then move by less than a tenth of its width from seed to seed

Statistic = Callable[[np.ndarray], np.ndarray]
"""From totals (..., k) to figures (...); not a number where a figure is not defined."""


def bootstrap(
    totals: Float64[np.ndarray, "G k"], statistic: Statistic, *, n: int, seed: int = 0, draws: int = DRAWS
) -> Estimate | None:
    """A figure made from totals over G groups, and its interval: groups are drawn again with replacement.

    What is alike inside a group stays together: the two questions of a pair, the questions about one image. The
    interval is BCa's, bias-corrected and accelerated; draws for which the figure is not defined are left out. None
    where the figure itself is not defined; where every draw gives the same, the interval has no width, which says that
    the data cannot tell it and not that it is certain.

    Example: totals of (right, asked) with `lambda t: t[..., 0] / t[..., 1]` gives accuracy.

    Source: Efron 1987; acceleration from the jackknife over groups.
    """
    from scipy.special import ndtr, ndtri

    value = float(statistic(totals.sum(axis=0)))
    if not np.isfinite(value):
        return None
    found = statistic(draws_of(len(totals), seed, draws) @ totals)
    found = np.sort(found[np.isfinite(found)])
    method = f"BCa bootstrap over {len(totals)} groups, {draws} draws, seed {seed}"
    if len(totals) < 2 or not len(found) or found[0] == found[-1]:
        return Estimate(value, value, value, n, method)
    # Draws that equal the figure count half: many do where groups are few.
    below = (np.searchsorted(found, value, "left") + np.searchsorted(found, value, "right")) / (2 * len(found))
    bias = ndtri(np.clip(below, 1 / (2 * len(found)), 1 - 1 / (2 * len(found))))
    ends = bias + np.array([-Z, Z])
    shares = ndtr(bias + ends / (1 - _acceleration(totals, statistic) * ends))
    low, high = np.quantile(found, shares)
    return Estimate(value, float(low), float(high), n, method)


def group_totals(values: Float64[np.ndarray, "n k"], groups: Int64[np.ndarray, " n"]) -> Float64[np.ndarray, "G k"]:
    """The sums of the rows of each group, groups being numbered from 0."""
    totals: Float64[np.ndarray, "G k"] = np.stack([np.bincount(groups, weights=column) for column in values.T], axis=1)
    return totals


def _acceleration(totals: np.ndarray, statistic: Statistic) -> float:
    """How much the figure's spread changes with its value; 0 where leaving groups out changes nothing."""
    without = statistic(totals.sum(axis=0) - totals)
    without = without[np.isfinite(without)]
    away = without.mean() - without if len(without) else np.zeros(1)
    spread = float((away**2).sum())
    return 0.0 if spread == 0 else float((away**3).sum()) / (6 * spread**1.5)


@lru_cache(maxsize=8)  # all models of a run are drawn alike, which pairs their intervals too
def draws_of(groups: int, seed: int, draws: int = DRAWS) -> np.ndarray:
    """How often each draw takes each group, (draws, groups)."""
    chosen = np.random.default_rng(seed).integers(0, groups, (draws, groups))
    places = chosen + groups * np.arange(draws)[:, None]
    return np.bincount(places.ravel(), minlength=draws * groups).reshape(draws, groups).astype(np.float64)
