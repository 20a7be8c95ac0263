"""Writing one pair: its page, saving, dropping, picking again, and undoing the last change."""

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import EditConflict, UnknownName
from scotoma.studio.authoring.drafts import drop, pick, read_drafts, save_draft
from scotoma.studio.authoring.forms import read_typed
from scotoma.studio.authoring.proposals import accept_draft, read_proposal
from scotoma.studio.authoring.shown import Form, draft_of, last_change, name_of, pair_shown
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, studio_of
from scotoma.studio.web.studio import Studio

__all__ = ["drop_pair", "pair_page", "pick_again", "save_pair", "undo_change"]


@author_page
def pair_page(request: Request) -> Response:
    """`/write/{i}-{j}`: the form of one pair, filled with what is written or, where one is named, with a proposal."""
    draft, named = draft_of(request), request.query_params.get("proposal", "")
    if not (named.isascii() and named.isdigit() and len(named) < 10):
        return pair_shown(request, draft, Form(draft.text, draft.revision))
    with studio_of(request).store.read() as connection:
        proposal = read_proposal(connection, int(named))
    if proposal.text is None or proposal.pairs != (draft.pair,):
        raise UnknownName(f"Proposal {named} is no draft for pair {draft.pair}.")
    text = replace(proposal.text, notes=draft.notes)
    return pair_shown(request, draft, Form(text, draft.revision, proposal.id))


@author_post
def save_pair(request: Request, sent: FormData) -> Response:
    """Save the form of a pair; one that is wrong, or meets another's, is shown again with all that was typed."""
    studio, typed, pair = studio_of(request), read_typed(sent), name_of(request)
    person = person_of(request).name
    if wrong := typed.wrong:
        form = Form(typed.text, typed.revision, typed.proposal, wrong)
        return pair_shown(request, draft_of(request), form, status_code=400)
    try:
        if typed.proposal is None:
            save_draft(studio.store, person, pair, typed.values, revision=typed.revision)
        else:
            accept_draft(studio.store, person, typed.proposal, pair, revision=typed.revision, edited=typed.values)
    except EditConflict as error:
        there = draft_of(request)
        form = Form(typed.text, there.revision, typed.proposal, conflict=str(error))
        return pair_shown(request, there, form, status_code=409)
    said = f"Pair {pair} is ready." if typed.ready else f"Pair {pair} is saved."
    if not typed.onward:
        return redirect(f"/write/{pair}", said=said)
    following = _next_unready(studio, pair)
    return redirect(f"/write/{following}" if following else "/write", said=said)


@author_post
def drop_pair(request: Request, sent: FormData) -> Response:
    """Take the pair out of the benchmark to be."""
    pair = name_of(request)
    drop(studio_of(request).store, person_of(request).name, pair)
    return redirect("/write", said=f"Pair {pair} is dropped. What was written is kept: show the dropped ones.")


@author_post
def pick_again(request: Request, sent: FormData) -> Response:
    """Put a dropped pair back."""
    studio, draft = studio_of(request), draft_of(request)
    if studio.contents is None:
        raise UnknownName("No pairs were mined in this folder, so none can be picked.")
    pick(studio.store, person_of(request).name, studio.contents, *draft.rows)
    return redirect(f"/write/{draft.pair}", said=f"Pair {draft.pair} is back.")


@author_post
def undo_change(request: Request, sent: FormData) -> Response:
    """Undo the last change of the pair that is not undone yet."""
    studio, draft = studio_of(request), draft_of(request)
    last = last_change(studio, draft)
    if last is None:
        return redirect(f"/write/{draft.pair}", said="There is nothing to undo.")
    studio.store.undo(person_of(request).name, last.id)
    return redirect(f"/write/{draft.pair}", said=f"Undone: {last.action}.")


def _next_unready(studio: Studio, pair: str) -> str | None:
    """The next pair after this one that is not ready, from the beginning again after the last; None where all are."""
    with studio.store.read() as connection:
        drafts = read_drafts(connection)
    places = [draft.pair for draft in drafts]
    start = places.index(pair) + 1 if pair in places else 0
    return next((each.pair for each in drafts[start:] + drafts[:start] if each.state != "ready"), None)
