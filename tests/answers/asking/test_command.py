"""The command `ask`: what it prints and exits with, and what a kill does to it."""

import itertools
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from scotoma.answers import AnswerSet, Control, answer_folder, read_answers
from scotoma.answers.controls import requests
from scotoma.benchmark import open_benchmark
from scotoma.cli import main
from tests.answers.servers.openai_server import Asked, OpenAIServer, Reply
from tests.benchmark.small import write_benchmark

MODEL = "openai-api/loopback/m"
CONTROLS: tuple[Control, ...] = ("plain", "no-image", "swapped")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_API_KEY", "sk-loopback-0123456789")


def run(*words: object) -> int:
    """The exit code of the command."""
    with pytest.raises(SystemExit) as exit_:
        main([*map(str, words)])
    return int(exit_.value.code or 0)


def write_mmvp(folder: Path, pairs: int) -> Path:
    """Texts as MMVP's, without images: `pairs` questions, put twice each; right is (a) at first, and (b) then."""
    folder.mkdir()
    rows = (f"{n},Is it thing {(n + 1) // 2}?,(a) Yes (b) No,({'ba'[n % 2]})" for n in range(1, 2 * pairs + 1))
    (folder / "Questions.csv").write_text("\n".join(["Index,Question,Options,Correct Answer", *rows]) + "\n")
    return folder


def blind_scores(tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, float]]:
    """Pair and single accuracy of a model under both orders of the options, through the real commands."""
    if not (tmp_path / "mmvp").exists():
        write_mmvp(tmp_path / "mmvp", 16)
    asked = ["ask", model, "--benchmark", tmp_path / "mmvp", "--without-images", "--controls", "plain,swapped"]
    assert run(*asked, "--out", tmp_path / "run") == 0
    assert run("score", tmp_path / "run") == 0
    capsys.readouterr()
    (file,) = (tmp_path / "run" / "scores").glob("*.json")
    under = next(each for each in json.loads(file.read_text())["labels"] if each["labels"] == "original")
    whole = {
        each["control"]: next(row for row in each["rows"] if row["pattern"] == "all") for each in under["controls"]
    }
    return {control: {"pair": row["pair"]["value"], "single": row["single"]["value"]} for control, row in whole.items()}


def test_an_answerer_of_one_letter_gets_no_pair_and_half_of_the_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = blind_scores(tmp_path, "toy:first", capsys)
    assert scores == {"plain": {"pair": 0.0, "single": 0.5}, "swapped": {"pair": 0.0, "single": 0.5}}


def test_an_alternating_answerer_gets_everything_until_the_options_are_swapped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = blind_scores(tmp_path, "toy:alternate", capsys)
    assert scores == {"plain": {"pair": 1.0, "single": 1.0}, "swapped": {"pair": 0.0, "single": 0.0}}


def test_coin_flips_get_a_quarter_of_the_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = blind_scores(tmp_path, "toy:coin?seed=5", capsys)
    # of 16 pairs, a quarter is 4; 98 % of binomials (16, 1/4) are within 1 to 8
    for each in scores.values():
        assert 1 / 16 <= each["pair"] <= 8 / 16


def test_a_dry_run_shows_the_forecast_and_the_first_prompts_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = write_benchmark(tmp_path / "small")
    asked = ["ask", "toy:first", "--benchmark", small, "--controls", "plain,blank", "--out", tmp_path / "run"]
    assert run(*asked, "--dry-run", "--price-in", 1, "--price-out", 2) == 0
    said = capsys.readouterr().out
    assert "toy:first: 12 requests to make, about " in said
    assert "about $0.00" in said
    assert "Which colour is it? (a) red (b) blue\nAnswer with the option's letter" in said
    assert "red.png, blank" in said
    assert not (tmp_path / "run").exists()


def test_more_failures_than_allowed_are_exit_code_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = write_benchmark(tmp_path / "small")

    def no_green(asked: Asked) -> Reply:
        return Reply("It is the", "length") if "(a) green" in asked.prompt else Reply("(a)")

    with OpenAIServer(no_green) as server:
        asked = ["ask", MODEL, "--base-url", server.url, "--benchmark", small, "--out", tmp_path / "run"]
        assert run(*asked) == 3
        assert "plain: 4 of 6 answered (2 truncated)" in capsys.readouterr().out
        assert run(*asked, "--max-failed", 2) == 0
        assert run(*asked, "--max-failed", 1) == 3
        assert run(*asked, "--max-failed", 0.4) == 0


