"""What a participant does: consent, see a question, answer it once, withdraw."""

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from scotoma.studio.store import Store
from scotoma.studio.store.tables import PARTICIPANTS, SHOWN, STUDIES, STUDY_ANSWERS
from scotoma.studio.study.records import Participant

__all__ = ["CONCERN_CHARACTERS", "Given", "consent", "decline", "give_answer", "place_of", "show", "withdraw"]

CONCERN_CHARACTERS = 2000  # arbitrary: a long paragraph; the rest is cut


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a form brings it: the option as an index into the item's own; `visible_seconds` is None where no
    script counted them."""

    option: int
    visible_seconds: float | None = None
    concern: str = ""


def place_of(connection: Connection, participant: Participant) -> int:
    """The first place without an answer, `len(participant.items)` where all are answered."""
    return _first_open(connection, _progress(connection, participant, 0))


def consent(store: Store, participant: Participant) -> None:
    """Keep that the participant consents; after having declined too, but not after having withdrawn."""
    if participant.state in ("not started", "declined"):
        with store.begin(participant.called) as change:
            values = {"consented_at": store.now(), "withdrawn_at": None}
            change.update(PARTICIPANTS, {"id": participant.id}, values, action="consent")


def decline(store: Store, participant: Participant) -> None:
    """Keep that the participant does not consent; nothing is asked then."""
    if participant.state == "not started":
        _leave(store, participant, "decline")


def withdraw(store: Store, participant: Participant) -> None:
    """Take the participant's answers out of the results and the export, for good."""
    if participant.state in ("unfinished", "finished"):
        _leave(store, participant, "withdraw")


def _leave(store: Store, participant: Participant, action: str) -> None:
    with store.begin(participant.called) as change:
        change.update(PARTICIPANTS, {"id": participant.id}, {"withdrawn_at": store.now()}, action=action)


def show(store: Store, participant: Participant, place: int) -> None:
    """Note when the page of a place is first sent; times afterwards count from then.

    The note does not wait for the disk: a power cut that loses it makes the page be sent first once more.
    """
    with store.read() as connection:
        if _progress(connection, participant, place).shown_at is not None:
            return
    with store.begin(participant.called, flushed=False) as change:
        if _progress(change.connection, participant, place).shown_at is None:
            row = {"participant": participant.id, "place": place, "at": store.now()}
            change.connection.execute(insert(SHOWN).values(**row))


def give_answer(store: Store, participant: Participant, place: int, given: Given) -> bool:
    """Store the answer to a place, if that is the one being asked; whether it was stored.

    The first answer to a place stands. A second one, to a place that is answered, changes nothing, whatever it says:
    so a form may be sent again after a lost response. Neither does one to a place that was never shown, nor one in a
    closed study or after withdrawing. The check and the writing are one transaction.
    """
    with store.begin(participant.called) as change:
        there = _progress(change.connection, participant, place)
        if there.shown_at is None or not there.may_answer or place != _first_open(change.connection, there):
            return False
        at = store.now()
        taken = max(0.0, (datetime.fromisoformat(at) - datetime.fromisoformat(there.shown_at)).total_seconds())
        row = {
            "participant": participant.id,
            "place": place,
            "item": participant.items[place].id,
            "option": given.option,
            "seconds": taken,
            "visible_seconds": _believed(given.visible_seconds, taken),
            "concern": given.concern.strip()[:CONCERN_CHARACTERS],
            "at": at,
        }
        change.insert(STUDY_ANSWERS, row, action="answer")
        if there.answered + 1 == len(participant.items):
            change.update(PARTICIPANTS, {"id": participant.id}, {"finished_at": at}, action="finish")
        return True


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far a participant is, and when a place was first shown."""

    participant: int
    answered: int
    last: int | None
    may_answer: bool
    shown_at: str | None


def _progress(connection: Connection, participant: Participant, place: int) -> _Progress:
    """All of it in one query: this is what every page of a participant waits for."""
    answers, shown = STUDY_ANSWERS.c.participant == participant.id, SHOWN.c.participant == participant.id
    row = connection.execute(
        select(
            select(func.count()).select_from(STUDY_ANSWERS).where(answers).scalar_subquery(),
            select(func.max(STUDY_ANSWERS.c.place)).where(answers).scalar_subquery(),
            PARTICIPANTS.c.consented_at,
            PARTICIPANTS.c.withdrawn_at,
            STUDIES.c.state,
            select(SHOWN.c.at).where(shown).where(SHOWN.c.place == place).scalar_subquery(),
        )
        .join_from(PARTICIPANTS, STUDIES, PARTICIPANTS.c.study == STUDIES.c.id)
        .where(PARTICIPANTS.c.id == participant.id)
    ).one()
    may_answer = row[2] is not None and row[3] is None and row[4] == "open"
    return _Progress(participant.id, row[0], row[1], may_answer, row[5])


def _first_open(connection: Connection, there: _Progress) -> int:
    if there.last is None or there.answered == there.last + 1:
        return there.answered
    wanted = select(STUDY_ANSWERS.c.place).where(STUDY_ANSWERS.c.participant == there.participant)
    answered = set(connection.scalars(wanted))  # an author undid an answer
    return next(place for place in range(len(answered) + 1) if place not in answered)


def _believed(visible: float | None, taken: float) -> float | None:
    """What a browser says it counted, where that can be: from 0 to the time taken, and a second for clocks that differ
    in speed."""
    if visible is None or not math.isfinite(visible) or not 0 <= visible <= taken + 1:
        return None
    return min(visible, taken)
