"""The options read from one model's answers, as arrays over the pairs of a benchmark."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from scotoma.answers import Answer, AnswerSet
from scotoma.benchmark import Benchmark, QuestionSet
from scotoma.errors import RunMismatch
from scotoma.scoring.model_records import Counts

__all__ = ["LACKING", "STATES", "UNREAD", "Reader", "Readings", "became", "check_benchmark", "read_set", "remembering"]

Reader = Callable[[Answer], int | None]
"""From an answer to the option it names, an index into the question's own options; None where it names none."""

UNREAD, LACKING = -1, -2
STATES = ("read", "unparsed", "empty", "truncated", "refused", "failed", "missing")


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What was read under one control.

    `options` are indexes into the questions' own options, UNREAD, or LACKING where the request failed or the answer is
    missing. `places` are where the named option stood among those shown, the first being 0, below 0 like `options`.
    """

    options: Int64[np.ndarray, "P 2"]
    places: Int64[np.ndarray, "P 2"]
    counts: Counts


def read_set(benchmark: Benchmark, answers: AnswerSet, read: Reader) -> Readings:
    """Read every answer of one model under one control.

    Raises:
        RunMismatch: the answers are to another benchmark, or to a question that it does not have.
    """
    check_benchmark(benchmark, answers)
    told = {answer.question: answer for answer in answers.answers}
    options, places = np.full((2, len(benchmark.pairs), 2), LACKING, np.int64)
    found = dict.fromkeys(STATES, 0)
    for row, pair in enumerate(benchmark.pairs):
        for side, question in enumerate(pair.questions):
            answer = told.pop(question.id, None)
            option = None if answer is None or answer.state == "failed" else read(answer)
            found[became(answer, option)] += 1
            if answer is not None and answer.state != "failed":
                options[row, side] = UNREAD if option is None else option
                places[row, side] = UNREAD if option is None else _place(answer, option)
    if told:
        raise RunMismatch(
            f"{answers.model} answered question {next(iter(told))!r} ({answers.control}), which {benchmark.name} "
            f"{benchmark.version} does not have. Score it with the benchmark it was asked."
        )
    return Readings(options, places, Counts(questions=options.size, **found))


def check_benchmark(benchmark: QuestionSet, answers: AnswerSet) -> None:
    """That the answers are to this very benchmark, by its hash.

    Raises:
        RunMismatch: they are to another.
    """
    asked = answers.benchmark
    if asked.get("sha256") != benchmark.sha256:
        raise RunMismatch(
            f"{answers.model} was asked {asked.get('name')} {asked.get('version')} ({asked.get('sha256', '')[:12]}...) "
            f"under {answers.control}; this is {benchmark.name} {benchmark.version} ({benchmark.sha256[:12]}...). "
            "Open the benchmark as it was asked (--benchmark), or ask again."
        )


def remembering(read: Reader) -> Reader:
    """The same reader, which reads each different answer once: texts recur, most of all single letters."""
    known: dict[tuple[str, str, tuple[str, ...], tuple[int, ...]], int | None] = {}

    def reading(answer: Answer) -> int | None:
        key = (answer.state, answer.raw, answer.options, answer.order)
        if key not in known:
            known[key] = read(answer)
        return known[key]

    return reading


def became(answer: Answer | None, option: int | None) -> str:
    """Which of the fields of `Counts` a question falls under, from its answer and the option read."""
    if answer is None:
        return "missing"
    if option is not None:
        return "read"
    return "unparsed" if answer.state == "answered" else answer.state


def _place(answer: Answer, option: int) -> int:
    return answer.order.index(option) if answer.order else option
