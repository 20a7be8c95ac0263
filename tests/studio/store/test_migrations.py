"""Migrations make exactly the tables that the code has, and know a database that is newer or damaged."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from scotoma.errors import BrokenFile, MissingExtra, UnreadableSource, UsageError
from scotoma.studio.store import open_store
from scotoma.studio.store.tables import LABELS, METADATA


def test_migrated_tables_are_those_of_the_code(database: str) -> None:
    store = open_store(database)
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    store.close()


def test_opening_again_keeps_what_is_there(database: str) -> None:
    store = open_store(database)
    with store.begin("Ann") as change:
        change.insert(LABELS, {"pair": "1-2", "person": "Ann", "label": "same", "at": store.now()}, action="label")
    store.close()
    again = open_store(database)
    assert [entry.row_key for entry in again.history()] == [{"pair": "1-2", "person": "Ann"}]
    again.close()


def test_a_newer_database_is_left_alone(database: str) -> None:
    store = open_store(database)
    with store.begin("Ann") as change:
        change.connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    store.close()
    with pytest.raises(BrokenFile, match=r"revision 0999; this scotoma knows revisions up to 0001\. A newer scotoma"):
        open_store(database)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 50, b"short"])
def test_what_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "studio.sqlite"
    path.write_bytes(content)
    with pytest.raises(
        BrokenFile, match=r"is no sound database of the studio .* nothing in it was changed\. Keep a copy"
    ):
        open_store(path)
    assert path.read_bytes() == content


def test_a_database_with_a_torn_page_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "studio.sqlite"
    store = open_store(path)
    with store.begin("Ann") as change:
        for number in range(200):
            values = {"pair": f"{number}-500", "person": "Ann", "label": "same", "at": store.now()}
            change.insert(LABELS, values, action="label " * 20)
    store.close()
    sound = path.read_bytes()
    torn = sound[: len(sound) // 2] + bytes(range(256)) * 16 + sound[len(sound) // 2 + 4096 :]
    path.write_bytes(torn)
    with pytest.raises(BrokenFile, match="put a backup in its place"):
        open_store(path)
    assert path.read_bytes() == torn


def test_an_address_without_a_server_is_said(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(UnreadableSource, match=r"The database postgresql\+psycopg://ann:\*\*\*@/x.* cannot be opened"):
        open_store(f"postgresql+psycopg://ann:secret@/x?host={tmp_path}")


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("mysql://host/name", r"No kind of database that the studio works on is named 'mysql'\. Expected the path of"),
        ("postgresql+nodriver://host/name", r"SQLAlchemy has no driver for 'postgresql\+nodriver'"),
        ("sqlite+aiosqlite:///x.sqlite", "is asynchronous|needs the package aiosqlite"),
        ("://", "'://' is no URL of a database"),
    ],
)
def test_an_unknown_kind_of_database_is_said(place: str, complaint: str) -> None:
    with pytest.raises((UsageError, MissingExtra), match=complaint):
        open_store(place)


def test_a_driver_that_is_not_installed_is_said() -> None:
    with pytest.raises(
        MissingExtra, match=r"needs the package pg8000\. For PostgreSQL: pip install 'scotoma\[postgresql\]'"
    ):
        open_store("postgresql+pg8000://host/name")
