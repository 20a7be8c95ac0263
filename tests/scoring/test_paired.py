"""Paired tests and differences: against scipy, statsmodels and published values, and how often they err."""

import numpy as np
import pytest

from scotoma.scoring import holm, mcnemar, paired_difference, sign_flips


@pytest.mark.parametrize(("first", "second"), [(5, 0), (0, 5), (12, 2), (7, 7), (20, 12), (1, 0), (0, 0)])
def test_mcnemar_is_scipys_and_statsmodels_exact_test(first: int, second: int) -> None:
    from scipy.stats import binomtest
    from statsmodels.stats.contingency_tables import mcnemar as theirs

    p = float(mcnemar(first, second))
    assert p == pytest.approx(float(theirs([[3, first], [second, 4]], exact=True).pvalue))
    if first + second:
        assert p == pytest.approx(binomtest(first, first + second).pvalue)


def test_five_pairs_won_and_none_lost_give_two_in_thirty_two() -> None:
    assert float(mcnemar(5, 0)) == 2 / 2**5
    np.testing.assert_allclose(mcnemar(np.array([5, 0, 3]), np.array([0, 0, 3])), [0.0625, 1, 1])


def test_two_equal_models_are_told_apart_no_more_often_than_the_level_allows() -> None:
    # 1,000 pairs of models on 150 pairs: each model has a pair right with the pair's own probability, alike for both.
    generator = np.random.default_rng(5)
    ease = generator.beta(1, 2, (1000, 150))
    first, second = generator.random((2, 1000, 150)) < ease
    p = mcnemar((first & ~second).sum(axis=1), (second & ~first).sum(axis=1))
    assert 0.01 < (p <= 0.05).mean() <= 0.05
    assert (p <= 0.01).mean() <= 0.01


def test_holm_is_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(6).beta(0.3, 2, 40)
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1])


def test_holm_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.04 times 3, 2, 1 are 0.03, 0.04, 0.04; never falling.
    np.testing.assert_allclose(holm(np.array([0.04, 0.01, 0.02])), [0.04, 0.03, 0.04])
    assert holm(np.zeros(0)).shape == (0,)


def test_the_difference_has_the_interval_that_was_published_for_the_same_counts() -> None:
    # Bentur et al. 2009: 1 and 7 of 21 differ; Fagerland, Lydersen and Laake 2014 print Tango's interval for it.
    found = paired_difference(1, 7, 21)
    assert found.value == pytest.approx(-6 / 21)
    assert [found.low, found.high] == pytest.approx([-0.517, -0.026], abs=5e-4)


def test_the_difference_of_models_that_never_disagree_has_width() -> None:
    # With no pair that differs the score is n d / sqrt(n d (1 - d)) = z: d = z^2 / (n + z^2) = 3.8415 / 53.8415.
    found = paired_difference(0, 0, 50)
    assert [found.low, found.high] == pytest.approx([-0.07135, 0.07135], abs=1e-5)


def test_the_interval_is_where_the_likelihood_says_it_is() -> None:
    # The definition the slow way: at an end, the score of the difference, with the share of pairs that only the second
    # has right at its likeliest on a fine grid, is 1.96 standard errors.
    def score(first: int, second: int, n: int, difference: float) -> float:
        shares = np.linspace(max(0, -difference) + 1e-9, (1 - difference) / 2 - 1e-9, 400_001)
        likelihood = first * np.log(shares + difference) + second * np.log(shares)
        likelihood += (n - first - second) * np.log1p(-2 * shares - difference)
        share = shares[int(likelihood.argmax())]
        return float((first - second - n * difference) / np.sqrt(n * (2 * share + difference * (1 - difference))))

    for first, second, n in ((12, 2, 50), (20, 12, 112), (3, 9, 40)):
        found = paired_difference(first, second, n)
        assert score(first, second, n, found.low) == pytest.approx(1.96, abs=2e-3)
        assert score(first, second, n, found.high) == pytest.approx(-1.96, abs=2e-3)


def test_the_interval_turns_round_with_the_models_and_grows_where_pairs_are_worth_less() -> None:
    there, back = paired_difference(20, 12, 112), paired_difference(12, 20, 112)
    assert [back.low, back.high] == pytest.approx([-there.high, -there.low])
    grouped = paired_difference(20, 12, 112, 56.0)
    assert grouped.value == there.value
    assert grouped.high - grouped.low > 1.3 * (there.high - there.low)
    assert [grouped.low, grouped.high] == pytest.approx([(f := paired_difference(10, 6, 56)).low, f.high])


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(7)
    counts = generator.multinomial(150, [0.15, 0.08, 0.77], 400)
    held = sum(
        (found := paired_difference(int(first), int(second), 150)).low <= 0.07 <= found.high
        for first, second, _ in counts
    )
    assert held / 400 >= 0.92


def test_sign_flips_of_single_pairs_are_mcnemars_test_but_for_the_drawing() -> None:
    lead = np.array([1.0] * 12 + [-1.0] * 3 + [0.0] * 40)
    assert sign_flips(lead, list(range(55))) == pytest.approx(float(mcnemar(12, 3)), abs=0.01)
    assert sign_flips(np.zeros(5), list(range(5))) == 1.0


def test_pairs_that_come_in_groups_are_not_counted_for_more_than_they_are() -> None:
    # Four drawings of each of 30 questions that always agree: McNemar's test would take 24 to 12 for 24 and 12 pairs.
    lead = np.repeat([1.0] * 6 + [-1.0] * 3 + [0.0] * 21, 4)
    groups = np.repeat(np.arange(30), 4).tolist()
    assert sign_flips(lead, groups) == pytest.approx(float(mcnemar(6, 3)), abs=0.02)
    assert float(mcnemar(24, 12)) < 0.07 < sign_flips(lead, groups)


def test_equal_models_are_told_apart_no_more_often_where_pairs_come_in_groups() -> None:
    generator = np.random.default_rng(8)
    groups = np.repeat(np.arange(25), 4).tolist()
    found = []
    for _ in range(200):
        first, second = np.repeat(generator.random((2, 25)) < 0.4, 4, axis=1).astype(float)
        lead = first - second
        naive = mcnemar(int((lead == 1).sum()), int((lead == -1).sum()))
        found.append((sign_flips(lead, groups), float(naive)))
    by_groups, by_pairs = (np.array(found) <= 0.05).mean(axis=0)
    assert by_groups <= 0.08  # 0.05, and two standard errors of a share of 200 draws
    assert by_pairs > 0.15
