"""Authors' pages of the review: disagreements and what is decided, and how far people agree."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.studio.authoring.drafts import read_drafts
from scotoma.studio.review.adjudication import REASON_SIGNS, decide, undo_decision
from scotoma.studio.review.agreements import agreements_of
from scotoma.studio.review.answering import look_at_key, read_desk
from scotoma.studio.review.disagreements import findings_of, read_decisions
from scotoma.studio.review.records import CANNOT_TELL, read_reviews
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, render, studio_of

__all__ = ["agreement", "decision", "disagreements", "look", "undo"]


@author_page
def disagreements(request: Request) -> Response:
    """Where reviewers part from the key, what was decided, and what is hidden from who has not reviewed it yet."""
    with studio_of(request).store.read() as connection:
        drafts, reviews = read_drafts(connection), read_reviews(connection)
        decisions = read_decisions(connection)
        unseen = read_desk(connection, person_of(request).name).unseen
    findings = findings_of(drafts, reviews, decisions)
    shown = [each for each in findings if each.draft.pair not in unseen]
    ready = {each.draft.pair: each.draft.revision for each in findings}
    moved = [each for each in decisions.values() if each.decision != "keep" and each.pair not in ready]
    return render(
        request,
        "review/disagreements.html",
        open=[each for each in shown if each.open],
        kept=[each for each in shown if each.decision is not None],
        moved=moved,
        agreed=sum(bool(each.reviews) and not each.points for each in findings),
        unreviewed=sum(not each.reviews for each in findings),
        hidden=[each.draft.pair for each in findings if each.open and each.draft.pair in unseen],
        cannot_tell=CANNOT_TELL,
        longest=REASON_SIGNS,
    )


@author_post
def decision(request: Request, form: FormData) -> Response:
    """Keep, send back or drop a pair."""
    pair, revision = str(form.get("pair", "")), str(form.get("revision", ""))
    decide(
        studio_of(request).store,
        person_of(request).name,
        pair,
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1,
        decision=str(form.get("decision", "")),
        reason=str(form.get("reason", "")),
    )
    return redirect("/review/decide", said=f"Decided on pair {pair}.")


@author_post
def undo(request: Request, form: FormData) -> Response:
    """Take a decision back."""
    pair = str(form.get("pair", ""))
    undo_decision(studio_of(request).store, person_of(request).name, pair)
    return redirect("/review/decide", said=f"The decision on pair {pair} was taken back.")


@author_post
def look(request: Request, form: FormData) -> Response:
    """Show a pair's key to somebody who has not reviewed it."""
    look_at_key(studio_of(request).store, person_of(request).name, str(form.get("pair", "")))
    return redirect("/review/decide")


@author_page
def agreement(request: Request) -> Response:
    """Krippendorff's alpha, pattern by pattern."""
    with studio_of(request).store.read() as connection:
        drafts, reviews = read_drafts(connection), read_reviews(connection)
    return render(request, "review/agreement.html", found=agreements_of(drafts, reviews))
