"""The lint of a studio's drafts, made when something has changed, and the waivers of its flags."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from scotoma.errors import EditConflict, UsageError
from scotoma.lint import Flag, LintReport, lint_benchmark
from scotoma.studio.authoring.drafts import Draft, read_drafts
from scotoma.studio.linting.drafts import evidence_of, is_begun, item_of
from scotoma.studio.review.records import Review, read_reviews
from scotoma.studio.store.tables import WAIVERS
from scotoma.studio.web.studio import Studio

__all__ = ["REASON_SIGNS", "SIDE_PX", "Waiver", "read_waivers", "report_of", "standing_errors", "unwaive", "waive"]

SIDE_PX = 336
REASON_SIGNS = 500
"""The longest reason of a waiver: a short paragraph. Arbitrary."""

KEPT = 8
"""Reports kept in memory: those of the last drafts, of all and of the ready ones, at some resolutions."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a flag may stand, who says so, and when."""

    flag: str
    reason: str
    person: str
    at: str


class Reports:
    """The last reports, by all that they were made from: a page that is loaded again does not wait for them."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._kept: dict[Any, LintReport] = {}

    def get(self, studio: Studio, drafts: Sequence[Draft], reviews: Sequence[Review], side_px: int) -> LintReport:
        """The report on these drafts, made where it is not kept."""
        made_from = (studio.run, tuple(drafts), tuple(reviews), side_px, _answer_files(studio.run))
        with self._turn:
            if made_from not in self._kept:
                evidence = evidence_of(studio, drafts, reviews, side_px=side_px)
                items = [item_of(draft) for draft in drafts]
                self._kept[made_from] = lint_benchmark(items, name=studio.run.resolve().name, evidence=evidence)
            report = self._kept.pop(made_from)
            self._kept[made_from] = report
            for oldest in list(self._kept)[:-KEPT]:
                del self._kept[oldest]
        return report


REPORTS = Reports()


def report_of(studio: Studio, *, side_px: int = SIDE_PX, only_ready: bool = False) -> LintReport:
    """What the lint finds in the drafts of which something is written, or in the ready ones, as they are.

    Raises:
        UsageError: `side_px` is below 1.
        BrokenFile: a file of answers in the run is damaged.
    """
    with studio.store.read() as connection:
        drafts = read_drafts(connection, "ready") if only_ready else read_drafts(connection)
        reviews = read_reviews(connection)
    return REPORTS.get(studio, [draft for draft in drafts if is_begun(draft)], reviews, side_px)


def standing_errors(studio: Studio) -> list[tuple[str, ...]]:
    """The pairs of each error in the ready drafts that nobody has waived."""
    with studio.store.read() as connection:
        waived = read_waivers(connection)
    flags = report_of(studio, only_ready=True).flags
    return [flag.pairs for flag in flags if flag.severity == "error" and flag.key not in waived]


def read_waivers(connection: Connection) -> dict[str, Waiver]:
    """The waivers, by their flag's key."""
    rows = connection.execute(select(WAIVERS).order_by(WAIVERS.c.at, WAIVERS.c.flag)).mappings()
    return {row["flag"]: Waiver(**row) for row in rows}


def waive(studio: Studio, person: str, flags: Sequence[Flag], key: str, reason: str) -> Flag:
    """Say why one of these flags may stand; it is then no longer counted, until what it is about changes.

    Raises:
        UsageError: the reason is missing or too long.
        EditConflict: there is no such flag by now.
    """
    said = " ".join(reason.split())
    if not said or len(said) > REASON_SIGNS:
        raise UsageError(f"A waiver needs its reason, of {REASON_SIGNS} signs at most: those who come later read it.")
    flag = next((flag for flag in flags if flag.key == key), None)
    if flag is None:
        raise EditConflict(
            "This flag is not there any more: what it was about has changed. Load the page again to see what stands."
        )
    with studio.store.begin(person) as change:
        values = {"reason": said, "person": person, "at": studio.store.now()}
        change.put(WAIVERS, {"flag": key}, values, action="waive a flag of the lint")
    return flag


def unwaive(studio: Studio, person: str, key: str) -> None:
    """Take a waiver back.

    Raises:
        EditConflict: there is none.
    """
    with studio.store.begin(person) as change:
        change.delete(WAIVERS, {"flag": key}, action="take a waiver back")


def _answer_files(run: Path) -> tuple[tuple[str, int], ...]:
    """The files of answers in the run, and when each was written."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted((run / "answers").glob("*/*/answers.jsonl")))
