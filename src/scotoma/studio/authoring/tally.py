"""How far the benchmark to be has come: pairs by state, patterns, and on which side the right answers stand."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scotoma.patterns import PATTERNS, Pattern
from scotoma.studio.authoring.drafts import STATES, Draft

__all__ = ["PatternCount", "Tally", "tally"]


@dataclass(frozen=True, slots=True)
class PatternCount:
    """How many pairs are counted under a pattern: all that name it first, and those of them that are ready."""

    pattern: Pattern
    written: int
    ready: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of pairs by state; of their main patterns, in the paper's order; and of those whose first and whose second
    option is right for image a.
    """

    states: dict[str, int]
    patterns: tuple[PatternCount, ...]
    unsorted: int
    answers: tuple[int, int]

    @property
    def pairs(self) -> int:
        """All pairs but the dropped ones."""
        return sum(self.states.values())

    @property
    def most(self) -> int:
        """The largest count of a pattern, at least 1: the scale of a drawing."""
        return max(1, *(each.written for each in self.patterns))

    @property
    def lopsided(self) -> bool:
        """Whether the right answer stands on one side so often that chance would do it once in a hundred times or less.

        By the two-sided normal approximation: |first - second| > 2.576 sqrt(n).
        """
        first, second = self.answers
        return abs(first - second) > 2.576 * math.sqrt(first + second)


def tally(drafts: Sequence[Draft]) -> Tally:
    """The counts of these drafts."""
    states = Counter(draft.state for draft in drafts)
    main = Counter(draft.patterns[0] for draft in drafts if draft.patterns)
    ready = Counter(draft.patterns[0] for draft in drafts if draft.patterns and draft.state == "ready")
    answers = Counter(draft.answer_a for draft in drafts)
    return Tally(
        states={state: states[state] for state in STATES},
        patterns=tuple(PatternCount(each, main[each.name], ready[each.name]) for each in PATTERNS),
        unsorted=sum(not draft.patterns for draft in drafts),
        answers=(answers[0], answers[1]),
    )
