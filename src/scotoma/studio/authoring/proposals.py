"""Proposals: what models, or captions, suggest for a pair, each waiting for a person to accept or refuse it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, Text, cast, select

from scotoma.drafting import ORIGIN, PairText
from scotoma.errors import EditConflict, UnknownName
from scotoma.studio.authoring.drafts import Draft, change_draft, draft_there
from scotoma.studio.store import Change, Store
from scotoma.studio.store.tables import PROPOSALS

__all__ = [
    "OPEN",
    "Proposal",
    "accept_draft",
    "accept_patterns",
    "add_proposal",
    "open_counts",
    "proposals_for",
    "proposals_of_kind",
    "read_proposal",
    "refuse",
]

OPEN, ACCEPTED, REFUSED = "open", "accepted", "refused"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was asked of whom about which pairs, the whole answer, and what was read of it.

    `kind` is "draft" (a pair's question), "themes" (the patterns behind all questions, free text), "sorting" (the
    patterns of each question) or "patterns" (one pair's part of a sorting). `state` is "open" until a person accepts or
    refuses it; "unreadable" and "failed" ones have a "reason" in `parsed` and nothing else.
    """

    id: int
    kind: str
    pairs: tuple[str, ...]
    model: str
    prompt: str
    raw: str
    parsed: dict[str, Any] | None
    state: str
    person: str
    at: str

    @property
    def text(self) -> PairText | None:
        """The question that a draft proposes; None where it could not be read."""
        if self.kind != "draft" or self.state in ("unreadable", "failed") or self.parsed is None:
            return None
        return PairText(**{**self.parsed, "patterns": tuple(self.parsed["patterns"])})

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns that are proposed for one pair."""
        return tuple((self.parsed or {}).get("patterns", ()))

    @property
    def reason(self) -> str:
        """Why nothing could be read; "" where something could."""
        return str((self.parsed or {}).get("reason", ""))

    @property
    def origin(self) -> str:
        """Where a draft made of it comes from."""
        return ORIGIN if self.model == ORIGIN else f"model:{self.model}"


def add_proposal(change: Change, kind: str, pairs: Sequence[str], values: Mapping[str, Any], at: str) -> int:
    """Keep a proposal, `values` being its model, prompt, raw answer, state and what was read; its number."""
    parsed = values.get("parsed")
    kept = asdict(parsed) if isinstance(parsed, PairText) else parsed
    row = {**values, "parsed": kept, "kind": kind, "pairs": [*pairs], "person": change.person, "at": at}
    return int(change.insert(PROPOSALS, row, action=f"ask for {_WORDS[kind]}")["id"])


_WORDS = {
    "draft": "a draft",
    "themes": "general patterns",
    "sorting": "the pattern of each question",
    "patterns": "the pattern of a question",
}


def read_proposal(connection: Connection, number: int) -> Proposal:
    """The proposal of this number.

    Raises:
        UnknownName: there is none.
    """
    row = connection.execute(select(PROPOSALS).where(PROPOSALS.c.id == number)).mappings().one_or_none()
    if row is None:
        raise UnknownName(f"There is no proposal {number}.")
    return _proposal(row)


def proposals_for(connection: Connection, pair: str) -> list[Proposal]:
    """The proposals for one pair alone, the last first."""
    alone = cast(PROPOSALS.c.pairs, Text) == json.dumps([pair])
    rows = connection.execute(select(PROPOSALS).where(alone).order_by(PROPOSALS.c.id.desc())).mappings()
    return [_proposal(row) for row in rows]


def proposals_of_kind(connection: Connection, kind: str, *, state: str | None = None) -> list[Proposal]:
    """All proposals of a kind, the last first; those in one state where it is named."""
    wanted = select(PROPOSALS).where(PROPOSALS.c.kind == kind).order_by(PROPOSALS.c.id.desc())
    if state is not None:
        wanted = wanted.where(PROPOSALS.c.state == state)
    return [_proposal(row) for row in connection.execute(wanted).mappings()]


def open_counts(connection: Connection) -> dict[str, int]:
    """How many proposals wait for a person, by pair."""
    waiting = select(PROPOSALS.c.pairs).where(PROPOSALS.c.state == OPEN, PROPOSALS.c.kind.in_(("draft", "patterns")))
    counts = dict[str, int]()
    for (pair,) in connection.scalars(waiting):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


def accept_draft(
    store: Store, person: str, number: int, pair: str, *, revision: int, edited: Mapping[str, Any] | None = None
) -> Draft:
    """Make a proposal the draft of its pair, with what the person `edited` of it; the draft says where it came from.

    Raises:
        UnknownName: there is no such proposal, or its pair was never picked.
        EditConflict: it has no draft for this pair, or the pair was changed since the person looked.
    """
    with store.begin(person) as change:
        proposal = read_proposal(change.connection, number)
        if proposal.text is None or proposal.pairs != (pair,):
            raise EditConflict(f"Proposal {number} has no draft for pair {pair} that could be accepted.")
        proposed = {each.name: getattr(proposal.text, each.name) for each in fields(PairText) if each.name != "notes"}
        values = {"state": "draft", **proposed, **(edited or {}), "origin": proposal.origin, "accepted": True}
        draft = change_draft(change, pair, values, revision=revision, action="accept a proposed draft")
        _settle(change, proposal, ACCEPTED)
        return draft


def accept_patterns(store: Store, person: str, number: int, pair: str, *, revision: int) -> Draft:
    """Make the proposed patterns those of the pair.

    Raises:
        UnknownName: there is no such proposal, or its pair was never picked.
        EditConflict: it proposes no patterns for this pair, or the pair was changed since the person looked.
    """
    with store.begin(person) as change:
        proposal = read_proposal(change.connection, number)
        if proposal.kind != "patterns" or not proposal.patterns or proposal.pairs != (pair,):
            raise EditConflict(f"Proposal {number} has no patterns for pair {pair} that could be accepted.")
        state = draft_there(change.connection, pair).state
        values = {"patterns": proposal.patterns, "state": "draft" if state == "picked" else state}
        draft = change_draft(change, pair, values, revision=revision, action="accept proposed patterns")
        _settle(change, proposal, ACCEPTED)
        return draft


def refuse(store: Store, person: str, number: int) -> Proposal:
    """Put a proposal away; it is kept, and can still be accepted later.

    Raises:
        UnknownName: there is no such proposal.
    """
    with store.begin(person) as change:
        proposal = read_proposal(change.connection, number)
        if proposal.state == OPEN:
            _settle(change, proposal, REFUSED)
        return read_proposal(change.connection, number)


def _settle(change: Change, proposal: Proposal, state: str) -> None:
    verb = "accept" if state == ACCEPTED else "refuse"
    change.update(PROPOSALS, {"id": proposal.id}, {"state": state}, action=f"{verb} a proposal")


def _proposal(row: Mapping[Any, Any]) -> Proposal:
    return Proposal(**{**row, "pairs": tuple(row["pairs"])})
