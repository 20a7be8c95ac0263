"""What inspect_ai hands back, as an answer: the state it is in, and all of its text."""

from typing import TYPE_CHECKING

from scotoma.answers.controls import Request
from scotoma.answers.records import Answer, State

if TYPE_CHECKING:
    from inspect_ai.model import ModelOutput, ModelUsage

__all__ = ["answered", "failed"]

STATES: dict[str, State] = {"max_tokens": "truncated", "content_filter": "refused"}

# Where a provider keeps reasoning apart from the answer: no harness sees it, and neither does `raw`.
APART = ("reasoning", "reasoning_content", "reasoning_details")


def answered(request: Request, images: tuple[str, ...], output: "ModelOutput", seconds: float) -> Answer:
    """The answer that `output` is; `images` are the sha256 of those sent.

    A provider's refusal is "refused" and its text the `raw`; text cut by the limit on tokens is "truncated", also where
    reasoning left nothing for an answer; nothing but space is "empty".
    """
    raw = _text(output)
    reason = None if output.empty else output.stop_reason
    state: State = STATES.get(reason or "") or ("answered" if raw.strip() else "empty")
    usage = output.usage
    if reason == "model_length" and not (usage and usage.output_tokens):
        state = "failed"  # the request did not fit into the model; what came is the provider's complaint
    elif reason == "model_length":
        state = "truncated"
    return Answer(
        question=request.question,
        state=state,
        raw="" if state == "failed" else raw,
        options=request.options,
        order=request.order,
        prompt=request.prompt,
        image_sha256=images,
        error=raw if state == "failed" else output.error,
        finish_reason=reason,
        seconds=round(seconds, 3),
        input_tokens=None if usage is None else usage.input_tokens + _cached(usage),
        output_tokens=None if usage is None else usage.output_tokens,
    )


def failed(request: Request, images: tuple[str, ...], error: str, seconds: float) -> Answer:
    """The answer that never came, with the reason."""
    return Answer(
        question=request.question,
        state="failed",
        raw="",
        options=request.options,
        order=request.order,
        prompt=request.prompt,
        image_sha256=images,
        error=error,
        seconds=round(seconds, 3),
    )


def _cached(usage: "ModelUsage") -> int:
    """The tokens of a prompt that the provider had seen before, which inspect_ai counts apart."""
    return (usage.input_tokens_cache_read or 0) + (usage.input_tokens_cache_write or 0)


def _text(output: "ModelOutput") -> str:
    """The text as the model wrote it, with the <think> block that inspect_ai takes out of it."""
    if output.empty or isinstance(output.message.content, str):
        return output.completion
    thought = [
        f"<think>{part.reasoning}</think>\n"
        for part in output.message.content
        if part.type == "reasoning" and not (part.internal in APART or part.signature or part.redacted)
    ]
    return "".join([*thought, output.completion])
