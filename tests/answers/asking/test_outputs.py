"""What comes back, as an answer in a state."""

import pytest
from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessageAssistant,
    ContentReasoning,
    ContentText,
    ModelOutput,
    ModelUsage,
    StopReason,
)

from scotoma.answers import Answer
from scotoma.answers.asking.outputs import answered, failed
from scotoma.answers.controls import Request

REQUEST = Request("7", "swapped", "Which? (a) y (b) x", ("y", "x"), (1, 0), ())


def output(text: str, reason: StopReason = "stop", *, usage: ModelUsage | None = None) -> ModelOutput:
    choice = ChatCompletionChoice(message=ChatMessageAssistant(content=text), stop_reason=reason)
    return ModelOutput(model="m", choices=[choice], usage=usage)


def of(given: ModelOutput) -> Answer:
    return answered(REQUEST, ("00",), given, 1.23456)


def test_an_answer_keeps_what_was_asked_and_what_was_said() -> None:
    usage = ModelUsage(input_tokens=5, output_tokens=2, input_tokens_cache_read=90)
    assert of(output(" (a) y\n", usage=usage)) == Answer(
        question="7", state="answered", raw=" (a) y\n", options=("y", "x"), order=(1, 0), prompt="Which? (a) y (b) x",
        image_sha256=("00",), finish_reason="stop", seconds=1.235, input_tokens=95, output_tokens=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason", "state"),
    [
        ("(a)", "stop", "answered"),
        ("(a)", "unknown", "answered"),
        ("", "stop", "empty"),
        (" \n", "stop", "empty"),
        ("The wings are", "max_tokens", "truncated"),
        ("", "max_tokens", "truncated"),  # reasoning took all the tokens
        ("I cannot help with that.", "content_filter", "refused"),
        ("", "content_filter", "refused"),
    ],
)
def test_the_state_is_told_from_the_reason_first_and_then_from_the_text(
    text: str, reason: StopReason, state: str
) -> None:
    assert of(output(text, reason)).state == state


def test_a_request_too_long_for_the_model_failed_and_an_answer_that_filled_it_was_cut() -> None:
    long = of(output("This model's context is 2048 tokens.", "model_length"))
    assert (long.state, long.raw, long.error) == ("failed", "", "This model's context is 2048 tokens.")
    cut = of(output("The wi", "model_length", usage=ModelUsage(input_tokens=9, output_tokens=3)))
    assert (cut.state, cut.raw) == ("truncated", "The wi")


def test_no_choice_at_all_is_an_empty_answer() -> None:
    answer = of(ModelOutput(model="m"))
    assert (answer.state, answer.finish_reason) == ("empty", None)


def test_reasoning_that_was_written_into_the_answer_stays_there_and_reasoning_kept_apart_does_not_come_in() -> None:
    inside, apart = (
        ContentReasoning(reasoning="Wings up."),
        ContentReasoning(reasoning="Hm.", internal="reasoning_content"),
    )
    for reasoning, raw in ((inside, "<think>Wings up.</think>\n(b)"), (apart, "(b)")):
        message = ChatMessageAssistant(content=[reasoning, ContentText(text="(b)")])
        assert of(ModelOutput(model="m", choices=[ChatCompletionChoice(message=message)])).raw == raw


def test_a_failure_keeps_its_reason_and_has_no_text() -> None:
    answer = failed(REQUEST, (), "RateLimitError: 429", 9.0)
    assert (answer.state, answer.raw, answer.error) == ("failed", "", "RateLimitError: 429")
