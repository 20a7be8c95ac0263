"""Asking models on an author's word: for one pair's draft, and for the patterns of all questions; and what to do with
what they propose."""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scotoma.drafting import DRAFT_PROMPT, SORTING_PROMPT, THEMES_PROMPT, model_for_page
from scotoma.errors import UsageError
from scotoma.studio.authoring.drafts import Draft, read_drafts
from scotoma.studio.authoring.forms import number, text_field
from scotoma.studio.authoring.proposals import (
    Proposal,
    accept_draft,
    accept_patterns,
    proposals_of_kind,
    read_proposal,
    refuse,
)
from scotoma.studio.authoring.proposing import Asking, Sides, propose_drafts, propose_from_captions
from scotoma.studio.authoring.proposing import propose_patterns as ask_patterns
from scotoma.studio.authoring.proposing import propose_themes as ask_themes
from scotoma.studio.authoring.shown import captions_of, draft_of
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, render, studio_of
from scotoma.studio.web.pictures import picture_bytes
from scotoma.studio.web.studio import Studio

__all__ = [
    "accept_proposal",
    "from_captions",
    "patterns_page",
    "propose_pair",
    "propose_patterns",
    "refuse_proposal",
    "sides_of",
]

LIMIT_S = 180.0  # what a person waits for a page; the command line waits as long as it takes
PLACES = threading.BoundedSemaphore(4)  # of the 40 threads that serve pages, so that no model keeps the others waiting
LONGEST_PROMPT = 20_000
LONGEST_NAME = 200


def sides_of(studio: Studio, draft: Draft) -> Sides:
    """The images of a pair as a model is sent them, upright and encoded anew, and the captions they came with."""
    return Sides(captions_of(studio, draft), lambda: [picture_bytes(studio, row)[0] for row in draft.rows])


@author_post
def propose_pair(request: Request, sent: FormData) -> Response:
    """Ask the model that is named for a draft of one pair, and wait for it."""
    studio, draft = studio_of(request), draft_of(request)
    asking = _asking(request, sent, otherwise=DRAFT_PROMPT)
    with _place():
        counts = propose_drafts(asking, [draft], lambda each: sides_of(studio, each))
    return redirect(f"/write/{draft.pair}#proposals", said=_said(asking.model.name, counts))


@author_post
def from_captions(request: Request, sent: FormData) -> Response:
    """Propose drafts from captions, for every pair of which nothing is written."""
    studio = studio_of(request)
    with studio.store.read() as connection:
        drafts = read_drafts(connection, "picked")
    counts = propose_from_captions(
        studio.store, person_of(request).name, drafts, lambda each: captions_of(studio, each)
    )
    without = counts["without captions"]
    said = f"{counts['open']} drafts are proposed from captions" + (f"; {without} pairs have none." if without else ".")
    return redirect("/write?show=proposed", said=said)


@author_page
def patterns_page(request: Request) -> Response:
    """`/write/patterns`: what models say of all questions at once, and the patterns they propose for each."""
    with studio_of(request).store.read() as connection:
        drafts = {draft.pair: draft for draft in read_drafts(connection)}
        themes, sortings = proposals_of_kind(connection, "themes"), proposals_of_kind(connection, "sorting")
        waiting = proposals_of_kind(connection, "patterns", state="open")
    return render(
        request,
        "authoring/patterns.html",
        written=sum(bool(draft.question and all(draft.options)) for draft in drafts.values()),
        themes=themes,
        sortings=sortings,
        waiting=[(each, drafts[each.pairs[0]]) for each in reversed(waiting) if each.pairs[0] in drafts],
        prompts={"themes": THEMES_PROMPT, "sorting": SORTING_PROMPT},
    )


@author_post
def propose_patterns(request: Request, sent: FormData) -> Response:
    """Ask the model that is named for general patterns, or to sort the questions, and wait for it."""
    sorting = text_field(sent, "do") == "sorting"
    asking = _asking(request, sent, otherwise=SORTING_PROMPT if sorting else THEMES_PROMPT)
    with asking.store.read() as connection:
        drafts = read_drafts(connection)
    with _place():
        counts = ask_patterns(asking, drafts) if sorting else ask_themes(asking, drafts)
    return redirect("/write/patterns", said=_said(asking.model.name, counts))


@author_post
def accept_proposal(request: Request, sent: FormData) -> Response:
    """Accept what a proposal says for its pair as it is."""
    proposal, back = _proposal(request), text_field(sent, "back")
    store, person, pair = studio_of(request).store, person_of(request).name, _only_pair(proposal)
    accept = accept_patterns if proposal.kind == "patterns" else accept_draft
    accept(store, person, proposal.id, pair, revision=number(sent, "revision"))
    return redirect(_back(back, pair), said=f"Accepted for pair {pair}.")


@author_post
def refuse_proposal(request: Request, sent: FormData) -> Response:
    """Put a proposal away."""
    proposal, back = _proposal(request), text_field(sent, "back")
    refuse(studio_of(request).store, person_of(request).name, proposal.id)
    return redirect(_back(back, _only_pair(proposal)), said="Refused; it is kept with the others.")


def _asking(request: Request, sent: FormData, *, otherwise: str) -> Asking:
    """Who is asked with which words, as the form says."""
    name, template = text_field(sent, "model").strip(), text_field(sent, "prompt").replace("\r\n", "\n").strip()
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(f"The model's name is {name[:40]!r}; expected one such as openai/gpt-4o or mini:NAME.")
    if len(template) > LONGEST_PROMPT:
        raise UsageError(f"The prompt has {len(template):,} characters; a page takes {LONGEST_PROMPT:,}.")
    store, person = studio_of(request).store, person_of(request).name
    return Asking(store, person, model_for_page(name), template or otherwise, limit_s=LIMIT_S)


@contextlib.contextmanager
def _place() -> Iterator[None]:
    """One of the few places for requests that wait for a model.

    Raises:
        HTTPException: 503, all are taken.
    """
    if not PLACES.acquire(blocking=False):
        raise HTTPException(
            503, "Four requests to models are under way, and no more are made at once. Try again when one has ended."
        )
    try:
        yield
    finally:
        PLACES.release()


def _said(model: str, counts: Counter[str]) -> str:
    """What came of asking, in a sentence."""
    if counts["failed"]:
        return f"{model} could not be asked; the reason is kept below."
    if counts["unreadable"]:
        return f"{model} answered, but not as it was asked to; the answer is kept below."
    left = f", and leaves {counts['left out']} questions out" if counts["left out"] else ""
    return f"{model} proposes{left}." if counts["open"] else f"{model} had been asked this before: see below."


def _proposal(request: Request) -> Proposal:
    with studio_of(request).store.read() as connection:
        return read_proposal(connection, request.path_params["number"])


def _only_pair(proposal: Proposal) -> str:
    if len(proposal.pairs) != 1:
        raise UsageError(f"Proposal {proposal.id} is of {len(proposal.pairs)} pairs; accept or refuse it pair by pair.")
    return proposal.pairs[0]


def _back(page: str, pair: str) -> str:
    return "/write/patterns" if page == "patterns" else f"/write/{pair}"
