"""How far long work has come: a bar on a terminal, plain lines elsewhere, nothing where nobody asked."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import IO, Any, Protocol, cast, runtime_checkable

__all__ = ["Advance", "Progress", "silent", "terminal_progress"]

Advance = Callable[[int], None]

LINE_EVERY_S = 10.0  # arbitrary: often enough to see life, rare enough for a log


@runtime_checkable
class Stream(Protocol):
    """Text goes there: a terminal, a file, a buffer."""

    def write(self, text: str, /) -> Any: ...

    def flush(self) -> None: ...

    def isatty(self) -> bool: ...


@runtime_checkable
class Progress(Protocol):
    """Announces a piece of work of `total` units, `done` of them finished by an earlier run; yields what to call with
    the number of units just finished."""

    def __call__(self, what: str, total: int, unit: str, done: int = 0) -> AbstractContextManager[Advance]: ...


@contextlib.contextmanager
def silent(what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
    """No report at all: the default of the library's functions."""
    yield lambda count: None


def terminal_progress(stream: Stream | None = None) -> Progress:
    """A bar with rate and time left where `stream` (stderr by default) is a terminal, else a line every ten seconds."""
    out = stream or sys.stderr
    return _Bar(out) if out.isatty() else _Lines(out)


class _Bar:
    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    @contextlib.contextmanager
    def __call__(self, what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress
        from rich.text import Text

        class Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                return Text(f"{task.finished_speed or task.speed or 0:,.0f} {unit}/s")

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
        with RichProgress(*columns, console=Console(file=cast("IO[str]", self._stream))) as bar:
            task = bar.add_task(what, total=total, completed=done)
            yield lambda count: bar.advance(task, count)


class _Lines:
    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    @contextlib.contextmanager
    def __call__(self, what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        start = last = time.monotonic()
        finished = done

        def say(now: float) -> None:
            rate = (finished - done) / max(now - start, 1e-9)
            left = f", about {(total - finished) / rate:,.0f} s left" if rate and finished < total else ""
            self._stream.write(f"{what}: {finished:,} of {total:,} {unit}, {rate:,.0f} {unit}/s{left}\n")
            self._stream.flush()

        def advance(count: int) -> None:
            nonlocal finished, last
            finished += count
            now = time.monotonic()
            if now - last >= LINE_EVERY_S:
                last = now
                say(now)

        yield advance
        say(time.monotonic())
