"""The page of the history, and undoing a line of it."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.errors import EditConflict
from scotoma.studio.history.lines import UNDOABLE, line_of
from scotoma.studio.store import Entry
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, render, studio_of

__all__ = ["ROUTES"]

PAGE = 100


@author_page
def history(request: Request) -> Response:
    """What was done, the last first: a page of it, or what was done to one pair (`pair=12-345`)."""
    pair, before = request.query_params.get("pair", ""), _number(request.query_params.get("before", ""))
    store = studio_of(request).store
    entries = store.history(key={"pair": pair} if pair else None, before_id=before, limit=PAGE + 1)
    older = entries[PAGE - 1].id if len(entries) > PAGE else None
    lines = [line_of(entry) for entry in entries[:PAGE]]
    return render(request, "history/history.html", lines=lines, pair=pair, older=older, first=before is None)


@author_post
def undo(request: Request, form: FormData) -> Response:
    """Undo one change."""
    store, number = studio_of(request).store, request.path_params["number"]
    entry = _entry(store.history(before_id=number + 1, limit=1), number)
    if entry.table_name not in UNDOABLE:
        raise EditConflict(f"'{entry.action}' cannot be undone: more than this row depends on it.")
    store.undo(person_of(request).name, number)
    return redirect("/history", said=f"Undone: {entry.action}.")


def _entry(found: list[Entry], number: int) -> Entry:
    if not found or found[0].id != number:
        raise EditConflict(f"The history has no entry {number}. Load its page again.")
    return found[0]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


ROUTES = [
    Route("/history", history),
    Route("/history/{number:int}/undo", undo, methods=["POST"]),
]
