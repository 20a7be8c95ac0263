"""What the order of the options does to a model's answers."""

from collections.abc import Sequence

import numpy as np

from scotoma.benchmark import Benchmark
from scotoma.scoring.intervals import Estimate, correlation_within, independent
from scotoma.scoring.model_records import OrderEffect
from scotoma.scoring.paired import paired_difference
from scotoma.scoring.pattern_rows import share_of_questions
from scotoma.scoring.readings import Readings

__all__ = ["order_effect"]


def order_effect(benchmark: Benchmark, plain: Readings, swapped: Readings) -> OrderEffect | None:
    """How two runs with opposite orders of the options compare, over questions with two options read in both.

    Each option stood in the first place once, so that a model without a preference for a place takes the first as often
    as the last, whatever is right. None where no question was read in both.
    """
    two = np.array([[len(question.options) == 2 for question in pair.questions] for pair in benchmark.pairs])
    read = two & (plain.options >= 0) & (swapped.options >= 0)
    consistent = share_of_questions(benchmark, plain.options == swapped.options, read)
    if consistent is None:
        return None
    lean = np.where(read, 1 - plain.places - swapped.places, 0)  # 1: the first place twice, -1: the last twice
    first, last = int((lean == 1).sum()), int((lean == -1).sum())
    groups = [pair.group for pair, row in zip(benchmark.pairs, read, strict=True) for side in row if side]
    return OrderEffect(consistent, first, last, _first_place(first, last, lean[read].astype(np.float64), groups))


def _first_place(first: int, last: int, lean: np.ndarray, groups: Sequence[str]) -> Estimate:
    """How often the first place was taken: a half, and half of the difference between the two ways to lean."""
    worth = independent(groups, correlation_within(lean, groups))
    difference = paired_difference(first, last, len(groups), worth)
    low, value, high = ((1 + each) / 2 for each in (difference.low, difference.value, difference.high))
    return Estimate(value, low, high, difference.n, difference.method)
