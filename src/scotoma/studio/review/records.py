"""What a reviewer said of a pair, as its row in the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from scotoma.studio.store.tables import REVIEWS

__all__ = ["CANNOT_TELL", "Review", "read_reviews"]

CANNOT_TELL = -1


@dataclass(frozen=True, slots=True)
class Review:
    """One person's answers to the two questions of a pair, and the patterns they would give, the main one first.

    An answer is an index into the draft's options, whatever order they were shown in; `CANNOT_TELL`; or None where the
    question was not asked yet. `revision` is that of the draft that was reviewed. `blind` is False where the reviewer
    knew the key.
    """

    pair: str
    person: str
    revision: int
    answer_a: int | None
    answer_b: int | None
    patterns: tuple[str, ...]
    concern: str
    blind: bool
    finished_at: str | None
    at: str

    @property
    def answers(self) -> tuple[int | None, int | None]:
        """The answers to the questions of image a and image b."""
        return self.answer_a, self.answer_b

    @property
    def finished(self) -> bool:
        """Whether both questions were answered and the patterns given."""
        return self.finished_at is not None


def read_reviews(connection: Connection, person: str | None = None) -> list[Review]:
    """Every review, or one person's, by pair and person; of old revisions too, and those only begun."""
    wanted = select(REVIEWS).order_by(REVIEWS.c.pair, REVIEWS.c.person)
    if person is not None:
        wanted = wanted.where(REVIEWS.c.person == person)
    return [_review(row) for row in connection.execute(wanted).mappings()]


def _review(row: Mapping[Any, Any]) -> Review:
    return Review(**{**row, "patterns": tuple(row["patterns"])})
