"""Clients of the studio's application, signed in or not."""

from typing import Any

from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.store.tables import PEOPLE
from scotoma.studio.web.accounts import add_person, begin_session, csrf_of
from scotoma.studio.web.pages import session_cookie
from scotoma.studio.web.studio import Studio

BASE = "http://localhost"


def client_of(application: Starlette) -> TestClient:
    """A client without a session, which does not follow redirects and sees faults of the program as exceptions."""
    return TestClient(application, base_url=BASE, follow_redirects=False)


def signed_in(application: Starlette, name: str, role: str) -> TestClient:
    """A client with a session of a person of that name and role, added if there is none."""
    studio: Studio = application.state.studio
    with studio.store.read() as connection:
        known = connection.execute(select(PEOPLE.c.id).where(PEOPLE.c.name == name)).first()
    assert known is None, f"{name} has a link already, and only its hash is stored"
    session = begin_session(studio.store, add_person(studio.store, "tests", name, role), days=1)
    assert session is not None
    client = client_of(application)
    client.cookies.set(session_cookie(studio), session)
    return client


def send(client: TestClient, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Any:
    """Post a form with the session's secret, as the studio's own pages do."""
    application = client.app
    assert isinstance(application, Starlette)
    session = client.cookies.get(session_cookie(application.state.studio)) or ""
    data = {"csrf": csrf_of(session), **(fields or {})}
    return client.post(path, data=data, headers={"Origin": BASE, **headers})
