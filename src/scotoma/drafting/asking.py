"""Models asked for proposals: each request is a conversation of its own, and each answer is handed on as it comes."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

import anyio

from scotoma.answers.asking import Conduct, Model
from scotoma.answers.asking.desk import HOPELESS
from scotoma.answers.asking.outputs import answered, failed
from scotoma.answers.asking.pictures import Sent, encode_bytes
from scotoma.answers.asking.running import load
from scotoma.answers.asking.secrets import strike
from scotoma.answers.controls import Request as Put
from scotoma.answers.records import Answer
from scotoma.errors import AskingFailed, UsageError
from scotoma.models import inspect_name
from scotoma.progress import Advance, Progress, silent

if TYPE_CHECKING:
    from inspect_ai import model as inspect_model

__all__ = ["USUAL", "Request", "ask_model", "model_for_page"]

MAX_TOKENS = 4096  # a draft takes about 150; models that reason first take thousands
AT_ONCE = 4  # requests open where nobody says
USUAL = Conduct(retries=2)
"""How requests are made where nobody says."""


Images = Callable[[], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, under a name to know the answer by; `images` reads what goes with it, just before it is sent."""

    name: str
    prompt: str
    images: Images = tuple


def ask_model(
    model: Model,
    requests: Sequence[Request],
    take: Callable[[Request, Answer], None],
    *,
    conduct: Conduct = USUAL,
    limit_s: float = math.inf,
    progress: Progress = silent,
) -> None:
    """Ask a model everything, greedily, and hand each answer to `take` the moment it comes, failures too.

    The whole may take `limit_s`; what has no answer by then has failed. Must not be called where an event loop runs.

    Raises:
        UsageError: the provider lacks its package or its key; the message names them.
        AskingFailed: the first requests all failed.
        KeyboardInterrupt: Ctrl-C; every answer that came was handed on.
        ScotomaError: whatever is wrong with a model of ours.
    """
    if not requests:
        return
    with progress(f"asking {model.name}", len(requests), "requests") as advance:
        desk = _Desk(take, advance)
        anyio.run(_ask_all, model, requests, desk, conduct, limit_s)
    if desk.hopeless:
        raise AskingFailed(
            f"{model.name} answered nothing: the first {desk.failures} requests all failed, the last with "
            f"{desk.last!r}. Mend that and run the same command again."
        )


def model_for_page(name: str) -> Model:
    """The model that somebody named on a page: one of inspect_ai's providers, or one of ours that needs no file.

    Raises:
        UnknownName: there is no such model.
        UsageError: it is a path on this machine, which the command line takes and a page does not.
    """
    name = name.strip()
    ours, _, rest = name.partition(":") if ":" in name.partition("/")[0] else ("", "", name)
    repository = re.fullmatch(r"\w[\w.-]*/\w[\w.-]*", rest)
    if ours in ("mix", "replay") or (ours == "hf" and not repository) or ".." in rest.split("/") or "//" in rest:
        raise UsageError(
            f"{name!r} is a path on the studio's machine, and pages open none. Ask it on the command line: "
            f"scotoma draft RUN --model {name}."
        )
    return Model(name, inspect_name(name))


class _Desk:
    """Hands answers on and counts; hopeless once many failed and none came."""

    def __init__(self, take: Callable[[Request, Answer], None], advance: Advance) -> None:
        self.failures = self.answers = 0
        self.last = ""
        self._take = take
        self._advance = advance

    @property
    def hopeless(self) -> bool:
        return not self.answers and self.failures >= HOPELESS

    def take(self, request: Request, answer: Answer) -> None:
        self._take(request, answer)
        self._advance(1)
        if answer.state == "failed":
            self.failures, self.last = self.failures + 1, answer.error or ""
        else:
            self.answers += 1


async def _ask_all(model: Model, requests: Sequence[Request], desk: _Desk, conduct: Conduct, limit_s: float) -> None:
    until = anyio.current_time() + limit_s
    limiter = anyio.CapacityLimiter(conduct.connections or AT_ONCE)
    async with load(model, conduct) as loaded, anyio.create_task_group() as group:

        async def one(request: Request) -> None:
            async with limiter:
                if not desk.hopeless:
                    desk.take(request, await _ask(loaded, request, until))

        for request in requests:
            group.start_soon(one, request)


async def _ask(model: "inspect_model.Model", request: Request, until: float) -> Answer:
    """The model's answer, or a failure with its reason."""
    from inspect_ai.model import ChatMessageUser, Content, ContentImage, ContentText, GenerateConfig

    put = Put(request.name, "plain", request.prompt, (), (), ())
    began = anyio.current_time()
    sent = list[Sent]()
    output: inspect_model.ModelOutput | None = None
    with _Failure() as failure, anyio.CancelScope(deadline=until):
        sent += [encode_bytes(data) for data in request.images()]
        content: list[Content] = [*(ContentImage(image=each.url) for each in sent), ContentText(text=request.prompt)]
        about = {"question": request.name, "control": "plain"}
        message = ChatMessageUser(content=content, metadata=about)
        output = await model.generate([message], config=GenerateConfig(temperature=0.0, max_tokens=MAX_TOKENS))
    hashes, seconds = tuple(each.sha256 for each in sent), anyio.current_time() - began
    if output is None:
        return failed(put, hashes, failure.reason or f"no answer within {seconds:.1f} s", seconds)
    return answered(put, hashes, output, seconds)


class _Failure:
    """Ends its block's error and keeps the reason: what a provider's client raises can be anything."""

    reason = ""

    def __enter__(self) -> "_Failure":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):  # a cancellation is none
            self.reason = strike(f"{type(error).__name__}: {error}")
            return True
        return False
