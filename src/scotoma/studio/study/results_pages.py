"""The authors' pages of what came of a study, its export, and the planner."""

from dataclasses import asdict, fields
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scotoma.benchmark import Labels
from scotoma.errors import ScotomaError, UsageError
from scotoma.studio.study.answered import StudyAnswer, read_study_answers
from scotoma.studio.study.export import FORMATS, answers_csv, answers_jsonl, study_zip
from scotoma.studio.study.human_answers import human_answers, human_name, write_human_answers
from scotoma.studio.study.material import Material
from scotoma.studio.study.planning import Expected, plan_study
from scotoma.studio.study.records import Participant, read_participants, read_study
from scotoma.studio.study.results import study_results
from scotoma.studio.study.setting_up import MOST
from scotoma.studio.study.setting_up_pages import number_in
from scotoma.studio.web.pages import author_page, author_post, redirect, render, studio_of

__all__ = ["as_models", "export", "plan", "results"]

PEOPLE = (1, 2, 3, 4, 6, 8, 12, 20)  # the rows of the planner's table
PAIRS, PARTICIPANTS = 150, 4  # the paper's study


@author_page
def results(request: Request) -> Response:
    """What came of a study, under the labels and without the participants that the query names."""
    material, people, answers = _everything(request)
    found = study_results(material, people, answers, labels=_labels(request), without=_without(request))
    return render(
        request,
        "study/results.html",
        study=material.study,
        found=found,
        versions=material.benchmark.label_versions,
        people=people,
        most=MOST,
        formats=FORMATS,
    )


@author_post
def as_models(request: Request, form: FormData) -> Response:
    """Write the participants' answers beside those of models."""
    material, people, answers = _everything(request)
    sets = human_answers(material, people, answers, without=_without(request))
    if not sets:
        raise UsageError("Nobody has answered yet: there is nothing to write.")
    write_human_answers(studio_of(request).run, material, sets)
    names = f"{human_name(people[0].number)} and so on"
    return redirect(
        f"/study/{material.study.id}", said=f"The answers of {len(sets)} participants are written as {names}."
    )


@author_page
def export(request: Request) -> Response:
    """The anonymised answers as a file."""
    form = str(request.path_params["format"])
    if form not in FORMATS:
        raise HTTPException(404, f"There is no export named {form[:20]!r}; there are {', '.join(FORMATS)}.")
    material, people, answers = _everything(request)
    if form == "zip":
        data = study_zip(material, people, answers, study_results(material, people, answers))
    else:
        data = (answers_csv if form == "csv" else answers_jsonl)(material, people, answers).encode()
    name = f'attachment; filename="study-{material.study.id}.{form}"'
    return Response(data, media_type=FORMATS[form], headers={"Content-Disposition": name})


@author_page
def plan(request: Request) -> Response:
    """What so many pairs and participants will be able to tell."""
    usual, wrong = {"pairs": PAIRS, "participants": PARTICIPANTS, "power": 0.8, **asdict(Expected())}, ""
    given = {name: request.query_params.get(name, str(value)) for name, value in usual.items()}
    try:
        rows, chosen = _planned(given)
    except ScotomaError as error:
        rows, chosen, wrong = [], 0, str(error)
    return render(
        request,
        "study/plan.html",
        status_code=400 if wrong else 200,
        given=given,
        rows=rows,
        chosen=chosen,
        wrong=wrong,
    )


def _planned(given: dict[str, str]) -> tuple[list[Any], int]:
    pairs, people = number_in(given["pairs"], "pairs"), number_in(given["participants"], "participants")
    expected = Expected(**{field.name: _share(given[field.name], field.name) for field in fields(Expected)})
    power = _share(given["power"], "power")
    return [plan_study(pairs, each, expected, power=power) for each in sorted({people, *PEOPLE})], people


def _share(text: str, what: str) -> float:
    try:
        return float(text[:20])
    except ValueError as error:
        raise UsageError(f"{what} is {text[:20]!r}; expected a share from 0 to 1, such as 0.3.") from error


def _everything(request: Request) -> tuple[Material, list[Participant], list[StudyAnswer]]:
    studio, study = studio_of(request), int(request.path_params["study"])
    with studio.store.read() as connection:
        known, people = read_study(connection, study), read_participants(connection, study)
        answers = read_study_answers(connection, study, people)
    return Material.of(studio.run, known), people, answers


def _labels(request: Request) -> Labels:
    return "corrected" if request.query_params.get("labels") == "corrected" else "original"


def _without(request: Request) -> list[int]:
    """The participants to be left out: numbers with commas or spaces between them."""
    words = request.query_params.get("without", "").replace(",", " ").split()
    return sorted({number_in(word, "a participant") for word in words})
