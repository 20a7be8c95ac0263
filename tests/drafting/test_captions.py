"""Questions from two captions, by rule."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scotoma.drafting import PairText, draft_from_captions, wrong_fields


def right_for_a(text: PairText) -> str:
    assert text.answer_a is not None
    return (text.option_1, text.option_2)[text.answer_a]


def drafted(first: str, second: str) -> PairText:
    text = draft_from_captions("3-8", first, second)
    assert text is not None
    return text


@pytest.mark.parametrize(
    ("first", "second", "question", "options", "patterns"),
    [
        ("a rabbit facing left", "a rabbit facing right", "a rabbit facing …", ("left", "right"), ("orientation",)),
        ("Two drinks", "three drinks", "… drinks", ("Two", "three"), ("count",)),
        ("the clock says 11:54", "the clock says 11:59", "the clock says …", ("11:54", "11:59"), ("text",)),
        ("a dark red cup", "a light blue cup", "a … cup", ("dark red", "light blue"), ("colour",)),
        ("a door open", "a door painted", "a door …", ("open", "painted"), ()),
        ("two red cups", "three blue cups", "… cups", ("two red", "three blue"), ()),
    ],
)
def test_one_stretch_of_words_that_differs_is_asked_for(
    first: str, second: str, question: str, options: tuple[str, str], patterns: tuple[str, ...]
) -> None:
    text = drafted(first, second)
    assert text.question == f"Which words fit the picture: “{question}”?"
    assert {text.option_1, text.option_2} == {*options}
    assert right_for_a(text) == options[0]
    assert text.patterns == patterns
    assert (text.caption_a, text.caption_b) == (first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("tulips", "tulips with leaves"),
        ("a cat on a red mat", "a dog on a blue mat"),
        ("a cat", "some dogs"),
        ("it is one two three four five six seven", "it is seven six five four three two one"),
    ],
)
def test_captions_that_differ_otherwise_are_themselves_the_options(first: str, second: str) -> None:
    text = drafted(first, second)
    assert text.question == "Which caption fits the picture?"
    assert right_for_a(text) == first


@pytest.mark.parametrize(
    "captions", [(None, "a cat"), ("a cat", ""), ("a cat", "A  cat."), (None, None), ("a " * 400, "b " * 400)]
)
def test_without_two_different_captions_nothing_is_proposed(captions: tuple[Any, Any]) -> None:
    assert draft_from_captions("3-8", *captions) is None


@given(st.text(), st.text())
def test_whatever_is_proposed_contradicts_itself_in_nothing(first: str, second: str) -> None:
    text = draft_from_captions("3-8", first, second)
    assert text is None or wrong_fields(text, complete=False) == {}
