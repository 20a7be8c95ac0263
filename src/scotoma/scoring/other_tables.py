"""Scores on POPE and LLaVA-Bench as plain text, and as one table for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from scotoma.scoring.intervals import Estimate
from scotoma.scoring.llava_bench import LlavaBenchRow, LlavaBenchScores
from scotoma.scoring.pope import PopeRow, PopeScores
from scotoma.scoring.tables import aligned, per_cent

__all__ = ["llava_bench_csv", "llava_bench_table", "pope_csv", "pope_table"]

READ_BY = {"parser": "scotoma's parser, which may abstain", "published": "POPE's published rule"}


def pope_table(scores: Sequence[PopeScores]) -> str:
    """A table for each rule and control; per cents with 95 per cent intervals."""
    kinds = dict.fromkeys((each.rule, each.control) for each in scores)
    return "\n\n".join(
        f"POPE, control {control}, yes and no as read by {READ_BY[rule]}\n"
        + aligned([POPE_HEAD, *_pope_lines([each for each in scores if (each.rule, each.control) == (rule, control)])])
        for rule, control in kinds
    )


def llava_bench_table(scores: Sequence[LlavaBenchScores]) -> str:
    """A line for each model, control, judge and category."""
    lines = [
        (
            each.model,
            each.control,
            each.judge,
            row.category,
            *(str(number) for number in (row.questions, row.judged, row.unread, row.failed, row.unanswered)),
            *("-" if mean is None else f"{mean:.2f}" for mean in (row.reference_mean, row.candidate_mean)),
            *per_cent(row.relative),
        )
        for each in scores
        for row in each.rows
    ]
    title = "LLaVA-Bench: 100 x mean score of the model over that of the reference; comparable under one judge only"
    return f"{title}\n{aligned([LLAVA_HEAD, *lines])}"


def pope_csv(scores: Sequence[PopeScores]) -> str:
    """A line for each model, control, rule and split: figures in 0..1 with intervals, and counts."""
    about = ("model", "control", "prompt", "rule")
    lines = [((each.model, each.control, each.preset, each.rule), each.rows) for each in scores]
    return _csv(about, PopeRow, lines)


def llava_bench_csv(scores: Sequence[LlavaBenchScores]) -> str:
    """A line for each model, control, judge and category: `relative` in 0..1 with its interval, and counts."""
    lines = [((each.model, each.control, each.judge), each.rows) for each in scores]
    return _csv(("model", "control", "judge"), LlavaBenchRow, lines)


WITH_INTERVALS = ("accuracy", "[95 %]", "precision", "[95 %]", "recall", "[95 %]", "F1", "[95 %]", "yes", "[95 %]")
POPE_HEAD = ("model", "split", "questions", "unread", *WITH_INTERVALS)
COUNTED = ("questions", "judged", "unread", "failed", "unanswered")
LLAVA_HEAD = ("model", "control", "judge", "category", *COUNTED, "reference", "model's", "relative", "[95 %]")


def _pope_lines(scores: Sequence[PopeScores]) -> list[tuple[str, ...]]:
    return [
        (
            each.model,
            row.split,
            str(row.questions),
            str(row.unread_yes + row.unread_no),
            *(cell for figure in _figures(row) for cell in per_cent(figure)),
        )
        for each in scores
        for row in each.rows
    ]


def _figures(row: PopeRow) -> tuple[Estimate | None, ...]:
    return row.accuracy, row.precision, row.recall, row.f1, row.yes_ratio


def _csv(about: tuple[str, ...], kind: type, lines: Sequence[tuple[tuple[str, ...], Sequence[Any]]]) -> str:
    """A line a row, headed by the names of the row's fields, three for each that has an interval."""
    names = [field.name for field in fields(kind)]
    wide = {name for name in names if name in ESTIMATES}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = [(name, f"{name}_low", f"{name}_high") if name in wide else (name,) for name in names]
    writer.writerow([*about, *(part for parts in heads for part in parts)])
    for known, rows in lines:
        for row in rows:
            cells = [_cells(getattr(row, name), name in wide) for name in names]
            writer.writerow([*known, *(part for parts in cells for part in parts)])
    return text.getvalue()


ESTIMATES = {"accuracy", "precision", "recall", "f1", "yes_ratio", "relative"}


def _cells(value: Any, wide: bool) -> tuple[Any, ...]:
    if not wide:
        return ("" if value is None else value,)
    return ("", "", "") if value is None else (value.value, value.low, value.high)
