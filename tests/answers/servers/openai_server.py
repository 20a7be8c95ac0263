"""A server on loopback that speaks OpenAI's chat protocol with images, slow and faulty as real ones are, and counting.

What fails is decided by the seed, the request and how often that request was made, so that two runs meet the same
faults in whatever order they ask.
"""

import base64
import hashlib
import io
import json
import random
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

__all__ = ["Asked", "Faults", "OpenAIServer", "Reply"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as the server read it: the text, and the images as they were in its data URLs, each decoded once."""

    prompt: str
    images: tuple[bytes, ...]
    body: dict[str, Any] = field(compare=False, hash=False)

    @property
    def key(self) -> str:
        """The same for the same text and images."""
        digest = hashlib.sha256(self.prompt.encode())
        for image in self.images:
            digest.update(hashlib.sha256(image).digest())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model says, and why it stopped; or another status with an error's message."""

    text: str | None = "(a)"
    finish_reason: str = "stop"
    status: int = 200
    message: str = ""


@dataclass(frozen=True, slots=True)
class Faults:
    """Shares of attempts that go wrong. `broken` attempts get a body that is no JSON, or cut, or without choices.

    A time-out is silence for `silence_s`, and then the end of the connection.
    """

    busy: float = 0.0
    error: float = 0.0
    silent: float = 0.0
    broken: float = 0.0
    silence_s: float = 5.0


class OpenAIServer:
    """Serves while its block runs: `with OpenAIServer(answer) as server: ... server.url`.

    `answer` is called with each request. `latency_s` is how long an answer takes, drawn between the two. `asked` counts
    the attempts by request, `delivered` those answered to a client that was still there.
    """

    def __init__(
        self,
        answer: Callable[[Asked], Reply],
        *,
        latency_s: tuple[float, float] = (0.0, 0.0),
        faults: Faults | None = None,
        seed: int = 0,
    ) -> None:
        self.asked = Counter[str]()
        self.delivered = Counter[str]()
        self.requests = list[Asked]()
        self.keys = set[str]()
        self.most_at_once = 0
        self._answer = answer
        self._latency_s = latency_s
        self._faults = faults or Faults()
        self._seed = seed
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._open.set()
        self._at_once = 0
        self._http = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self) -> "OpenAIServer":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        """The base URL that clients take."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def hold(self) -> None:
        """Answer nobody until `release`; requests are taken all the same."""
        self._open.clear()

    def release(self) -> None:
        """Answer again."""
        self._open.set()

    def serve(self, http: BaseHTTPRequestHandler) -> None:
        """Answer one request, or fail to."""
        asked = _read(http)
        with self._lock:
            self.requests.append(asked)
            self.keys.add(http.headers.get("Authorization", "").removeprefix("Bearer "))
            self.asked[asked.key] += 1
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            chance = random.Random(f"{self._seed} {asked.key} {self.asked[asked.key]}")
        try:
            self._reply(http, asked, chance)
        finally:
            with self._lock:
                self._at_once -= 1

    def _reply(self, http: BaseHTTPRequestHandler, asked: Asked, chance: random.Random) -> None:
        time.sleep(chance.uniform(*self._latency_s))
        self._open.wait()
        fault, at = chance.random(), self._faults
        for share, fail in ((at.busy, _busy), (at.error, _error), (at.silent, self._stay_silent), (at.broken, _broken)):
            if fault < share:
                fail(http, chance)
                return
            fault -= share
        reply = self._answer(asked)
        if _gone(http):
            return
        if reply.status != 200:
            _send(http, reply.status, json.dumps({"error": {"message": reply.message, "type": "x", "code": None}}))
            return
        _send(http, 200, json.dumps(_completion(asked, reply)))
        with self._lock:
            self.delivered[asked.key] += 1

    def _stay_silent(self, http: BaseHTTPRequestHandler, chance: random.Random) -> None:
        time.sleep(self._faults.silence_s)
        http.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], owner: OpenAIServer) -> None:
        self.owner = owner
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        self.server.owner.serve(self)

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


def _read(http: BaseHTTPRequestHandler) -> Asked:
    body = json.loads(http.rfile.read(int(http.headers["Content-Length"])))
    (message,) = body["messages"]  # one question in a conversation of its own
    assert message["role"] == "user"
    if isinstance(message["content"], str):
        return Asked(message["content"], (), body)
    texts = [part["text"] for part in message["content"] if part["type"] == "text"]
    urls = [part["image_url"]["url"] for part in message["content"] if part["type"] == "image_url"]
    return Asked("\n".join(texts), tuple(map(_image, urls)), body)


def _image(url: str) -> bytes:
    """The bytes of a data URL, which must be an image that decodes."""
    head, _, data = url.partition(",")
    assert head.startswith("data:image/"), head
    image = base64.b64decode(data, validate=True)
    Image.open(io.BytesIO(image)).load()
    return image


def _gone(http: BaseHTTPRequestHandler) -> bool:
    """Whether the client has hung up."""
    readable, _, _ = select.select([http.connection], [], [], 0)
    return bool(readable) and not http.connection.recv(1, socket.MSG_PEEK)


def _completion(asked: Asked, reply: Reply) -> dict[str, Any]:
    tokens = {"prompt_tokens": len(asked.prompt) // 4 + 85 * len(asked.images), "completion_tokens": 5}
    message = {"role": "assistant", "content": reply.text}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": asked.body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish_reason}],
        "usage": {**tokens, "total_tokens": sum(tokens.values())},
    }


def _send(http: BaseHTTPRequestHandler, status: int, body: str, **headers: str) -> None:
    data = body.encode()
    http.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
        http.send_header(name.replace("_", "-"), value)
    http.end_headers()
    http.wfile.write(data)


def _busy(http: BaseHTTPRequestHandler, chance: random.Random) -> None:
    _send(http, 429, json.dumps({"error": {"message": "too many requests"}}), Retry_After="1")


def _error(http: BaseHTTPRequestHandler, chance: random.Random) -> None:
    _send(http, 500, json.dumps({"error": {"message": "something broke"}}))


def _broken(http: BaseHTTPRequestHandler, chance: random.Random) -> None:
    _send(http, 200, chance.choice(["<html>busy</html>", '{"id": "x", "choices": [{"ind', '{"id": "x"}', '"well"']))
