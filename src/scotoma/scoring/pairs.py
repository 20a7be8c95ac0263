"""Pair scores: a pair counts only if both of its questions are answered right."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np

from scotoma.benchmark import UNSORTED, Benchmark
from scotoma.errors import ShapeMismatch
from scotoma.patterns import PATTERNS
from scotoma.scoring.intervals import Share, correlation_within, share_of

__all__ = ["ALL", "PairScores", "PatternScore", "Verdict", "by_pattern", "score_pairs"]

ALL = "all"

Verdict: TypeAlias = bool | None
"""Right, wrong, or undecided: a tie, or an answer that could not be read."""


@dataclass(frozen=True, slots=True)
class PatternScore:
    """The scores of one pattern's P pairs (of `groups` different questions), or of all where `pattern` is "all".

    Each pair is exactly one of: `both` right; `one` right and the other wrong, which is what the same answer to both
    questions gives; `neither` right, the answers being swapped; `undecided`, at least one of the two. `pair` is the
    share of `both`. `single` is the share of the 2 P questions that were answered right, None where a metric has no
    such thing.
    """

    pattern: str
    groups: int
    both: int
    one: int
    neither: int
    undecided: int
    pair: Share
    single: Share | None


@dataclass(frozen=True, slots=True)
class PairScores:
    """One metric's scores, the nine patterns first and "all" last, and what independent guesses would score."""

    metric: str
    chance_pair: float
    chance_single: float | None
    rows: tuple[PatternScore, ...]

    def as_dict(self) -> dict[str, Any]:
        """The scores as plain JSON-ready values."""
        return asdict(self)

    def of(self, pattern: str) -> PatternScore:
        """The row of a pattern, or of "all".

        Raises:
            KeyError: no pair has that pattern.
        """
        return {row.pattern: row for row in self.rows}[pattern]


def score_pairs(
    benchmark: Benchmark,
    first: Sequence[Verdict],
    second: Sequence[Verdict],
    *,
    metric: str,
    chance_pair: float = 0.25,
    chance_single: float | None = 0.5,
) -> PairScores:
    """Pair and single accuracy by pattern, from the verdicts on both questions of each of the P pairs.

    An undecided verdict is counted as such and never as right. Pairs of one `group` are not independent: how much they
    correlate is estimated once, over the whole benchmark, and widens every interval (`share_of`). With `chance_single`
    None there is no single accuracy.

    Raises:
        ShapeMismatch: there are not as many verdicts as pairs.
    """
    count = len(benchmark.pairs)
    if {len(first), len(second)} != {count}:
        raise ShapeMismatch(f"{len(first)} and {len(second)} verdicts came for {count} pairs; each pair has one each.")
    groups = [pair.group for pair in benchmark.pairs]
    right = np.array([[a is True, b is True] for a, b in zip(first, second, strict=True)], np.float64)
    wrong = np.array([[a is False, b is False] for a, b in zip(first, second, strict=True)])
    pair_alike = correlation_within(right.min(axis=1), groups)
    single_alike = correlation_within(right.ravel(), _twice(groups))
    rows = []
    for pattern, chosen in by_pattern(benchmark):
        of, within = right[chosen], [groups[index] for index in chosen]
        lost = wrong[chosen].sum(axis=1)
        decided = of.sum(axis=1) + lost == 2
        both = of.min(axis=1)
        rows.append(
            PatternScore(
                pattern=pattern,
                groups=len(set(within)),
                both=int(both.sum()),
                one=int((decided & (lost == 1)).sum()),
                neither=int((lost == 2).sum()),
                undecided=int((~decided).sum()),
                pair=share_of(both, within, pair_alike),
                single=None if chance_single is None else share_of(of.ravel(), _twice(within), single_alike),
            )
        )
    return PairScores(metric, chance_pair, chance_single, tuple(rows))


def by_pattern(benchmark: Benchmark) -> Iterator[tuple[str, list[int]]]:
    """Each pattern that has pairs, in the paper's order, with the indexes of its pairs; then "unsorted", where pairs
    have none; at last "all" with all."""
    names = [pair.pattern for pair in benchmark.pairs]
    for pattern in (*(each.name for each in PATTERNS), UNSORTED):
        chosen = [index for index, name in enumerate(names) if name == pattern]
        if chosen:
            yield pattern, chosen
    yield ALL, list(range(len(names)))


def _twice(groups: list[str]) -> list[str]:
    """The group of each question: both of a pair have the pair's."""
    return [group for group in groups for _ in range(2)]
