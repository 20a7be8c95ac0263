"""Errors as pages."""

from starlette.testclient import TestClient

from scotoma.studio.store import database_of
from scotoma.studio.web.studio import Studio
from tests.studio.clients import send


def test_a_database_damaged_under_a_running_studio_is_said_and_left(author: TestClient, studio: Studio) -> None:
    studio.store.close()
    path = database_of(studio.run)
    damaged = b"SQLite format 3\0" + b"\xff" * 8000
    path.write_bytes(damaged)
    for answer in (author.get("/"), send(author, "/people", {"name": "Eve", "role": "author"})):
        assert answer.status_code == 503
        assert "The studio&#39;s database failed: " in answer.text
        assert "keep a copy of the folder &#39;studio&#39;, and put a backup in its place" in answer.text
    assert path.read_bytes() == damaged


def test_an_unknown_page_says_so(author: TestClient) -> None:
    page = author.get("/none")
    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert "There is nothing at this address" in page.text
