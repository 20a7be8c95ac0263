"""The section on a blind and a mended model says what the test allows, and shows pairs of every kind."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scotoma.answers import Answer, AnswerSet, answer_folder, write_answers
from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.report import mended_verdicts
from scotoma.report.mended_section import STAGE, compared, mended_section, verdict
from scotoma.runs import record_stage
from scotoma.scoring import compare, score_answers, write_model_scores
from tests.benchmark.small import write_benchmark

NAMES = "toy:blind", "toy:mended"
RIGHT = {"toy:blind": ("three",), "toy:mended": ("one", "three")}  # pairs; both questions of the others are wrong


def given(benchmark: Benchmark, model: str, right: tuple[str, ...]) -> AnswerSet:
    """The model's answers: right for these pairs and wrong for the others."""
    answers = []
    for pair in benchmark.pairs:
        for question in pair.questions:
            assert question.answer is not None
            option = question.answer if pair.id in right else 1 - question.answer
            raw = question.options[option]
            answers.append(Answer(question.id, "answered", raw, question.options, (0, 1), "", ("0" * 64,)))
    head = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    return AnswerSet(model, head, "plain", "mmvp", tuple(answers))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder whose two models answered the small benchmark, which lies in its folder `asked`."""
    run = tmp_path / "run"
    benchmark = open_benchmark(write_benchmark(run / "asked"))
    for model, right in RIGHT.items():
        answers = given(benchmark, model, right)
        write_answers(answer_folder(run / "asked", model, "plain"), answers)
        write_model_scores(run / "asked", score_answers(benchmark, [answers]))
    parts = [{"folder": "asked", "benchmark": "nowhere", "title": "Colours"}]
    record_stage(run, STAGE, {"blind": NAMES[0], "mended": NAMES[1], "what": "Two toys.", "parts": parts})
    return run


def test_each_kind_of_pair_is_counted_and_shown_with_both_answers(run: Path) -> None:
    section = mended_section(run)
    assert section is not None
    (part,) = section["parts"]
    kinds = {kind["title"]: (kind["count"], len(kind["pairs"])) for kind in part["kinds"]}
    assert kinds == {
        "only the mended one right": (1, 1),
        "only the blind one right": (0, 0),
        "both right": (1, 1),
        "neither right": (1, 1),
    }
    (shown,) = part["kinds"][0]["pairs"]
    assert shown["question"] == "Which colour is it?"
    assert [side["truth"] for side in shown["sides"]] == ["red", "blue"]
    assert shown["sides"][0]["said"] == [("suspect", "blue", "✗"), ("reference", "red", "✓")]


def test_the_rows_are_the_scores(run: Path) -> None:
    section = mended_section(run)
    assert section is not None
    total = section["parts"][0]["rows"][-1]
    assert (total["title"], total["n"]) == ("All", 3)
    assert [text for _, text, _ in total["pair"]] == ["33%", "67%"]


def test_a_run_without_such_answers_has_no_section(tmp_path: Path) -> None:
    assert mended_section(tmp_path) is None
    assert mended_verdicts(tmp_path) == []


def test_without_the_benchmark_there_are_numbers_and_no_pairs(run: Path) -> None:
    (run / "asked" / "benchmark.json").unlink()
    section = mended_section(run)
    assert section is not None
    assert section["parts"][0]["kinds"] == []
    assert section["parts"][0]["rows"]


def test_another_benchmark_in_its_place_is_not_shown(run: Path) -> None:
    head = json.loads((run / "asked" / "benchmark.json").read_text())
    (run / "asked" / "benchmark.json").write_text(json.dumps({**head, "licence": "MIT"}))
    section = mended_section(run)
    assert section is not None
    assert section["parts"][0]["kinds"] == []


def test_the_verdict_claims_no_more_than_the_test(run: Path) -> None:
    benchmark = open_benchmark(run / "asked")
    scores = [score_answers(benchmark, [given(benchmark, model, right)]) for model, right in RIGHT.items()]
    (comparison,) = compare(scores)
    assert verdict(comparison, NAMES) == (
        "Not mended, as far as 3 pairs can tell: toy:mended is 33 points ahead, which chance alone may well give."
    )
    assert mended_verdicts(run) == [f"Colours: {verdict(comparison, NAMES)}"]
    sure = replace(comparison, p=0.001)
    assert verdict(sure, NAMES) == "Mended: toy:mended gets 33 points more of the pairs right than toy:blind."
    assert (
        verdict(sure, NAMES[::-1]) == "Not mended: toy:blind gets 33 points fewer of the pairs right than toy:mended."
    )
    assert "toy:mended alone has 1 pair right, toy:blind alone 0, both 1 and neither 1 of 3" in compared(comparison)
