"""Who may review which pairs, and whether blind to the key."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.store.tables import ADJUDICATIONS, DRAFTS, JOURNAL, PEOPLE, REVIEWS

__all__ = ["Reviewer", "reviewable", "reviewer_named"]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person, the pairs they ever wrote in, those whose key they saw in another way, and whether they are alone."""

    name: str
    wrote: frozenset[str]
    saw: frozenset[str]
    alone: bool

    def is_blind_to(self, pair: str) -> bool:
        """Whether this person has not seen the pair's key: as its author, as who decided on it, or by looking."""
        return pair not in self.wrote and pair not in self.saw


def reviewer_named(connection: Connection, name: str) -> Reviewer:
    """What decides which pairs this person may review. Picking a pair is not writing in it."""
    after = JOURNAL.c.after
    wrote = (
        select(after["pair"].as_string())
        .where(JOURNAL.c.table_name == DRAFTS.name, after["author"].as_string() == name)
        .where(after["state"].as_string() != "picked")
        .distinct()
    )
    decided = select(ADJUDICATIONS.c.pair).where(ADJUDICATIONS.c.person == name)
    looked = select(REVIEWS.c.pair).where(REVIEWS.c.person == name, REVIEWS.c.blind.is_(False))
    people = connection.scalar(select(func.count()).select_from(PEOPLE).where(PEOPLE.c.revoked_at.is_(None)))
    return Reviewer(
        name,
        frozenset(connection.scalars(wrote)),
        frozenset(connection.scalars(decided.union(looked))),
        alone=(people or 0) < 2,
    )


def reviewable(reviewer: Reviewer, drafts: list[Draft]) -> list[Draft]:
    """The ready drafts that this person may review: nobody reviews what they wrote, but for somebody who is alone."""
    ready = (draft for draft in drafts if draft.state == "ready")
    return [draft for draft in ready if reviewer.alone or draft.pair not in reviewer.wrote]
