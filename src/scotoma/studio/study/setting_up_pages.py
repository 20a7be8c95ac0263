"""The authors' pages of studies: those there are, a new one, its links, opening and closing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import EditConflict, ScotomaError, UsageError
from scotoma.studio.study.checks import CHECKS
from scotoma.studio.study.material import benchmarks_there
from scotoma.studio.study.records import read_participants, read_studies, read_study
from scotoma.studio.study.setting_up import MOST, Link, Plan, add_participants, create_study, set_open
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, render, studio_of

__all__ = ["add", "create", "number_in", "open_or_close", "studies"]

USUAL = Plan(name="", benchmark="", participants=4)  # four took part in the paper's study


@author_page
def studies(request: Request) -> Response:
    """The studies of this run, and the form for another."""
    return _page(request, USUAL)


@author_post
def create(request: Request, form: FormData) -> Response:
    """Set up a study and show its links once; where something is wrong, the form again with what was written."""
    plan = replace(USUAL, name=str(form.get("name", "")), consent=_unix(form.get("consent", "")))
    try:
        plan = replace(
            plan,
            benchmark=str(form.get("benchmark") or form.get("other", "")).strip(),
            participants=number_in(form.get("participants"), "participants"),
            checks=number_in(form.get("checks"), "attention checks"),
            seed=number_in(form.get("seed"), "seed"),
        )
        studio = studio_of(request)
        study, links = create_study(studio.store, person_of(request).name, studio.run, plan)
    except ScotomaError as error:
        return _page(request, plan, wrong=str(error))
    return _links(request, study, plan.name, links)


@author_post
def add(request: Request, form: FormData) -> Response:
    """More links of a study, shown once. The form says how many there were, so that sending it again adds none."""
    studio, study = studio_of(request), int(request.path_params["study"])
    with studio.store.read() as connection:
        known, people = read_study(connection, study), read_participants(connection, study)
    if form.get("there") != str(len(people)):
        raise EditConflict(
            f"The study has {len(people)} participants, others than when the form was made: it was sent twice, or "
            "somebody else added some. Load the page of the study again."
        )
    count = number_in(form.get("participants"), "participants")
    links = add_participants(studio.store, person_of(request).name, studio.run, study, count)
    return _links(request, study, known.name, links)


@author_post
def open_or_close(request: Request, form: FormData) -> Response:
    """Open or close a study."""
    study, is_open = int(request.path_params["study"]), form.get("state") == "open"
    set_open(studio_of(request).store, person_of(request).name, study, is_open)
    said = "The study is open." if is_open else "The study is closed: its links take no more answers."
    return redirect(f"/study/{study}", said=said)


def number_in(value: object, what: str) -> int:
    """A whole number from a form.

    Raises:
        UsageError: it is none, or has more than nine digits.
    """
    text = str(value or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise UsageError(f"The number of {what} is {text[:20]!r}; expected a whole number such as 4.")
    return int(text)


def _page(request: Request, plan: Plan, *, wrong: str = "") -> Response:
    studio = studio_of(request)
    with studio.store.read() as connection:
        rows: list[dict[str, Any]] = [
            {"study": study, "states": Counter(each.state for each in read_participants(connection, study.id))}
            for study in read_studies(connection)
        ]
    return render(
        request,
        "study/studies.html",
        status_code=400 if wrong else 200,
        rows=rows,
        plan=plan,
        wrong=wrong,
        benchmarks=benchmarks_there(studio.run),
        most_checks=len(CHECKS),
        most=MOST,
    )


def _links(request: Request, study: int, name: str, links: Sequence[Link]) -> Response:
    site = f"{request.url.scheme}://{request.url.netloc}"
    rows = [(link.number, f"{site}/s/{link.token}/") for link in links]
    return render(request, "study/links.html", study=study, name=name, rows=rows)


def _unix(text: object) -> str:
    """The text with the line ends that the tables have; forms send others."""
    return str(text).replace("\r\n", "\n")
