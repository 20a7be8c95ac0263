"""Pictures and their small copies, for authors and reviewers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.studio.web.pages import reviewer_page, studio_of
from scotoma.studio.web.pictures import picture_bytes, thumb_bytes

__all__ = ["CACHED", "ROUTES"]

CACHED = {"Cache-Control": "private, max-age=86400"}


@reviewer_page
def image(request: Request) -> Response:
    """The picture of an embedding row, in its own size."""
    data, media_type = picture_bytes(studio_of(request), request.path_params["row"])
    return Response(data, media_type=media_type, headers=CACHED)


@reviewer_page
def thumb(request: Request) -> Response:
    """The small copy of an embedding row's picture."""
    data, media_type = thumb_bytes(studio_of(request), request.path_params["row"])
    return Response(data, media_type=media_type, headers=CACHED)


ROUTES = [Route("/images/{row:int}", image), Route("/thumbs/{row:int}", thumb)]