def test_the_end_of_the_money_is_exit_code_four_and_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = write_benchmark(tmp_path / "small")
    with OpenAIServer(lambda asked: Reply("(a)")) as server:
        asked = ["ask", MODEL, "--base-url", server.url, "--benchmark", small, "--out", tmp_path / "run"]
        priced = [*asked, "--price-in", 1000, "--price-out", 1000, "--max-connections", 1]
        assert run(*priced, "--max-usd", 0.3) == 4
        assert (
            "are spent, and more would pass --max-usd. The same command with more goes on." in capsys.readouterr().out
        )
        assert run(*priced, "--max-usd", 3) == 0
    assert set(server.asked.values()) == {1}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Name a model to ask, such as openai/gpt-4o"),
        (["toy:first", "--price-in", "1"], "Give both prices, --price-in and --price-out, or neither."),
        (["toy:first", "--model-arg", "cuda"], "--model-arg 'cuda' is no NAME=VALUE, as in device=cuda."),
        (["toy:first", "--controls", "plain,mirror"], "No control is named 'mirror'."),
        (["toy:first", "--max-usd", "1"], "The price of toy:first is not known, so spending cannot be limited."),
    ],
)
def test_a_wrong_use_is_told(
    words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = write_benchmark(tmp_path / "small")
    assert run("ask", *words, "--benchmark", small, "--out", tmp_path / "run") == 2
    assert message in capsys.readouterr().err


def test_without_inspect_the_extra_is_named_after_the_forecast(tmp_path: Path) -> None:
    words = [
        "ask",
        "toy:first",
        "--benchmark",
        str(write_benchmark(tmp_path / "small")),
        "--out",
        str(tmp_path / "run"),
    ]
    code = f"import sys; sys.modules['inspect_ai'] = None\nfrom scotoma.cli import main\nmain({words})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "price unknown" in ended.stdout
    assert ended.stderr.endswith(
        "scotoma: Asking needs the package inspect_ai. Install it with: pip install 'scotoma[ask]'\n"
    )


def table(run: Path) -> list[AnswerSet]:
    return [read_answers(answer_folder(run, MODEL, control)) for control in CONTROLS]


def timeless(answers: list[AnswerSet]) -> list[tuple[object, ...]]:
    return [
        (of.control, each.question, each.state, each.raw, each.options, each.order, each.prompt, each.image_sha256)
        for of in answers
        for each in of.answers
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_after_a_kill_or_ctrl_c_nothing_that_was_answered_is_asked_again(
    tmp_path: Path, stop: signal.Signals, code: int
) -> None:
    small = write_benchmark(tmp_path / "small")

    def letter(asked: Asked) -> Reply:
        return Reply("(a)" if int(asked.key, 16) % 2 else "(b)")

    def command(server: OpenAIServer, run: str) -> list[str]:
        asked = ["ask", MODEL, "--base-url", server.url, "--benchmark", str(small), "--controls", ",".join(CONTROLS)]
        return [sys.executable, "-m", "scotoma", *asked, "--out", str(tmp_path / run), "--max-connections", "3"]

    answered = itertools.count(1)

    def hold_after_eight(asked: Asked) -> Reply:
        if next(answered) == 8:
            server.hold()
        return letter(asked)

    with OpenAIServer(letter) as server:
        assert subprocess.run(command(server, "undisturbed"), check=False).returncode == 0
    with OpenAIServer(hold_after_eight) as server:
        asking = subprocess.Popen(command(server, "killed"))
        waited = 0
        while waited < 5:  # half a second in which requests wait, and all that was delivered is in the journal
            time.sleep(0.1)
            delivered = sum(server.delivered.values())
            waiting = sum(server.asked.values()) > delivered >= 8
            waited = waited + 1 if waiting and lines(tmp_path / "killed") == delivered else 0
            assert asking.poll() is None
        asking.send_signal(stop)
        assert asking.wait(timeout=60) == code
        server.release()
        assert subprocess.run(command(server, "killed"), check=False).returncode == 0
        wanted = Counter(
            Asked(each.prompt, tuple(picture.path.read_bytes() for picture in each.pictures), {}).key
            for control in CONTROLS
            for each in requests(open_benchmark(small), control, "letter")
        )
        assert server.delivered == wanted
        assert sum(server.asked.values()) > sum(wanted.values())  # what was in flight at the kill was asked again
    assert timeless(table(tmp_path / "killed")) == timeless(table(tmp_path / "undisturbed"))


def lines(run: Path) -> int:
    """How many answers a run's journals hold."""
    return sum(path.read_bytes().count(b"\n") for path in run.rglob("journal.jsonl"))
