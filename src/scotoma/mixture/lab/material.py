"""The laboratory's training material: its samples as conversations, and those as tokens."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int32

from scotoma.mixture.conversations import IMAGE, Conversation, Turn
from scotoma.mixture.lab.pictures import picture_samples
from scotoma.mixture.lab.plan import LabPlan
from scotoma.mixture.lab.samples import Sample, scene_samples
from scotoma.mixture.lab.samples import Turn as SampleTurn
from scotoma.mixture.samples import Samples, tokenise
from scotoma.scenes.draws import Draw

__all__ = ["captioned", "conversed", "described", "texts", "training_samples"]

DESCRIBE = "Describe everything in the picture."
DESCRIBED_FIRST = 70  # per cent; arbitrary, the others begin with a question
TURNS_AFTER = 2


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
    """The samples as one exchange each: the picture and everything about it in words. Image i is sample i's."""
    return tokenise([_conversation(sample, [_description(sample)]) for sample in samples], processor)


def conversed(samples: Sequence[Sample], processor: Any) -> Samples:
    """The samples as whole conversations, most of which begin with a description. Image i is sample i's.

    A question tells what it is about, and so does the next one; only what is said first has to be seen.
    """
    return tokenise([_conversation(sample, _opened(sample)) for sample in samples], processor)


def described(samples: Sequence[Sample], processor: Any) -> list[Int32[np.ndarray, " _"]]:
    """The whole conversations as tokens, each picture's description in its place."""
    talks = [_conversation(sample, _all(sample), described=True) for sample in samples]
    return [each.tokens for each in tokenise(talks, processor).items]


def _conversation(sample: Sample, talk: Sequence[SampleTurn], *, described: bool = False) -> Conversation:
    shown = sample.description if described else IMAGE
    turns = [
        turn
        for number, each in enumerate(talk)
        for turn in (
            Turn("user", each.question if number else f"{shown}\n{each.question}"),
            Turn("assistant", each.answer),
        )
    ]
    # The picture is never opened, for its features are there; the name tells one from another.
    return Conversation(tuple(turns), () if described else (Path(sample.id),), sample.id)


def _opened(sample: Sample) -> list[SampleTurn]:
    if not Draw("lab opening", sample.id).chance(DESCRIBED_FIRST):
        return _all(sample)
    return [_description(sample), *sample.turns[:TURNS_AFTER]]


def _description(sample: Sample) -> SampleTurn:
    return SampleTurn(DESCRIBE, " ".join(sample.statements))


def _all(sample: Sample) -> list[SampleTurn]:
    """The questions, then the caption: it comes last because it tells what the questions ask."""
    return [*sample.turns, sample.caption]
