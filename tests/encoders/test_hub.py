"""Whether a checkpoint can be had is known in a moment: from the cache, else by one question to the hub."""

import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub")

from scotoma.encoders.hub import is_repository, not_to_be_had, where_to_get

REPOSITORY = "somebody/encoder"


class Server(http.server.ThreadingHTTPServer):
    """A hub with one repository, which refuses any other, and the paths it was asked for."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                asked.append(self.path)
                self.send_response(200 if self.path.startswith(f"/{REPOSITORY}/") else 401)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: a test is quiet."""

        super().__init__(("127.0.0.1", 0), Answer)
        self.asked = asked

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with Server() as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def cache_of(folder: Path, *names: str) -> Path:
    """A hub cache with these files of the repository."""
    home = folder / "models--somebody--encoder"
    snapshot = home / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("abc")
    for name in names:
        (snapshot / name).write_text("{}")
    return folder


def test_what_the_hub_offers_can_be_had_and_one_question_is_asked(server: Server, tmp_path: Path) -> None:
    assert not_to_be_had(REPOSITORY, cache=tmp_path, endpoint=server.url) is None
    assert server.asked == [f"/{REPOSITORY}/resolve/main/config.json"]


def test_what_the_hub_refuses_is_said_with_its_code(server: Server, tmp_path: Path) -> None:
    why = not_to_be_had("somebody/else", cache=tmp_path, endpoint=server.url)
    assert why == "the hub refuses it (401 Unauthorized)"


@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin.index.json"])
def test_what_the_cache_holds_can_be_had_without_asking(server: Server, tmp_path: Path, weights: str) -> None:
    cache = cache_of(tmp_path, "config.json", weights)
    assert not_to_be_had(REPOSITORY, cache=cache, endpoint=server.url) is None
    assert server.asked == []


def test_a_cache_without_weights_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert not_to_be_had(REPOSITORY, cache=cache_of(tmp_path, "config.json")) == "HF_HUB_OFFLINE is set"


def test_a_hub_that_is_away_is_not_asked_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with Server() as gone:
        url = gone.url
    start = time.monotonic()
    why = not_to_be_had(REPOSITORY, cache=tmp_path, endpoint=url)
    assert time.monotonic() - start < 5  # with the libraries' retries it would be about 25
    assert why == "the hub cannot be reached (Connection refused)"


def test_a_folder_or_a_path_is_not_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "encoder").mkdir()
    named = {name: is_repository(name) for name in ("encoder", "./none", "/a/b", "a/b/c", "gpt2", REPOSITORY)}
    assert named == {"encoder": False, "./none": False, "/a/b": False, "a/b/c": False, "gpt2": True, REPOSITORY: True}


def test_two_checkpoints_are_fetched_with_two_commands() -> None:
    assert where_to_get(["a/clip", "b/dino"], "HF_HUB_OFFLINE is set") == (
        "The checkpoints a/clip and b/dino are not on this machine, and HF_HUB_OFFLINE is set. Where there is a "
        "network run 'hf download a/clip --local-dir clip' and 'hf download b/dino --local-dir dino', bring the "
        "folders here, and give 'hf:clip' and 'hf:dino'."
    )
