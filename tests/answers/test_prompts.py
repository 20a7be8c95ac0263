"""The published prompts, letter by letter."""

import pytest

from scotoma.answers.prompts import PRESETS, Preset, prompt_text
from scotoma.errors import UnknownName

QUESTION = "Are the butterfly's wings closer to being open or closed?"
OPTIONS = ("Open", "Closed")

# Each as its source puts MMVP's first question (the sources are named in the docstring of prompt_text).
PUBLISHED: dict[Preset, str] = {
    "mmvp": "Are the butterfly's wings closer to being open or closed? (a) Open (b) Closed",
    "letter": (
        "Are the butterfly's wings closer to being open or closed? (a) Open (b) Closed\n"
        "Answer with the option's letter from the given choices directly."
    ),
    "vlmevalkit": (
        "Question: Are the butterfly's wings closer to being open or closed?\nOptions:\nA. Open\nB. Closed\n"
        "Please select the correct answer from the options above. \n"
    ),
    "lmms-eval": (
        "Are the butterfly's wings closer to being open or closed?\nA. Open\nB. Closed\n"
        "Answer with the option's letter from the given choices directly."
    ),
    "cambrian": (
        "Are the butterfly's wings closer to being open or closed? Options:\nA. Open\nB. Closed\n"
        "Answer with the option's letter from the given choices directly."
    ),
}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_puts_mmvps_first_question_as_it_was_published(preset: Preset) -> None:
    assert prompt_text(QUESTION, OPTIONS, preset) == PUBLISHED[preset]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_yes_or_no_question_is_put_without_its_options(preset: Preset) -> None:
    prompt = prompt_text("Is there a dog in the image?", ("yes", "no"), preset, "pope")
    assert prompt.startswith("Is there a dog in the image?")
    assert "(a)" not in prompt
    assert "A." not in prompt


def test_yes_or_no_questions_end_as_their_harness_ends_them() -> None:
    ends = {preset: prompt_text("Q?", ("yes", "no"), preset, "pope") for preset in PRESETS}
    assert ends["mmvp"] == "Q?"
    assert ends["lmms-eval"] == ends["cambrian"] == "Q?\nAnswer the question using a single word or phrase."
    assert ends["vlmevalkit"] == "Q? Please answer yes or no."


@pytest.mark.parametrize("preset", PRESETS)
def test_an_open_question_is_put_as_it_is(preset: Preset) -> None:
    assert prompt_text("What is odd about it?", (), preset, "llava-bench") == "What is odd about it?"


def test_an_unknown_preset_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No prompt preset is named 'leter'\. Did you mean 'letter'\?"):
        prompt_text(QUESTION, OPTIONS, "leter")


def test_every_option_has_a_letter_of_its_own() -> None:
    assert prompt_text("Which?", ("x", "y", "z"), "mmvp") == "Which? (a) x (b) y (c) z"
    assert "C. z" in prompt_text("Which?", ("x", "y", "z"), "lmms-eval")
