"""The authors' pages of studies."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.study.setting_up import CONSENT
from tests.studio.clients import client_of, send, signed_in
from tests.studio.study.conftest import Set
from tests.studio.study.test_results import answer_all

LINK = re.compile(r"<code>http://localhost/s/([^/]+)/</code>")
FORM = {"name": "pilot", "benchmark": "benchmark", "participants": "3", "checks": "1", "seed": "7", "consent": CONSENT}


def test_a_study_is_set_up_and_its_links_are_shown_once(organiser: TestClient, visitor: TestClient) -> None:
    response = send(organiser, "/study", FORM)
    assert response.status_code == 200
    tokens = LINK.findall(response.text)
    assert len(set(tokens)) == 3
    assert all(visitor.get(f"/s/{token}/").status_code == 200 for token in tokens)
    for path in ("/study", "/study/1"):
        page = organiser.get(path).text
        assert "pilot" in page
        assert not any(token in page for token in tokens)


def test_sending_the_form_again_makes_no_second_study(organiser: TestClient) -> None:
    assert send(organiser, "/study", FORM).status_code == 200
    again = send(organiser, "/study", FORM)
    assert again.status_code == 400
    assert not LINK.search(again.text)
    assert organiser.get("/study/2").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", " ", "one of them is empty"),
        ("participants", "many", "The number of participants is &#39;many&#39;; expected a whole number"),
        ("participants", "9" * 30, "The number of participants"),
        ("checks", "99", "99 attention checks were asked for"),
        ("seed", "-1", "The number of seed is"),
        ("benchmark", "../../etc", "is no folder below the run"),
        ("benchmark", "emojy", "Did you mean"),
    ],
)
def test_a_form_with_a_mistake_comes_back_with_what_was_written(
    organiser: TestClient, field: str, value: str, message: str
) -> None:
    response = send(organiser, "/study", {**FORM, "consent": "Own words & <more>", field: value})
    assert response.status_code == 400
    assert message in response.text
    assert "Own words &amp; &lt;more&gt;" in response.text


def test_a_folder_below_the_run_can_be_named(organiser: TestClient) -> None:
    response = send(organiser, "/study", {**FORM, "benchmark": "", "other": "benchmark"})
    assert len(LINK.findall(response.text)) == 3


def test_more_links_are_given_out_once_for_each_form(organiser: TestClient, study: Set) -> None:
    response = send(organiser, f"/study/{study.id}/participants", {"participants": "2", "there": "2"})
    assert len(LINK.findall(response.text)) == 2
    again = send(organiser, f"/study/{study.id}/participants", {"participants": "2", "there": "2"})
    assert again.status_code == 409
    assert "has 4 participants, others than when the form was made" in again.text


def test_a_study_is_closed_and_opened(organiser: TestClient, study: Set) -> None:
    for state, word in (("closed", "Open the study again"), ("open", "Close the study")):
        assert send(organiser, f"/study/{study.id}/state", {"state": state}).status_code == 303
        assert word in organiser.get(f"/study/{study.id}").text


def test_the_page_of_results_shows_them(organiser: TestClient, study: Set) -> None:
    assert "Nobody has answered yet." in organiser.get(f"/study/{study.id}").text
    answer_all(study, 1)
    answer_all(study, 2, wrong=("hidden-pair-0/a",), upto=9, concern="<script>alert(1)</script>")
    page = organiser.get(f"/study/{study.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page or "hidden-pair-0/a" not in page
    assert "<script>alert" not in page
    assert "2 of 2" in page
    assert "orientation" in page
    left_out = organiser.get(f"/study/{study.id}?without=2").text
    assert "Left out here: 2." in left_out
    assert organiser.get(f"/study/{study.id}?without=x").status_code == 400
    assert organiser.get(f"/study/{study.id}?labels=corrected").status_code == 400


@pytest.mark.parametrize(
    ("form", "kind"), [("csv", "text/csv"), ("jsonl", "application/jsonl"), ("zip", "application/zip")]
)
def test_exports_are_files(organiser: TestClient, study: Set, form: str, kind: str) -> None:
    answer_all(study, 1)
    response = organiser.get(f"/study/{study.id}/export/{form}")
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["content-disposition"] == f'attachment; filename="study-{study.id}.{form}"'
    assert response.content


def test_an_export_that_there_is_not_is_told(organiser: TestClient, study: Set) -> None:
    response = organiser.get(f"/study/{study.id}/export/xlsx")
    assert response.status_code == 404
    assert "there are csv, jsonl, zip" in response.text


def test_answers_are_written_beside_those_of_models(organiser: TestClient, study: Set) -> None:
    empty = send(organiser, f"/study/{study.id}/answers")
    assert empty.status_code == 400
    assert "Nobody has answered yet" in empty.text
    answer_all(study, 1)
    assert send(organiser, f"/study/{study.id}/answers").status_code == 303
    assert len(list((study.run / "answers").glob("*/plain/answers.jsonl"))) == 1


def test_the_planner_calculates(organiser: TestClient) -> None:
    page = organiser.get("/study/plan").text
    assert "What 150 pairs will tell" in page
    assert "points</strong>, for any number of participants" in page
    few = organiser.get("/study/plan?pairs=5&participants=2&discordance=0.01").text
    assert "no true difference" in few
    wrong = organiser.get("/study/plan?accuracy=high")
    assert wrong.status_code == 400
    assert "accuracy is &#39;high&#39;; expected a share" in wrong.text
    assert organiser.get("/study/plan?pairs=x").status_code == 400
    assert organiser.get("/study/plan?alike=nan").status_code == 400


def test_a_study_that_there_is_not_is_told(organiser: TestClient) -> None:
    response = organiser.get("/study/17")
    assert response.status_code == 404
    assert "There is no study 17" in response.text
    assert send(organiser, "/study/17/state", {"state": "open"}).status_code in (404, 409)


def test_reviewers_and_others_do_not_come_in(study_application: Starlette, study: Set) -> None:
    for client in (client_of(study_application), signed_in(study_application, "Rob", "reviewer")):
        for path in ("/study", f"/study/{study.id}", "/study/plan", f"/study/{study.id}/export/csv"):
            assert client.get(path).status_code == 403
        assert send(client, "/study", FORM).status_code == 403
