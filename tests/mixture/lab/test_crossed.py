"""Intervals over questions and seeds: against derivations by hand, the ordinary interval, and many made-up tables."""

import numpy as np
import pytest
from scipy.stats import t as student

from scotoma.mixture.lab.crossed import difference_within, mean_of, parts_of, share_within
from scotoma.scoring import wilson


def test_parts_have_the_ratio_as_their_mean_and_a_group_with_more_weighs_more() -> None:
    # r = 1/4; parts 1/4 + (1 - 1/4) 2/4 = 5/8 and 1/4 + (0 - 3/4) 2/4 = -1/8.
    parts = parts_of(np.array([[1.0], [0.0]]), np.array([[1.0], [3.0]]))
    assert parts is not None
    assert parts.tolist() == [[0.625], [-0.125]]


def test_a_seed_with_nothing_to_divide_by_gives_no_parts() -> None:
    assert parts_of(np.ones((2, 2)), np.array([[1.0, 0.0], [1.0, 0.0]])) is None
    assert parts_of(np.zeros((0, 2)), np.zeros((0, 2))) is None


def test_the_variance_is_that_of_two_way_random_effects() -> None:
    # Means of groups 1, 1/2, 1/2, of seeds 1/3, 1, of all 2/3. MS groups = 2 (1/9 + 2/36) / 2 = 1/6,
    # MS seeds = 3 (1/9 + 1/9) / 1 = 2/3, MS rest = (2/9 + 4/36) / 2 = 1/6. Variance = (1/6 + 2/3 - 1/6) / 6 = 1/9.
    # Freedom = (2/3)² / ((1/6)²/2 + (2/3)²/1 + (1/6)²/2) = (16/36) / (17/36).
    mean = mean_of(np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 1.0]]))
    assert mean.value == pytest.approx(2 / 3)
    assert mean.variance == pytest.approx(1 / 9)
    assert mean.freedom == pytest.approx(16 / 17)


def test_seeds_that_differ_no_more_than_the_rest_leave_the_variance_of_the_groups() -> None:
    # Means of groups 1 and 1/2: MS = 2 (1/16 + 1/16) = 1/4; seeds and rest have 1/4 too. Variance = 1/4 / 4.
    mean = mean_of(np.array([[1.0, 1.0], [0.0, 1.0]]))
    assert (mean.variance, mean.freedom) == pytest.approx((1 / 16, 1.0))


def test_one_seed_has_the_ordinary_variance_of_a_mean() -> None:
    values = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0])
    mean = mean_of(values[:, None])
    assert mean.variance == pytest.approx(values.var(ddof=1) / 8)
    assert mean.freedom == 7


def test_one_seed_of_many_independent_questions_has_wilsons_interval() -> None:
    values = (np.arange(400) % 4 == 0).astype(np.float64)
    share = share_within(mean_of(values[:, None]), 400)
    assert (share.low, share.high) == pytest.approx(wilson(0.25, 400), abs=5e-4)
    assert share.n == 400


def test_questions_in_groups_that_agree_count_for_fewer() -> None:
    single = np.repeat((np.arange(40) % 2).astype(np.float64), 4)
    grouped = np.array([single[start : start + 4].sum() for start in range(0, 160, 4)])[:, None]
    parts = parts_of(grouped, np.full((40, 1), 4.0))
    assert parts is not None
    apart, together = share_within(mean_of(single[:, None]), 160), share_within(mean_of(parts), 160)
    assert together.effective == pytest.approx(39, rel=0.1)  # 40 groups, less one for the mean, and few degrees
    assert together.high - together.low > 1.9 * (apart.high - apart.low)


def test_a_share_of_none_or_all_has_an_interval_as_wide_as_its_groups_are_few() -> None:
    share = share_within(mean_of(np.zeros((12, 3))), 12)
    assert (share.value, share.low, share.high) == pytest.approx((0.0, *wilson(0.0, 12)))


def test_seeds_add_no_more_than_their_questions() -> None:
    # Every group has one of two seeds right, in turn: the groups do not differ at all.
    values = np.array([[1.0, 0.0], [0.0, 1.0]] * 10)
    assert share_within(mean_of(values), 20).effective <= 40


def test_a_difference_has_students_interval() -> None:
    lead = np.array([1.0, 0.0, 0.0, -1.0, 1.0, 0.0])[:, None]
    found = difference_within(mean_of(lead), 6)
    half = student.ppf(0.975, 5) * np.sqrt(lead.var(ddof=1) / 6)
    assert (found.low, found.high) == pytest.approx((1 / 6 - half, 1 / 6 + half))


def test_a_difference_that_never_showed_is_not_certain() -> None:
    found = difference_within(mean_of(np.zeros((30, 3))), 30)
    assert (found.value, found.low, found.high) == pytest.approx((0.0, -0.1, 0.1))


def test_one_group_tells_nothing() -> None:
    mean = mean_of(np.array([[0.5, 1.0]]))
    assert share_within(mean, 4).low < 0.25
    assert (difference_within(mean, 4).low, difference_within(mean, 4).high) == (-1.0, 1.0)


def test_intervals_hold_the_truth_where_seeds_differ_and_those_over_questions_alone_do_not() -> None:
    # Right if ease of the question + skill of the seed + noise > 0: half of all questions over all seeds.
    rng, groups, seeds, trials = np.random.default_rng(0), 200, 3, 300
    held = alone = 0
    for _ in range(trials):
        ease, skill = rng.normal(0, 1, (groups, 1)), rng.normal(0, 0.15, (1, seeds))
        right = (rng.normal(size=(groups, seeds)) + ease + skill > 0).astype(np.float64)
        share = share_within(mean_of(right), groups)
        held += share.low <= 0.5 <= share.high
        of_questions = right.mean(axis=1)
        alone += abs(of_questions.mean() - 0.5) < 1.96 * of_questions.std(ddof=1) / np.sqrt(groups)
    assert held / trials > 0.92
    assert alone / trials < 0.88
