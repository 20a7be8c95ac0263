"""What participants see: consent, one question a page, thanks. Nothing here needs JavaScript."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import ScotomaError
from scotoma.studio.study.answering import (
    CONCERN_CHARACTERS,
    Given,
    consent,
    decline,
    give_answer,
    place_of,
    show,
    withdraw,
)
from scotoma.studio.study.material import Material, picture_of
from scotoma.studio.study.records import Participant, participant_of, read_study
from scotoma.studio.web.pages import public_page, public_post, redirect, render, studio_of, unknown_link

__all__ = ["answer", "ask", "consent_given", "picture", "withdrawal", "withdrawn"]

CACHED = "private, max-age=86400, immutable"  # what stands at a place never changes
NOT_NOW = (
    "The study cannot go on at this moment. What you have answered is kept. Please tell whoever gave you the link, and "
    "open it again later."
)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is here, the material of the study, and the place that is being asked."""

    token: str
    participant: Participant
    material: Material
    place: int

    @property
    def home(self) -> str:
        """The participant's link."""
        return f"/s/{self.token}/"


def _visit(request: Request) -> Visit:
    """Who the link in the path belongs to.

    Raises:
        HTTPException: 404, it belongs to nobody; 503, the benchmark is not there, of which participants learn no more.
    """
    studio, token = studio_of(request), str(request.path_params["token"])
    with studio.store.read() as connection:
        participant = participant_of(connection, token)
        if participant is None:
            unknown_link(request)
        study = read_study(connection, participant.study)
        place = place_of(connection, participant)
    try:
        material = Material.of(studio.run, study)
    except ScotomaError as error:
        raise HTTPException(503, NOT_NOW) from error
    return Visit(token, participant, material, place)


@public_page
def ask(request: Request) -> Response:
    """The page at the participant's link: consent, the question being asked, or what there is to say instead."""
    visit = _visit(request)
    participant, study = visit.participant, visit.material.study
    if participant.state == "withdrawn":
        return _ending(request, visit, "withdrawn")
    if participant.state == "finished" or visit.place >= len(participant.items):
        return _ending(request, visit, "finished")
    if not study.is_open:
        return _ending(request, visit, "closed")
    if participant.state == "unfinished":
        return _question(request, visit)
    declined = participant.state == "declined" and "again" not in request.query_params
    if declined:
        return _ending(request, visit, "declined")
    return render(
        request, "study/consent.html", paragraphs=study.consent.split("\n\n"), count=len(participant.items), visit=visit
    )


@public_post
def consent_given(request: Request, form: FormData) -> Response:
    """Keep whether the participant consents."""
    visit = _visit(request)
    (consent if form.get("consent") == "yes" else decline)(studio_of(request).store, visit.participant)
    return redirect(visit.home)


@public_post
def answer(request: Request, form: FormData) -> Response:
    """Store an answer, if it is to the question being asked, and go on to the next question.

    Whatever is sent again leads to the next question too. Without a choice the question is asked again.
    """
    visit, place = _visit(request), int(request.path_params["place"])
    if visit.participant.state != "unfinished" or place != visit.place:
        return redirect(visit.home)
    asked = visit.material.asked(visit.participant.items[place])
    chosen, concern = str(form.get("choice", "")), str(form.get("concern", ""))
    if chosen not in [str(number) for number in range(len(asked.order))]:
        return _question(request, visit, concern=concern, unchosen=True)
    given = Given(asked.order[int(chosen)], _seconds(form.get("visible_ms")), concern)
    give_answer(studio_of(request).store, visit.participant, place, given)
    return redirect(visit.home)


@public_page
def picture(request: Request) -> Response:
    """The picture at a place that has been reached; pixels alone, under a number alone."""
    visit, place = _visit(request), int(request.path_params["place"])
    reached = visit.participant.state in ("unfinished", "finished") and place <= visit.place
    if not reached or place >= len(visit.participant.items) or visit.participant.items[place].is_check:
        raise HTTPException(404, "There is no picture here.")
    path = visit.material.benchmark.image(visit.participant.items[place].id)
    try:
        data, kind = picture_of(studio_of(request).run, path)
    except (ScotomaError, OSError) as error:
        raise HTTPException(503, NOT_NOW) from error
    return Response(data, media_type=kind, headers={"Cache-Control": CACHED})


@public_page
def withdrawal(request: Request) -> Response:
    """The page that asks whether to withdraw."""
    visit = _visit(request)
    if visit.participant.state not in ("unfinished", "finished"):
        return redirect(visit.home)
    return render(request, "study/withdraw.html", visit=visit)


@public_post
def withdrawn(request: Request, form: FormData) -> Response:
    """Withdraw, if the form says so."""
    visit = _visit(request)
    if form.get("withdraw") == "yes":
        withdraw(studio_of(request).store, visit.participant)
    return redirect(visit.home)


def _question(request: Request, visit: Visit, *, concern: str = "", unchosen: bool = False) -> Response:
    show(studio_of(request).store, visit.participant, visit.place)
    return render(
        request,
        "study/question.html",
        status_code=400 if unchosen else 200,
        visit=visit,
        asked=visit.material.asked(visit.participant.items[visit.place]),
        count=len(visit.participant.items),
        concern=concern[:CONCERN_CHARACTERS],
        concern_characters=CONCERN_CHARACTERS,
        unchosen=unchosen,
    )


def _ending(request: Request, visit: Visit, why: str) -> Response:
    return render(request, "study/ending.html", visit=visit, why=why, count=len(visit.participant.items))


def _seconds(visible_ms: object) -> float | None:
    try:
        return float(str(visible_ms)[:20]) / 1000
    except ValueError:
        return None
