"""The laboratory's training material: its samples as conversations, and those as tokens."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scotoma.mixture.conversations import IMAGE, Conversation, Turn
from scotoma.mixture.lab.pictures import picture_samples
from scotoma.mixture.lab.plan import LabPlan
from scotoma.mixture.lab.samples import Sample, scene_samples
from scotoma.mixture.lab.samples import Turn as SampleTurn
from scotoma.mixture.samples import Samples, tokenise

__all__ = ["captioned", "conversed", "text_tokens", "texts", "training_samples"]


def training_samples(plan: LabPlan, pictures: str | None = None) -> list[Sample]:
    """The plan's drawn scenes and, where a source is named, its captioned pictures; the same on every machine.

    Raises:
        UsageError: the source has no captions.
    """
    samples = list(scene_samples(plan.pairs, turns=plan.turns))
    return samples if pictures is None else [*samples, *picture_samples(pictures)]


def texts(samples: Iterable[Sample]) -> list[str]:
    """Everything that is said in the samples, to learn a tokenizer from."""
    return [
        text for sample in samples for turn in (sample.caption, *sample.turns) for text in (turn.question, turn.answer)
    ]


def captioned(samples: Sequence[Sample], processor: Any) -> Samples:
    """The samples as one exchange each: the picture and its caption. Image i is sample i's."""
    return tokenise([_conversation(sample, [sample.caption]) for sample in samples], processor)


def conversed(samples: Sequence[Sample], processor: Any) -> Samples:
    """The samples as whole conversations; the caption comes last, for it tells what the questions ask."""
    return tokenise([_conversation(sample, [*sample.turns, sample.caption]) for sample in samples], processor)


def text_tokens(samples: Samples) -> list[np.ndarray]:
    """The conversations without their pictures, for a language model that sees none."""
    return [sample.tokens[sample.tokens != samples.image_token_id] for sample in samples.items]


def _conversation(sample: Sample, talk: Sequence[SampleTurn]) -> Conversation:
    turns = [
        turn
        for number, each in enumerate(talk)
        for turn in (
            Turn("user", each.question if number else f"{IMAGE}\n{each.question}"),
            Turn("assistant", each.answer),
        )
    ]
    # The picture is never opened, for its features are there; the name tells one from another.
    return Conversation(tuple(turns), (Path(sample.id),), sample.id)
