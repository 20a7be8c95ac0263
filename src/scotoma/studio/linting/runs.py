"""The drafts in a run folder, for the command line."""

from pathlib import Path

from scotoma.errors import UsageError
from scotoma.lint import Evidence, LintItem
from scotoma.progress import Progress, silent
from scotoma.studio.authoring.drafts import read_drafts
from scotoma.studio.linting.drafts import evidence_of, is_begun, item_of
from scotoma.studio.opening import open_studio
from scotoma.studio.review.records import read_reviews

__all__ = ["drafts_of_run"]


def drafts_of_run(
    run: Path, *, side_px: int, progress: Progress = silent
) -> tuple[str, tuple[LintItem, ...], Evidence]:
    """What the drafts of a studio's run are called, the pairs of which something is written, and what is known of them.

    Raises:
        RunLocked: the studio is open; its page /lint tells the same.
        UsageError: nothing is written yet.
    """
    with open_studio(run) as studio:
        with studio.store.read() as connection:
            drafts = [draft for draft in read_drafts(connection) if is_begun(draft)]
            reviews = read_reviews(connection)
        if not drafts:
            raise UsageError(
                f"{run} has no benchmark yet, and no draft: nothing was written for a pair. "
                f"'scotoma studio {run}' opens it for writing."
            )
        items = tuple(item_of(draft) for draft in drafts)
        return f"the drafts of {run}", items, evidence_of(studio, drafts, reviews, side_px=side_px, progress=progress)
