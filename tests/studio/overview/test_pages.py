"""The overview, the history and the people, as pages."""

import html
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.overview.counting import Work, count_work
from scotoma.studio.overview.steps import steps
from scotoma.studio.store.tables import DRAFTS, LABELS, REVIEWS, STUDIES
from scotoma.studio.web.application import create_application
from scotoma.studio.web.studio import Studio
from tests.studio.clients import client_of, send, signed_in
from tests.studio.runs import HOSTILE

NOTHING = Work(**dict.fromkeys(Work.__dataclass_fields__, 0))


def draft(studio: Studio, pair: str, state: str, **values: object) -> None:
    common = {"image_a": "a", "image_b": "b", "position": 1, "author": "Ann", "changed_at": "then"}
    with studio.store.begin("Ann") as change:
        change.insert(DRAFTS, {"pair": pair, "state": state, **common, **values}, action="pick the pair")


def review(studio: Studio, pair: str, revision: int) -> None:
    values = {"pair": pair, "person": "Rob", "revision": revision, "at": "then"}
    with studio.store.begin("Rob") as change:
        change.insert(REVIEWS, values, action="review")


def test_work_is_counted_by_state(studio: Studio) -> None:
    for number, state in enumerate(["picked", "draft", "draft", "ready", "ready", "ready", "dropped"]):
        draft(studio, f"{number}-9", state, accepted=number != 1)
    review(studio, "3-9", 1)
    review(studio, "4-9", 7)  # of another revision than the draft has
    review(studio, "6-9", 1)  # of a pair that was dropped
    with studio.store.read() as connection:
        work = count_work(connection)
    assert (work.picked, work.drafted, work.proposed, work.ready, work.reviewed) == (1, 2, 1, 3, 1)
    assert work.in_benchmark == 6
    assert work.changes == 10


@pytest.mark.parametrize(
    ("work", "path"),
    [
        ({}, "/pairs"),
        ({"picked": 1}, "/write"),
        ({"ready": 2, "reviewed": 1}, "/review"),
        ({"ready": 2, "reviewed": 2}, "/release"),
        ({"ready": 2, "reviewed": 2, "releases": 1}, "/study"),
        ({"ready": 2, "reviewed": 2, "releases": 1, "finished": 3}, None),
    ],
)
def test_the_next_step_is_the_first_that_waits(work: dict[str, int], path: str | None) -> None:
    named = [step.path for step in steps(Work(**{**vars(NOTHING), **work}), mined=5) if step.next]
    assert named == ([path] if path else [])


def test_without_mined_pairs_none_wait_to_be_picked() -> None:
    assert not any(step.next for step in steps(NOTHING, mined=None))


def test_the_overview_says_what_is_in_the_run(author: TestClient, studio: Studio) -> None:
    page = author.get("/").text
    assert studio.contents
    assert f"<dd>{studio.contents.pairs.num_rows:,}</dd>" in page
    assert "toy:palette (above 0.9)" in page
    assert "toy:edges (below 0.7)" in page
    assert re.search(r'<li class="next"><a href="/pairs">', page)


def test_a_reviewer_s_overview_tells_nothing_of_the_drafts(reviewer: TestClient, studio: Studio) -> None:
    draft(studio, "1-2", "ready", question="Which?", notes="secret")
    page = reviewer.get("/").text
    assert "1 pair has its question" in page
    assert "secret" not in page
    assert 'href="/history"' not in page


def test_a_run_whose_pictures_are_gone_says_so(studio: Studio) -> None:
    gone = Studio(studio.run, studio.contents, f"{HOSTILE} does not exist", studio.store)
    page = signed_in(create_application(gone), "Ann", "author").get("/").text
    assert "cannot be read from where the run says they lie" in page
    assert HOSTILE not in page
    assert html.escape("<script>") in page


def test_the_history_shows_changes_and_undoes_them(author: TestClient, studio: Studio) -> None:
    draft(studio, "1-2", "picked", question=HOSTILE)
    entry = studio.store.history(DRAFTS)[0].id
    page = author.get("/history").text
    assert HOSTILE not in page
    assert f'action="/history/{entry}/undo"' in page
    answer = send(author, f"/history/{entry}/undo")
    assert (answer.status_code, answer.headers["location"]) == (303, "/history")
    page = author.get("/history").text
    assert "Undone: pick the pair." in page
    assert "Undone: pick the pair." not in author.get("/history").text  # said once
    assert f'action="/history/{entry}/undo"' not in page
    again = send(author, f"/history/{entry}/undo")
    assert again.status_code == 409
    assert f"Entry {entry} of the history is undone already" in again.text


def test_what_has_consequences_elsewhere_is_not_undone(author: TestClient, studio: Studio) -> None:
    study = {"name": "one", "benchmark": "b", "benchmark_sha256": "0", "consent": "", "checks": [], "seed": 0}
    with studio.store.begin("Ann") as change:
        change.insert(STUDIES, {**study, "state": "open", "person": "Ann", "at": "then"}, action="begin the study")
    entry = studio.store.history()[0].id
    assert f"/history/{entry}/undo" not in author.get("/history").text
    answer = send(author, f"/history/{entry}/undo")
    assert answer.status_code == 409
    assert "more than this row depends on it" in html.unescape(answer.text)
    assert send(author, "/history/99/undo").status_code == 409


def test_the_history_has_pages_and_one_of_each_pair(author: TestClient, studio: Studio) -> None:
    for number in range(120):
        values = {"pair": f"{number}-500", "person": "Ann", "label": "same", "at": "then"}
        with studio.store.begin("Ann") as change:
            change.insert(LABELS, values, action="label")
    page = author.get("/history").text
    older = re.search(r'href="/history\?before=(\d+)"', page)
    assert older
    assert page.count("<tr>") == 101
    rest = author.get("/history", params={"before": older[1]}).text
    assert rest.count("<tr>") == 22  # 121 changes, of which 100 are on the first page, and the head
    assert author.get("/history", params={"pair": "7-500"}).text.count("<tr>") == 2
    assert "Nothing was done here yet" in author.get("/history", params={"pair": "../etc"}).text
    assert author.get("/history", params={"before": "\u0663"}).status_code == 200


def test_a_link_is_shown_once_and_signs_in(author: TestClient, application: Starlette) -> None:
    answer = send(author, "/people", {"name": " Rob  <b>", "role": "reviewer"})
    link = re.search(r'value="http://localhost(/login\?token=[\w-]+)"', answer.text)
    assert link
    assert "The link of Rob &lt;b&gt;" in answer.text
    assert link[1] not in author.get("/people").text
    rob = client_of(application)
    assert rob.post("/login", data={"token": link[1].split("=")[1]}).status_code == 303
    assert "<span>Rob &lt;b&gt;</span>" in rob.get("/").text


def test_nobody_revokes_themselves(author: TestClient) -> None:
    answer = send(author, "/people/1/revoke")
    assert answer.status_code == 400
    assert "This is your own link" in answer.text
    assert author.get("/").status_code == 200


def test_a_person_who_is_not_there_is_a_conflict(author: TestClient) -> None:
    assert send(author, "/people/99/link").status_code == 409
    assert send(author, "/people/99/revoke").status_code == 409


def test_hostile_names_of_folders_are_text(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "<img src=x>").mkdir()
    named = Studio(tmp_path / "<img src=x>", None, "", studio.store)
    page = signed_in(create_application(named), "Eve", "author").get("/").text
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page
