"""The overview: what is in the run, and what to do next."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.studio.web.pages import render, reviewer_page

__all__ = ["ROUTES"]


@reviewer_page
def overview(request: Request) -> Response:
    """How far the run has come."""
    return render(request, "overview/overview.html")


ROUTES = [Route("/", overview)]
