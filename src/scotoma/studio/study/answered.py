"""The answers to a study as rows, and as arrays over the pairs of its benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64
from sqlalchemy import Connection, select

from scotoma.benchmark import Benchmark
from scotoma.studio.store.tables import PARTICIPANTS, STUDY_ANSWERS
from scotoma.studio.study.order import Item
from scotoma.studio.study.records import Participant

__all__ = ["UNANSWERED", "StudyAnswer", "chosen_options", "counted_people", "read_study_answers"]

UNANSWERED = -1


@dataclass(frozen=True, slots=True)
class StudyAnswer:
    """What participant `number` chose at a place: `option` is an index into the item's own options, however shown.

    `seconds` is the server's time from the first sending of the page, `visible_seconds` the browser's while the page
    was in view, None where it told none.
    """

    number: int
    place: int
    item: Item
    option: int
    seconds: float
    visible_seconds: float | None
    concern: str


def counted_people(people: Sequence[Participant], without: Sequence[int] = ()) -> list[Participant]:
    """Those whose answers count: who has consented, not withdrawn, and is not left out by number."""
    return [person for person in people if person.state in ("unfinished", "finished") and person.number not in without]


def read_study_answers(connection: Connection, study: int, people: Sequence[Participant]) -> list[StudyAnswer]:
    """The answers of these participants of a study, by participant and place."""
    known = {person.id: person for person in people}
    wanted = (
        select(STUDY_ANSWERS)
        .join(PARTICIPANTS, PARTICIPANTS.c.id == STUDY_ANSWERS.c.participant)
        .where(PARTICIPANTS.c.study == study)
        .order_by(PARTICIPANTS.c.number, STUDY_ANSWERS.c.place)
    )
    return [
        StudyAnswer(
            number=known[row["participant"]].number,
            place=row["place"],
            item=known[row["participant"]].items[row["place"]],
            option=row["option"],
            seconds=row["seconds"],
            visible_seconds=row["visible_seconds"],
            concern=row["concern"],
        )
        for row in connection.execute(wanted).mappings()
        if row["participant"] in known
    ]


def chosen_options(
    benchmark: Benchmark, people: Sequence[Participant], answers: Sequence[StudyAnswer]
) -> Int64[np.ndarray, "H P 2"]:
    """What each of H people chose for the two questions of each of P pairs, UNANSWERED where nothing."""
    rows = {person.number: row for row, person in enumerate(people)}
    places = {side.id: (row, at) for row, pair in enumerate(benchmark.pairs) for at, side in enumerate(pair.questions)}
    options = np.full((len(people), len(benchmark.pairs), 2), UNANSWERED, np.int64)
    for answer in answers:
        if not answer.item.is_check:
            options[(rows[answer.number], *places[answer.item.id])] = answer.option
    return options
