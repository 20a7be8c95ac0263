"""The overview: what is in the run, and what to do next."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.report.contents import Contents
from scotoma.studio.overview.counting import count_work
from scotoma.studio.overview.steps import steps
from scotoma.studio.web.pages import person_of, render, reviewer_page, studio_of

__all__ = ["ROUTES"]


@reviewer_page
def overview(request: Request) -> Response:
    """How far the run has come; a reviewer sees only how many questions there are to answer."""
    studio = studio_of(request)
    with studio.store.read() as connection:
        work = count_work(connection)
    if not person_of(request).is_author:
        return render(request, "overview/reviewer.html", ready=work.ready)
    mined = None if studio.contents is None else studio.contents.pairs.num_rows
    unreadable = studio.collection if isinstance(studio.collection, str) and studio.contents else ""
    return render(
        request,
        "overview/overview.html",
        folder=str(studio.run.resolve()),
        facts=_facts(studio.contents),
        steps=steps(work, mined),
        unreadable=unreadable,
        changes=work.changes,
    )


def _facts(contents: Contents | None) -> list[tuple[str, Any]]:
    if contents is None:
        return []
    above, below = contents.certificate.above, contents.certificate.below
    suspect, reference = contents.names
    return [
        ("pictures", f"{contents.certificate.rows:,}"),
        ("pairs found", f"{contents.pairs.num_rows:,}"),
        ("the same to", f"{suspect} (above {above:g})"),
        ("different to", reference if below is None else f"{reference} (below {below:g})"),
    ]


ROUTES = [Route("/", overview)]
