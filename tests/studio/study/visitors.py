"""Participants as programs: each follows the pages of a real server as a browser does, over a connection kept open."""

import asyncio
import contextlib
import html
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

__all__ = ["Server", "Visitor", "free_port", "visit_all"]

LOST = (ConnectionError, asyncio.IncompleteReadError, TimeoutError)
ANSWER = re.compile(r'action="(/s/[^"]+/answer/(\d+))"')
IMAGE = re.compile(r'<img src="(/s/[^"]+)"')


@dataclass
class Server:
    """`scotoma studio` as a process of its own, which can be killed and started again on the same port."""

    run: Path
    port: int
    database: str | None = None
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = ["--port", str(self.port), "--name", "Ann", *(("--database", self.database) if self.database else ())]
        command = [sys.executable, "-m", "scotoma", "studio", str(self.run), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            assert self.process.poll() is None, "the server ended by itself"
            time.sleep(0.1)
        raise AssertionError("the server did not start within a minute")

    def kill(self) -> None:
        """End it as a power cut ends a process: SIGKILL, no goodbye."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @contextlib.contextmanager
    def running(self) -> Iterator["Server"]:
        """The server for the block."""
        self.start()
        try:
            yield self
        finally:
            self.kill()


@dataclass
class Visitor:
    """One participant, who consents and answers everything at random.

    After a lost connection the page is loaded again, as people do, and answered again where it still asks. Some forms
    are sent twice at once, some a second time later with another choice. `chosen` is, by place, the choice (as shown)
    that must be in the store at the end; `times` are seconds from sending a request to the last byte of its response.
    """

    port: int
    token: str
    seed: int
    think_s: float = 0.0
    again: float = 0.05
    chosen: dict[int, int] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=lambda: {"page": [], "image": [], "answer": []})
    lost: int = 0
    statuses: list[int] = field(default_factory=list)
    _wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def visit(self) -> None:
        """Answer until the page says thank you."""
        chance, home = random.Random(self.seed), f"/s/{self.token}/"
        while True:
            try:
                page = await self._get("page", home)
                if "Thank you" in page:
                    return await self._hang_up()
                if f'action="{home}consent"' in page:
                    await self._send("page", f"{home}consent", {"consent": "yes"})
                    continue
                await self._answer(page, chance)
            except LOST:
                self.lost += 1
                await self._hang_up()
                await asyncio.sleep(0.2)

    async def _answer(self, page: str, chance: random.Random) -> None:
        if image := IMAGE.search(page):
            await self._get("image", html.unescape(image[1]))
        if self.think_s:
            await asyncio.sleep(chance.expovariate(1 / self.think_s))
        action = ANSWER.search(page)
        assert action, page
        path, place = action[1], int(action[2])
        choice = chance.randrange(page.count('name="choice"'))
        self.chosen[place] = choice
        form = {"choice": str(choice), "concern": "unclear" if chance.random() < 0.02 else "", "visible_ms": "1"}
        if chance.random() < self.again:
            await self._twice(path, form)
        else:
            await self._send("answer", path, form)
        if chance.random() < self.again:
            await self._send("answer", path, {**form, "choice": str(1 - choice)})

    async def _twice(self, path: str, form: dict[str, str]) -> None:
        """A double click: the same form over two connections at once."""
        other = Visitor(self.port, self.token, self.seed)
        try:
            both = (self._send("answer", path, form), other._send("answer", path, form))
            found = await asyncio.gather(*both, return_exceptions=True)
        finally:
            await other._hang_up()
        self.statuses += other.statuses
        for each in found:
            if isinstance(each, BaseException):
                raise each

    async def _get(self, kind: str, path: str) -> str:
        return await self._request(kind, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())

    async def _send(self, kind: str, path: str, form: dict[str, str]) -> str:
        body = urlencode(form)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return await self._request(kind, (head + body).encode())

    async def _request(self, kind: str, request: bytes) -> str:
        if self._wire is None:
            self._wire = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._wire
        start = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        self.times[kind].append(time.perf_counter() - start)
        self.statuses.append(int(head.split(" ", 2)[1]))
        return body.decode("utf-8", "replace")

    async def _hang_up(self) -> None:
        if self._wire is not None:
            writer, self._wire = self._wire[1], None
            writer.transport.abort()
            with contextlib.suppress(*LOST):
                await writer.wait_closed()


async def visit_all(visitors: Sequence[Visitor], server: Server, *, kill_after: int | None = None) -> None:
    """Let all answer at once; after so many answers in all the server is killed and started again."""

    async def killer() -> None:
        while kill_after is not None and sum(len(each.chosen) for each in visitors) < kill_after:
            await asyncio.sleep(0.01)
        if kill_after is not None:
            server.kill()
            await asyncio.to_thread(server.start)

    await asyncio.gather(killer(), *(each.visit() for each in visitors))


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
