"""Studies and their participants as the store has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from scotoma.errors import UnknownName
from scotoma.studio.store.tables import PARTICIPANTS, STUDIES
from scotoma.studio.study.checks import Check, checks_from
from scotoma.studio.study.order import Item, from_rows
from scotoma.studio.web.accounts import hashed

__all__ = [
    "Participant",
    "State",
    "Study",
    "participant_of",
    "read_participants",
    "read_studies",
    "read_study",
]

State = Literal["not started", "declined", "unfinished", "finished", "withdrawn"]
"""Has a link and was never asked for consent or has not answered that; said no to it; has consented and not answered
everything; has; consented, and then took the answers back."""


@dataclass(frozen=True, slots=True)
class Study:
    """A study: which benchmark, by where it lies and its hash; what participants consent to; `checks` by id."""

    id: int
    name: str
    benchmark: str
    benchmark_sha256: str
    consent: str
    checks: Mapping[str, Check]
    seed: int
    is_open: bool
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody with a link: `number` counts within the study, `items` is what is asked in which order."""

    id: int
    study: int
    number: int
    items: tuple[Item, ...]
    state: State

    @property
    def called(self) -> str:
        """What the journal calls the participant."""
        return f"participant {self.number}"


def read_study(connection: Connection, study: int) -> Study:
    """The study of that number.

    Raises:
        UnknownName: there is none.
    """
    row = connection.execute(select(STUDIES).where(STUDIES.c.id == study)).mappings().one_or_none()
    if row is None:
        raise UnknownName(f"There is no study {study}. The page of studies lists those there are.")
    return _study(row)


def read_studies(connection: Connection) -> list[Study]:
    """All studies, the first made first."""
    return [_study(row) for row in connection.execute(select(STUDIES).order_by(STUDIES.c.id)).mappings()]


def read_participants(connection: Connection, study: int) -> list[Participant]:
    """The participants of a study by number, the withdrawn ones too."""
    wanted = select(PARTICIPANTS).where(PARTICIPANTS.c.study == study).order_by(PARTICIPANTS.c.number)
    return [
        Participant(row["id"], row["study"], row["number"], from_rows(row["items"]), _state(row))
        for row in connection.execute(wanted).mappings()
    ]


def participant_of(connection: Connection, token: str) -> Participant | None:
    """Who has the link with this token. It is looked up by its hash, so the time taken says nothing about tokens.

    The items, which never change, are read once a process.
    """
    known = hashed(token)
    row = connection.execute(select(*_STATE).where(PARTICIPANTS.c.token_sha256 == known)).mappings().one_or_none()
    if row is None:
        return None
    if (items := _ITEMS.get(known)) is None:
        wanted = select(PARTICIPANTS.c["items"]).where(PARTICIPANTS.c.token_sha256 == known)
        items = from_rows(connection.execute(wanted).scalar_one())
        if len(_ITEMS) >= REMEMBERED:
            _ITEMS.clear()
        _ITEMS[known] = items
    return Participant(row["id"], row["study"], row["number"], items, _state(row))


REMEMBERED = 2000  # participants; of 300 questions each these take about 100 MB
_ITEMS: dict[str, tuple[Item, ...]] = {}
_STATE = [PARTICIPANTS.c[name] for name in ("id", "study", "number", "consented_at", "finished_at", "withdrawn_at")]


def _state(row: Mapping[Any, Any]) -> State:
    if row["withdrawn_at"]:
        return "withdrawn" if row["consented_at"] else "declined"
    if row["finished_at"]:
        return "finished"
    return "unfinished" if row["consented_at"] else "not started"


def _study(row: Mapping[Any, Any]) -> Study:
    return Study(
        id=row["id"],
        name=row["name"],
        benchmark=row["benchmark"],
        benchmark_sha256=row["benchmark_sha256"],
        consent=row["consent"],
        checks=checks_from(row["checks"]),
        seed=row["seed"],
        is_open=row["state"] == "open",
        person=row["person"],
        at=row["at"],
    )
