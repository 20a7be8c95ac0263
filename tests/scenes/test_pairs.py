"""In a pair exactly the stated fact differs: by the scene graph, and by the pixels of 200 pairs of each pattern."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable

import numpy as np
import pytest

from scotoma.errors import UnknownName, UsageError
from scotoma.patterns import PATTERNS
from scotoma.scenes import ScenePair, Thing, differences, draw_pair, draw_pairs, render
from scotoma.scenes.colours import distance, named
from tests.scenes.drawing import SIDE_PX, drawn, ladder

NAMES = [pattern.name for pattern in PATTERNS]
VISIBLE = 24  # of 255: a change that an eye sees

each_pattern = pytest.mark.parametrize("pattern", NAMES)


def digest(pairs: Iterable[ScenePair]) -> str:
    """Of everything in them: pixels, graphs and words."""
    found = hashlib.sha256()
    for pair in pairs:
        found.update(repr(pair).encode() + pair.image_a.tobytes() + pair.image_b.tobytes())
    return found.hexdigest()


@each_pattern
def test_by_the_scene_graph_exactly_one_fact_differs(pattern: str) -> None:
    for pair, _, _ in drawn(pattern):
        assert len(differences(pair.scene_a, pair.scene_b)) == 1, (pair.seed, pair.what_changed)


@each_pattern
def test_by_the_pixels_only_the_place_of_that_fact_differs(pattern: str) -> None:
    for pair, image_a, image_b in drawn(pattern):
        apart = np.abs(image_a.astype(int) - image_b).max(axis=2)
        left, top, right, bottom = pair.region
        assert 0 <= left < right <= SIDE_PX
        assert 0 <= top < bottom <= SIDE_PX
        assert (apart > VISIBLE).sum() >= 5, (pair.seed, pair.what_changed)
        apart[top:bottom, left:right] = 0
        assert not apart.any(), (pair.seed, pair.what_changed)


FACT = {
    "orientation": {"facing", "angle"},
    "count": {"number"},
    "position": {"place", "depth"},
    "text": {"text"},
    "viewpoint": {"view", "yaw", "pitch"},
}


@each_pattern
def test_the_fact_is_of_the_kind_the_pattern_asks_about(pattern: str) -> None:
    for pair, _, _ in drawn(pattern):
        (found,) = differences(pair.scene_a, pair.scene_b)
        fact = "number" if found.startswith("number of") else found.split(":")[0].rsplit(", ", 1)[1]
        if pattern in FACT and "parts of one thing" not in pattern:
            counted = pattern == "count" and found.split(": ")[1].replace(" -> ", "").isdigit()
            assert fact in FACT[pattern] or counted, found


@each_pattern
def test_the_answers_are_opposite_and_what_changed_names_them(pattern: str) -> None:
    for pair, _, _ in drawn(pattern):
        assert {pair.answer_a, pair.answer_b} == {0, 1}
        assert pair.options[0] != pair.options[1]
        said = f"{pair.options[pair.answer_a]} -> {pair.options[pair.answer_b]}"
        assert pair.what_changed.endswith(said)
        assert pair.caption_a != pair.caption_b


@each_pattern
def test_the_right_option_is_first_as_often_as_second_in_both_images(pattern: str) -> None:
    pairs = [pair for pair, _, _ in drawn(pattern)]
    # 200 fair coins fall outside 70 .. 130 once in 40,000 times.
    assert 70 <= sum(pair.answer_a == 0 for pair in pairs) <= 130
    options = [tuple(sorted(pair.options)) == pair.options for pair in pairs]
    assert 70 <= sum(options) <= 130, "an option's place must not depend on its words"
    first = [pair.options[pair.answer_a] < pair.options[pair.answer_b] for pair in pairs]
    assert 70 <= sum(first) <= 130, "nor which image it is true of"


@each_pattern
def test_question_and_subject_do_not_give_the_answer_away(pattern: str) -> None:
    for pair, _, _ in drawn(pattern):
        named_in_it = {bool(re.search(rf"\b{re.escape(option)}\b", pair.question)) for option in pair.options}
        assert len(named_in_it) == 1, pair.question
        assert pair.question[0].isupper()
        assert pair.question.endswith("?")
        things = {thing.kind for thing in pair.scene_a.things} & {thing.kind for thing in pair.scene_b.things}
        assert all(f"{kind}" in pair.subject for kind in things), pair.subject
        for wording in (pair.caption_a, pair.caption_b, pair.question, pair.subject):
            assert "{" not in wording
            assert "  " not in wording


@each_pattern
def test_captions_of_a_pair_are_about_equally_long(pattern: str) -> None:
    lengths = [abs(len(pair.caption_a.split()) - len(pair.caption_b.split())) for pair, _, _ in drawn(pattern)]
    assert max(lengths) <= 3
    assert sum(length == 0 for length in lengths) >= 0.6 * len(lengths)


@each_pattern
def test_wordings_and_things_vary(pattern: str) -> None:
    pairs = [pair for pair, _, _ in drawn(pattern)]
    assert len({pair.question for pair in pairs}) >= 12
    assert len({pair.scene_a.style for pair in pairs}) == 5
    assert len({pair.scene_a.background.kind for pair in pairs}) == 9
    assert len({thing.kind for pair in pairs for thing in pair.scene_a.things}) >= 15


@each_pattern
def test_the_same_seed_gives_the_same_pair_and_the_next_seed_another(pattern: str) -> None:
    first, again = (draw_pair(pattern, 3, side_px=32) for _ in range(2))
    assert first == again
    assert digest([first]) == digest([again])
    assert draw_pair(pattern, 4, side_px=32).scene_a != first.scene_a


def test_a_fresh_process_draws_the_same() -> None:
    code = (
        "import hashlib; from scotoma.scenes import draw_pairs; found = hashlib.sha256()\n"
        f"for p in draw_pairs({NAMES}, 2, side_px=32):\n"
        "    found.update(repr(p).encode() + p.image_a.tobytes() + p.image_b.tobytes())\n"
        "print(found.hexdigest())"
    )
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert fresh == digest(draw_pairs(NAMES, 2, side_px=32))


def things(pair: ScenePair) -> tuple[Thing, Thing]:
    """The two states of the thing that changes, where it is in both scenes."""
    in_b = {thing.name: thing for thing in pair.scene_b.things}
    for thing in pair.scene_a.things:
        if in_b.get(thing.name, thing) != thing:
            return thing, in_b[thing.name]
    (lone,) = set(pair.scene_a.things) ^ set(pair.scene_b.things)
    return lone, lone


def change_size(pair: ScenePair) -> float:
    """How large the change is, on a scale of the pattern's own."""
    if pair.pattern == "count" and len(pair.scene_a.things) != len(pair.scene_b.things):
        numbers = sorted((len(pair.scene_a.things), len(pair.scene_b.things)))
        return numbers[1] / numbers[0]
    a, b = things(pair)
    if pair.pattern == "orientation":
        turn = abs(a.angle - b.angle)
        return 180 if a.facing != b.facing else min(turn, 360 - turn)
    if pair.pattern == "count":
        (low, high) = sorted(int(value) for value in set(dict(a.facts).values()) ^ set(dict(b.facts).values()))
        return high / low
    if pair.pattern == "position":
        return abs(a.x - b.x) + abs(a.y - b.y)
    if pair.pattern == "colour" and a.colour != b.colour:
        return distance(named(a.colour), named(b.colour))
    return a.size


