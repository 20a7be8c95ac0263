"""Random requests to every route that is mounted: no fault of the program, and nobody sees what is not theirs."""

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

import scotoma.studio
from scotoma.studio.opening import open_studio
from scotoma.studio.web.application import create_application
from scotoma.studio.web.guesses import WrongLinks
from tests.studio.clients import client_of, send, signed_in
from tests.studio.web.fuzzing import fields, known_names, paths, routes_of

PACKAGE = Path(scotoma.studio.__file__).parent
PUBLIC = ("/login", "/s/", "/static")
FUZZ = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def application(mined: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starlette]:
    """One application for all requests, which may do what they like to it."""
    run = shutil.copytree(mined, tmp_path_factory.mktemp("fuzz") / "run")
    with open_studio(Path(run)) as studio:
        made = create_application(studio)
        minutes = itertools.count(step=60)
        made.state.wrong_links = WrongLinks(clock=lambda: float(next(minutes)))  # else public pages are soon closed
        yield made


@pytest.fixture(scope="module")
def clients(application: Starlette) -> dict[str, TestClient]:
    """Nobody, a reviewer and an author; faults of the program are raised."""
    reviewer, author = signed_in(application, "Rob", "reviewer"), signed_in(application, "Ann", "author")
    return {"nobody": client_of(application), "reviewer": reviewer, "author": author}


NAMES = known_names([path.read_text("utf-8") for kind in ("*.py", "*.html") for path in PACKAGE.rglob(kind)])


def ask(client: TestClient, method: str, path: str, given_fields: dict[str, Any]) -> Any:
    if method == "GET":
        return client.get(path, params=given_fields)
    return send(client, path, given_fields)


def is_public(path: str) -> bool:
    return path.startswith(PUBLIC)


def asked(client: TestClient, application: Starlette, times: int, check: Callable[[Any, str], None]) -> None:
    routes = routes_of(application)

    @settings(FUZZ, max_examples=times)
    @given(st.data())
    def ask_all(data: st.DataObject) -> None:
        method, template = data.draw(st.sampled_from(routes))
        if template == "/logout":
            return
        path = data.draw(paths(template))
        answer = ask(client, method, path, data.draw(fields(NAMES)))
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
        check(answer, template)

    ask_all()


def test_no_request_of_an_author_is_a_fault(clients: dict[str, TestClient], application: Starlette) -> None:
    asked(clients["author"], application, 200, lambda answer, template: None)
    assert clients["author"].get("/").status_code == 200


def test_no_request_of_a_reviewer_is_a_fault(clients: dict[str, TestClient], application: Starlette) -> None:
    asked(clients["reviewer"], application, 60, lambda answer, template: None)
    assert clients["reviewer"].get("/people").status_code == 403


def test_nobody_is_let_in_anywhere(clients: dict[str, TestClient], application: Starlette) -> None:
    def check(answer: Any, template: str) -> None:
        assert is_public(template) or answer.status_code in (400, 403, 404, 414), template

    asked(clients["nobody"], application, 60, check)


def test_every_route_is_closed_to_nobody(clients: dict[str, TestClient], application: Starlette) -> None:
    """Each once, with parameters that fit: so that none is missed by chance."""
    for method, template in routes_of(application):
        if is_public(template):
            continue
        path = re.sub(r"\{\w+(:int)?\}", "1", template)
        answer = ask(clients["nobody"], method, path, {})
        assert answer.status_code == 403, f"{method} {path}"


def test_a_participant_s_link_opens_no_page_of_authors(clients: dict[str, TestClient], application: Starlette) -> None:
    """Whatever a public page sets as cookies is worth nothing on the others."""
    client = clients["nobody"]
    client.get("/s/some-token")
    for method, template in routes_of(application):
        if method == "GET" and "{" not in template and not is_public(template):
            assert client.get(template).status_code == 403, template
