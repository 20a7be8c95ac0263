"""Everything a release is made from, read at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from scotoma.errors import InputError
from scotoma.studio.authoring.drafts import Draft, read_drafts
from scotoma.studio.linting.reports import standing_errors
from scotoma.studio.release.errata import still_wrong
from scotoma.studio.release.readiness import Caution, cautions_of
from scotoma.studio.release.records import ErratumRow, Release, read_errata, read_releases
from scotoma.studio.review.agreements import Agreements, agreements_of
from scotoma.studio.review.disagreements import Findings, findings_of, read_decisions
from scotoma.studio.review.records import Review, read_reviews
from scotoma.studio.web import Studio

__all__ = ["State", "read_state"]


@dataclass(frozen=True)
class State:
    """The drafts in their order, what reviews found of the ready ones, and what was released before, the last first."""

    drafts: list[Draft]
    reviews: list[Review]
    findings: list[Findings]
    releases: list[Release]
    errata: list[ErratumRow]
    cautions: list[Caution]

    @property
    def ready(self) -> list[Draft]:
        """The drafts that would be released."""
        return [draft for draft in self.drafts if draft.state == "ready"]

    def agreements(self) -> Agreements:
        """How far author and reviewers agree about them."""
        return agreements_of(self.drafts, self.reviews)


def read_state(studio: Studio) -> State:
    """What a release would hold and lack."""
    with studio.store.read() as connection:
        drafts, reviews = read_drafts(connection), read_reviews(connection)
        findings = findings_of(drafts, reviews, read_decisions(connection))
        releases, errata = read_releases(connection), read_errata(connection)
    ready = {draft.pair: draft for draft in drafts if draft.state == "ready"}
    wrong = [pair for release in releases for pair in still_wrong(studio.run, release, errata, ready)]
    cautions = cautions_of(
        drafts, findings, lint_errors=_lint_errors(studio, ready), uncarried=list(dict.fromkeys(wrong))
    )
    return State(drafts, reviews, findings, releases, errata, cautions)


def _lint_errors(studio: Studio, ready: Mapping[str, Draft]) -> list[tuple[str, ...]] | str:
    """The pairs of each error of the lint that nobody has waived; or in words why it could not be run."""
    try:
        return standing_errors(studio) if ready else []
    except InputError as error:
        return str(error)
