"""Where reviewers and key part, pair by pair: what somebody has to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.review.records import CANNOT_TELL, Review
from scotoma.studio.store.tables import ADJUDICATIONS

__all__ = ["Decision", "Findings", "current", "findings_of", "points_of", "read_decisions"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a pair at one revision: keep, fix (back to the author) or drop, and why."""

    pair: str
    revision: int
    decision: str
    reason: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Findings:
    """A ready pair, its finished reviews of the draft as it is, where they part from it in words, and what was decided.

    Nothing is open where there are no points, or a decision on this revision.
    """

    draft: Draft
    reviews: tuple[Review, ...]
    points: tuple[str, ...]
    decision: Decision | None

    @property
    def open(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.points) and self.decision is None

    @property
    def reviewed_blind(self) -> bool:
        """Whether somebody who did not know the key has reviewed the pair."""
        return any(review.blind for review in self.reviews)


def read_decisions(connection: Connection) -> dict[str, Decision]:
    """The last decision on each pair, whatever revision it was of."""
    rows = connection.execute(select(ADJUDICATIONS)).mappings()
    return {row["pair"]: Decision(**row) for row in rows}


def current(drafts: Sequence[Draft], reviews: Sequence[Review]) -> dict[str, list[Review]]:
    """By pair, the finished reviews of the ready drafts as they are; those of earlier revisions fall away."""
    ready = {draft.pair: draft.revision for draft in drafts if draft.state == "ready"}
    found: dict[str, list[Review]] = {pair: [] for pair in ready}
    for review in reviews:
        if review.finished and ready.get(review.pair) == review.revision:
            found[review.pair].append(review)
    return found


def findings_of(
    drafts: Sequence[Draft], reviews: Sequence[Review], decisions: Mapping[str, Decision]
) -> list[Findings]:
    """What reviews found of every ready draft, in the order of the drafts."""
    by_pair = current(drafts, reviews)
    return [
        Findings(draft, tuple(by_pair[draft.pair]), points_of(draft, by_pair[draft.pair]), _valid(draft, decisions))
        for draft in drafts
        if draft.pair in by_pair
    ]


def points_of(draft: Draft, reviews: Sequence[Review]) -> tuple[str, ...]:
    """In words, each thing in which a review parts from the draft; the main pattern is compared, the others are not."""
    return tuple(point for review in reviews for point in _points(draft, review))


def _points(draft: Draft, review: Review) -> list[str]:
    points = []
    for name, answer, key in zip("AB", review.answers, (draft.answer_a, draft.answer_b), strict=True):
        if answer == CANNOT_TELL:
            points.append(f"{review.person} cannot tell for image {name}.")
        elif answer is not None and key is not None and answer != key:
            said, held = draft.options[answer], draft.options[key]
            points.append(f"{review.person} answers “{said}” for image {name}; the key says “{held}”.")
    main = review.patterns[0] if review.patterns else None
    if main and draft.patterns and main != draft.patterns[0]:
        points.append(f"{review.person} would call it {main}; the author calls it {draft.patterns[0]}.")
    if review.concern:
        points.append(f"{review.person} has a concern: {review.concern}")
    return points


def _valid(draft: Draft, decisions: Mapping[str, Decision]) -> Decision | None:
    found = decisions.get(draft.pair)
    return found if found is not None and found.revision == draft.revision else None
