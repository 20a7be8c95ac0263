"""A reviewer's way through the pairs: the question that comes next, its answer, and the patterns of a pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from scotoma.errors import EditConflict, UsageError
from scotoma.patterns import pattern_named
from scotoma.studio.authoring.drafts import Draft, read_drafts
from scotoma.studio.review.order import Task, next_task, shown_options, tasks_of
from scotoma.studio.review.records import CANNOT_TELL, Review, read_reviews
from scotoma.studio.review.reviewers import Reviewer, reviewable, reviewer_named
from scotoma.studio.store import Store
from scotoma.studio.store.changes import Change
from scotoma.studio.store.history import read_entries
from scotoma.studio.store.tables import REVIEWS
from scotoma.studio.store.undoing import undo

__all__ = ["CONCERN_SIGNS", "Desk", "answer_question", "give_patterns", "look_at_key", "read_desk", "take_back"]

CONCERN_SIGNS = 2000  # arbitrary: a page of text
ANSWER, FINISH = "answer a question in review", "finish the review of a pair"


@dataclass(frozen=True)
class Desk:
    """All that one reviewer has done and has still to do. `reviews` are those of the drafts as they are: an answer to
    an earlier revision does not count, and is asked for again."""

    reviewer: Reviewer
    drafts: dict[str, Draft]
    reviews: dict[str, Review]
    tasks: list[Task]

    @property
    def answered(self) -> set[tuple[str, int]]:
        """The questions that were answered, by pair and side."""
        return {
            (review.pair, side)
            for review in self.reviews.values()
            for side, answer in enumerate(review.answers)
            if answer is not None
        }

    @property
    def finished(self) -> int:
        """How many pairs are done with."""
        return sum(review.finished for review in self.reviews.values())

    @property
    def waiting(self) -> Draft | None:
        """The pair both of whose questions were answered and whose patterns were not given: that comes first."""
        open_ones = (review for review in self.reviews.values() if not review.finished and None not in review.answers)
        return next((self.drafts[review.pair] for review in open_ones), None)

    @property
    def next(self) -> Task | None:
        """The next question; None where all are answered."""
        last = max(self.reviews.values(), key=lambda review: review.at, default=None)
        return next_task(self.tasks, self.answered, last.pair if last else None)

    @property
    def unseen(self) -> set[str]:
        """The pairs whose key is not to be shown to this person yet, so that their review of it is blind."""
        return {
            pair
            for pair in self.drafts
            if self.reviewer.is_blind_to(pair) and not (pair in self.reviews and self.reviews[pair].finished)
        }

    def task(self, token: str) -> Task:
        """The question that a page named by its token.

        Raises:
            EditConflict: there is none, as its draft has changed or the pair is not this person's to review.
        """
        found = next((task for task in self.tasks if task.token == token), None)
        if found is None:
            raise EditConflict(
                "This question was changed or taken out while you had it before you; your answer was not kept. Go back "
                "to the review: it goes on with the questions as they are."
            )
        return found


def read_desk(connection: Connection, person: str) -> Desk:
    """What this person has reviewed and has still to review."""
    reviewer = reviewer_named(connection, person)
    drafts = {draft.pair: draft for draft in reviewable(reviewer, read_drafts(connection, "ready"))}
    reviews = {
        review.pair: review
        for review in read_reviews(connection, person)
        if review.pair in drafts and review.revision == drafts[review.pair].revision
    }
    tasks = tasks_of(person, ((draft.pair, draft.revision) for draft in drafts.values()))
    return Desk(reviewer, drafts, reviews, tasks)


def answer_question(store: Store, person: str, token: str, place: int, concern: str = "") -> None:
    """Keep the answer to the question that `token` names: `place` 0 or 1 is the option's place as it was shown, and
    `CANNOT_TELL` stays what it is. A question that was answered before keeps its answer. What concerns were said of the
    pair before stay beside this one.

    Raises:
        EditConflict: the draft has changed meanwhile, or the pair is not this person's to review.
        UsageError: `place` is something else, or the concern is too long.
    """
    if place not in {0, 1, CANNOT_TELL}:
        raise UsageError(
            f"The answer is {place}; expected 0 or 1, the option's place, or {CANNOT_TELL} for cannot tell."
        )
    _check_concern(concern)
    with store.begin(person) as change:
        desk = read_desk(change.connection, person)
        task = desk.task(token)
        if (task.pair, task.side) in desk.answered:
            return
        answer = CANNOT_TELL if place == CANNOT_TELL else shown_options(person, task.pair)[place]
        there = desk.reviews.get(task.pair)
        answers = list(there.answers if there else (None, None))
        answers[task.side] = answer
        concerns = [there.concern if there else "", concern.strip()]
        said: dict[str, Any] = {
            **dict(zip(("answer_a", "answer_b"), answers, strict=True)),
            "concern": "\n".join(filter(None, concerns)),
            "patterns": [],
            "finished_at": None,
            "at": store.now(),
        }
        _put(change, desk, task.pair, said, action=ANSWER)


def give_patterns(
    store: Store, person: str, pair: str, *, revision: int, patterns: Sequence[str], concern: str = ""
) -> None:
    """Finish the review of a pair with the patterns this person would give it, the main one first.

    Raises:
        EditConflict: the draft has changed meanwhile, or its questions are not answered yet.
        UsageError: no pattern is named, or the concern is too long.
        UnknownName: a pattern is none of the nine.
    """
    names = list(dict.fromkeys(pattern_named(name).name for name in patterns))
    if not names:
        raise UsageError("No pattern was chosen. Choose the one that says best what differs between the two images.")
    _check_concern(concern)
    with store.begin(person) as change:
        desk = read_desk(change.connection, person)
        review = desk.reviews.get(pair)
        if review is None or review.revision != revision or None in review.answers:
            raise EditConflict(
                f"Pair {pair} was changed or taken out while you had it before you, or its questions are not both "
                "answered. Go back to the review: it goes on with the pairs as they are."
            )
        said = {"patterns": names, "concern": concern.strip(), "finished_at": store.now(), "at": store.now()}
        _put(change, desk, pair, said, action=FINISH)


def look_at_key(store: Store, person: str, pair: str) -> None:
    """Note that this person has looked at a pair's key before reviewing it: their review of it will not be blind.

    Raises:
        EditConflict: the pair is not theirs to review, or its key was theirs to see already.
    """
    with store.begin(person) as change:
        desk = read_desk(change.connection, person)
        if pair not in desk.unseen:
            raise EditConflict(f"The key of pair {pair} is not kept from you. Load the page again.")
        values: dict[str, Any] = {"revision": desk.drafts[pair].revision, "blind": False, "at": store.now()}
        if pair not in desk.reviews:
            values |= {"answer_a": None, "answer_b": None, "patterns": [], "concern": "", "finished_at": None}
        change.put(REVIEWS, {"pair": pair, "person": person}, values, action="look at the key before reviewing")


def take_back(store: Store, person: str) -> None:
    """Take back what this person did last in review, so that it is asked again.

    Raises:
        EditConflict: there is nothing to take back.
    """
    with store.begin(person) as change:
        entries = read_entries(change.connection, table=REVIEWS, limit=1000)
        own = (
            each for each in entries if each.person == person and each.action in {ANSWER, FINISH} and not each.undone
        )
        last = next(own, None)
        if last is None:
            raise EditConflict("There is no answer of yours to take back.")
        undo(change, last.id)


def _put(change: Change, desk: Desk, pair: str, values: dict[str, Any], *, action: str) -> None:
    facts = {"revision": desk.drafts[pair].revision, "blind": desk.reviewer.is_blind_to(pair)}
    change.put(REVIEWS, {"pair": pair, "person": desk.reviewer.name}, {**values, **facts}, action=action)


def _check_concern(concern: str) -> None:
    if len(concern) > CONCERN_SIGNS:
        raise UsageError(f"The concern has {len(concern):,} signs; {CONCERN_SIGNS:,} are the most. Say it shorter.")
