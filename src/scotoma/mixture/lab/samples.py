"""What the laboratory trains on: pictures, each with a caption and a conversation about it."""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image as PILImage

from scotoma.mixture.lab.facts import Fact, absent_kind, facts_of, kinds_in, pair_fact, presence_fact
from scotoma.mixture.lab.instructions import TRAINED, asked, obeying, possible
from scotoma.patterns import PATTERNS
from scotoma.scenes import Scene, ScenePair, draw_pair, render
from scotoma.scenes.draws import Draw

__all__ = [
    "CAPTION_REQUESTS",
    "DIFFICULTIES",
    "EVALUATION_SEED",
    "SCENE_SIDE_PX",
    "TRAINING_SEED",
    "Sample",
    "Turn",
    "fact_turn",
    "lettered",
    "scene_sample",
    "scene_samples",
]

TRAINING_SEED, EVALUATION_SEED = 20_000_000, 30_000_000
"""Where the seeds of drawn pairs begin; 0 are the demonstration's, 10,000,000 those the minis were taught on,
1,000,000,000 those of `scotoma probe`. See recipes/mini/scenes.py."""

SCENE_SIDE_PX = 96
"""The larger of the towers' sides; the preprocessing of the others makes it smaller."""

DIFFICULTIES = 11  # 0, 0.1, ..., 1 in turn

CAPTION_REQUESTS = (
    "What is in the picture?",
    "Describe the picture.",
    "What does the picture show?",
    "Give a caption for this picture.",
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question about a picture, the answer to it, and the instructions it contains."""

    question: str
    answer: str
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """A picture with a request for its caption and a conversation about it; `read` draws or decodes the picture.

    `statements` say in words what the picture shows: its caption first, then what is asked about its things, in the
    things' order. `description` is the same in random order, for a language model that has no eyes yet.
    """

    id: str
    caption: Turn
    turns: tuple[Turn, ...]
    statements: tuple[str, ...]
    description: str
    read: Callable[[], PILImage.Image]

    @property
    def image(self) -> PILImage.Image:
        """The picture, RGB, made anew at each access."""
        return self.read()


def scene_samples(pairs: int, *, seed: int = 0, turns: int = 6) -> Iterator[Sample]:
    """Both pictures of that many drawn pairs, the nine patterns and eleven difficulties in turn.

    Samples 2k and 2k + 1 are the two halves of pair k. The same numbers give the same samples everywhere.
    """
    for number in range(pairs):
        for side in (0, 1):
            yield scene_sample(number, side, seed=seed, turns=turns)


def scene_sample(number: int, side: int, *, seed: int = 0, turns: int = 6) -> Sample:
    """One half of the training pair of that number, with at most `turns` questions about it."""
    pattern = PATTERNS[number % len(PATTERNS)].name
    difficulty = number // len(PATTERNS) % DIFFICULTIES / (DIFFICULTIES - 1)
    pair = draw_pair(pattern, TRAINING_SEED + number, side_px=SCENE_SIDE_PX, difficulty=difficulty)
    draw = Draw("lab", seed, number, side)
    scene = (pair.scene_a, pair.scene_b)[side]
    known = facts_of(scene, draw)
    caption = (pair.caption_a, pair.caption_b)[side]
    statements = (f"This is {caption}.", *dict.fromkeys(fact.sentence for fact in known if fact.sentence))
    return Sample(
        f"scene/{pattern}/{number}/{'ab'[side]}",
        Turn(draw.one_of(CAPTION_REQUESTS), caption),
        tuple(_conversation(pair, side, known, turns, draw)),
        statements,
        " ".join(draw.some_of(statements, len(statements))),
        functools.partial(render, scene, SCENE_SIDE_PX),
    )


def _conversation(pair: ScenePair, side: int, known: Sequence[Fact], turns: int, draw: Draw) -> list[Turn]:
    """The pair's own question, one or two on presence, and others of those known, in random order.

    What might be the pair's own question in other words, or tell its answer, is left out.
    """
    scene = (pair.scene_a, pair.scene_b)[side]
    own = pair_fact(pair, side)
    there = draw.chance(50)
    facts = [own, _presence(scene, there, draw)]
    if draw.chance(50):
        facts.append(_presence(scene, not there, draw))
    more = [fact for fact in known if fact.answer != own.answer and {*fact.options} != {*own.options}]
    facts += draw.some_of(more, turns - len(facts))
    made = [fact_turn(fact, draw) for fact in facts[:turns]]
    return draw.some_of(made, len(made))


def _presence(scene: Scene, there: bool, draw: Draw) -> Fact:
    return presence_fact(draw.one_of(kinds_in(scene)) if there else absent_kind(scene, draw), there, draw)


def lettered(question: str, options: Sequence[str]) -> str:
    """A question with its two options as the paper puts them: "Open or closed? (a) open (b) closed"."""
    return f"{question} (a) {options[0]} (b) {options[1]}"


def fact_turn(fact: Fact, draw: Draw) -> Turn:
    """A fact asked in one of the forms that suit it, its options in random order.

    A third is asked with both options and answered in the option's words, a fifth openly, the rest with instructions
    that are trained; a letter is asked for as often as all other instructions together.
    """
    if draw.chance(50):
        fact = Fact(fact.question, (fact.options[1], fact.options[0]), 1 - fact.right, fact.sentence)
    form = draw.below(100)
    if form < 33:
        return Turn(lettered(fact.question, fact.options), fact.answer)
    if form < 50:
        return Turn(fact.question, fact.answer)
    if form < 75:
        return Turn(
            asked(lettered(fact.question, fact.options), ("letter",), draw), obeying(fact, ("letter",)), ("letter",)
        )
    combination = draw.one_of([each for each in TRAINED[1:] if possible(fact, each)])
    return Turn(asked(fact.question, combination, draw), obeying(fact, combination), combination)
