"""Who comes in: links, sessions and roles; forged, expired, revoked and replayed ones stay outside."""

from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.errors import EditConflict, UsageError
from scotoma.studio.serving import author_token
from scotoma.studio.store.tables import JOURNAL, PEOPLE, SESSIONS
from scotoma.studio.web.accounts import (
    add_person,
    begin_session,
    find_person,
    new_link,
    new_token,
    revoke,
)
from scotoma.studio.web.guesses import ADDRESSES, MOST, WINDOW_S, WrongLinks
from scotoma.studio.web.pages import session_cookie
from scotoma.studio.web.studio import Person, Studio
from tests.studio.clients import BASE, client_of, send, signed_in


def sign_in(client: TestClient, token: str) -> Any:
    return client.post("/login", data={"token": token}, headers={"Origin": BASE})


def number_of(studio: Studio, name: str) -> int:
    with studio.store.read() as connection:
        return int(connection.execute(select(PEOPLE.c.id).where(PEOPLE.c.name == name)).scalar_one())


def test_a_link_signs_in_by_a_button_and_not_by_itself(nobody: TestClient, studio: Studio) -> None:
    token = add_person(studio.store, "Ann", "Ann", "author")
    page = nobody.get("/login", params={"token": token})
    assert page.status_code == 200
    assert not page.cookies
    answer = sign_in(nobody, token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert nobody.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "' OR 1=1 --", "\u202e", "a" * 5000])
def test_a_forged_link_is_refused(nobody: TestClient, token: str) -> None:
    answer = sign_in(nobody, token)
    assert answer.status_code == 404
    assert "This link is not known here" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("secret", ["forged", "", "a" * 3000, "%00"])
def test_a_forged_session_is_nobody(nobody: TestClient, studio: Studio, secret: str) -> None:
    nobody.cookies.set(session_cookie(studio), secret)
    assert nobody.get("/").status_code == 403


def test_the_stored_hashes_open_nothing(nobody: TestClient, author: TestClient, studio: Studio) -> None:
    with studio.store.read() as connection:
        link = connection.scalar(select(PEOPLE.c.token_sha256))
        session = connection.scalar(select(SESSIONS.c.token_sha256))
    assert sign_in(nobody, str(link)).status_code == 404
    nobody.cookies.set(session_cookie(studio), str(session))
    assert nobody.get("/").status_code == 403


def test_an_expired_session_is_nobody(author: TestClient, studio: Studio) -> None:
    assert author.get("/").status_code == 200
    with studio.store.begin("tests") as change:
        change.connection.execute(update(SESSIONS).values(expires_at="2020-01-01T00:00:00.000+00:00"))
    assert author.get("/").status_code == 403
    begin_session(studio.store, add_person(studio.store, "tests", "Bob", "author"), days=1)
    with studio.store.read() as connection:
        assert len(connection.execute(select(SESSIONS)).all()) == 1  # expired ones go with the next that begins


def test_a_session_cookie_replayed_after_signing_out_is_nobody(author: TestClient) -> None:
    kept = dict(author.cookies)
    assert send(author, "/logout").status_code == 303
    author.cookies.update(kept)
    assert author.get("/").status_code == 403


def test_revoking_ends_sessions_and_the_link(author: TestClient, application: Starlette, studio: Studio) -> None:
    token = add_person(studio.store, "Ann", "Rob", "reviewer")
    rob = client_of(application)
    assert sign_in(rob, token).status_code == 303
    assert send(author, f"/people/{number_of(studio, 'Rob')}/revoke").status_code == 303
    assert rob.get("/").status_code == 403
    assert sign_in(rob, token).status_code == 404


def test_a_new_link_ends_the_old_one(studio: Studio) -> None:
    old = add_person(studio.store, "Ann", "Rob", "reviewer")
    session = begin_session(studio.store, old, days=1)
    assert session is not None
    new = new_link(studio.store, "Ann", number_of(studio, "Rob"))
    assert find_person(studio.store, session) is None
    assert begin_session(studio.store, old, days=1) is None
    assert begin_session(studio.store, new, days=1)


def test_starting_again_renews_the_link_and_keeps_the_sessions(studio: Studio) -> None:
    old = author_token(studio.store, "Ann")
    session = begin_session(studio.store, old, days=1)
    assert session is not None
    new = author_token(studio.store, "Ann")
    assert begin_session(studio.store, old, days=1) is None
    assert begin_session(studio.store, new, days=1)
    assert find_person(studio.store, session) == Person("Ann", "author")


