"""Batches, and the order that samples come in."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from scotoma.errors import UsageError
from scotoma.mixture.collating import Collator, Order, SampleSet
from scotoma.mixture.samples import Sample, Samples, fit_samples

IMAGE, PAD = 9, 0


def sample(tokens: Sequence[int], answers: Sequence[int], ends: tuple[int, ...] = (), images: int = 0) -> Sample:
    """A sample whose learnt places are `answers`."""
    mask = np.zeros(len(tokens), dtype=bool)
    mask[list(answers)] = True
    return Sample(np.array(tokens, np.int32), mask, ends or (len(tokens),), tuple(range(images)), f"of {len(tokens)}")


def collator() -> Collator:
    def rows(numbers: Sequence[int]) -> dict[str, Any]:
        return {"features": list(numbers)}

    return Collator(rows, image_token_id=IMAGE, tokens_per_image=3, pad_token_id=PAD)


def test_image_tokens_are_repeated_and_answers_alone_are_labels() -> None:
    batch = collator()([sample([1, IMAGE, 4, 5], [2, 3], images=1), sample([1, 6, 7], [2])])
    assert batch["input_ids"].tolist() == [[1, 9, 9, 9, 4, 5], [1, 6, 7, 0, 0, 0]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]]
    assert batch["labels"].tolist() == [[-100, -100, -100, -100, 4, 5], [-100, -100, 7, -100, -100, -100]]
    assert batch["features"] == [0]


def test_images_come_in_the_order_of_their_tokens() -> None:
    one = Sample(np.array([IMAGE, 1], np.int32), np.array([False, True]), (2,), (4,), "")
    two = Sample(np.array([IMAGE, IMAGE, 1], np.int32), np.array([False, False, True]), (3,), (2, 4), "")
    assert collator()([one, two])["features"] == [4, 2, 4]


def test_a_batch_without_images_has_no_part_for_them() -> None:
    assert set(collator()([sample([1, 2], [1])])) == {"input_ids", "attention_mask", "labels"}


def test_a_filler_has_no_label() -> None:
    samples = SampleSet([sample([1, 2], [1])], PAD)
    assert len(samples) == 1
    assert collator()([samples[0], samples[1]])["labels"].tolist() == [[-100, 2], [-100, -100]]


def test_every_sample_comes_once_an_epoch_and_fillers_last() -> None:
    order = Order(range(1, 12), [True] * 11, batch_size=4, seed=0, unit=4)
    assert len(order) == 12
    assert sorted(order) == list(range(12))
    assert list(order)[-1] == 11
    assert list(Order(range(1, 12), [True] * 11, batch_size=4, seed=0)) == list(order)[:-1]


def test_the_order_is_the_seeds_and_the_epochs() -> None:
    def listed(seed: int, epoch: int) -> list[int]:
        order = Order([1] * 64, [True] * 64, batch_size=4, seed=seed)
        order.set_epoch(epoch)
        return list(order)

    assert listed(0, 1) == listed(0, 1)
    assert listed(0, 0) != listed(0, 1) != listed(1, 1)


def test_batches_are_of_one_kind_and_of_like_lengths() -> None:
    random = np.random.default_rng(0)
    lengths, kinds = random.integers(1, 1000, 256), random.random(256) < 0.5
    order = list(Order(lengths.tolist(), kinds.tolist(), batch_size=8, seed=0))
    batches = [order[start : start + 8] for start in range(0, 256, 8)]
    assert sum(len({bool(kinds[each]) for each in batch}) > 1 for batch in batches) <= 1
    # Sorted within a quarter of some 128: a batch of 8 spans about 1000 / (32 / 8) of the lengths, unsorted 780.
    assert np.median([np.ptp(lengths[batch]) for batch in batches]) < 300


def test_a_sample_that_is_too_long_loses_whole_exchanges_from_its_end() -> None:
    # An image of 3 tokens: 2 + 6 = 8, 2 + 9 = 11 and 2 + 12 = 14 tokens after each answer.
    talk = sample([IMAGE, *range(20, 31)], [5, 8, 11], ends=(6, 9, 12), images=1)
    for max_tokens, kept in ((14, 12), (13, 9), (11, 9), (10, 6), (8, 6)):
        (fitted,), left_out = fit_samples(Samples((talk,), (), IMAGE), 3, max_tokens)
        assert fitted.tokens.tolist() == talk.tokens[:kept].tolist()
        assert len(fitted.answers) == kept
        assert fitted.ends == tuple(each for each in talk.ends if each <= kept)
        assert not left_out


def test_what_cannot_be_cut_is_left_out_with_the_reason() -> None:
    long_first = sample([IMAGE, *range(20, 31)], [5], ends=(6, 12), images=1)
    late_image = sample([20, 21, 22, IMAGE, 24, 25], [2, 5], ends=(3, 6), images=1)
    many = sample([IMAGE, IMAGE, IMAGE, 24], [3], images=3)
    kept, left_out = fit_samples(Samples((long_first, late_image, many), (), IMAGE), 3, 7)
    assert not kept
    assert [each.reason for each in left_out] == [
        "14 tokens, and max_tokens is 7; leaving out exchanges after its last image does not help",
        "8 tokens, and max_tokens is 7; leaving out exchanges after its last image does not help",
        "its 3 images take 9 tokens, and max_tokens is 7",
    ]


def test_a_limit_that_no_image_fits_is_refused() -> None:
    samples = Samples((sample([IMAGE, 1], [1], images=1),), (), IMAGE)
    with pytest.raises(
        UsageError, match=r"An image takes 3 tokens, and max_tokens is 3\. Image tokens are never cut off"
    ):
        fit_samples(samples, 3, 3)
