"""LLaVA-Bench: how a judge scores a model's open answers relative to the reference answers."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from scotoma.answers import AnswerSet, Control
from scotoma.benchmark import LlavaBench
from scotoma.benchmark.formats.llava_bench import CATEGORIES
from scotoma.scoring.bootstrap import bootstrap, group_totals
from scotoma.scoring.intervals import Estimate, numbered
from scotoma.scoring.pairs import ALL
from scotoma.scoring.readings import check_benchmark

__all__ = ["LlavaBenchRow", "LlavaBenchScores", "read_review", "score_reviews"]

LOWEST, HIGHEST = 1, 10
TWO_SCORES = re.compile(r"[*\s]*(\d+(?:\.\d+)?)(?:\s*,\s*|\s+)(\d+(?:\.\d+)?)[*\s]*")


@dataclass(frozen=True, slots=True)
class LlavaBenchRow:
    """One category's scores, or all questions' where `category` is "all".

    Of `questions`, `judged` have both scores; `unread` reviews give no two scores from 1 to 10, `failed` reviews never
    came, and `unanswered` questions had no text to judge. Only what was judged is averaged. `reference_mean` and
    `candidate_mean` are the mean scores, `relative` is the second over the first: LLaVA prints a hundred times that.
    """

    category: str
    questions: int
    judged: int
    unread: int
    failed: int
    unanswered: int
    reference_mean: float | None
    candidate_mean: float | None
    relative: Estimate | None


@dataclass(frozen=True, slots=True)
class LlavaBenchScores:
    """One model's scores on LLaVA-Bench under one control by one judge, the categories first and "all" last.

    They are comparable with scores by the same judge only: not with published ones, whose judge was gpt-4-0314.
    """

    model: str
    benchmark: dict[str, str]
    control: Control
    judge: str
    rows: tuple[LlavaBenchRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """The scores as plain JSON-ready values."""
        return asdict(self)


def read_review(raw: str) -> tuple[float, float] | None:
    """The scores of reference and candidate: two numbers from 1 to 10, alone on the first line with text; else None.

    Example: "8 7.5\\nThe first ..." gives (8.0, 7.5); "Assistant 1: 8, Assistant 2: 7" and "-1 -1" give None.
    """
    first = next((line for line in raw.splitlines() if line.strip()), "")
    if (found := TWO_SCORES.fullmatch(first)) is None:
        return None
    reference, candidate = (float(score) for score in found.groups())
    inside = LOWEST <= reference <= HIGHEST and LOWEST <= candidate <= HIGHEST
    return (reference, candidate) if inside else None


def score_reviews(benchmark: LlavaBench, answers: AnswerSet, reviews: AnswerSet, *, seed: int = 0) -> LlavaBenchScores:
    """The relative score of one model by category, from what a judge said of its answers (`review_answers`).

    A review that failed, or gives no two scores, is counted and averaged into nothing. Intervals are bootstrapped over
    images, about each of which there are several questions.

    Source: Liu et al. 2023: mean score of the candidate over that of the reference. Their summary averages failures in
    as scores of -1.

    Raises:
        RunMismatch: answers or reviews are to another benchmark.
    """
    check_benchmark(benchmark, answers)
    check_benchmark(benchmark, reviews)
    said = {review.question: review for review in reviews.answers}
    scores = {
        question: None if review.state == "failed" else read_review(review.raw) for question, review in said.items()
    }
    became = {
        question: "judged" if scores[question] else "failed" if review.state == "failed" else "unread"
        for question, review in said.items()
    }
    with_text = {answer.question for answer in answers.answers if answer.raw.strip() and answer.state != "failed"}
    rows = []
    for category in (*CATEGORIES, ALL):
        items = [each.question for each in benchmark.items if category in (each.category, ALL)]
        if items:
            judged = [(each.image_id, *found) for each in items if (found := scores.get(each.id))]
            fates = [became.get(each.id, "failed" if each.id in with_text else "unanswered") for each in items]
            rows.append(_row(category, fates, judged, seed))
    return LlavaBenchScores(answers.model, answers.benchmark, answers.control, reviews.model, tuple(rows))


def _row(category: str, fates: Sequence[str], judged: Sequence[tuple[str, float, float]], seed: int) -> LlavaBenchRow:
    """A category's row from what became of each question, and image, reference and candidate score of those judged."""
    counts = {fate: fates.count(fate) for fate in ("judged", "unread", "failed", "unanswered")}
    if not judged:
        return LlavaBenchRow(category, len(fates), **counts, reference_mean=None, candidate_mean=None, relative=None)
    pairs = np.array([scores for _, *scores in judged], np.float64)
    totals = group_totals(pairs, numbered([image for image, *_ in judged])[0])
    relative = bootstrap(totals, lambda t: t[..., 1] / t[..., 0], n=len(judged), seed=seed)
    reference, candidate = pairs.mean(axis=0).tolist()
    return LlavaBenchRow(
        category, len(fates), **counts, reference_mean=reference, candidate_mean=candidate, relative=relative
    )
