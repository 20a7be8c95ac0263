"""Our benchmarks as tasks that inspect_ai finds."""

from pathlib import Path

import pytest
from inspect_ai import eval as evaluate
from inspect_ai.log import EvalLog

from scotoma.answers.asking.inspect_tasks import benchmark
from scotoma.errors import UsageError
from tests.benchmark.shared_data import shared_data
from tests.benchmark.small import write_benchmark


def metrics(log: EvalLog) -> dict[str, float]:
    assert log.results is not None
    return {name: metric.value for name, metric in log.results.scores[0].metrics.items()}


def evaluated(folder: Path, **arguments: object) -> EvalLog:
    (log,) = evaluate(
        "scotoma/benchmark",
        model="scotoma/toy:first",
        task_args=arguments,
        log_dir=str(folder),
        display="none",
        ctl_server=False,
        log_realtime=False,
    )
    return log


def test_inspect_finds_the_tasks_by_name_and_scores_pairs(tmp_path: Path) -> None:
    small = write_benchmark(tmp_path / "small")
    log = evaluated(tmp_path / "logs", source=str(small))
    assert log.status == "success"
    assert (log.eval.task_version, log.eval.model) == ("0.3", "scotoma/toy:first")
    found = metrics(log)
    assert (found["accuracy"], found["pair_accuracy"], found["unread"]) == (0.5, 0.0, 0.0)
    explained = [(sample.scores or {})["option"] for sample in log.samples or []]
    assert {score.explanation for score in explained} == {"letter"}


def test_under_another_control_the_right_option_moves_with_the_options(tmp_path: Path) -> None:
    small = write_benchmark(tmp_path / "small")
    log = evaluated(tmp_path / "logs", source=str(small), control="swapped")
    answers = {sample.id: (sample.scores or {})["option"] for sample in log.samples or []}
    assert (answers["one-a"].answer, answers["one-a"].value) == ("blue", "I")
    assert (answers["one-b"].answer, answers["one-b"].value) == ("blue", "C")


def test_open_questions_are_no_task(tmp_path: Path) -> None:
    coco = shared_data("llava_bench_coco")
    with pytest.raises(UsageError, match="has open questions: ask them with `scotoma ask`, and have them judged"):
        benchmark(str(coco))
