"""One answer as it was given, before anybody reads an option out of it."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

__all__ = ["CONTROLS", "STATES", "Answer", "Control", "State"]

Control = Literal["plain", "no-image", "blank", "partner", "swapped", "relative"]
"""How a question was put: as it is; without its image; with a blank one; with that of the pair's other half; with its
options in the opposite order; with both images of the pair in one request."""

State = Literal["answered", "empty", "truncated", "refused", "failed"]
"""What came back: text; nothing; text that the limit on tokens cut; a refusal by the provider; an error."""

STRICT: Any = {"extra": "forbid", "strict": True}  # a mistyped field is told, not ignored
CONTROLS: tuple[Control, ...] = get_args(Control)
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said to one question.

    `options` are those of the question in the order in which the model saw them, and `order` gives for each its index
    in the question: (1, 0) where they were swapped, () where the question has none. `raw` is the model's text, all of
    it, whatever the state. `prompt` is the text that was sent, `image_sha256` the hashes of the images sent with it, in
    their order. Times and tokens are None where nobody told them.
    """

    __pydantic_config__ = STRICT

    question: str
    state: State
    raw: str
    options: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    prompt: str = ""
    image_sha256: tuple[str, ...] = ()
    error: str | None = None
    finish_reason: str | None = None
    seconds: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
