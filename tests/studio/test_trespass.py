"""The whole application as somebody sees it who means ill: other people's routes, other people's studies, markup."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as PILImage
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.benchmark.reading import Head, Line
from scotoma.benchmark.writing import write_folder
from scotoma.studio.opening import open_studio
from scotoma.studio.store.tables import JOURNAL
from scotoma.studio.study.answered import read_study_answers
from scotoma.studio.study.records import read_participants
from scotoma.studio.study.setting_up import Plan, create_study
from scotoma.studio.web.application import create_application
from scotoma.studio.web.studio import Studio
from tests.studio.clients import BASE, client_of, send, signed_in
from tests.studio.web.fuzzing import routes_of

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
REVIEWERS_MAY = {
    "/", "/login", "/logout", "/images/{row:int}", "/thumbs/{row:int}", "/review", "/review/ask",
    "/review/patterns", "/review/undo", "/review/picture/{token}",
}  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Studio]:
    """A run with a benchmark whose every text is markup."""
    data = io.BytesIO()
    PILImage.new("RGB", (40, 40), "teal").save(data, "PNG")
    other = io.BytesIO()
    PILImage.new("RGB", (40, 40), "gold").save(other, "PNG")
    lines, images = list[Line](), dict[str, bytes]()
    for pair in range(3):
        for number, side in enumerate(("a", "b")):
            name = f"{pair}'-onclick=alert(3)-&lt;b{side}.png"
            images[name] = (data, other)[number].getvalue() + bytes([pair])
            lines.append(
                Line(
                    id=f"{pair}{EVIL[:8]}/{side}",
                    pair=f"{pair}{EVIL[:8]}",
                    side="a" if side == "a" else "b",
                    image=name,
                    question=f"{pair}: {EVIL}?",
                    options=(f"=cmd|{EVIL}", f"{EVIL} no"),
                    answer=number,
                    patterns=("colour",),
                    caption=f"{EVIL} {side}",
                )
            )
    write_folder(tmp_path / "run" / "benchmark", Head("evil", "1", EVIL), lines, images)
    with open_studio(tmp_path / "run") as studio:
        yield studio


@pytest.fixture
def pages(hostile: Studio) -> Starlette:
    return create_application(hostile)


def new_study(studio: Studio, name: str) -> tuple[int, list[str]]:
    """A study with two participants: its number and their links' paths."""
    plan = Plan(name, "benchmark", 2, consent=f"{EVIL}\n\nYes?", checks=1)
    study, links = create_study(studio.store, "Ann", studio.run, plan)
    return study, [f"/s/{link.token}/" for link in links]


def post(client: TestClient, path: str, **fields: str) -> int:
    return client.post(path, data=fields, headers={"Origin": BASE}).status_code


def answers_of(studio: Studio, study: int) -> dict[int, int]:
    """How many answers each participant of a study has, by number."""
    with studio.store.read() as connection:
        people = read_participants(connection, study)
        given = read_study_answers(connection, study, people)
    return {person.number: sum(answer.number == person.number for answer in given) for person in people}


def assert_inert(text: str) -> None:
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "<b onclick" not in text


def test_every_route_of_authors_is_closed_to_a_reviewer(application: Starlette, reviewer: TestClient) -> None:
    with application.state.studio.store.read() as connection:
        before = connection.execute(JOURNAL.select()).all()
    for method, template in routes_of(application):
        if template in REVIEWERS_MAY or template.startswith(("/s/", "/static")):
            continue
        path = re.sub(r"\{\w+(:\w+)?\}", "1", template)
        answer = reviewer.get(path) if method == "GET" else send(reviewer, path)
        assert answer.status_code == 403, f"{method} {path}"
    with application.state.studio.store.read() as connection:
        assert connection.execute(JOURNAL.select()).all() == before


def test_what_reviewers_may_see_is_there(application: Starlette) -> None:
    assert {template for _, template in routes_of(application)} >= REVIEWERS_MAY


def test_a_participant_answers_for_nobody_else(hostile: Studio, pages: Starlette) -> None:
    study, (mine, theirs) = new_study(hostile, "one")
    other, (elsewhere, _) = new_study(hostile, "two")
    client = client_of(pages)
    for path in (mine, theirs, elsewhere):
        post(client, f"{path}consent", consent="yes")
    assert client.get(mine).status_code == 200
    for path in (theirs, elsewhere):  # their pages were never shown: nothing can be answered in their place unseen
        assert post(client, f"{path}answer/0", choice="0") == 303
    assert post(client, f"{mine}answer/0", choice="0", participant="2", number="2", study=str(other)) == 303
    assert post(client, f"{mine}answer/5", choice="0") == 303
    assert answers_of(hostile, study) == {1: 1, 2: 0}
    assert answers_of(hostile, other) == {1: 0, 2: 0}


def test_no_session_is_needed_or_used_on_a_participant_s_page(hostile: Studio, pages: Starlette) -> None:
    _, (mine, _) = new_study(hostile, "one")
    author = signed_in(pages, "Ann", "author")
    page = author.get(mine).text
    assert "Sign out" not in page
    assert "csrf" not in page
    assert "/study" not in page.replace("/static/study", "")


def test_markup_in_every_text_of_a_study_is_shown_as_text(hostile: Studio, pages: Starlette) -> None:
    study, (mine, _) = new_study(hostile, EVIL)
    visitor, author = client_of(pages), signed_in(pages, "Ann", "author")
    seen = [visitor.get(mine).text]
    post(visitor, f"{mine}consent", consent="yes")
    for place in range(7):
        seen.append(visitor.get(mine).text)
        seen.append(visitor.post(f"{mine}answer/{place}", data={"concern": EVIL}, headers={"Origin": BASE}).text)
        post(visitor, f"{mine}answer/{place}", choice="0", concern=EVIL)
    seen.append(visitor.get(mine).text)
    assert "Thank you" in seen[-1]
    seen += [author.get(path).text for path in ("/", "/study", f"/study/{study}", "/history", "/people", "/release")]
    for text in seen:
        assert_inert(text)
    assert sum("&lt;script&gt;alert(1)" in text for text in seen) >= 10
    table = author.get(f"/study/{study}/export/csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "attachment" in table.headers["content-disposition"]
    assert not re.search(r"(^|,)\"?[=+@-]", table.text, re.M)


def test_markup_in_addresses_comes_back_as_text(author: TestClient) -> None:
    for path in ("/release/", "/history?pair=", "/pairs?text=", "/write?show=", "/thresholds?above=", "/lint?side_px=",
                 "/study/plan?pairs=", "/login?token=", "/thresholds/sample?seed="):  # fmt: skip
        assert_inert(author.get(path + EVIL.replace("/", "%2f")).text)


def test_markup_in_a_name_is_shown_as_text(application: Starlette, author: TestClient) -> None:
    assert_inert(send(author, "/people", {"name": EVIL, "role": "reviewer"}).text)
    assert "&lt;script&gt;" in author.get("/people").text
    assert_inert(author.get("/people").text + author.get("/history").text)
