"""LLaVA-Bench: relative scores by hand, and failures that are averaged into nothing."""

from pathlib import Path

import pytest

from scotoma.answers import Answer, AnswerSet, State
from scotoma.benchmark import LlavaBench, Question
from scotoma.benchmark.formats.llava_bench import Category, OpenQuestion
from scotoma.errors import RunMismatch
from scotoma.scoring import LlavaBenchScores, llava_bench_csv, llava_bench_table, read_review, score_reviews

KNOWN = {"name": "LLaVA-Bench (COCO)", "version": "6 questions", "sha256": "9" * 64}
CATEGORIES: tuple[Category, ...] = ("conv", "detail", "complex")


def make_bench() -> LlavaBench:
    """Six questions about two images, two of each category."""
    items = tuple(
        OpenQuestion(
            Question(str(number), f"{number // 3}.jpg", f"Say {number}.", (), None),
            CATEGORIES[number % 3],
            "A reference.",
            "A bowl.",
        )
        for number in range(6)
    )
    return LlavaBench(KNOWN["name"], KNOWN["version"], KNOWN["sha256"], "Apache-2.0", Path(), items, {}, {})


def said(model: str, texts: dict[str, str], states: dict[str, State] | None = None) -> AnswerSet:
    answers = tuple(Answer(number, (states or {}).get(number, "answered"), text) for number, text in texts.items())
    return AnswerSet(model, KNOWN, "plain", "letter", answers)


ANSWERS = said("replay:x", {str(number): "A bowl." for number in range(6)})


def scored(reviews: dict[str, str], states: dict[str, State] | None = None) -> LlavaBenchScores:
    return score_reviews(make_bench(), ANSWERS, said("judge", reviews, states))


@pytest.mark.parametrize(
    ("raw", "scores"),
    [
        ("8 7", (8.0, 7.0)),
        ("\n 8 7.5\nThe first is better.", (8.0, 7.5)),
        ("**9, 10**", (9.0, 10.0)),
        ("8,7", (8.0, 7.0)),
        ("-1 -1", None),
        ("0 5", None),
        ("11 5", None),
        ("8", None),
        ("Assistant 1: 8, Assistant 2: 7", None),
        ("The scores are 8 7", None),
        ("8 7 6", None),
        ("", None),
    ],
)
def test_a_review_begins_with_two_scores_from_one_to_ten_or_is_not_read(
    raw: str, scores: tuple[float, float] | None
) -> None:
    assert read_review(raw) == scores


def test_the_relative_score_is_the_ratio_of_the_means() -> None:
    found = scored({"0": "8 4", "1": "10 10", "2": "5 6", "3": "6 6", "4": "10 5", "5": "5 4"})
    assert found.judge == "judge"
    rows = {row.category: row for row in found.rows}
    assert [*rows] == ["conv", "detail", "complex", "all"]
    assert (rows["conv"].reference_mean, rows["conv"].candidate_mean) == (7.0, 5.0)
    assert rows["conv"].relative is not None
    assert rows["all"].relative is not None
    assert rows["conv"].relative.value == pytest.approx(5 / 7)
    assert rows["all"].relative.value == pytest.approx(35 / 44)  # not the mean of the six ratios
    assert "over 2 groups" in rows["all"].relative.method  # drawn by image


def test_failures_are_counted_and_averaged_into_nothing() -> None:
    reviews = {"0": "8 4", "1": "-1 -1", "2": "", "3": "6 6", "4": "10 5"}
    found = scored(reviews, {"2": "failed"})
    row = found.rows[-1]
    assert (row.questions, row.judged, row.unread, row.failed, row.unanswered) == (6, 3, 1, 2, 0)
    assert (row.reference_mean, row.candidate_mean) == (8.0, 5.0)
    complex_ = found.rows[2]
    assert (complex_.judged, complex_.relative, complex_.reference_mean) == (0, None, None)


def test_a_question_without_a_text_to_judge_is_unanswered() -> None:
    answers = said("replay:x", {"0": "A bowl.", "1": "", "2": ""}, {"1": "empty", "2": "failed"})
    row = score_reviews(make_bench(), answers, said("judge", {"0": "8 4"})).rows[-1]
    assert (row.judged, row.failed, row.unanswered) == (1, 0, 5)


def test_reviews_of_another_benchmark_are_refused() -> None:
    other = AnswerSet("judge", {**KNOWN, "sha256": "8" * 64}, "plain", "review", ())
    with pytest.raises(RunMismatch, match="judge was asked LLaVA-Bench"):
        score_reviews(make_bench(), ANSWERS, other)


def test_the_tables_say_what_the_figures_are_and_that_judges_do_not_compare() -> None:
    found = scored({"0": "8 4"})
    title, head, *lines = llava_bench_table([found]).splitlines()
    assert "comparable under one judge only" in title
    assert head.split()[:4] == ["model", "control", "judge", "category"]
    assert lines[0].split() == [
        "replay:x",
        "plain",
        "judge",
        "conv",
        *"21010",
        "8.00",
        "4.00",
        "50.0",
        "[50.0,",
        "50.0]",
    ]
    head, *lines = llava_bench_csv([found]).splitlines()
    assert head.endswith("reference_mean,candidate_mean,relative,relative_low,relative_high")
    assert lines[0] == "replay:x,plain,judge,conv,2,1,0,1,0,8.0,4.0,0.5,0.5,0.5"
    assert lines[1] == "replay:x,plain,judge,detail,2,0,0,2,0,,,,,"
