"""What can be asked: prompts of text and images go in, texts come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from PIL.Image import Image

__all__ = ["FinishReason", "Generated", "ImageTextModel", "Prompt", "Settings"]

FinishReason = Literal["stop", "length", "refusal"]
"""Why a model stopped: it was done; the limit on tokens cut it; it would not answer."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request: texts and upright RGB pictures in the order in which the model is to see them.

    `system` is the system message, "" for none. `question` and `control` say what is asked of whom for models that look
    answers up; None where nobody said. No other model sees them.
    """

    parts: tuple[str | Image, ...]
    system: str = ""
    question: str | None = None
    control: str | None = None

    @property
    def text(self) -> str:
        """The texts, a line each."""
        return "\n".join(part for part in self.parts if isinstance(part, str))

    @property
    def images(self) -> tuple[Image, ...]:
        """The pictures."""
        return tuple(part for part in self.parts if not isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Settings:
    """How to answer: greedily at temperature 0, else by sampling from `seed` on; with so many tokens at most."""

    max_new_tokens: int = 1024
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Generated:
    """What a model said, and why it stopped.

    `tokens` are those of the answer, the one that ended it included, and `input_tokens` how many the prompt had with
    its images; None where there are none.
    """

    text: str
    finish_reason: FinishReason = "stop"
    tokens: tuple[int, ...] | None = None
    input_tokens: int | None = None


@runtime_checkable
class ImageTextModel(Protocol):
    """A model that reads pictures and text and writes text. Its methods are called from one thread at a time."""

    @property
    def name(self) -> str:
        """The name it was loaded by."""

    @property
    def batch_size(self) -> int:
        """How many prompts it takes at once at its best rate."""

    def generate(self, prompts: Sequence[Prompt], settings: Settings) -> list[Generated]:
        """An answer to each prompt, in their order; what else is in the batch does not change an answer.

        Raises:
            NoAnswer: one of the prompts cannot be answered; asked one by one, the others can.
            OutOfMemory: the device has no room for the batch.
        """
