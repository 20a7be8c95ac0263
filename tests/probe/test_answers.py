"""Single answers and whole pairs, counted by hand."""

import numpy as np
import pytest

from scotoma.probe.answers import linear, matching, matching_margins


def test_a_pair_counts_if_both_images_are_read_rightly() -> None:
    # both right, one right, none right, one right and one undecided, never asked
    margins = np.array([[1.0, 0.2], [1.0, -0.2], [-1.0, -1.0], [0.5, 0.0], [np.nan, np.nan]])
    found = linear(margins, trained=7)
    assert (found.pairs.value, found.pairs.n) == (1 / 4, 4)
    assert (found.images.value, found.images.n) == ((1 + 0.5 + 0 + 0.75) / 4, 4)
    assert (found.undecided, found.unknown, found.trained) == (1, 1, 7)


def test_one_answer_for_both_images_is_half_right_and_no_pair() -> None:
    found = linear(np.array([[0.3, -0.3], [-0.1, 0.1]]), trained=1)
    assert (found.images.value, found.pairs.value) == (0.5, 0.0)


def test_where_no_pair_could_be_asked_nothing_is_known() -> None:
    found = linear(np.full((3, 2), np.nan), trained=2)
    assert not found.images.defined
    assert (found.pairs.n, found.unknown) == (0, 3)


def test_each_caption_picks_the_image_nearer_to_it() -> None:
    # Images at 0 and 90 degrees. The captions at 10 and 80 degrees pick rightly; at 10 and 20 both pick the first;
    # at 45 a caption is tied.
    turns = np.radians([[10, 80], [10, 20], [45, 80]])
    texts = np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    rows = np.tile(np.array([[1.0, 0.0], [0.0, 1.0]]), (3, 1, 1))
    margins = matching_margins(rows, texts)
    assert margins[0] == pytest.approx([np.cos(np.radians(10)) - np.sin(np.radians(10))] * 2)
    margins[2, 0] = 0.0  # cos 45 and sin 45 differ in their last digit
    found = matching(margins)
    assert found.pairs.value == pytest.approx(1 / 3)
    assert found.captions.value == pytest.approx((1 + 0.5 + 0.75) / 3)
    assert found.undecided == 1


def test_images_with_one_row_are_a_tie() -> None:
    rows = np.tile(np.array([[0.6, 0.8], [0.6, 0.8]]), (2, 1, 1))
    found = matching(matching_margins(rows, np.random.default_rng(0).normal(size=(2, 2, 2))))
    assert (found.undecided, found.pairs.value, found.captions.value) == (4, 0.0, 0.5)
