"""The pairs of a benchmark as the rules see them."""

from scotoma.benchmark import Benchmark, BenchmarkPair, Question
from scotoma.lint.records import LintItem, LintSide

__all__ = ["items_of"]


def items_of(benchmark: Benchmark) -> tuple[LintItem, ...]:
    """The benchmark's pairs in their order, with the labels that it has."""
    return tuple(_item(pair) for pair in benchmark.pairs)


def _item(pair: BenchmarkPair) -> LintItem:
    return LintItem(
        pair=pair.id,
        a=_side(pair.question_a, pair.caption_a),
        b=_side(pair.question_b, pair.caption_b),
        patterns=pair.patterns,
        group=pair.group,
    )


def _side(question: Question, caption: str | None) -> LintSide:
    return LintSide(question.id, question.text, question.options, question.answer, caption, question.image_id)
