"""One answer to be graded: what was asked and said, and which option is right under each version of the labels."""

from collections.abc import Mapping
from dataclasses import dataclass

from scotoma.answers.files import AnswerSet
from scotoma.answers.records import Answer
from scotoma.benchmark import Benchmark
from scotoma.errors import RunMismatch, UsageError

__all__ = ["Item", "items_of"]


@dataclass(frozen=True, slots=True)
class Item:
    """`keys` are the right option by version of the labels, indexes into the question's own options.

    A question that was not answered, its partner being answered, has an answer in the state "failed". `text` is the
    question without its options. Pairs of one `group` are not independent of each other.
    """

    pair: str
    group: str
    text: str
    keys: Mapping[str, int]
    answer: Answer

    def key_shown(self, labels: str) -> int:
        """Where the right option stood among those the model saw."""
        key = self.keys[labels]
        return self.answer.order.index(key) if self.answer.order else key


def items_of(benchmark: Benchmark, answers: AnswerSet) -> tuple[Item, ...]:
    """The answers to a benchmark's questions, in the order of its pairs; those of pairs that were not asked at all are
    left out.

    Raises:
        UsageError: both images were asked about in one request; no harness knows such questions.
        RunMismatch: an answer is to a question that the benchmark does not have.
    """
    if answers.control == "relative":
        raise UsageError("Answers about both images at once (control relative) have no harness that grades them.")
    told = {answer.question: answer for answer in answers.answers}
    versions = {labels: benchmark.labelled(labels) for labels in benchmark.label_versions}
    keys: dict[str, dict[str, int]] = {}
    for labels, version in versions.items():
        for question in version.questions():
            assert question.answer is not None, "a question of a pair has a right option"
            keys.setdefault(question.id, {})[labels] = question.answer
    if unknown := next((question for question in told if question not in keys), None):
        raise RunMismatch(
            f"{answers.model} answered question {unknown!r}, which {benchmark.name} {benchmark.version} does not have. "
            "Give the benchmark that was asked with --benchmark."
        )
    return tuple(
        Item(pair.id, pair.group, each.text, keys[each.id], told.get(each.id) or _missing(each.id, each.options))
        for pair in benchmark.pairs
        for each in pair.questions
        if any(half.id in told for half in pair.questions)
    )


def _missing(question: str, options: tuple[str, ...]) -> Answer:
    return Answer(question, "failed", "", options, tuple(range(len(options))), error="not answered")