def test_a_reviewer_cannot_start_the_studio(studio: Studio) -> None:
    add_person(studio.store, "Ann", "Rob", "reviewer")
    with pytest.raises(UsageError, match=r"Rob is a reviewer of this studio, .* Choose another --name"):
        author_token(studio.store, "Rob")


def test_a_reviewer_sees_no_page_of_authors(reviewer: TestClient, studio: Studio) -> None:
    assert reviewer.get("/").status_code == 200
    for path in ("/people", "/history"):
        page = reviewer.get(path)
        assert page.status_code == 403
        assert "signed in as a reviewer" in page.text
    assert send(reviewer, "/people", {"name": "Eve", "role": "author"}).status_code == 403
    assert send(reviewer, "/history/1/undo").status_code == 403
    with studio.store.read() as connection:
        assert connection.scalars(select(PEOPLE.c.name)).all() == ["Rob"]


def test_nobody_is_told_nothing_of_what_there_is(nobody: TestClient) -> None:
    pages = [nobody.get(path) for path in ("/", "/people", "/history", "/images/0", "/images/99999", "/thumbs/0")]
    assert {page.status_code for page in pages} == {403}
    assert len({page.text.split("<main")[1] for page in pages}) == 1


def test_tokens_are_stored_hashed_and_never_journaled(studio: Studio) -> None:
    token = add_person(studio.store, "Ann", "Rob", "reviewer")
    session = begin_session(studio.store, token, days=1)
    assert session is not None
    with studio.store.read() as connection:
        dump = str([connection.execute(select(table)).all() for table in (PEOPLE, SESSIONS, JOURNAL)])
    assert token not in dump
    assert session not in dump


@pytest.mark.parametrize(
    ("name", "role", "complaint"),
    [
        ("", "author", "The name has 0 characters; expected 1 to 80"),
        ("x" * 81, "author", "The name has 81 characters"),
        ("a\x07b", "author", "that can be printed"),
        ("Rob", "owner", "The role is 'owner'; expected author or reviewer"),
    ],
)
def test_a_person_has_a_name_and_a_role(studio: Studio, name: str, role: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        add_person(studio.store, "Ann", name, role)


def test_a_name_is_given_once(studio: Studio) -> None:
    add_person(studio.store, "Ann", "Rob", "reviewer")
    with pytest.raises(EditConflict, match="There is somebody named Rob already"):
        add_person(studio.store, "Ann", " Rob ", "author")
    with pytest.raises(EditConflict):
        revoke(studio.store, "Ann", 99)


def test_trying_links_is_limited(nobody: TestClient, studio: Studio) -> None:
    answers = [sign_in(nobody, new_token()).status_code for _ in range(MOST + 1)]
    assert answers == [404] * MOST + [429]
    refused = sign_in(nobody, add_person(studio.store, "Ann", "Rob", "reviewer"))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW_S + 1
    assert "Too many wrong links. Try again in" in refused.text


def test_who_is_signed_in_is_not_limited(author: TestClient) -> None:
    for _ in range(MOST):
        sign_in(author, new_token())
    assert author.get("/").status_code == 200


def test_the_limit_ends_with_its_window_and_is_one_address_s() -> None:
    clock = iter([*range(MOST), 30.0, 61.5, 61.5, 0.0])
    links = WrongLinks(clock=lambda: float(next(clock)))
    for _ in range(MOST):
        links.add("here")
    assert links.wait_s("here") == WINDOW_S - 30
    assert links.wait_s("here") == 0
    assert links.wait_s("there") == 0


def test_the_limit_remembers_so_many_addresses_and_no_more() -> None:
    links = WrongLinks(clock=lambda: 0.0)
    for number in range(ADDRESSES + 10):
        for _ in range(MOST if number == 0 else 1):
            links.add(str(number))
    assert links.wait_s("0") == 0
    for _ in range(MOST):
        links.add("late")
    assert links.wait_s("late") == WINDOW_S


def test_two_people_are_two_sessions(application: Starlette) -> None:
    one, two = signed_in(application, "One", "author"), signed_in(application, "Two", "author")
    assert "<span>One</span>" in one.get("/").text
    assert "<span>Two</span>" in two.get("/").text
