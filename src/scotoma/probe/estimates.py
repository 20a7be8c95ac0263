"""Figures with their intervals: a share of pairs, and a ratio of two medians."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64

from scotoma.scoring import wilson

__all__ = ["RESAMPLES", "Estimate", "ratio_of_medians", "share"]

RESAMPLES = 2000  # the ends of a percentile interval then move by about a twentieth of its width between seeds


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from `n` pairs and its 95 per cent interval; nan where it is undefined, inf where it has no bound."""

    value: float
    low: float
    high: float
    n: int

    @property
    def defined(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)

    def as_dict(self) -> dict[str, Any]:
        """The estimate for JSON: null stands for undefined and for unbounded, which the other fields tell apart."""
        ends = {name: getattr(self, name) for name in ("value", "low", "high")}
        return {**{name: end if math.isfinite(end) else None for name, end in ends.items()}, "n": self.n}


def share(scores: Float64[np.ndarray, " n"]) -> Estimate:
    """The mean of scores that lie in 0..1, one a pair, with Wilson's interval; undefined, in 0..1, for none.

    For scores of 0 and 1 this is Wilson's interval for a share. Scores between them (a tie counts 1/2, one image of
    two right counts 1/2) spread less than 0 and 1 with the same mean, so the interval is then rather too wide than
    too narrow.
    """
    n = len(scores)
    if not n:
        return Estimate(math.nan, 0.0, 1.0, 0)
    mean = float(scores.mean())
    return Estimate(mean, *wilson(mean, float(n)), n)


def ratio_of_medians(above: Float64[np.ndarray, " n"], below: Float64[np.ndarray, " n"], *, seed: int) -> Estimate:
    """The median of `above` over the median of `below`, both non-negative, with a percentile bootstrap interval.

    Pairs are drawn with replacement, both values of a pair together. A median of zero below gives inf; zero over zero
    is undefined, and so is the interval if more than one resample in forty is.
    """
    n = len(above)
    if not n:
        return Estimate(math.nan, math.nan, math.nan, 0)
    drawn = np.random.default_rng(seed).integers(0, n, (RESAMPLES, n))
    ratios = _ratios(np.median(above[drawn], axis=1), np.median(below[drawn], axis=1))
    value = float(_ratios(np.median(above), np.median(below)))
    if math.isnan(value) or np.isnan(ratios).mean() > 1 / 40:
        return Estimate(value, math.nan, math.nan, n)
    ordered = np.sort(ratios[~np.isnan(ratios)])
    low, high = (ordered[round(place * (len(ordered) - 1))] for place in (0.025, 0.975))
    return Estimate(value, float(low), float(high), n)


def _ratios(above: np.ndarray | np.floating, below: np.ndarray | np.floating) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.divide(above, below), np.float64)
