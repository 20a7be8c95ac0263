"""Intervals: against scipy, against values derived by hand, and for trials that come in groups."""

import numpy as np
import pytest

from scotoma.scoring import correlation_within, share_of, wilson


@pytest.mark.parametrize(("right", "n"), [(0, 10), (3, 10), (10, 10), (37, 150), (1, 1)])
def test_wilson_is_scipys_for_whole_numbers(right: int, n: int) -> None:
    from scipy.stats import binomtest

    theirs = binomtest(right, n).proportion_ci(method="wilson")
    assert list(wilson(right / n, n)) == pytest.approx([theirs.low, theirs.high])


def test_wilson_of_none_right_ends_at_z_squared_over_n_plus_z_squared() -> None:
    # Middle and half-width are both (z^2 / 2n) / (1 + z^2 / n), so that the end is z^2 / (n + z^2) = 3.8415 / 13.8415.
    assert list(wilson(0.0, 10)) == pytest.approx([0, 0.27754], abs=1e-5)


@pytest.mark.parametrize(
    ("values", "groups", "expected"),
    [
        # Means 1 and 0 about 1/2: between 2 (1/4 + 1/4) / 1 = 1, within 0: (1 - 0) / (1 + 0).
        ([1, 1, 0, 0], "aabb", 1.0),
        # Every group half right: between 0, within 1/2: -1, held to 0.
        ([1, 0, 1, 0], "aabb", 0.0),
        # Means 1, 1/2, 0: between 2 (1/4 + 0 + 1/4) / 2 = 1/2, within (1/2) / 3 = 1/6: (1/2 - 1/6) / (1/2 + 1/6) = 1/2.
        ([1, 1, 1, 0, 0, 0], "aabbcc", 0.5),
        ([1, 1, 1, 1], "aabb", 1.0),  # nothing speaks for less
        ([1, 0, 1], "aaa", 1.0),
        ([1, 0, 1], "abc", 0.0),
    ],
)
def test_correlation_within_groups_is_as_derived_by_hand(values: list[float], groups: str, expected: float) -> None:
    assert correlation_within(np.array(values, np.float64), groups) == pytest.approx(expected)


def test_correlation_does_not_depend_on_the_order_of_trials() -> None:
    generator = np.random.default_rng(1)
    values, groups = generator.integers(0, 2, 60).astype(np.float64), generator.integers(0, 9, 60)
    order = generator.permutation(60)
    expected = correlation_within(values, groups.tolist())
    assert correlation_within(values[order], groups[order].tolist()) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("groups", "correlation", "effective"),
    [
        ("abcdef", 1.0, 6.0),  # each its own
        ("aabbcc", 0.0, 6.0),
        ("aabbcc", 1.0, 3.0),  # as many as groups
        ("aabbcc", 0.5, 4.0),  # 6 / (1 + 1/2)
        ("aaaabb", 1.0, 1.8),  # the average trial's group has (16 + 4) / 6 = 10/3: 6 / (10/3)
    ],
)
def test_grouped_trials_are_worth_fewer(groups: str, correlation: float, effective: float) -> None:
    share = share_of(np.array([1, 1, 1, 0, 0, 0], np.float64), groups, correlation)
    assert (share.value, share.n) == (0.5, 6)
    assert [share.effective, share.low, share.high] == pytest.approx([effective, *wilson(0.5, effective)])


def test_intervals_of_grouped_trials_hold_the_truth_as_often_as_they_say() -> None:
    # 92 questions of four drawings, each question right for all four or for none with probability 0.3: intervals that
    # take the drawings for independent are half as wide as they should be, and hold 0.3 in about 67 per cent of draws.
    generator = np.random.default_rng(2)
    groups = np.repeat(np.arange(92), 4).tolist()
    held = naive = 0
    for _ in range(400):
        values = np.repeat(generator.random(92) < 0.3, 4).astype(np.float64)
        share = share_of(values, groups, correlation_within(values, groups))
        held += share.low <= 0.3 <= share.high
        low, high = wilson(share.value, share.n)
        naive += low <= 0.3 <= high
    assert held / 400 >= 0.92
    assert naive / 400 < 0.8
