"""The link of a model's failures with an encoder's: against scipy, by hand, and where there is none."""

import numpy as np
import pytest

from scotoma.errors import ShapeMismatch
from scotoma.scoring import EncoderLink, link, link_table


def linked(table: list[list[int]], patterns: list[str] | None = None) -> EncoderLink:
    """A link from counts [[both fail, only the encoder fails], [only the model fails, neither]]."""
    rows = [
        (matched, right) for matched in (False, True) for right in (False, True) for _ in range(table[matched][right])
    ]
    margins = np.array([0.1 if matched else -0.1 for matched, _ in rows])
    names = [str(index) for index in range(len(rows))]
    return link(np.array([right for _, right in rows]), margins, patterns or ["a"] * len(rows), names)


@pytest.mark.parametrize("table", [[[50, 13], [24, 48]], [[3, 9], [5, 5]], [[6, 0], [2, 7]]])
def test_one_stratum_is_scipys_exact_test_and_odds_ratio(table: list[list[int]]) -> None:
    from scipy.stats import fisher_exact
    from scipy.stats.contingency import odds_ratio

    found, theirs = linked(table), odds_ratio(np.array(table))
    assert [[found.neither, found.only_model], [found.only_encoder, found.both]] == table
    assert found.p == pytest.approx(fisher_exact(np.array(table)).pvalue)
    assert found.p_within == pytest.approx(found.p)
    ends = theirs.confidence_interval()
    assert found.odds_low == pytest.approx(ends.low)
    assert found.odds_high == (pytest.approx(ends.high) if np.isfinite(ends.high) else None)
    assert (found.odds_ratio is None) == (not np.isfinite(theirs.statistic))


def test_hard_patterns_alone_are_no_link_within_patterns() -> None:
    # In the hard pattern both fail always, in the easy one never: a perfect link over all, none inside.
    found = linked([[20, 0], [0, 20]], ["hard"] * 20 + ["easy"] * 20)
    assert found.p < 1e-9
    assert found.p_within == pytest.approx(1.0)
    assert found.auc is not None
    assert (found.auc.value, found.auc_p) == (1.0, 1.0)


def test_the_exact_test_within_patterns_by_hand() -> None:
    # Two patterns of two pairs, one encoder and one model failure in each: together in both. Each pattern has them
    # together with 1/2, so that both do with 1/4, as likely as neither: p = 1/2.
    right = np.array([False, True, False, True])
    found = link(right, np.array([-1.0, 1.0, -1.0, 1.0]), ["a", "a", "b", "b"], list("wxyz"))
    assert found.p_within == pytest.approx(0.5)


def test_the_margin_tells_how_surely_and_is_the_rank_sum_test() -> None:
    from scipy.stats import mannwhitneyu

    generator = np.random.default_rng(1)
    margins = generator.normal(0, 1, 90)
    right = margins + generator.normal(0, 2, 90) > 0
    names = [str(index) for index in range(90)]
    found = link(right, margins, ["a"] * 90, names)
    theirs = mannwhitneyu(margins[right], margins[~right], method="exact")
    assert found.auc is not None
    assert found.auc_p is not None
    assert found.auc.value == pytest.approx(theirs.statistic / (right.sum() * (~right).sum()))
    assert found.auc_p == pytest.approx(theirs.pvalue, abs=0.01)
    assert found.auc.low < found.auc.value < found.auc.high
    assert link(right, margins, ["a"] * 90, names) == found  # seeded
    grouped = link(right, margins, ["a"] * 90, [str(index // 30) for index in range(90)]).auc
    assert grouped is not None
    assert grouped.value == found.auc.value
    assert "over 3 groups" in grouped.method


def test_without_a_link_p_is_small_as_rarely_as_it_says() -> None:
    generator = np.random.default_rng(2)
    small = np.zeros(2)
    for _ in range(60):
        right, margins = generator.random(40) < 0.4, generator.normal(0, 1, 40)
        found = link(right, margins, ["a"] * 20 + ["b"] * 20, [str(index) for index in range(40)])
        assert found.auc_p is not None
        small += np.array([found.p_within, found.auc_p]) <= 0.1
    assert (small <= 12).all()  # 6 expected, and two and a half standard errors


def test_a_tie_is_no_match_and_a_model_without_a_failure_has_no_margins_to_compare() -> None:
    found = link(np.array([True, True]), np.array([0.0, 0.2]), ["a", "a"], ["x", "y"])
    assert (found.both, found.only_model, found.auc, found.auc_p, found.odds_ratio) == (1, 1, None, None, None)
    assert found.p == 1.0
    assert "unbounded" in link_table(found)


def test_the_table_says_it_in_words() -> None:
    said = link_table(linked([[50, 13], [24, 48]]))
    assert "the odds of the model failing are 7.56 times as high [3.31, 18.29]" in said
    assert "the larger margin in" in said


def test_series_of_different_lengths_are_refused() -> None:
    with pytest.raises(ShapeMismatch, match="2 results, 2 margins, 3 patterns and 2 groups"):
        link(np.ones(2, bool), np.zeros(2), ["a"] * 3, ["a"] * 2)
