"""What the laboratory asks: pictures that no training saw, and questions with known answers about them."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as PILImage

from scotoma.answers.prompts import prompt_text
from scotoma.benchmark import open_benchmark
from scotoma.images import decode
from scotoma.mixture.lab.facts import Fact, absent_kind, facts_of, kinds_in, pair_fact, presence_fact
from scotoma.mixture.lab.instructions import HELD_OUT, TRAINED, Combination, asked, possible
from scotoma.mixture.lab.pictures import Captions, caption_fact, held_out_pictures
from scotoma.mixture.lab.samples import DIFFICULTIES, EVALUATION_SEED, SCENE_SIDE_PX, lettered
from scotoma.patterns import PATTERNS
from scotoma.scenes import ScenePair, draw_pair, render
from scotoma.scenes.draws import Draw

__all__ = ["Asked", "AskedPair", "Sets", "Sizes", "evaluation_sets"]

PROMPT = "mmvp"  # the paper's own words: the question, then "(a) ... (b) ..."
PRESENCE_SEED, INSTRUCTION_SEED = EVALUATION_SEED + 1_000_000, EVALUATION_SEED + 2_000_000

Read = Callable[[], PILImage.Image]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is asked: pairs a pattern, presence and instructed questions, captions, and emoji pairs (None: all)."""

    scene_pairs: int
    presence: int
    instructions: int
    captions: int
    emoji_pairs: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its picture's id, the text that is sent, the fact it is about, the instructions in it."""

    id: str
    picture: str
    text: str
    fact: Fact
    instructions: Combination = ()


@dataclass(frozen=True, slots=True)
class AskedPair:
    """Both questions of a pair, and its pattern."""

    id: str
    pattern: str
    questions: tuple[Asked, Asked]


@dataclass(frozen=True, slots=True)
class Sets:
    """Everything that is asked, and the pictures by their ids."""

    pictures: Mapping[str, Read]
    pairs: Mapping[str, tuple[AskedPair, ...]]
    presence: tuple[Asked, ...]
    instructions: tuple[Asked, ...]
    captions: tuple[Asked, ...]

    def questions(self) -> list[Asked]:
        """Every question, in a fixed order: the pairs' set by set, then presence, instructions and captions."""
        paired = [question for pairs in self.pairs.values() for pair in pairs for question in pair.questions]
        return [*paired, *self.presence, *self.instructions, *self.captions]


def evaluation_sets(sizes: Sizes) -> Sets:
    """The sets of these sizes, always the same. Nothing is drawn or decoded before a picture is read."""
    pictures: dict[str, Read] = {}
    scenes = tuple(
        _scene_pair(pattern.name, number, pictures) for pattern in PATTERNS for number in range(sizes.scene_pairs)
    )
    return Sets(
        pictures,
        {"scenes": scenes, "emoji": _emoji_pairs(sizes.emoji_pairs, pictures)},
        tuple(_presence(number, pictures) for number in range(sizes.presence)),
        tuple(_instruction(number, pictures) for number in range(sizes.instructions)),
        _captions(sizes.captions, pictures),
    )


def _pair(pattern: str, seed: int, number: int) -> ScenePair:
    difficulty = number % DIFFICULTIES / (DIFFICULTIES - 1)
    return draw_pair(pattern, seed + number, side_px=SCENE_SIDE_PX, difficulty=difficulty)


def _scene_pair(pattern: str, number: int, pictures: dict[str, Read]) -> AskedPair:
    pair = _pair(pattern, EVALUATION_SEED, number)
    name = f"{pattern}/{pair.seed}"
    text = prompt_text(pair.question, pair.options, PROMPT)
    for side, scene in zip("ab", (pair.scene_a, pair.scene_b), strict=True):
        pictures[f"scenes/{name}/{side}"] = functools.partial(render, scene, SCENE_SIDE_PX)
    first, second = (
        Asked(f"{name}/{'ab'[side]}", f"scenes/{name}/{'ab'[side]}", text, pair_fact(pair, side)) for side in (0, 1)
    )
    return AskedPair(name, pattern, (first, second))


