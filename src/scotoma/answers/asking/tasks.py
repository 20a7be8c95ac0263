"""Requests as a task of inspect_ai's: one sample a question, each a conversation of its own."""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from scotoma.answers.asking.outputs import answered, failed
from scotoma.answers.asking.pictures import Sent, encode
from scotoma.answers.asking.secrets import strike
from scotoma.answers.asking.settings import Settings
from scotoma.answers.controls import Request
from scotoma.answers.records import Answer

if TYPE_CHECKING:
    from inspect_ai import Task
    from inspect_ai.model import ChatMessageUser
    from inspect_ai.solver import Generate, Solver, TaskState

__all__ = ["Desk", "build_task", "generate_config"]

# What the providers' clients raise on a body that is no JSON, or lacks a field. inspect_ai takes it for a mistake in
# its own code and does not ask again; a server that is cut off in the middle is well worth it.
MALFORMED = (ValueError, TypeError, AttributeError, LookupError)
TRIES = 3


@runtime_checkable
class Desk(Protocol):
    """Lets requests out, and takes what comes back."""

    async def admit(self, request: Request) -> None:
        """Return when the request may be made; never, where no more are."""

    def take(self, answer: Answer) -> None:
        """Take an answer, or a failure, in."""


def build_task(requests: Sequence[Request], name: str, settings: Settings, desk: Desk) -> "Task":
    """A task whose samples are `requests`; each answer goes to `desk` the moment it comes.

    Images are read when their request is made, so that a large benchmark is never in memory.
    """
    from inspect_ai import Task
    from inspect_ai.dataset import MemoryDataset, Sample

    samples = [
        Sample(id=each.question, input=each.prompt, metadata={"control": each.control, "options": list(each.options)})
        for each in requests
    ]
    return Task(
        name=name,
        dataset=MemoryDataset(samples, name=name),
        solver=_put({each.question: each for each in requests}, desk),
        config=generate_config(settings),
    )


def generate_config(settings: Settings) -> Any:
    """The settings in inspect_ai's words."""
    from inspect_ai.model import GenerateConfig

    return GenerateConfig(temperature=settings.temperature, max_tokens=settings.max_tokens, seed=settings.seed)


def _put(requests: dict[str, Request], desk: Desk) -> "Solver":
    from inspect_ai.solver import solver

    @solver(name="put_question")
    def put_question() -> "Solver":
        async def solve(state: "TaskState", generate: "Generate") -> "TaskState":
            request = requests[str(state.sample_id)]
            await desk.admit(request)
            with _Attempt(request, desk) as attempt:
                attempt.images = tuple(map(encode, request.pictures))
                messages = [_message(request, attempt.images)]
                state = await _well_formed(state, messages, generate)
                attempt.take(state)
            return state

        return solve

    return put_question()


async def _well_formed(state: "TaskState", messages: list[Any], generate: "Generate") -> "TaskState":
    """The state after the model's answer, asked again where the answer's body made no sense."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(*MALFORMED):
            state.messages = list(messages)
            return await generate(state)
    state.messages = list(messages)
    return await generate(state)


def _message(request: Request, images: Sequence[Sent]) -> "ChatMessageUser":
    """The images and then the text, as the published harnesses put them."""
    from inspect_ai.model import ChatMessageUser, Content, ContentImage, ContentText

    content: list[Content] = [*(ContentImage(image=image.url) for image in images), ContentText(text=request.prompt)]
    about = {"question": request.question, "control": request.control}
    return ChatMessageUser(content=content, metadata=about)


@dataclass(slots=True)
class _Attempt:
    """Hands `desk` what comes of a request: its answer, or the error that ends the block, which goes on from there."""

    request: Request
    desk: Desk
    images: tuple[Sent, ...] = ()
    began: float = 0.0

    def __enter__(self) -> "_Attempt":
        self.began = time.monotonic()
        return self

    def take(self, state: "TaskState") -> None:
        self.desk.take(answered(self.request, self._hashes(), state.output, time.monotonic() - self.began))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):  # a cancellation is none
            reason = strike(f"{type(error).__name__}: {error}")
            self.desk.take(failed(self.request, self._hashes(), reason, time.monotonic() - self.began))

    def _hashes(self) -> tuple[str, ...]:
        return tuple(image.sha256 for image in self.images)
