"""Rules about the key."""

from scotoma.lint import LintItem
from tests.lint.items import flags, pair


def test_a_sound_pair_has_no_flag_about_its_key() -> None:
    for rule in ("incomplete", "same-key", "questions-differ"):
        assert flags(rule, [pair()]) == []


def test_a_pair_without_question_or_key_is_an_error_that_names_both() -> None:
    (flag,) = flags("incomplete", [pair(text=" ", answer=None)])
    assert (flag.severity, flag.found) == ("error", "There is no question, no key.")


def test_an_empty_option_is_missing() -> None:
    (flag,) = flags("incomplete", [pair(options=("open", " "))])
    assert flag.found == "There is no second option."


def test_the_same_key_to_the_same_question_is_an_error() -> None:
    (flag,) = flags("same-key", [pair(answer=1)])
    assert flag.severity == "error"
    assert flag.found == "'closed' is right for both images, asked the same question."


def test_the_same_key_in_another_spelling_or_order_is_found() -> None:
    assert flags("same-key", [pair(b={"options": ("Closed!", "open"), "answer": 1})])
    assert not flags("same-key", [pair(b={"options": ("Closed!", "open"), "answer": 0})])


def test_the_same_key_to_two_questions_is_a_warning() -> None:
    item = pair(a={"text": "Is it a cat?"}, b={"text": "Is it a dog?", "answer": 0}, options=("yes", "no"))
    (flag,) = flags("same-key", [item])
    assert flag.severity == "warning"
    assert "'Is it a cat?' and 'Is it a dog?'" in flag.found


def test_options_that_differ_in_a_sign_alone_are_not_one_key() -> None:
    assert not flags("same-key", [pair(options=("Happy Easter", "Happy Easter!"))])


def found(item: LintItem) -> str:
    (flag,) = flags("questions-differ", [item])
    return flag.found


def test_two_questions_in_one_pair_are_noted_with_what_differs() -> None:
    assert "another question than image a" in found(pair(b={"text": "Is the door shut?"}))
    assert "the same with its options turned round" in found(pair(b={"options": ("closed", "open"), "answer": 0}))
    assert "the same with other options" in found(pair(b={"options": ("open", "shut")}))
