"""A task for inspect_ai that runs offline, and without scotoma."""

import ast
import json
from pathlib import Path

import pytest
from inspect_ai import eval as evaluate
from inspect_ai.log import EvalLog
from inspect_ai.model import Model, ModelOutput, ModelUsage, get_model

from scotoma.benchmark import open_benchmark
from scotoma.export import export_benchmark
from tests.export.sample import hostile_benchmark, sample_benchmark


def answering(*answers: str) -> Model:
    """inspect_ai's mock model; its own default counts tokens with a table that it would fetch from the network."""
    usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    outputs = [ModelOutput.from_content("mockllm/model", answer) for answer in answers]
    return get_model("mockllm/model", custom_outputs=[each.model_copy(update={"usage": usage}) for each in outputs])


def evaluated(folder: Path, *answers: str) -> EvalLog:
    """The log of `inspect eval task.py` in an exported folder."""
    (log,) = evaluate(
        "task.py",
        model=answering(*answers),
        log_dir=str(folder.parent / "logs"),
        display="none",
        ctl_server=False,
        log_realtime=False,
        max_connections=1,
        max_samples=1,
    )
    return log


def test_the_task_runs_and_counts_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export_benchmark(open_benchmark(sample_benchmark(tmp_path / "sample")), "inspect", tmp_path / "out")
    monkeypatch.chdir(tmp_path / "out")
    right = [f"ANSWER: {letter}" for letter in "BABACAAB"]
    log = evaluated(tmp_path / "out", *right[:4], "ANSWER: B", right[5], "it is red", right[7])
    assert log.status == "success"
    assert log.results is not None
    found = {name: metric.value for name, metric in log.results.scores[0].metrics.items()}
    # pairs one and two are right; of three and four one side each
    assert (found["accuracy"], found["pair_accuracy"], found["unread"]) == (0.75, 0.5, 0.125)
    assert (log.eval.task_version, (log.eval.metadata or {})["licence"]) == ("2.1", "CC-BY-4.0")
    asked = (log.samples or [])[4].messages[0].text
    assert asked.endswith("Where is it?\n\nA) left\nB) right\nC) above")


def test_ids_that_no_file_can_have_are_numbered_and_kept_in_the_metadata(tmp_path: Path) -> None:
    opened = open_benchmark(hostile_benchmark(tmp_path / "hostile"))
    export_benchmark(opened, "inspect", tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out" / "questions.jsonl").read_bytes().split(b"\n") if line]
    assert [line["id"] for line in lines[:2]] == ["question-1", "question-2"]
    assert [line["metadata"]["question"] for line in lines] == [question.id for question in opened.questions()]


def test_the_task_needs_inspect_alone(tmp_path: Path) -> None:
    export_benchmark(open_benchmark(sample_benchmark(tmp_path / "sample")), "inspect", tmp_path / "out")
    tree = ast.parse((tmp_path / "out" / "task.py").read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} == {"collections", "inspect_ai", "pathlib"}
