"""Drafts: the pairs that were picked, and what has been written for each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, func, select

from scotoma.drafting import PairText
from scotoma.errors import EditConflict, UnknownName, UsageError
from scotoma.report.contents import Contents
from scotoma.studio.store import Change, Store
from scotoma.studio.store.changes import now
from scotoma.studio.store.tables import DRAFTS

__all__ = [
    "STATES",
    "Draft",
    "change_draft",
    "draft_there",
    "drop",
    "pair_name",
    "pick",
    "read_draft",
    "read_drafts",
    "rows_of",
    "save_draft",
]

STATES = ("picked", "draft", "ready")
"""The states of a pair that is in the benchmark to be; a fourth, "dropped", takes it out and keeps what was written."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A picked pair and what was written for it, as its row in the store says."""

    pair: str
    image_a: str
    image_b: str
    position: int
    state: str
    question: str
    option_1: str
    option_2: str
    answer_a: int | None
    patterns: tuple[str, ...]
    caption_a: str
    caption_b: str
    notes: str
    origin: str
    accepted: bool
    author: str
    changed_at: str
    revision: int

    @property
    def options(self) -> tuple[str, str]:
        """The two options, in their order."""
        return self.option_1, self.option_2

    @property
    def answer_b(self) -> int | None:
        """The option right for image b: the one that is not right for image a."""
        return None if self.answer_a is None else 1 - self.answer_a

    @property
    def rows(self) -> tuple[int, int]:
        """The rows of the two images in the run."""
        return rows_of(self.pair)

    @property
    def when(self) -> str:
        """When it was changed, to the minute."""
        return f"{self.changed_at[:10]} {self.changed_at[11:16]} UTC"

    @property
    def text(self) -> PairText:
        """What authors write of it."""
        return PairText(**{each.name: getattr(self, each.name) for each in fields(PairText)})


def pair_name(i: int, j: int) -> str:
    """What the pair of two rows is called, in whatever order they are given: "12-345".

    Raises:
        UsageError: the rows are the same, or below 0.
    """
    if i == j or min(i, j) < 0:
        raise UsageError(f"{i} and {j} are no pair: expected two different rows, counted from 0.")
    return f"{min(i, j)}-{max(i, j)}"


def rows_of(pair: str) -> tuple[int, int]:
    """The rows of the two images of a pair, the smaller first."""
    first, _, second = pair.partition("-")
    return int(first), int(second)


def read_draft(connection: Connection, pair: str) -> Draft | None:
    """The draft of a pair, a dropped one too; None where the pair was never picked."""
    row = connection.execute(select(DRAFTS).where(DRAFTS.c.pair == pair)).mappings().one_or_none()
    return None if row is None else _draft(row)


def read_drafts(connection: Connection, *states: str) -> list[Draft]:
    """The drafts in these states, in the order of the benchmark to be; all but the dropped ones where none is named."""
    wanted = select(DRAFTS).where(DRAFTS.c.state.in_(states or STATES)).order_by(DRAFTS.c.position, DRAFTS.c.pair)
    return [_draft(row) for row in connection.execute(wanted).mappings()]


def pick(store: Store, person: str, contents: Contents, i: int, j: int) -> Draft:
    """Put a pair into the benchmark to be, as its last; image a is that of the smaller row.

    A pair that is in it already stays as it is; one that was dropped comes back with what was written for it.

    Raises:
        UsageError: the rows are the same.
        UnknownName: the run has no such row.
    """
    pair = pair_name(i, j)
    image_a, image_b = _images(contents, rows_of(pair))
    with store.begin(person) as change:
        there = read_draft(change.connection, pair)
        if there is not None and there.state != "dropped":
            return there
        last = change.connection.scalar(select(func.max(DRAFTS.c.position)))
        changed = {"position": 1 + (last or 0), "author": person, "changed_at": now()}
        if there is None:
            values = {"pair": pair, "image_a": image_a, "image_b": image_b, "state": "picked", **changed}
            change.insert(DRAFTS, values, action="pick the pair")
        else:
            changed |= {"state": "draft", "revision": there.revision + 1}
            change.update(DRAFTS, {"pair": pair}, changed, action="pick the pair again")
        return draft_there(change.connection, pair)


def drop(store: Store, person: str, pair: str) -> Draft:
    """Take a pair out of the benchmark to be; what was written is kept, and `pick` brings it back.

    Raises:
        UnknownName: the pair was never picked.
    """
    with store.begin(person) as change:
        there = draft_there(change.connection, pair)
        changed = {"state": "dropped", "author": person, "changed_at": now(), "revision": there.revision + 1}
        change.update(DRAFTS, {"pair": pair}, changed, action="drop the pair")
        return draft_there(change.connection, pair)


def save_draft(store: Store, person: str, pair: str, values: Mapping[str, Any], *, revision: int) -> Draft:
    """Save what an author changed: `values` of the written fields or of `state`.

    `revision` is the one the author began from. What is saved is not checked here; `wrong_fields` does that. Values
    that are there already are no change: then nothing is written, and the revision stays.

    Raises:
        UnknownName: the pair was never picked.
        EditConflict: somebody saved another revision meanwhile, or dropped the pair.
    """
    action = "say that the pair is ready" if values.get("state") == "ready" else "write the question"
    with store.begin(person) as change:
        return change_draft(change, pair, values, revision=revision, action=action)


def change_draft(change: Change, pair: str, values: Mapping[str, Any], *, revision: int, action: str) -> Draft:
    """`save_draft` within a transaction that changes more.

    Raises:
        UnknownName: the pair was never picked.
        EditConflict: somebody saved another revision meanwhile, or dropped the pair.
    """
    there = draft_there(change.connection, pair)
    if there.revision != revision:
        raise EditConflict(
            f"{there.author} changed pair {pair} at {there.when}, after you had opened it. Compare the two "
            "versions, and save again what should stay."
        )
    if there.state == "dropped":
        raise EditConflict(f"{there.author} dropped pair {pair} at {there.when}. Put it back before you change it.")
    new = {name: list(value) if name == "patterns" else value for name, value in values.items()}
    old = {name: list(there.patterns) if name == "patterns" else getattr(there, name) for name in new}
    if new == old:
        return there
    new |= {"author": change.person, "changed_at": now(), "revision": revision + 1}
    change.update(DRAFTS, {"pair": pair}, new, action=action)
    return draft_there(change.connection, pair)


def draft_there(connection: Connection, pair: str) -> Draft:
    """The draft of a pair, a dropped one too.

    Raises:
        UnknownName: the pair was never picked.
    """
    draft = read_draft(connection, pair)
    if draft is None:
        raise UnknownName(f"Pair {pair} was not picked. Pick it among the pairs first.")
    return draft


def _draft(row: Mapping[Any, Any]) -> Draft:
    return Draft(**{**row, "patterns": tuple(row["patterns"])})


def _images(contents: Contents, rows: tuple[int, int]) -> tuple[str, str]:
    """The ids of the images of two rows."""
    count = contents.certificate.rows
    if max(rows) >= count:
        raise UnknownName(f"The run has no row {max(rows):,}: its {count:,} images are counted from 0.")
    (_, first), (_, second) = contents.pictures(rows)
    return first.id, second.id