@each_pattern
def test_the_change_gets_smaller_with_the_difficulty(pattern: str) -> None:
    means = []
    for pairs in ladder(pattern):
        sizes = [change_size(pair) for pair in pairs]
        sizes = sizes if pattern != "colour" else [size for size in sizes if size > 4096]  # the others are stripes
        means.append(sum(sizes) / len(sizes))
    assert means == sorted(means, reverse=True), means
    assert means[0] > 1.25 * means[-1], means


def test_background_style_and_seed_of_a_pair_do_not_depend_on_the_difficulty() -> None:
    easy, hard = (draw_pair("state", 5, difficulty=difficulty) for difficulty in (0.0, 1.0))
    assert (easy.scene_a.background, easy.scene_a.style) == (hard.scene_a.background, hard.scene_a.style)


def test_pairs_come_pattern_after_pattern_with_seeds_in_a_row() -> None:
    pairs = list(draw_pairs(["count", "colour"], 2, seed=10, side_px=16))
    assert [(pair.pattern, pair.seed) for pair in pairs] == [
        ("count", 10), ("count", 11), ("colour", 10), ("colour", 11),
    ]  # fmt: skip


@pytest.mark.parametrize("side_px", [16, 17, 96, 225])
def test_any_side_is_drawn(side_px: int) -> None:
    image = draw_pair("position", 1, side_px=side_px).image_a
    assert (image.mode, image.size) == ("RGB", (side_px, side_px))


@pytest.mark.parametrize("side_px", [0, -5, 15, 2049, 10**9, True])
def test_a_side_out_of_range_is_told(side_px: int) -> None:
    scene = draw_pair("count", 0).scene_a
    with pytest.raises(UsageError, match=r"side_px is .*; a scene is drawn 16 to 2048 px a side, such as 64 or 224"):
        render(scene, side_px)


def test_an_unknown_pattern_and_a_bad_difficulty_are_told() -> None:
    with pytest.raises(UnknownName, match=r"No pattern is named 'colr'. Did you mean 'colour'"):
        draw_pair("colr", 0)
    for difficulty in (-0.1, 1.5, float("nan")):
        with pytest.raises(
            UsageError, match=r"difficulty is .*; expected a number from 0 \(easiest\) to 1 \(hardest\)"
        ):
            draw_pair("colour", 0, difficulty=difficulty)


def test_an_alias_draws_the_pattern_it_stands_for() -> None:
    assert draw_pair("color", 2) == draw_pair("colour", 2)
