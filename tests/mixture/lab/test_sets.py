"""What the laboratory asks."""

from collections import Counter

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.mixture.lab.instructions import HELD_OUT, TRAINED
from scotoma.mixture.lab.samples import EVALUATION_SEED, TRAINING_SEED
from scotoma.mixture.lab.sets import Sets, Sizes, evaluation_sets
from scotoma.patterns import PATTERNS


@pytest.fixture(scope="module")
def sets() -> Sets:
    return evaluation_sets(Sizes(scene_pairs=2, presence=20, instructions=44, captions=10))


def test_each_set_has_its_size_and_nothing_has_two_names(sets: Sets) -> None:
    assert Counter(pair.pattern for pair in sets.pairs["scenes"]) == {pattern.name: 2 for pattern in PATTERNS}
    assert len(sets.pairs["emoji"]) == len(open_benchmark("emoji").pairs)
    assert (len(sets.presence), len(sets.instructions), len(sets.captions)) == (20, 44, 10)
    ids = [question.id for question in sets.questions()]
    assert len({*ids}) == len(ids) == 2 * (18 + len(sets.pairs["emoji"])) + 74
    assert {question.picture for question in sets.questions()} == sets.pictures.keys()


def test_the_sets_are_always_the_same(sets: Sets) -> None:
    again = evaluation_sets(Sizes(scene_pairs=2, presence=20, instructions=44, captions=10))
    assert again.questions() == sets.questions()
    name = next(iter(sets.pictures))
    assert again.pictures[name]().tobytes() == sets.pictures[name]().tobytes()


def test_a_larger_set_begins_with_the_smaller(sets: Sets) -> None:
    larger = evaluation_sets(Sizes(scene_pairs=3, presence=24, instructions=50, captions=10, emoji_pairs=0))
    assert larger.presence[:20] == sets.presence
    assert larger.instructions[:44] == sets.instructions


def test_no_scene_is_asked_about_that_was_trained_on() -> None:
    assert EVALUATION_SEED - TRAINING_SEED >= 10_000_000  # more pairs than any training has


def test_presence_is_asked_half_and_half_of_each_picture(sets: Sets) -> None:
    by_picture = Counter((question.picture, question.fact.answer) for question in sets.presence)
    assert {*by_picture.values()} == {1}
    assert Counter(answer for _, answer in by_picture) == {"yes": 10, "no": 10}


def test_half_of_the_instructions_are_trained_combinations_and_half_are_held_out(sets: Sets) -> None:
    kinds = Counter(question.instructions for question in sets.instructions)
    assert sum(kinds[each] for each in TRAINED) == sum(kinds[each] for each in HELD_OUT) == 22
    assert {kinds[each] for each in HELD_OUT} == {3, 4}


def test_both_questions_of_a_pair_are_one_text_with_two_answers(sets: Sets) -> None:
    for pairs in sets.pairs.values():
        for pair in pairs:
            first, second = pair.questions
            assert first.fact.answer != second.fact.answer
            assert first.picture != second.picture
    scene = sets.pairs["scenes"][0].questions
    assert scene[0].text == scene[1].text
    assert scene[0].text.endswith(f"(a) {scene[0].fact.options[0]} (b) {scene[0].fact.options[1]}")


def test_captions_are_of_pictures_that_the_package_holds_out(sets: Sets) -> None:
    assert all(question.picture.startswith("pictures/") for question in sets.captions)
    assert Counter(question.fact.right for question in sets.captions).keys() == {0, 1}
    assert sets.pictures[sets.captions[0].picture]().size == (128, 128)
