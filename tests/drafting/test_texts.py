"""What is wrong with the text of a pair, and what is not."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scotoma.drafting import FIELDS, LONGEST, PairText, clean, shuffled, wrong_fields

WHOLE = PairText("Which way does the rabbit face?", "Left", "Right", 0, ("orientation",), "facing left", "facing right")


def test_a_complete_text_has_nothing_wrong() -> None:
    assert wrong_fields(WHOLE, complete=True) == {}


@pytest.mark.parametrize("name", ["question", "option_1", "option_2", "answer_a", "patterns", "caption_a", "caption_b"])
def test_each_missing_field_is_told_at_that_field_and_only_where_the_text_should_be_complete(name: str) -> None:
    without = replace(WHOLE, **{name: getattr(PairText(), name)})
    assert list(wrong_fields(without, complete=True)) == [name]
    assert wrong_fields(without, complete=False) == {}


def test_notes_may_be_missing() -> None:
    assert WHOLE.notes == ""


@pytest.mark.parametrize("same", ["Left", "left", " LEFT.", "«left»"])
def test_options_that_say_the_same_are_wrong_even_in_an_unfinished_draft(same: str) -> None:
    wrong = wrong_fields(PairText(option_1="Left", option_2=same), complete=False)
    assert wrong == {"option_2": "The two options say the same. Each image needs an answer of its own."}


@pytest.mark.parametrize(("first", "second"), [("+", "-"), ("11:54", "11:59"), ("Left", "Left one"), ("A", "B")])
def test_options_that_differ_in_signs_or_words_are_two(first: str, second: str) -> None:
    assert wrong_fields(PairText(option_1=first, option_2=second), complete=False) == {}


def test_captions_that_say_the_same_are_wrong() -> None:
    wrong = wrong_fields(replace(WHOLE, caption_b="Facing left."), complete=True)
    assert wrong == {"caption_b": "The two captions say the same. Each must be true of its own image only."}


def test_a_text_that_is_too_long_is_told_with_its_length() -> None:
    wrong = wrong_fields(replace(WHOLE, question="x" * 1001), complete=False)
    assert wrong == {"question": "The question: 1,001 characters are too many; 1,000 at most."}
    assert set(LONGEST) < set(FIELDS)


def test_patterns_are_nine_and_named_once() -> None:
    assert "There is no pattern 'mood'" in wrong_fields(replace(WHOLE, patterns=("mood",)), complete=False)["patterns"]
    twice = wrong_fields(replace(WHOLE, patterns=("count", "count")), complete=False)
    assert twice == {"patterns": "A pattern is named twice."}


def test_an_answer_is_one_of_two() -> None:
    assert list(wrong_fields(replace(WHOLE, answer_a=2), complete=False)) == ["answer_a"]


@given(st.text())
def test_cleaned_text_has_no_character_that_a_database_or_a_page_cannot_take(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(unicodedata.category(each) in {"Cc", "Cs"} for each in once)
    once.encode()


def test_line_ends_stay_in_notes_only() -> None:
    assert clean(" a \r\n\x00 b\t c ") == "a b c"
    assert clean(" a \r\n b ", lines=True) == "a\n b"


def test_each_order_of_options_comes_to_about_half_of_the_pairs() -> None:
    texts = [shuffled(WHOLE, f"{i}-{i + 1}") for i in range(400)]
    first = [text for text in texts if text.answer_a == 0]
    assert 160 < len(first) < 240  # 200 +- 4 standard deviations of 10
    assert all(text == WHOLE for text in first)
    assert {(text.option_1, text.option_2) for text in texts if text.answer_a == 1} == {("Right", "Left")}
    assert shuffled(WHOLE, "3-8") == shuffled(WHOLE, "3-8")


def test_options_without_an_answer_are_swapped_without_one() -> None:
    assert {shuffled(PairText(option_1="x"), f"{i}-9").answer_a for i in range(9)} == {None}
