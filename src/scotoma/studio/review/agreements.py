"""How far author and reviewers agree, pattern by pattern."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from scotoma.patterns import PATTERNS
from scotoma.scoring.agreement import Agreement, krippendorff_alpha
from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.review.disagreements import current
from scotoma.studio.review.records import CANNOT_TELL, Review

__all__ = ["ALL", "AgreementRow", "Agreements", "agreements_of"]

ALL = "all"


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Agreement about the pairs of one pattern, as their authors class them, or of all.

    Each is given twice: with the author's key, or patterns, as one more judgement (`answers`, `patterns`), and among
    the reviewers alone. `alike` of `told` answers are the key's; `cannot_tell` more were given as that. In the row of
    all pairs, `patterns` is about the main pattern; in a pattern's row about whether it was named, over all pairs.
    """

    pattern: str
    pairs: int
    alike: int
    told: int
    cannot_tell: int
    answers: Agreement
    answers_reviewers: Agreement
    patterns: Agreement
    patterns_reviewers: Agreement


@dataclass(frozen=True, slots=True)
class Agreements:
    """The rows, all pairs first; how many ready pairs there are, how many somebody reviewed blind, and how many reviews
    were left out as their reviewer knew the key."""

    rows: tuple[AgreementRow, ...]
    ready: int
    reviewed: int
    reviewers: int
    not_blind: int


def agreements_of(drafts: Sequence[Draft], reviews: Sequence[Review], *, seed: int = 0) -> Agreements:
    """Krippendorff's alpha of the ready drafts and their finished, blind reviews of the revision as it is.

    "Cannot tell" is a missing answer, and counted. A reviewer who has not reviewed a pair is not missing from it:
    nobody asks everybody about everything.
    """
    found = current(drafts, reviews)
    blind = {pair: [review for review in each if review.blind] for pair, each in found.items()}
    judged = [draft for draft in drafts if blind.get(draft.pair)]
    names = [pattern.name for pattern in PATTERNS if any(pattern.name in draft.patterns[:1] for draft in judged)]
    rows = [_row(ALL, judged, judged, blind, seed)]
    rows += [_row(name, [d for d in judged if d.patterns[:1] == (name,)], judged, blind, seed) for name in names]
    return Agreements(
        tuple(rows),
        ready=len(found),
        reviewed=len(judged),
        reviewers=len({review.person for each in blind.values() for review in each}),
        not_blind=sum(not review.blind for each in found.values() for review in each),
    )


def _row(
    name: str, drafts: Sequence[Draft], judged: Sequence[Draft], blind: Mapping[str, list[Review]], seed: int
) -> AgreementRow:
    keys = [(draft, side) for draft in drafts for side in (0, 1)]
    answers = [[_told(review.answers[side]) for review in blind[draft.pair]] for draft, side in keys]
    with_key = [[_key(draft, side), *given] for (draft, side), given in zip(keys, answers, strict=True)]
    told = [(key, answer) for key, *given in with_key for answer in given if answer is not None]
    classed = [[_classed(review.patterns, name) for review in blind[draft.pair]] for draft in judged]
    by_author = [_classed(draft.patterns, name) for draft in judged]

    def alpha(judgements: Sequence[Sequence[Hashable | None]], pairs: Sequence[Draft]) -> Agreement:
        return krippendorff_alpha(judgements, [draft.pair for draft in pairs], seed=seed)

    sides = [draft for draft, _ in keys]
    return AgreementRow(
        name,
        pairs=len(drafts),
        alike=sum(key == answer for key, answer in told),
        told=len(told),
        cannot_tell=sum(map(len, answers)) - len(told),
        answers=alpha(with_key, sides),
        answers_reviewers=alpha(answers, sides),
        patterns=alpha([[own, *each] for own, each in zip(by_author, classed, strict=True)], judged),
        patterns_reviewers=alpha(classed, judged),
    )


def _told(answer: int | None) -> int | None:
    return None if answer == CANNOT_TELL else answer


def _key(draft: Draft, side: int) -> int | None:
    return (draft.answer_a, draft.answer_b)[side]


def _classed(patterns: Sequence[str], name: str) -> Hashable | None:
    """What somebody says of a pair's pattern: the main one, or whether `name` is among those they named."""
    if not patterns:
        return None
    return patterns[0] if name == ALL else name in patterns
