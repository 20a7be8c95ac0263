"""Reading what a model proposed: whatever is not plainly said is refused, with the place."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scotoma.drafting import PairText, read_draft_answer, read_sorting
from scotoma.errors import NoAnswer

SAID: dict[str, Any] = {
    "question": "Which way does the hand point?",
    "options": ["Left", "Right"],
    "answer_first": 2,
    "caption_first": "a hand that points right",
    "caption_second": "a hand that points left",
    "patterns": ["orientation", "Positional and Relational Context"],
}
READ = PairText(
    "Which way does the hand point?",
    "Left",
    "Right",
    1,
    ("orientation", "position"),
    "a hand that points right",
    "a hand that points left",
)
BARE = json.dumps(SAID)


@pytest.mark.parametrize(
    "raw",
    [
        BARE,
        f"\n{BARE}\n",
        f"```json\n{BARE}\n```",
        f"Here it is:\n```\n{json.dumps(SAID, indent=2)}\n```\nI hope it helps.",
        f"<think>They differ {{in direction}}.</think>\n{BARE}",
        json.dumps({**SAID, "why": "more than was asked for"}),
    ],
)
def test_one_object_is_read_bare_fenced_or_after_reasoning(raw: str) -> None:
    assert read_draft_answer(raw) == READ


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("I cannot see the images.", "The answer is no JSON"),
        ("", "The answer is no JSON"),
        (BARE[:-20], "The answer is no JSON"),
        (f"Sure! {BARE}", "The answer is no JSON"),
        (f"[{BARE}]", "expected one JSON object"),
        (f"```json\n{BARE}\n```\n```json\n{BARE}\n```", "2 code fences; expected one"),
        ("<think>Which way", "in the middle of its reasoning"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_anything_but_one_object_is_unreadable(raw: str, message: str) -> None:
    with pytest.raises(NoAnswer, match=message):
        read_draft_answer(raw)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"options": ["Left", "Right", "Up"]}, "expected a list of two texts"),
        ({"options": "Left or right"}, "expected a list of two texts"),
        ({"options": ["Left", 3]}, "expected a text"),
        ({"options": ["Left", "left."]}, "The two options say the same"),
        ({"answer_first": "2"}, "'2'; expected 1 or 2"),
        ({"answer_first": True}, "expected 1 or 2"),
        ({"answer_first": 0}, "expected 1 or 2"),
        ({"answer_first": None}, "missing; expected 1 or 2"),
        ({"question": " "}, '"question" is .*expected a text'),
        ({"question": "?" * 2000}, "2,000 characters"),
        ({"caption_second": SAID["caption_first"]}, "The two captions say the same"),
        ({"patterns": ["mood"]}, "No pattern is named 'mood'"),
        ({"patterns": []}, "expected a list of names"),
        ({"patterns": {"main": "count"}}, "expected a list of names"),
    ],
)
def test_an_object_that_contradicts_what_was_asked_is_unreadable(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(NoAnswer, match=message):
        read_draft_answer(json.dumps(SAID | changed))


@given(st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_nothing_that_a_model_says_is_more_than_unreadable(raw: str) -> None:
    with pytest.raises(NoAnswer):
        read_draft_answer(raw)


def test_a_sorting_gives_the_patterns_of_each_question_it_names() -> None:
    raw = json.dumps({"1": ["count"], "2": "color", "4": ["text", "text", "state"]})
    assert read_sorting(raw, 4) == {1: ("count",), 2: ("colour",), 4: ("text", "state")}


def test_questions_that_are_not_there_or_sorted_unreadably_are_left_out() -> None:
    raw = json.dumps({"0": ["count"], "1": ["mood"], "2": ["count"], "9": ["count"], "Q3": ["text"], "²": ["text"]})
    assert read_sorting(raw, 3) == {2: ("count",)}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("{}", "no question is named in it"),
        ('{"1": ["mood"]}', "question '1': No pattern is named 'mood'"),
        ("All are of count.", "no JSON"),
    ],
)
def test_a_sorting_without_one_readable_question_is_unreadable(raw: str, message: str) -> None:
    with pytest.raises(NoAnswer, match=message):
        read_sorting(raw, 3)
