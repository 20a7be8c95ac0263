"""Toys answer any prompt, the same way every time, whatever the picture."""

from collections import Counter

import pytest
from PIL import Image

from scotoma.errors import UnknownName, UsageError
from scotoma.models import Prompt, Settings, load_model
from scotoma.models.toy import options_shown

MMVP = "Is the dog facing left or right? (a) Left (b) Right"
LETTERS = "Is the dog facing left or right?\nA. Left\nB. Right\nAnswer with the option's letter."
YES_NO = "Is there a dog in the image?"


def say(name: str, text: str, question: str | None = None, control: str = "plain") -> str:
    return load_model(name).generate([Prompt((text,), question=question, control=control)], Settings())[0].text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (MMVP, ["(a)", "(b)"]),
        (LETTERS, ["A", "B"]),
        (
            "Question: Which?\nOptions:\nA. One\nB. Two\nPlease select the correct answer from the options above. \n",
            ["A", "B"],
        ),
        ("Which? Options:\n(A) One\n(B) Two", ["(A)", "(B)"]),
        ("Which? A. One B. Two C. Three", ["A", "B", "C"]),
        ("What does plan A say? (a) I (b) You", ["(a)", "(b)"]),
        (YES_NO, ["Yes", "No"]),
        ("Is it a B.C. coin, or that of an A.D. king?", ["Yes", "No"]),
    ],
)
def test_options_are_read_as_each_prompt_marks_them(text: str, shown: list[str]) -> None:
    assert options_shown(text) == shown


def test_first_takes_what_is_shown_first() -> None:
    assert [say("toy:first", text, "2") for text in (MMVP, LETTERS, YES_NO)] == ["(a)", "A", "Yes"]


@pytest.mark.parametrize(
    ("first", "second"), [("1", "2"), ("299", "300"), ("dog/noto/a", "dog/noto/b"), ("3a", "3b"), ("a", "b")]
)
def test_alternate_takes_the_first_option_and_then_the_second(first: str, second: str) -> None:
    assert say("toy:alternate", MMVP, first) == "(a)"
    assert say("toy:alternate", MMVP, second) == "(b)"


def test_alternate_answers_a_question_whose_place_cannot_be_told() -> None:
    assert say("toy:alternate", MMVP, "crab") in ("(a)", "(b)")
    assert say("toy:alternate", MMVP) in ("(a)", "(b)")


def test_a_coin_falls_evenly_and_for_each_question_and_control_anew() -> None:
    fallen = {
        (question, control): say("toy:coin", MMVP, str(question), control)
        for question in range(500)
        for control in ("plain", "blank")
    }
    heads = Counter(fallen.values())["(a)"]
    assert abs(heads - 500) < 63  # four standard deviations of 1,000 fair coins
    alike = sum(fallen[question, "plain"] == fallen[question, "blank"] for question in range(500))
    assert abs(alike - 250) < 45  # four of 500


def test_a_coin_falls_the_same_again_and_otherwise_with_another_seed() -> None:
    def fallen(name: str) -> list[str]:
        return [say(name, MMVP, str(question)) for question in range(50)]

    assert fallen("toy:coin") == fallen("toy:coin?seed=0")
    assert fallen("toy:coin") != fallen("toy:coin?seed=1")


def test_a_coin_without_a_question_is_thrown_for_each_picture() -> None:
    model = load_model("toy:coin")
    prompts = [Prompt((Image.new("RGB", (1, 1), (value, 0, 0)), MMVP)) for value in range(64)]
    assert len(set(model.generate(prompts, Settings()))) == 2


def test_what_follows_the_question_mark_must_be_a_seed() -> None:
    with pytest.raises(UsageError, match=r"toy:coin\?sed=1 has 'sed=1' after its question mark; expected seed=N"):
        load_model("toy:coin?sed=1")
    with pytest.raises(UsageError, match="has 'seed=x' after"):
        load_model("toy:coin?seed=x")


def test_an_unknown_toy_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No model is named 'toy:frist'. Did you mean 'toy:first'"):
        load_model("toy:frist")
