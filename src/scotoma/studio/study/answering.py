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
    mine = STUDY_ANSWERS.c.participant == participant.id
    count, last = connection.execute(
        select(func.count(), func.max(STUDY_ANSWERS.c.place)).select_from(STUDY_ANSWERS).where(mine)
    ).one()
    if last is None or count == last + 1:
        return int(count)
    answered = set(connection.scalars(select(STUDY_ANSWERS.c.place).where(mine)))  # an author undid an answer
    return next(place for place in range(len(participant.items)) if place not in answered)


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
    """Note when the page of a place is first sent; times afterwards count from then."""
    key = {"participant": participant.id, "place": place}
    with store.read() as connection:
        if _shown_at(connection, participant, place) is not None:
            return
    with store.begin(participant.called) as change:
        if _shown_at(change.connection, participant, place) is None:
            change.connection.execute(insert(SHOWN).values(**key, at=store.now()))


def give_answer(store: Store, participant: Participant, place: int, given: Given) -> bool:
    """Store the answer to a place, if that is the one being asked; whether it was stored.

    The first answer to a place stands. A second one, to a place that is answered, changes nothing, whatever it says:
    so a form may be sent again after a lost response. Neither does one to a place that was never shown, nor one in a
    closed study or after withdrawing. The check and the writing are one transaction.
    """
    with store.begin(participant.called) as change:
        shown = _shown_at(change.connection, participant, place)
        if shown is None or not _may_answer(change.connection, participant, place):
            return False
        at = store.now()
        taken = max(0.0, (datetime.fromisoformat(at) - datetime.fromisoformat(shown)).total_seconds())
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
        if place_of(change.connection, participant) == len(participant.items):
            change.update(PARTICIPANTS, {"id": participant.id}, {"finished_at": at}, action="finish")
        return True


def _may_answer(connection: Connection, participant: Participant, place: int) -> bool:
    state = connection.execute(
        select(STUDIES.c.state)
        .join(PARTICIPANTS, PARTICIPANTS.c.study == STUDIES.c.id)
        .where(PARTICIPANTS.c.id == participant.id)
        .where(PARTICIPANTS.c.consented_at.is_not(None))
        .where(PARTICIPANTS.c.withdrawn_at.is_(None))
    ).scalar()
    return state == "open" and place_of(connection, participant) == place


def _shown_at(connection: Connection, participant: Participant, place: int) -> str | None:
    wanted = select(SHOWN.c.at).where(SHOWN.c.participant == participant.id).where(SHOWN.c.place == place)
    return connection.execute(wanted).scalar()


def _believed(visible: float | None, taken: float) -> float | None:
    """What a browser says it counted, where that can be: from 0 to the time taken, and a second for clocks that differ
    in speed."""
    if visible is None or not math.isfinite(visible) or not 0 <= visible <= taken + 1:
        return None
    return min(visible, taken)
