"""A reviewer's pages: where they stand, the next question, the patterns of a pair."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import UsageError
from scotoma.patterns import PATTERNS
from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.review.answering import (
    CONCERN_SIGNS,
    Desk,
    answer_question,
    give_patterns,
    read_desk,
    take_back,
)
from scotoma.studio.review.order import Task, shown_options
from scotoma.studio.review.records import CANNOT_TELL
from scotoma.studio.web.pages import person_of, redirect, render, reviewer_page, reviewer_post, studio_of
from scotoma.studio.web.pictures import picture_bytes

__all__ = ["answer", "ask", "home", "patterns", "picture", "undo_answer"]

PLACES = {"1": 0, "2": 1, "0": CANNOT_TELL}


@reviewer_page
def home(request: Request) -> Response:
    """How far this person's review has come, and what it is about."""
    desk = _desk(request)
    left = len(desk.drafts) - desk.finished
    return render(request, "review/home.html", desk=desk, left=left, **_progress(desk))


@reviewer_page
def ask(request: Request) -> Response:
    """The next question; or the patterns of a pair whose questions are answered; or that nothing is left."""
    desk = _desk(request)
    if desk.waiting is not None:
        return _ask_patterns(request, desk, desk.waiting)
    if desk.next is None:
        return render(request, "review/done.html", desk=desk, **_progress(desk))
    return _ask_question(request, desk, desk.next)


@reviewer_post
def answer(request: Request, form: FormData) -> Response:
    """Keep an answer, and go on."""
    choice = str(form.get("choice", ""))
    if choice not in PLACES:
        raise UsageError(f"The answer is {choice!r}; expected 1, 2 or 0. Choose one of the three, please.")
    token, concern = str(form.get("task", "")), str(form.get("concern", ""))
    answer_question(studio_of(request).store, person_of(request).name, token, PLACES[choice], concern)
    return redirect("/review/ask")


@reviewer_post
def patterns(request: Request, form: FormData) -> Response:
    """Keep the patterns of a pair, and go on."""
    main = str(form.get("main", ""))
    others = [str(name) for name in form.getlist("also")]
    give_patterns(
        studio_of(request).store,
        person_of(request).name,
        str(form.get("pair", "")),
        revision=_whole(str(form.get("revision", ""))),
        patterns=[main, *others] if main else [],
        concern=str(form.get("concern", "")),
    )
    return redirect("/review/ask")


@reviewer_post
def undo_answer(request: Request, form: FormData) -> Response:
    """Take the last answer back, and ask again."""
    take_back(studio_of(request).store, person_of(request).name)
    return redirect("/review/ask", said="Your last answer was taken back.")


@reviewer_page
def picture(request: Request) -> Response:
    """The image of one question, under a name that does not say which image of which pair it is."""
    desk = _desk(request)
    task = desk.task(request.path_params["token"])
    data, media_type = picture_bytes(studio_of(request), desk.drafts[task.pair].rows[task.side])
    return Response(data, media_type=media_type, headers={"Cache-Control": "private, max-age=3600"})


def _ask_question(request: Request, desk: Desk, task: Task) -> Response:
    """The page of a question: of the draft it gets the question, the options in this person's order, and no more."""
    draft = desk.drafts[task.pair]
    options = [draft.options[place] for place in shown_options(desk.reviewer.name, draft.pair)]
    return render(
        request,
        "review/question.html",
        token=task.token,
        question=draft.question,
        options=options,
        longest=CONCERN_SIGNS,
        can_undo=bool(desk.answered),
        blind=desk.reviewer.is_blind_to(draft.pair),
        **_progress(desk),
    )


def _ask_patterns(request: Request, desk: Desk, draft: Draft) -> Response:
    review = desk.reviews[draft.pair]
    given = [_said(draft, answer) for answer in review.answers]
    return render(
        request,
        "review/patterns.html",
        pair=draft.pair,
        revision=draft.revision,
        rows=draft.rows,
        question=draft.question,
        given=given,
        concern=review.concern,
        longest=CONCERN_SIGNS,
        patterns=PATTERNS,
        blind=review.blind,
        **_progress(desk),
    )


def _said(draft: Draft, answer: int | None) -> str | None:
    return None if answer is None or answer == CANNOT_TELL else draft.options[answer]


def _desk(request: Request) -> Desk:
    with studio_of(request).store.read() as connection:
        return read_desk(connection, person_of(request).name)


def _progress(desk: Desk) -> dict[str, Any]:
    return {"answered": len(desk.answered), "questions": len(desk.tasks), "finished": desk.finished}


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1
