"""How far the work on a run has come, in numbers."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.sql.selectable import Select

from scotoma.studio.store.tables import (
    DRAFTS,
    JOURNAL,
    LABELS,
    PARTICIPANTS,
    RELEASES,
    REVIEWS,
    STUDIES,
    STUDY_ANSWERS,
)

__all__ = ["Work", "count_work"]


@dataclass(frozen=True)
class Work:
    """What people have done: pairs by state, what waits for somebody, and the study.

    `picked` pairs have no question yet, `drafted` ones have something written, `proposed` ones of these were written
    by a model and not accepted, `ready` ones are finished. `reviewed` are those of the ready ones that somebody
    answered in their present revision.
    """

    labelled: int
    picked: int
    drafted: int
    proposed: int
    ready: int
    reviewed: int
    releases: int
    studies: int
    participants: int
    finished: int
    answers: int
    changes: int

    @property
    def in_benchmark(self) -> int:
        """The pairs that were picked and not dropped."""
        return self.picked + self.drafted + self.ready


def count_work(connection: Connection) -> Work:
    """The numbers of this moment."""
    grouped = connection.execute(select(DRAFTS.c.state, func.count()).group_by(DRAFTS.c.state))
    states: dict[str, int] = {str(state): int(count) for state, count in grouped}
    reviewed = select(func.count(func.distinct(REVIEWS.c.pair))).join_from(
        REVIEWS, DRAFTS, (DRAFTS.c.pair == REVIEWS.c.pair) & (DRAFTS.c.revision == REVIEWS.c.revision)
    )

    def number(wanted: Select[int]) -> int:
        return connection.execute(wanted).scalar_one()

    return Work(
        labelled=number(select(func.count(func.distinct(LABELS.c.pair)))),
        picked=states.get("picked", 0),
        drafted=states.get("draft", 0),
        proposed=number(
            select(func.count()).where(DRAFTS.c.accepted.is_(False), DRAFTS.c.state.in_(["picked", "draft"]))
        ),
        ready=states.get("ready", 0),
        reviewed=number(reviewed.where(DRAFTS.c.state == "ready")),
        releases=number(select(func.count()).select_from(RELEASES)),
        studies=number(select(func.count()).select_from(STUDIES)),
        participants=number(select(func.count()).select_from(PARTICIPANTS)),
        finished=number(select(func.count()).where(PARTICIPANTS.c.finished_at.is_not(None))),
        answers=number(select(func.count()).select_from(STUDY_ANSWERS)),
        changes=number(select(func.count()).select_from(JOURNAL)),
    )
