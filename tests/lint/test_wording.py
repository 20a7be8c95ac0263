"""Rules about the wording of questions and options."""

import pytest

from tests.lint.items import flags, pair


def severities(rule: str, text: str, *options: str) -> list[str]:
    return [flag.severity for flag in flags(rule, [pair(text=text, options=options)])]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Is the sign red?", ("red", "blue")),
        ("Which of the 2 cats is it?", ("two", "three")),
        ("Which letter is on the A road?", ("A", "B")),
    ],
)
def test_a_question_that_names_one_option_only_leaks(text: str, options: tuple[str, str]) -> None:
    assert severities("option-leak", text, *options) == ["warning"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Is the sign red or blue?", ("red", "blue")),
        ("Which colour has the sign?", ("red", "blue")),
        ("A sign: which letter is on it?", ("A", "B")),
        ("Which letter is on a sign?", ("A", "B")),
        ("Is no lamp lit?", ("yes", "no")),
        ("Is there one wave, or more than one?", ("one", "more than one")),
        ("Is the bed's wall empty or is there a painting on it?", ("Empty", "A painting hanging on it")),
    ],
)
def test_a_question_that_names_both_or_neither_does_not(text: str, options: tuple[str, str]) -> None:
    assert severities("option-leak", text, *options) == []


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("The picture shows an", ("apple", "pear")),
        ("On the plate lies a ____.", ("hourglass", "university badge")),
        ("What is on the table?", ("an apple", "two apples")),
        ("What are shown in the picture?", ("cats", "cat")),
        ("In this picture there is", ("one house", "several houses")),
    ],
)
def test_grammar_that_fits_one_option_is_found(text: str, options: tuple[str, str]) -> None:
    assert severities("grammar-tell", text, *options) == ["warning"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("The picture shows a", ("unicorn", "pear")),
        ("The picture shows a", ("an apple", "a pear")),
        ("What is the bear holding?", ("a fish", "its paws")),
        ("What is on the table?", ("an apple", "a pear")),
        ("What are the words in the image?", ("EXIT", "DOORS")),
        ("Which way are the birds flying?", ("left", "upwards")),
        ("What is in the picture: one dog or two dogs?", ("one dog", "two dogs")),
    ],
)
def test_grammar_that_fits_both_is_not(text: str, options: tuple[str, str]) -> None:
    assert severities("grammar-tell", text, *options) == []


def test_a_choice_to_be_answered_with_yes_or_no_is_found_and_a_denial_noted() -> None:
    assert severities("question-form", "Is the dog facing left or right?", "yes", "no") == ["warning"]
    assert severities("question-form", "Are there any fruits or vegetables?", "yes", "no") == []
    assert severities("question-form", "Is there no letter D?", "Correct", "Incorrect") == ["note"]
    assert severities("question-form", "Is it frozen or not melting?", "yes, frozen", "no, melting") == []


def test_yes_beside_something_else_is_found() -> None:
    assert severities("yes-no-mixed", "Is it open?", "yes", "closed") == ["warning"]
    assert severities("yes-no-mixed", "Is it open?", "yes, it is", "no") == []


@pytest.mark.parametrize("option", ["both", "None of the above", "cannot tell", "can\u2019t say", "it depends"])
def test_options_to_shelter_in_are_found(option: str) -> None:
    assert severities("catch-all", "Which is it?", "cats", option) == ["warning"]


def test_both_arms_and_none_counted_are_facts() -> None:
    assert severities("catch-all", "Which arms are raised?", "one arm", "both arms") == []
    assert severities("catch-all", "How many cups are there?", "none", "one") == []


def test_an_option_that_denies_the_other_is_a_note() -> None:
    assert severities("catch-all", "Is its head visible?", "visible", "not visible") == ["note"]


def test_options_that_differ_in_a_sign_or_hold_each_other_are_told() -> None:
    assert severities("options-alike", "Which words?", "Happy Easter", "Happy Easter!") == ["warning"]
    assert severities("options-alike", "Which words?", "OK", "OK/SELECT") == ["note"]
    assert severities("options-alike", "Which words?", "on", "upon") == []


def test_a_long_option_is_a_warning_and_another_form_a_note() -> None:
    long = "out of the tray and far away"
    assert severities("option-form", "Where to?", "in", long) == ["warning"]
    assert severities("option-form", "How many?", "1", "two") == ["note"]
    assert severities("option-form", "Which?", "Red", "blue") == ["note"]
    assert severities("option-form", "Where to?", "in front", "behind") == []


def test_wording_is_looked_at_once_where_both_are_asked_the_same() -> None:
    assert len(flags("option-leak", [pair(text="Is it open?")])) == 1
    differing = pair(a={"text": "Is it open?"}, b={"text": "Is it still open?"})
    assert len(flags("option-leak", [differing])) == 2
