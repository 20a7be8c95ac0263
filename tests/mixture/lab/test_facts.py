"""Questions that a scene's graph answers."""

from dataclasses import replace

from scotoma.mixture.lab.facts import Fact, absent_kind, facts_of, kinds_in, pair_fact, presence_fact
from scotoma.patterns import PATTERNS
from scotoma.scenes import Background, Scene, Thing, draw_pair
from scotoma.scenes.draws import Draw

CAT = Thing("cat", "cat", 1000, 2000, 900, "red", "white", facing="left", facts=(("tail", "long"),))
STAR = Thing("star", "star", 3000, 2100, 900, "blue", "white", facts=(("points", "5"),))


def scene(*things: Thing) -> Scene:
    return Scene(Background("plain", ("cream", "cream"), 0), "flat", things)


def asked(*things: Thing) -> dict[str, Fact]:
    """Every fact that some draw brings forth, by its sentence."""
    return {fact.sentence: fact for seed in range(20) for fact in facts_of(scene(*things), Draw("test", seed))}


def test_colour_heading_feature_and_place_are_asked_of_a_thing() -> None:
    found = asked(CAT, STAR)
    assert found["The cat is red."].answer == "red"
    assert found["The cat is facing left."].answer == "left"
    assert found["The cat is to the left of the star."].answer == "to the left of the star"
    assert found["The star is to the right of the cat."].answer == "to the right of the cat"
    assert any("tail" in sentence for sentence in found)
    assert found["There is one star."].answer == "one"


def test_things_of_one_kind_are_counted_and_not_told_apart() -> None:
    found = asked(STAR, replace(STAR, name="star 2", x=1000))
    assert set(found) == {"There are two stars."}
    assert found["There are two stars."].answer == "two"


def test_a_turned_thing_faces_nowhere() -> None:
    assert "The cat is facing left." not in asked(replace(CAT, angle=180))


def test_a_lone_thing_off_the_middle_has_a_half() -> None:
    assert "The star is in the right half of the picture." in asked(STAR)
    assert not any("half" in sentence for sentence in asked(replace(STAR, x=2100)))


def test_both_options_of_a_fact_differ_and_the_right_one_is_as_often_first() -> None:
    facts = [
        fact
        for pattern in PATTERNS
        for seed in range(12)
        for fact in facts_of(draw_pair(pattern.name, seed, side_px=64).scene_a, Draw("test", pattern.name, seed))
    ]
    assert all(fact.options[0] != fact.options[1] for fact in facts)
    first = sum(fact.right == 0 for fact in facts) / len(facts)
    assert 0.4 < first < 0.6, f"{first} of {len(facts)}"


def test_a_pair_asks_one_question_with_two_answers() -> None:
    pair = draw_pair("colour", 3, side_px=64)
    a, b = pair_fact(pair, 0), pair_fact(pair, 1)
    assert (a.question, a.options) == (b.question, b.options)
    assert {a.right, b.right} == {0, 1}


def test_presence_is_yes_for_what_is_there_alone() -> None:
    there = scene(CAT, STAR)
    assert kinds_in(there) == ["cat", "star"]
    assert presence_fact("cat", True, Draw("x")).answer == "yes"
    absent = {absent_kind(there, Draw("test", seed)) for seed in range(200)}
    assert not absent & {"cat", "star"}
    assert presence_fact(absent.pop(), False, Draw("x")).answer == "no"
