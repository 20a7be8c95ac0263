"""Intervals: against their definitions written the slow way, and where there is nothing to estimate."""

import math

import numpy as np
import pytest
from scipy import optimize

from scotoma.probe.estimates import RESAMPLES, Estimate, ratio_of_medians, share

Z = 1.959963984540054


@pytest.mark.parametrize("scores", [[1, 1, 0, 0, 1], [0.5, 1, 0, 0.5], [1] * 9 + [0], [0.5]])
def test_the_interval_of_a_share_ends_where_the_mean_is_just_not_surprising(scores: list[float]) -> None:
    found = share(np.array(scores, np.float64))
    mean, n = sum(scores) / len(scores), len(scores)

    def surprise(p: float) -> float:
        return (mean - p) ** 2 - Z**2 * p * (1 - p) / n

    low = optimize.brentq(surprise, 0, mean)
    high = optimize.brentq(surprise, mean, 1)
    assert found.n == n
    assert [found.value, found.low, found.high] == pytest.approx([mean, low, high])


def test_ties_widen_nothing_and_narrow_nothing() -> None:
    # two ties and a win with a loss have the same mean
    ties, wins = share(np.array([0.5, 0.5, 1.0, 0.0])), share(np.array([1.0, 0.0, 1.0, 0.0]))
    assert ties == wins


def test_a_share_of_no_pairs_is_undefined_and_may_be_anything() -> None:
    nothing = share(np.empty(0))
    assert not nothing.defined
    assert (nothing.low, nothing.high, nothing.n) == (0.0, 1.0, 0)
    assert nothing.as_dict() == {"value": None, "low": 0.0, "high": 1.0, "n": 0}


def test_the_ratio_and_its_interval_are_those_of_the_bootstrap_written_out() -> None:
    rng = np.random.default_rng(1)
    above, below = rng.gamma(2, size=31), rng.gamma(3, size=31)
    draws = np.random.default_rng(7).integers(0, 31, (RESAMPLES, 31))
    slow = sorted(
        float(np.median([above[k] for k in draw]) / np.median([below[k] for k in draw])) for draw in draws.tolist()
    )
    found = ratio_of_medians(above, below, seed=7)
    assert found.value == pytest.approx(sorted(above)[15] / sorted(below)[15])
    assert [found.low, found.high] == pytest.approx([slow[50], slow[1949]])  # 2.5 and 97.5 per cent of 1,999


def test_pairs_are_drawn_together() -> None:
    # The ratio is 2 in every pair, so it is 2 in every resample: drawn apart it would scatter.
    below = np.arange(1.0, 30.0)
    assert ratio_of_medians(2 * below, below, seed=0) == Estimate(2.0, 2.0, 2.0, 29)


def test_a_ratio_to_nothing_is_unbounded_and_of_nothing_to_nothing_undefined() -> None:
    nothing, something = np.zeros(9), np.ones(9)
    assert ratio_of_medians(something, nothing, seed=0).value == math.inf
    assert ratio_of_medians(something, nothing, seed=0).as_dict() == {"value": None, "low": None, "high": None, "n": 9}
    assert ratio_of_medians(nothing, something, seed=0) == Estimate(0.0, 0.0, 0.0, 9)
    neither = ratio_of_medians(nothing, nothing, seed=0)
    assert not neither.defined
    assert math.isnan(neither.low)
    assert math.isnan(neither.high)


def test_a_ratio_that_is_often_undefined_has_no_interval() -> None:
    # Three of five pairs do not move at all, and resamples of those alone have 0 / 0.
    moved = np.array([0.0, 0.0, 0.0, 1.0, 1.0])
    known = ratio_of_medians(moved + np.array([0, 0, 1, 0, 0]), moved + np.array([0, 0, 1, 0, 0]), seed=0)
    assert known.value == 1.0
    assert math.isnan(known.low)


def test_the_seed_decides_the_interval_alone() -> None:
    rng = np.random.default_rng(2)
    above, below = rng.gamma(2, size=20), rng.gamma(3, size=20)
    first, again, other = (ratio_of_medians(above, below, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first.value == other.value
    assert (first.low, first.high) != (other.low, other.high)


def test_no_pairs_have_no_ratio() -> None:
    assert not ratio_of_medians(np.empty(0), np.empty(0), seed=0).defined
