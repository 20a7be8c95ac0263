"""The command `grade`, over a run that was asked and over a file, with and without a judge."""

import csv
import json
from pathlib import Path

import pytest

from scotoma.answers import Answer, AnswerSet, answer_folder, write_answers
from scotoma.benchmark import open_benchmark
from scotoma.cli import main
from tests.answers.servers.openai_server import Asked, OpenAIServer, Reply

PROMPT = "Are the wings open or closed? (a) Open (b) Closed"
SAID = ["Answer: A", "They are folded.", "A closer look: (b)", "B"]  # keys a, b, a, b


def command(*words: object, code: int = 0) -> None:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    assert end.value.code in ((0, None) if code == 0 else (code,))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    keys = ("(a)", "(b)", "(a)", "(b)")
    rows = [
        {
            "question_id": n + 1,
            "prompt": PROMPT,
            "answer": keys[n],
            "response": SAID[n],
            "answer_id": "x",
            "model_id": "llava",
        }
        for n in range(4)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def scores(path: Path) -> dict[str, dict[str, float | None]]:
    rows = json.loads(path.read_text())["scores"]
    return {row["grader"]: {name: row[name] and row[name]["value"] for name in ("pair", "single")} for row in rows}


def test_each_grader_has_its_own_score_for_the_same_answers(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command("grade", answers, "--out", tmp_path / "grades.json")
    shown = capsys.readouterr().out
    # Ours reads A, nothing, B, B: right, missed, wrong, right. InternVL reads A, nothing, A, B: one pair is whole.
    found = scores(tmp_path / "grades.json")
    assert found["scotoma"] == {"pair": 0.0, "single": 0.5}
    assert found["internvl"] == {"pair": 0.5, "single": 0.75}
    assert found["lmms-eval"] == {"pair": 0.5, "single": 0.75}
    assert found["cambrian"] == {"pair": 0.0, "single": 0.5}
    assert found["mmvp-original"] == {"pair": None, "single": None}
    assert "needs --judge" in shown
    assert "1 of 4 answers are right for one and not for another" in shown
    assert "A closer look: (b)" in shown


def test_the_verdicts_are_written_as_a_table(answers: Path, tmp_path: Path) -> None:
    command("grade", answers, "--as", "lmms-eval", "--out", tmp_path / "grades.csv")
    with (tmp_path / "grades.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["scotoma (as in the file)"] for row in rows] == ["right", "missed", "wrong", "right"]
    assert [row["lmms-eval reads"] for row in rows] == ["A", "", "A", "B"]
    assert rows[1]["rule"] == "nothing named"


def test_a_judge_reads_what_the_rules_do_not_and_grades_as_mmvps_script_does(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(asked: Asked) -> Reply:
        if "yes or no" in asked.prompt:
            return Reply("yes")
        return Reply(next(line[0] for line in asked.prompt.splitlines() if line.endswith(". Closed")))

    monkeypatch.setenv("SCOTOMA_JUDGE_API_KEY", "sk-judge-secret")
    with OpenAIServer(judge) as server:
        words = (
            "grade",
            answers,
            "--judge",
            "openai/j",
            "--judge-base-url",
            server.url,
            "--out",
            tmp_path / "grades.json",
        )
        command(*words)
        first = scores(tmp_path / "grades.json")
        command(*words)
        assert scores(tmp_path / "grades.json") == first
        assert set(server.asked.values()) == {1}
        assert server.keys == {"sk-judge-secret"}
        assert len(server.asked) == 2 + 4  # one answer in two orders; each answer once as MMVP's script asks
    assert first["scotoma"] == {"pair": 0.5, "single": 0.75}
    assert first["mmvp-original"] == {"pair": 1.0, "single": 1.0}


def test_a_runs_answers_are_graded_with_the_benchmarks_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    benchmark = open_benchmark("emoji")
    known = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    told = []
    for question in benchmark.questions()[:20]:
        assert question.answer is not None
        shown = question.options[::-1]
        letter = chr(65 + shown.index(question.options[question.answer]))
        told.append(Answer(question.id, "answered", f"({letter.lower()})", shown, tuple(range(len(shown)))[::-1]))
    write_answers(answer_folder(tmp_path, "m", "swapped"), AnswerSet("m", known, "swapped", "letter", tuple(told)))
    command(
        "grade",
        tmp_path,
        "--control",
        "swapped",
        "--out",
        tmp_path / "grades.json",
        "--as",
        "lmms-eval,cambrian,vlmevalkit",
    )
    found = scores(tmp_path / "grades.json")
    assert found["scotoma"] == found["lmms-eval"] == found["cambrian"] == {"pair": 1.0, "single": 1.0}
    assert found["vlmevalkit"] == {"pair": 0.0, "single": 0.0}
    assert "n=10" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("answers.jsonl", "--as", "lmms"), "No harness is named 'lmms'. Did you mean 'lmms-eval'"),
        (("answers.jsonl", "--out", "grades.xlsx"), "grades.xlsx is neither .json nor .csv"),
        (("nowhere.jsonl",), "nowhere.jsonl is not there"),
        (("nowhere",), "nowhere holds no finished answers"),
    ],
)
def test_what_cannot_be_graded_is_told(
    words: tuple[str, ...],
    message: str,
    answers: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(answers.parent)
    command("grade", *words, code=2)
    assert message in capsys.readouterr().err
