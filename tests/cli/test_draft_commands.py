"""`scotoma draft` on the command line: what it asks, keeps and goes on with."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scotoma.studio.authoring import Draft, pick, read_drafts, save_draft
from scotoma.studio.authoring.proposals import Proposal, proposals_for, proposals_of_kind
from scotoma.studio.opening import open_studio
from tests.answers.servers.openai_server import Asked, OpenAIServer, Reply
from tests.studio.authoring.written import SAID
from tests.studio.runs import make_run
from tests.test_cli import run

MODEL = "openai-api/loopback/m"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_API_KEY", "sk-loopback-0123456789")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run in which six pairs were picked."""
    made = make_run(tmp_path)
    with open_studio(made) as studio:
        assert studio.contents is not None
        for pair in studio.contents.pairs.slice(0, 6).to_pylist():
            pick(studio.store, "Ann", studio.contents, pair["i"], pair["j"])
    return made


def kept(folder: Path) -> list[Proposal]:
    with open_studio(folder) as studio, studio.store.read() as connection:
        return [each for draft in read_drafts(connection) for each in proposals_for(connection, draft.pair)]


def drafts(folder: Path) -> list[Draft]:
    with open_studio(folder) as studio, studio.store.read() as connection:
        return read_drafts(connection)


def answer(asked: Asked) -> Reply:
    return Reply(json.dumps(SAID))


def test_every_picked_pair_gets_a_proposal_and_no_draft_is_changed(folder: Path) -> None:
    before = drafts(folder)
    with OpenAIServer(answer) as server:
        command = ("draft", str(folder), "--model", MODEL, "--base-url", server.url, "--name", "Bob")
        code, said, _ = run(*command, "--pairs", "2")
        assert (code, said) == (0, "2 proposed. Accept or refuse what is proposed in the studio, on the page Write.\n")
        assert run(*command)[1].startswith("4 proposed.")
        assert run(*command)[1] == "Nothing was left to ask.\n"
        assert {len(each.images) for each in server.requests} == {2}
        assert len(server.requests) == 6
    assert drafts(folder) == before
    assert {(each.state, each.person, each.model) for each in kept(folder)} == {("open", "Bob", MODEL)}


def test_a_killed_run_goes_on_where_it_stopped(folder: Path) -> None:
    with OpenAIServer(answer, latency_s=(0.3, 0.3)) as server:
        options = ("--model", MODEL, "--base-url", server.url, "--max-connections", "1")
        process = subprocess.Popen([sys.executable, "-m", "scotoma", "draft", str(folder), *options])
        while sum(server.delivered.values()) < 3:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        there = len(kept(folder))
        assert 2 <= there < 6
        code, said, _ = run("draft", str(folder), *options)
    assert code == 0
    assert said.startswith(f"{6 - there} proposed.")
    assert len({each.pairs for each in kept(folder)}) == len(kept(folder)) == 6


def test_answers_that_cannot_be_read_are_counted_and_end_with_code_3(folder: Path) -> None:
    with OpenAIServer(lambda asked: Reply("I would rather not.")) as server:
        command = ("draft", str(folder), "--model", MODEL, "--base-url", server.url)
        code, said, _ = run(*command)
    assert code == 3
    assert said.startswith("6 unreadable.")
    assert {each.raw for each in kept(folder)} == {"I would rather not."}


def test_a_prompt_of_ones_own_is_sent_word_for_word_and_shown_by_a_dry_run(folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "prompt.txt"
    words.write_text("Was unterscheidet sie?\n{{patterns}}\n", encoding="utf-8")
    command = ("draft", str(folder), "--model", "mockllm/model", "--prompt", str(words))
    code, said, _ = run(*command, "--dry-run")
    assert code == 0
    assert said.startswith("Was unterscheidet sie?\n  orientation: which way")
    assert kept(folder) == []


def test_captions_propose_without_a_model(folder: Path) -> None:
    code, said, _ = run("draft", str(folder), "--model", "captions")
    assert code == 0
    assert "proposed" in said or "without two different captions" in said


def test_all_questions_are_asked_about_at_once(folder: Path) -> None:
    picked = drafts(folder)
    with open_studio(folder) as studio:
        for draft in picked[:2]:
            words = {"question": "Q?", "option_1": "x", "option_2": "y", "state": "draft"}
            save_draft(studio.store, "Ann", draft.pair, words, revision=1)
    with OpenAIServer(lambda asked: Reply('{"1": ["count"]}')) as server:
        command = ("draft", str(folder), "--model", MODEL, "--base-url", server.url, "--patterns")
        assert run(*command, "themes")[1].startswith("1 proposed.")
        assert run(*command, "sorting")[1].startswith("1 proposed, 1 questions left out of the answer.")
        assert {each.images for each in server.requests} == {()}
    with open_studio(folder) as studio, studio.store.read() as connection:
        assert [each.patterns for each in proposals_of_kind(connection, "patterns")] == [("count",)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--model", "captions", "--pairs", "0"), "--pairs is 0; expected at least 1"),
        (("--model", "gpt-4o"), "No model is named 'gpt-4o'"),
        (("--model", "toy:first", "--prompt", "nowhere.txt"), "The prompt nowhere.txt cannot be read"),
        (("--model", "toy:first", "--patterns", "themes"), "No question is written yet"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(folder: Path, options: tuple[str, ...], message: str) -> None:
    code, _, complaint = run("draft", str(folder), *options)
    assert code == 2
    assert message in complaint


def test_a_run_without_picked_pairs_says_where_to_pick_them(tmp_path: Path) -> None:
    made = make_run(tmp_path)
    code, _, complaint = run("draft", str(made), "--model", "captions")
    assert code == 2
    assert f"No pair of {made} is picked yet. Pick some in its studio: scotoma studio {made}" in complaint
