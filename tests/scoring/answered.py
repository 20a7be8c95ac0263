"""Benchmarks of pairs without a picture, and answers to them from letters: "a" names the option shown first."""

from collections.abc import Callable, Sequence
from pathlib import Path

from scotoma.answers import Answer, AnswerSet, Control, State
from scotoma.benchmark import Benchmark, BenchmarkPair, Erratum, Question

__all__ = ["Answerer", "alternating", "answer_set", "constant", "make_benchmark", "read_letter", "seeing"]

SHA256 = "5" * 64
Answerer = Callable[[int, Question, Sequence[str]], str]
"""From the number of a question, the question and the options as shown to the letter that is answered."""


def make_benchmark(
    count: int, *, patterns: Sequence[str] = (), groups: Sequence[str] = (), errata: Sequence[Erratum] = ()
) -> Benchmark:
    """`count` pairs like MMVP's: questions "1", "2", ...; the first of a pair is right with "open", the other "closed".

    Patterns and groups are taken in turn.
    """
    pairs = []
    for number in range(count):
        first, second = (
            Question(
                str(2 * number + 1 + side), f"{2 * number + 1 + side}.jpg", f"Is door {number} open?", OPTIONS, side
            )
            for side in (0, 1)
        )
        pairs.append(
            BenchmarkPair(
                id=f"{first.id}-{second.id}",
                patterns=(patterns[number % len(patterns)],) if patterns else (),
                question_a=first,
                question_b=second,
                image_a=Path(first.image_id),
                image_b=Path(second.image_id),
                caption_a=None,
                caption_b=None,
                group=groups[number % len(groups)] if groups else str(number),
            )
        )
    return Benchmark("doors", "1", SHA256, "CC0-1.0", Path(), tuple(pairs), tuple(errata))


OPTIONS = ("open", "closed")


def answer_set(
    benchmark: Benchmark,
    answerer: Answerer,
    control: Control = "plain",
    *,
    model: str = "replay:doors",
    preset: str = "letter",
    states: dict[str, State] | None = None,
    without: Sequence[str] = (),
) -> AnswerSet:
    """The answers to every question but those `without`; under "swapped" the options are the other way round."""
    answers = []
    for number, question in enumerate(benchmark.questions()):
        if question.id in without:
            continue
        order = tuple(range(len(question.options)))[:: -1 if control == "swapped" else 1]
        shown = tuple(question.options[index] for index in order)
        if control == "relative":
            shown = ("the first image", "the second image")
        state = (states or {}).get(question.id, "answered")
        raw = answerer(number, question, shown) if state == "answered" else ""
        answers.append(Answer(question.id, state, raw, shown, order))
    known = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    return AnswerSet(model, known, control, preset, tuple(answers))


def read_letter(answer: Answer) -> int | None:
    """The option behind "a" or "b", none for anything else."""
    if answer.raw not in ("a", "b"):
        return None
    place = "ab".index(answer.raw)
    return answer.order[place] if answer.order else place


def constant(number: int, question: Question, shown: Sequence[str]) -> str:
    """Ignores everything: always the option shown first."""
    return "a"


def alternating(number: int, question: Question, shown: Sequence[str]) -> str:
    """Ignores everything: the first option, the second, the first, the second."""
    return "ab"[number % 2]


def seeing(number: int, question: Question, shown: Sequence[str]) -> str:
    """Knows what the question's own image shows."""
    assert question.answer is not None
    return "ab"[shown.index(question.options[question.answer])]
