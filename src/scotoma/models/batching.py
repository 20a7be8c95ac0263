"""Requests that come one by one, from any thread, answered in batches by one thread that owns the model."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Condition

from scotoma.errors import OutOfMemory, ScotomaError
from scotoma.models.protocol import Generated, ImageTextModel, Prompt, Settings

__all__ = ["Batches"]

WAIT_S = 0.05  # arbitrary: long for requests made at once, short for a model's answer


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    prompt: Prompt
    settings: Settings
    answer: Future[Generated] = field(default_factory=Future)

    def goes_with(self, other: "_Request") -> bool:
        """Whether both can be in one batch: with the same settings and as many images."""
        return self.settings == other.settings and len(self.prompt.images) == len(other.prompt.images)


class Batches:
    """Gathers requests into batches of the model's size.

    A batch waits for at most `WAIT_S` until it is full. Where a batch fails its requests are asked one by one, so that
    the error of one is its own; only a lack of memory is told to all of them.
    """

    def __init__(self, model: ImageTextModel) -> None:
        self._model = model
        self._waiting: list[_Request] = []
        self._arrived = Condition()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="scotoma-model")

    def ask(self, prompt: Prompt, settings: Settings) -> "Future[Generated]":
        """The answer to come; cancelling it before its batch begins takes it out."""
        request = _Request(prompt, settings)
        with self._arrived:
            self._waiting.append(request)
            self._arrived.notify()
        self._worker.submit(self._answer_some)
        return request.answer

    def close(self) -> None:
        """Cancel what has not begun; the batch in hand is finished."""
        with self._arrived:
            for request in self._waiting:
                request.answer.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _answer_some(self) -> None:
        with self._arrived:
            if not self._waiting:  # an earlier batch took it along
                return
            self._arrived.wait_for(lambda: len(self._next()) >= self._model.batch_size, timeout=WAIT_S)
            taken = self._next()
            self._waiting = [each for each in self._waiting if each not in taken]
        batch = [each for each in taken if each.answer.set_running_or_notify_cancel()]
        try:
            self._answer(batch)
        except BaseException as error:
            for each in batch:
                if not each.answer.done():
                    each.answer.set_exception(error)
            raise

    def _next(self) -> list[_Request]:
        """The oldest request and those that can go with it, at most a batch of them."""
        alike = [each for each in self._waiting if each.goes_with(self._waiting[0])]
        return alike[: self._model.batch_size]

    def _answer(self, batch: Sequence[_Request]) -> None:
        if not batch:
            return
        try:
            answers = self._model.generate([each.prompt for each in batch], batch[0].settings)
        except ScotomaError as error:
            if len(batch) > 1 and isinstance(error, OutOfMemory):
                raise
            if len(batch) == 1:
                batch[0].answer.set_exception(error)
            else:
                for each in batch:
                    self._answer([each])
            return
        for each, answer in zip(batch, answers, strict=True):
            each.answer.set_result(answer)
