"""Errors as pages: the message of what went wrong, under the status that fits."""

from http import HTTPStatus

from sqlalchemy.exc import DatabaseError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import BrokenImage, EditConflict, RunLocked, ScotomaError, StoreBusy, UnknownName
from scotoma.studio.web.pages import json_response, render

__all__ = ["REFUSALS"]

STATUS: dict[type[ScotomaError], int] = {
    UnknownName: 404,
    EditConflict: 409,
    RunLocked: 409,
    BrokenImage: 422,
    StoreBusy: 503,
}
TITLES = {
    400: "This cannot be done as asked",
    403: "No entry",
    404: "There is no such page",
    409: "Somebody else was here meanwhile",
    413: "Too large",
    422: "This picture cannot be shown",
    429: "Too many wrong links",
    503: "Not possible at this moment",
}


def on_http(request: Request, error: Exception) -> Response:
    """The page of an HTTPException."""
    assert isinstance(error, HTTPException)
    unsaid = error.detail == HTTPStatus(error.status_code).phrase
    message = "There is nothing at this address. Go back, or begin at the overview." if unsaid else error.detail
    response = _page(request, error.status_code, message)
    response.headers.update(error.headers or {})
    return response


def on_ours(request: Request, error: Exception) -> Response:
    """The page of an error raised on purpose."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    return _page(request, status, str(error))


def on_database(request: Request, error: Exception) -> Response:
    """The page of a database that fails; a statement that it refuses is a fault of ours and stays one.

    SQLite's damage comes as a DatabaseError itself, a full disk or a lost server as an OperationalError.
    """
    if type(error) not in (DatabaseError, OperationalError):
        raise error
    reason = " ".join(str(getattr(error, "orig", error)).split())
    return _page(
        request,
        503,
        f"The studio's database failed: {reason}. Nothing of what you sent was written. If it says that the file is "
        "damaged, stop the studio, keep a copy of the folder 'studio', and put a backup in its place.",
    )


def on_fault(request: Request, error: Exception) -> Response:
    """The page of a fault in the program; the server's terminal has the traceback."""
    return _page(request, 500, "This is a fault of the program, not yours. The terminal of the studio tells more.")


REFUSALS = {HTTPException: on_http, ScotomaError: on_ours, DatabaseError: on_database, Exception: on_fault}


def _page(request: Request, status: int, message: str) -> Response:
    if "application/json" in request.headers.get("accept", ""):
        return json_response({"error": message}, status_code=status)
    title = TITLES.get(status, HTTPStatus(status).phrase)
    return render(request, "web/refused.html", status_code=status, title=title, message=message)
