"""Margins and means have the intervals that their definitions give."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.stats

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.matching.margins import margins_by_pattern, mean_margin, mean_over_patterns
from scotoma.matching.metrics import caption_margins, match_scores
from scotoma.scoring.intervals import wilson


@pytest.fixture(scope="module")
def emoji() -> Benchmark:
    return open_benchmark("emoji")


def test_a_margin_is_the_cosine_with_the_own_image_less_that_with_the_other() -> None:
    # Image a has 0.9 with caption a and 0.2 with b; image b has 0.6 with caption a and 0.1 with b.
    cells = np.array([[[0.9, 0.2], [0.6, 0.1]]])
    np.testing.assert_allclose(caption_margins(cells), [[0.3, -0.1]])


def test_the_interval_of_independent_pairs_is_students() -> None:
    values = np.random.default_rng(1).normal(0.1, 0.05, 15)
    found = mean_margin(values, [str(at) for at in range(15)])
    wanted = scipy.stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((values.mean(), wanted.low, wanted.high))
    assert (found.n, found.method) == (15, "t over 15 groups")


def test_drawings_of_one_question_count_as_one() -> None:
    # Four equal drawings of each of five questions say no more than the five: equal groups, equal sums.
    five = np.array([0.1, 0.3, -0.2, 0.0, 0.4])
    alone = mean_margin(five, list("abcde"))
    fourfold = mean_margin(five.repeat(4), list("aaaabbbbccccddddeeee"))
    assert alone is not None
    assert fourfold is not None
    assert (fourfold.value, fourfold.low, fourfold.high) == pytest.approx((alone.value, alone.low, alone.high))
    assert fourfold.n == 20
    assert mean_margin(five, ["a"] * 5) is None


def test_every_pattern_has_its_mean_margin_and_all_comes_last(emoji: Benchmark) -> None:
    cells = np.random.default_rng(0).standard_normal((len(emoji.pairs), 2, 2))
    rows = margins_by_pattern(emoji, cells)
    assert [row.pattern for row in rows][-1] == "all"
    assert rows[-1].mean == pytest.approx(caption_margins(cells).mean())
    text = [index for index, pair in enumerate(emoji.pairs) if pair.pattern == "text"]
    assert {row.pattern: row.mean for row in rows}["text"] == pytest.approx(caption_margins(cells[text]).mean())
    one = replace(emoji, pairs=emoji.pairs[:1])
    assert margins_by_pattern(one, cells[:1])[0].margin is None


def test_the_mean_over_patterns_counts_each_alike(emoji: Benchmark) -> None:
    # All of "text" right, none of "colour": of 32 and 47 pairs, the mean is a half.
    chosen = tuple(pair for pair in emoji.pairs if pair.pattern in ("text", "colour"))
    right = np.array(
        [[[1.0, 0.0], [0.0, 1.0]] if pair.pattern == "text" else [[0.0, 1.0], [1.0, 0.0]] for pair in chosen]
    )
    scores = match_scores(replace(emoji, pairs=chosen), right)[0]
    found = mean_over_patterns(scores)
    assert (found.value, found.n) == (0.5, 79)
    colour, text = scores.of("colour").pair, scores.of("text").pair
    # Derived by hand: below, only "text" can fall, by (1 - its low end) / 2; above, only "colour" can rise.
    assert found.low == pytest.approx(0.5 - (1 - text.low) / 2)
    assert found.high == pytest.approx(0.5 + colour.high / 2)


def test_for_patterns_of_one_size_the_mean_is_the_share_of_all(emoji: Benchmark) -> None:
    by_name: dict[str, list[int]] = {}
    for index, pair in enumerate(emoji.pairs):
        by_name.setdefault(pair.pattern, []).append(index)
    chosen = sorted(index for indexes in by_name.values() for index in indexes[:15])
    alone = tuple(replace(emoji.pairs[index], group=str(index)) for index in chosen)
    cells = np.random.default_rng(2).standard_normal((len(alone), 2, 2))
    scores = match_scores(replace(emoji, pairs=alone), cells)[0]
    found, all_pairs = mean_over_patterns(scores), scores.of("all").pair
    assert found.value == pytest.approx(all_pairs.value)
    assert found.low < found.value < found.high
    # Nine intervals of 15 pairs each give nearly the one of 135 pairs.
    low, high = wilson(all_pairs.value, 135)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.03)
