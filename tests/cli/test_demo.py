"""`scotoma demo` on the built-in pictures, with nothing to fetch and nobody to ask."""

import socket
from pathlib import Path

import pytest

from scotoma.cli.demo_commands import next_steps
from scotoma.runs import read_stages
from tests.test_cli import run

SMALL = ("--scenes", "1", "--limit", "40", "--no-mend")  # tests/demo asks models, and quicker ones


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose sockets lead nowhere."""

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"something was asked of {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)


@pytest.mark.usefixtures("alone")
def test_it_asks_nothing_of_the_network_and_ends_with_what_to_try_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said, complaint = run("demo", "--encoders", "toy", *SMALL)
    assert code == 0, complaint
    lines = said.splitlines()
    assert lines[0].startswith("Of 780 pairs of 40 pictures, ")
    assert "See scotoma-demo/report.html" in lines
    assert lines[-3].split()[:5] == ["scotoma", "find", "FOLDER", "--encoders", "toy"]
    page = (tmp_path / "scotoma-demo" / "report.html").read_text(encoding="utf-8")
    assert "toy:layout reads no text, so there are no captions to match." in page
    assert "twemoji, by Twitter, Inc and other contributors" in page
    assert [
        stage["settings"]["suspect"] for stage in read_stages(Path("scotoma-demo")) if stage["stage"] == "mine"
    ] == ["toy:layout"]


def test_the_papers_encoders_are_looked_for_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("transformers")
    monkeypatch.chdir(tmp_path)
    code, said, complaint = run("demo", "--encoders", "paper")
    assert (code, said) == (2, "")
    assert "hf download openai/clip-vit-large-patch14" in complaint
    assert not list(tmp_path.iterdir())


def test_a_preset_beside_both_encoders_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, complaint = run("demo", "--encoders", "toy", "--suspect", "toy:thumb", "--reference", "toy:edges")
    assert code == 2
    assert "leave nothing for the preset to choose" in complaint


def test_what_to_try_next_names_the_encoders_that_were_used() -> None:
    assert "scotoma find FOLDER --encoders mini " in next_steps(("mini:clip", "mini:dino"))
    assert "scotoma find FOLDER --suspect toy:thumb --reference mini:dino " in next_steps(("toy:thumb", "mini:dino"))
    paper = next_steps(("hf:openai/clip-vit-large-patch14", "hf:facebook/dinov2-large"))
    assert paper.splitlines()[1:] == [
        "  scotoma find FOLDER --encoders paper  your own pictures, with these two encoders"
    ]
