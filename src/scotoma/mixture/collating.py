"""Samples as the batches a mixture reads, and the order they come in.

B samples of a batch, T tokens, I images of a batch, N tokens an image.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler

from scotoma.mixture.samples import Sample

__all__ = ["IGNORED", "Collator", "Order", "SampleSet"]

IGNORED = -100  # what transformers' losses leave out

# As in LLaVA and transformers: samples are sorted by length within so many batches, and at most a quarter of them all.
BATCHES_SORTED, SHARES_SORTED = 50, 4

Images = Callable[[Sequence[int]], dict[str, Any]]


class Collator:
    """Batches of samples: tokens padded on the right, labels on answers alone, the images' part as `images` gives it.

    `images` takes the rows of the batch's images, in the order of their tokens, and returns what the model is given for
    them: `pixel_values` or `features`.
    """

    def __init__(self, images: Images, *, image_token_id: int, tokens_per_image: int, pad_token_id: int) -> None:
        self._images = images
        self._image_token_id, self._tokens_per_image = image_token_id, tokens_per_image
        self._pad_token_id = pad_token_id

    def __call__(self, samples: Sequence[Sample]) -> dict[str, Any]:
        """`input_ids`, `attention_mask` and `labels` (B, T), and the images' part where there are images."""
        lengths = [sample.length(self._tokens_per_image) for sample in samples]
        shape = len(samples), max(lengths)
        input_ids = np.full(shape, self._pad_token_id, dtype=np.int64)
        attention_mask = np.zeros(shape, dtype=np.int64)
        labels = np.full(shape, IGNORED, dtype=np.int64)
        for row, (sample, length) in enumerate(zip(samples, lengths, strict=True)):
            times = np.where(sample.tokens == self._image_token_id, self._tokens_per_image, 1)
            input_ids[row, :length] = np.repeat(sample.tokens, times)
            attention_mask[row, :length] = 1
            labels[row, :length] = np.repeat(np.where(sample.answers, sample.tokens, IGNORED), times)
        named = {"input_ids": input_ids, "attention_mask": attention_mask, "labels": labels}
        batch: dict[str, Any] = {name: torch.from_numpy(values) for name, values in named.items()}
        rows = [row for sample in samples for row in sample.images]
        return {**batch, **self._images(rows)} if rows else batch


class SampleSet(Dataset[Sample]):
    """Samples by number; any number beyond them is a sample without labels, which fills a batch and teaches nothing."""

    def __init__(self, samples: Sequence[Sample], pad_token_id: int) -> None:
        self._samples = samples
        self._filler = Sample(np.full(1, pad_token_id, np.int32), np.zeros(1, dtype=bool), (), (), "filler")

    def __len__(self) -> int:
        return len(self._samples)

    def __getitem__(self, number: int) -> Sample:
        return self._samples[number] if number < len(self._samples) else self._filler


class Order(Sampler[int]):
    """The numbers of the samples in an epoch's order, decided by the seed and the epoch alone.

    Like LLaVA's, the order keeps samples with and without images in batches of their own, and samples of like lengths
    together, as far as they go. After the last sample come numbers of fillers, until the length is a multiple of
    `unit` (what all processes take at once), so that no process waits and no sample is seen twice.

    Source: LLaVA's group_by_modality_length.
    """

    def __init__(
        self, lengths: Sequence[int], with_images: Sequence[bool], *, batch_size: int, seed: int, unit: int = 1
    ) -> None:
        self._lengths, self._with_images = np.array(lengths), np.array(with_images, dtype=bool)
        self._batch_size, self._seed, self._unit = batch_size, seed, unit
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """The epoch whose order comes next."""
        self._epoch = epoch

    def __len__(self) -> int:
        return -(-len(self._lengths) // self._unit) * self._unit

    def __iter__(self) -> Iterator[int]:
        draw = np.random.default_rng((self._seed, self._epoch))
        whole: list[np.ndarray] = []
        rest: list[np.ndarray] = []
        for kind in (True, False):
            numbers = draw.permutation((self._with_images == kind).nonzero()[0])
            batches = self._batches(numbers)
            whole += [batch for batch in batches if len(batch) == self._batch_size]
            rest += [batch for batch in batches if len(batch) < self._batch_size]
        shuffled = [whole[number] for number in draw.permutation(len(whole))]
        listed = [int(number) for batch in (*shuffled, *rest) for number in batch]
        return iter([*listed, *range(len(listed), len(self))])

    def _batches(self, numbers: np.ndarray) -> list[np.ndarray]:
        """The numbers in batches of like lengths, the incomplete one last."""
        size = self._batch_size
        sorted_at_once = size * max(1, min(BATCHES_SORTED, len(numbers) // (size * SHARES_SORTED)))
        parts = [numbers[start : start + sorted_at_once] for start in range(0, len(numbers), sorted_at_once)]
        by_length = [part[np.argsort(-self._lengths[part], kind="stable")] for part in parts]
        return [part[start : start + size] for part in by_length for start in range(0, len(part), size)]
