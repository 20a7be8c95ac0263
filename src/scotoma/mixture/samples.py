"""Conversations as the tokens a mixture is trained on. T tokens, N tokens an image."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Int32

from scotoma.errors import BadSample, UnsupportedCheckpoint, UsageError
from scotoma.mixture.conversations import Conversation, ImageSource
from scotoma.mixture.rendering import Rendered, Renderer
from scotoma.progress import Progress, silent

__all__ = ["LeftOut", "Sample", "Samples", "fit_samples", "tokenise"]

BATCH = 512  # arbitrary: enough for the tokenizer's threads


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One conversation as tokens, an image being one token here, whatever number of tokens a mixture gives it.

    `answers` marks the tokens to learn. `ends` are the numbers of tokens after which the conversation may be cut: after
    each answer. `images` are rows of the samples' list of images, in order.
    """

    tokens: Int32[np.ndarray, " T"]
    answers: Bool[np.ndarray, " T"]
    ends: tuple[int, ...]
    images: tuple[int, ...]
    place: str

    def length(self, tokens_per_image: int) -> int:
        """How many tokens the model reads."""
        return len(self.tokens) + len(self.images) * (tokens_per_image - 1)


@dataclass(frozen=True, slots=True)
class Samples:
    """Tokenised conversations, and the distinct images that they name by row."""

    items: tuple[Sample, ...]
    images: tuple[ImageSource, ...]
    image_token_id: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sample that is not trained on, and why."""

    place: str
    reason: str


def tokenise(conversations: Sequence[Conversation], processor: Any, *, progress: Progress = silent) -> Samples:
    """The conversations as tokens by the chat template of the processor's tokenizer, in the same order.

    A token is to be learnt if any of its characters is an answer's, its end token included: a token that begins with
    the template's words and ends with the answer's (only templates that end a prompt in a space make such) counts too.

    Raises:
        BadSample: a conversation that the template refuses, or whose placeholders do not match its images.
        UnsupportedCheckpoint: a template whose answers cannot be told apart, or a tokenizer that gives no offsets.
    """
    tokenizer = processor.tokenizer
    if not tokenizer.is_fast:
        raise UnsupportedCheckpoint(
            f"The tokenizer {tokenizer.name_or_path!r} does not say which characters a token stands for. Convert it to "
            "a tokenizer.json (transformers' fast form)."
        )
    renderer, rows = Renderer(processor), _Rows()
    items: list[Sample] = []
    with progress("tokenising", len(conversations), "conversations") as advance:
        for start in range(0, len(conversations), BATCH):
            batch = conversations[start : start + BATCH]
            rendered = [renderer.render(each) for each in batch]
            encoded = tokenizer(
                [each.text for each in rendered], add_special_tokens=False, return_offsets_mapping=True, verbose=False
            )
            for each, text, tokens, offsets in zip(
                batch, rendered, encoded["input_ids"], encoded["offset_mapping"], strict=True
            ):
                items.append(_sample(each, text, np.array(tokens, np.int32), offsets, rows))
            advance(len(batch))
    for sample in items:
        _check_image_tokens(sample, processor.image_token_id, processor.image_token)
    return Samples(tuple(items), tuple(rows.images), processor.image_token_id)


def fit_samples(samples: Samples, tokens_per_image: int, max_tokens: int) -> tuple[list[Sample], list[LeftOut]]:
    """The samples of at most `max_tokens`, and those left out.

    A longer one loses whole exchanges (question and answer) from its end, never one with an image in it, and never
    image tokens. Where its first exchange, or what stands before its last image, is too long, it is left out.

    Raises:
        UsageError: not even one image fits.
    """
    if any(sample.images for sample in samples.items) and tokens_per_image >= max_tokens:
        raise UsageError(
            f"An image takes {tokens_per_image} tokens, and max_tokens is {max_tokens}. Image tokens are never cut "
            "off: give more max_tokens, or smaller images."
        )
    kept, left_out = [], []
    for sample in samples.items:
        cut = _cut(sample, samples.image_token_id, tokens_per_image, max_tokens)
        if cut is not None:
            kept.append(cut)
        else:
            left_out.append(LeftOut(sample.place, _too_long(sample, tokens_per_image, max_tokens)))
    return kept, left_out


def _cut(sample: Sample, image_token_id: int, tokens_per_image: int, max_tokens: int) -> Sample | None:
    length = sample.length(tokens_per_image)
    if length <= max_tokens:
        return sample
    for_images = len(sample.images) * (tokens_per_image - 1)
    fitting = [end for end in sample.ends if end + for_images <= max_tokens]
    if not fitting or not _holds_images(sample, image_token_id, fitting[-1]):
        return None
    end = fitting[-1]
    return replace(
        sample,
        tokens=sample.tokens[:end],
        answers=sample.answers[:end],
        ends=tuple(each for each in sample.ends if each <= end),
    )


def _holds_images(sample: Sample, image_token_id: int, end: int) -> bool:
    """Whether every image token is among the first `end`."""
    return not (sample.tokens[end:] == image_token_id).any()


def _too_long(sample: Sample, tokens_per_image: int, max_tokens: int) -> str:
    images = len(sample.images)
    if images * tokens_per_image >= max_tokens:
        return f"its {images} images take {images * tokens_per_image:,} tokens, and max_tokens is {max_tokens:,}"
    return (
        f"{sample.length(tokens_per_image):,} tokens, and max_tokens is {max_tokens:,}; leaving out exchanges after "
        "its last image does not help"
    )


class _Rows:
    """Numbers the distinct images as they come: files by path, pictures in memory by identity."""

    def __init__(self) -> None:
        self.images: list[ImageSource] = []
        self._numbers: dict[Any, int] = {}

    def of(self, images: Sequence[ImageSource]) -> tuple[int, ...]:
        numbers = []
        for image in images:
            key = image if isinstance(image, Path) else id(image)
            number = self._numbers.setdefault(key, len(self.images))
            if number == len(self.images):
                self.images.append(image)
            numbers.append(number)
        return tuple(numbers)


def _sample(
    conversation: Conversation, rendered: Rendered, tokens: np.ndarray, offsets: Sequence[tuple[int, int]], rows: _Rows
) -> Sample:
    begins, ends = _extents(np.array(offsets).reshape(-1, 2))
    answers = np.zeros(len(tokens), dtype=bool)
    cuts = []
    for start, end in rendered.answers:
        mine = (begins < end) & (ends > start)
        answers |= mine
        cuts.append(int(mine.nonzero()[0][-1]) + 1)
    return Sample(tokens, answers, tuple(cuts), rows.of(conversation.images), conversation.place)


def _extents(offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each token's characters begin and end, without gaps between tokens.

    Some tokenizers leave the space at a token's edge out of its offsets, so that a lone line's end has none at all;
    what lies between two tokens is the later one's.
    """
    ends = np.maximum.accumulate(offsets[:, 1])
    begins = np.minimum(offsets[:, 0], np.concatenate(([0], ends[:-1])))
    return begins, ends


def _check_image_tokens(sample: Sample, image_token_id: int, image_token: str) -> None:
    found = int((sample.tokens == image_token_id).sum())
    if found != len(sample.images):
        raise BadSample(
            f"{sample.place}: {found} {image_token} tokens for {len(sample.images)} images. The tokenizer must know "
            f"{image_token} as one token."
        )