def _emoji_pairs(count: int | None, pictures: dict[str, Read]) -> tuple[AskedPair, ...]:
    benchmark = open_benchmark("emoji")
    step = 1 if count is None else max(len(benchmark.pairs) // max(count, 1), 1)
    found = []
    for pair in benchmark.pairs[::step][:count]:
        asked_of = []
        for question in pair.questions:
            assert question.answer is not None, "every question of the benchmark has its answer"
            fact = Fact(question.text, (question.options[0], question.options[1]), question.answer)
            name = f"emoji/{question.image_id}"
            pictures[name] = functools.partial(_decoded, benchmark.image(question.id))
            asked_of.append(Asked(question.id, name, prompt_text(question.text, question.options, PROMPT), fact))
        found.append(AskedPair(pair.id, pair.pattern, (asked_of[0], asked_of[1])))
    return tuple(found)


def _decoded(path: Path) -> PILImage.Image:
    return decode(path.read_bytes())


def _presence(number: int, pictures: dict[str, Read]) -> Asked:
    """Questions 2k and 2k + 1 are about one picture, of a kind in it and of one that is not."""
    scene_number, there = number // 2, number % 2 == 0
    pair = _pair(PATTERNS[scene_number % len(PATTERNS)].name, PRESENCE_SEED, scene_number)
    draw = Draw("lab presence", number)
    kind = draw.one_of(kinds_in(pair.scene_a)) if there else absent_kind(pair.scene_a, draw)
    fact = presence_fact(kind, there, draw)
    name = f"presence/{scene_number}"
    pictures[name] = functools.partial(render, pair.scene_a, SCENE_SIDE_PX)
    return Asked(f"presence/{number}", name, fact.question, fact)


def _instruction(number: int, pictures: dict[str, Read]) -> Asked:
    """Trained and held-out combinations by turns, each in its turn, about the first scene that suits."""
    combinations = HELD_OUT if number % 2 else TRAINED
    combination = combinations[number // 2 % len(combinations)]
    draw = Draw("lab instruction", number)
    for attempt in range(100):
        seed = INSTRUCTION_SEED + 100 * number
        pair = _pair(draw.one_of(PATTERNS).name, seed, attempt)
        facts = [pair_fact(pair, 0), presence_fact(draw.one_of(kinds_in(pair.scene_a)), True, draw)]
        facts.append(presence_fact(absent_kind(pair.scene_a, draw), False, draw))
        facts = [fact for fact in [*facts, *facts_of(pair.scene_a, draw)] if possible(fact, combination)]
        if facts:
            break
    fact = draw.one_of(facts)
    name = f"instructions/{number}"
    pictures[name] = functools.partial(render, pair.scene_a, SCENE_SIDE_PX)
    question = lettered(fact.question, fact.options) if "letter" in combination else fact.question
    return Asked(name, name, asked(question, combination, draw), fact, combination)


def _captions(count: int, pictures: dict[str, Read]) -> tuple[Asked, ...]:
    """Held-out pictures, evenly spread over the collection, each with its own caption and another's."""
    collection = held_out_pictures()
    numbers = [len(collection) * place // count for place in range(count)]
    entries = [collection[number] for number in range(len(collection))]
    captions = Captions([entry.caption for entry in entries if entry.caption])
    found = []
    for number in numbers:
        entry, draw = entries[number], Draw("lab caption", number)
        assert entry.caption is not None, "every picture of the package has a caption"
        own, name = caption_fact(entry.caption, captions.another(entry.caption, draw)), f"pictures/{entry.id}"
        fact = own if draw.chance(50) else Fact(own.question, (own.options[1], own.options[0]), 1)
        pictures[name] = functools.partial(_held_out, number)
        found.append(Asked(name, name, lettered(fact.question, fact.options), fact))
    return tuple(found)


def _held_out(number: int) -> PILImage.Image:
    return decode(_collection().read(number))


_collection = functools.cache(held_out_pictures)
