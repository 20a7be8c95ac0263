"""POPE: how often a model says that a thing is in an image when it is, and when it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float64

from scotoma.answers import Answer, AnswerSet, Control
from scotoma.benchmark import PopeBenchmark, Question
from scotoma.scoring.bootstrap import bootstrap, group_totals
from scotoma.scoring.intervals import Estimate, numbered
from scotoma.scoring.model_records import Counts
from scotoma.scoring.readings import STATES, Reader, became, check_benchmark

__all__ = ["MEAN", "RULES", "PopeRow", "PopeRule", "PopeScores", "published_rule", "score_pope"]

PopeRule = Literal["parser", "published"]
"""How yes or no is read: by scotoma's parser, which may abstain, or as POPE's published code does, which never does."""

RULES: tuple[PopeRule, ...] = ("parser", "published")
MEAN = "mean"
CELLS = ("true_yes", "false_yes", "true_no", "false_no", "unread_yes", "unread_no")
YES, NO = 0, 1  # the places of the options
METRICS = ("accuracy", "precision", "recall", "f1", "yes_ratio")


@dataclass(frozen=True, slots=True)
class PopeRow:
    """One split's scores, or where `split` is "mean" the mean of the splits'.

    `true_yes` are questions whose answer is yes and was given, `false_yes` those answered yes wrongly, and so on;
    `unread_yes` and `unread_no` are questions whose answer is yes or no and could not be read. They lower accuracy and
    recall, are no "yes" for precision, and are left out of `yes_ratio`, the share of "yes" among answers read. Figures
    are None where they are not defined.
    """

    split: str
    questions: int
    images: int
    true_yes: int
    false_yes: int
    true_no: int
    false_no: int
    unread_yes: int
    unread_no: int
    accuracy: Estimate | None
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None
    yes_ratio: Estimate | None


@dataclass(frozen=True, slots=True)
class PopeScores:
    """One model's scores on POPE under one control, read by one rule; the splits in their order, their mean last.

    `counts` are over all splits. What failed or is missing is in no score.
    """

    model: str
    benchmark: dict[str, str]
    control: Control
    preset: str
    rule: PopeRule
    counts: Counts
    rows: tuple[PopeRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """The scores as plain JSON-ready values."""
        return asdict(self)


def score_pope(
    benchmark: PopeBenchmark, answers: AnswerSet, *, read: Reader, rule: PopeRule = "parser", seed: int = 0
) -> PopeScores:
    """Accuracy, precision, recall, F1 and yes-ratio for each split and their mean, "yes" being what is looked for.

    `read` gives the option that an answer names; it is not used by the rule "published". Intervals are bootstrapped
    over images, about each of which there are several questions; the mean's keep an image's splits together.

    Source: Li et al. 2023 for the metrics; LLaVA reports the mean F1 of the three splits.

    Raises:
        RunMismatch: the answers are to another benchmark.
    """
    check_benchmark(benchmark, answers)
    told = {answer.question: answer for answer in answers.answers}
    reading = published_rule if rule == "published" else read
    cells = {
        split: [_cell(question, told.get(question.id), reading) for question in questions]
        for split, questions in benchmark.splits.items()
    }
    return PopeScores(
        model=answers.model,
        benchmark=answers.benchmark,
        control=answers.control,
        preset=answers.preset,
        rule=rule,
        counts=_counts(benchmark.questions(), told, reading),
        rows=_rows(benchmark, cells, seed),
    )


def published_rule(answer: Answer) -> int:
    """Yes or no as POPE's published code reads it: no where the first sentence has the word "No", "not" or "no", else
    yes, whatever else the text is. An empty answer is yes.

    Source: AoiDragon/POPE, evaluate.py: commas are dropped, words end at spaces, sentences at full stops.
    """
    words = answer.raw.split(".")[0].replace(",", "").split(" ")
    return NO if {"No", "not", "no"} & {*words} else YES


def _cell(question: Question, answer: Answer | None, reading: Reader) -> int | None:
    """Which of CELLS a question falls into; None where there is no answer to it."""
    if answer is None or answer.state == "failed":
        return None
    option = reading(answer)
    if option is None:
        return 4 + (question.answer == NO)
    right = option == question.answer
    if option == YES:
        return 0 if right else 1
    return 2 if right else 3


def _counts(questions: Sequence[Question], told: Mapping[str, Answer], reading: Reader) -> Counts:
    found = dict.fromkeys(STATES, 0)
    for question in questions:
        answer = told.get(question.id)
        found[became(answer, None if answer is None or answer.state == "failed" else reading(answer))] += 1
    return Counts(questions=len(questions), **found)


def _rows(benchmark: PopeBenchmark, cells: Mapping[str, list[int | None]], seed: int) -> tuple[PopeRow, ...]:
    """A row for each split and for their mean, from the cell that each question fell into."""
    images = [question.image_id for question in benchmark.questions()]
    numbers, sizes = numbered(images)
    by_split, at = dict[str, np.ndarray](), 0
    for split, found in cells.items():
        placed = [index for index, cell in enumerate(found) if cell is not None]
        marks = np.zeros((len(images), len(CELLS)))
        marks[[at + index for index in placed], [cell for cell in found if cell is not None]] = 1
        by_split[split] = group_totals(marks, numbers)
        at += len(found)
    rows = [_row(split, {split: totals}, seed) for split, totals in by_split.items()]
    return (*rows, _row(MEAN, by_split, seed)) if len(sizes) else tuple(rows)


def _row(name: str, splits: Mapping[str, Float64[np.ndarray, "G 6"]], seed: int) -> PopeRow:
    """The figures of one split, or the means of several, drawn together by image."""
    together = np.concatenate([*splits.values()], axis=1)
    asked = together.sum(axis=1) > 0
    counts = sum(totals.sum(axis=0) for totals in splits.values())
    questions = int(np.sum(counts))
    figures = {metric: _figure(metric, together[asked], questions, seed) for metric in METRICS}
    return PopeRow(
        split=name,
        questions=questions,
        images=int(asked.sum()),
        **dict(zip(CELLS, np.asarray(counts, np.int64).tolist(), strict=True)),
        accuracy=figures["accuracy"],
        precision=figures["precision"],
        recall=figures["recall"],
        f1=figures["f1"],
        yes_ratio=figures["yes_ratio"],
    )


def _figure(metric: str, totals: Float64[np.ndarray, "G k"], questions: int, seed: int) -> Estimate | None:
    """A metric's mean over the splits whose cells stand side by side, with its interval over images."""
    if not len(totals):
        return None

    def mean(cells: np.ndarray) -> np.ndarray:
        splits = cells.reshape(*cells.shape[:-1], -1, len(CELLS))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.mean(np.divide(*_parts(metric, splits)), axis=-1))

    return bootstrap(totals, mean, n=questions, seed=seed)


def _parts(metric: str, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is divided by what: right ones by those that could be."""
    true_yes, false_yes, true_no, false_no, unread_yes, _ = np.moveaxis(cells, -1, 0)
    read = true_yes + false_yes + true_no + false_no
    return {
        "accuracy": (true_yes + true_no, cells.sum(axis=-1)),
        "precision": (true_yes, true_yes + false_yes),
        "recall": (true_yes, true_yes + false_no + unread_yes),
        "f1": (2 * true_yes, 2 * true_yes + false_yes + false_no + unread_yes),
        "yes_ratio": (true_yes + false_yes, read),
    }[metric]
