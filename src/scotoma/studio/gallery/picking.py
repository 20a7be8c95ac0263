"""Picking and dropping pairs from the gallery, one or several at once."""

from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import UsageError
from scotoma.report.contents import Contents
from scotoma.report.wording import plural
from scotoma.studio.authoring.drafts import drop, pair_name, pick, read_draft
from scotoma.studio.gallery.at_hand import contents_of
from scotoma.studio.gallery.query import read_query
from scotoma.studio.gallery.viewing import read_pair
from scotoma.studio.store import Store
from scotoma.studio.web.pages import author_post, json_response, person_of, redirect, studio_of

__all__ = ["pick_post"]

MOST = 900  # pairs at once: a form has 1,000 fields at most
DONE = {"pick": "picked", "drop": "dropped"}


@author_post
def pick_post(request: Request, form: FormData) -> Response:
    """Pick or drop the pairs named; the gallery's script is told their states, others are led back."""
    contents, store, person = contents_of(request), studio_of(request).store, person_of(request).name
    action, names = _asked(form)
    pairs = [read_pair(name, contents.certificate.rows) for name in names]
    states = {
        pair_name(i, j): _picked(store, person, contents, (i, j))
        if action == "pick"
        else _dropped(store, person, pair_name(i, j))
        for i, j in pairs
    }
    if "application/json" in request.headers.get("accept", ""):
        return json_response({"states": states})
    query = read_query(dict(parse_qsl(_text(form, "query")[:4000])))
    at = f"/pairs/{pair_name(*pairs[0])}" if _text(form, "view") else "/pairs"
    verb = "was" if len(states) == 1 else "were"
    return redirect(f"{at}?{query.address()}", said=f"{plural(len(states), 'pair')} {verb} {DONE[action]}.")


def _picked(store: Store, person: str, contents: Contents, rows: tuple[int, int]) -> str:
    return pick(store, person, contents, *rows).state


def _dropped(store: Store, person: str, pair: str) -> str:
    """The state of the pair once it is dropped; empty where it was never picked, which needs no dropping."""
    with store.read() as connection:
        there = read_draft(connection, pair)
    if there is None or there.state == "dropped":
        return "" if there is None else there.state
    return drop(store, person, pair).state


def _asked(form: FormData) -> tuple[str, list[str]]:
    """The action, and the pairs it is for: that of a button of its own, or all that are ticked.

    Raises:
        UsageError: there is no such action, no pair, or too many.
    """
    for action in DONE:
        if one := _text(form, action):
            return action, [one]
    action = _text(form, "action")
    names = [name for name in form.getlist("pairs") if isinstance(name, str)]
    if action not in DONE:
        raise UsageError(f"{action[:40]!r} cannot be done with pairs; expected pick or drop.")
    if not 0 < len(names) <= MOST:
        raise UsageError(f"{len(names):,} pairs were named; expected 1 to {MOST:,}. Tick the pairs first.")
    return action, names


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
