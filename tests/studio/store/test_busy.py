"""Two processes on one database: a writer waits for the other, and is told when it waited too long."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select

from scotoma.errors import StoreBusy
from scotoma.studio.store import open_store
from scotoma.studio.store.databases import ADVISORY_LOCK, connect, writing
from scotoma.studio.store.tables import LABELS

WRITER = """
import sys
from scotoma.studio.store import open_store
from scotoma.studio.store.tables import LABELS
store = open_store(sys.argv[1])
for number in range(20):
    with store.begin(sys.argv[2]) as change:
        values = {"pair": f"{number}-99", "person": sys.argv[2], "label": "same", "at": "then"}
        change.insert(LABELS, values, action="label")
"""


@contextlib.contextmanager
def held(database: str) -> Iterator[None]:
    """The write lock of the database, held by a connection that is not the store's."""
    if "://" in database:
        with create_engine(database).begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            yield
        connection.engine.dispose()
        return
    file = sqlite3.connect(database, isolation_level=None)
    file.execute("BEGIN IMMEDIATE")
    yield
    file.execute("ROLLBACK")
    file.close()


def test_two_processes_write_every_row(database: str) -> None:
    open_store(database).close()
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, database, name]) for name in ("Ann", "Bob")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    store = open_store(database)
    with store.read() as connection:
        assert len(connection.execute(select(LABELS.c.pair)).all()) == 40
    assert len(store.history()) == 40
    store.close()


def test_a_writer_that_waited_too_long_is_told_so(database: str) -> None:
    open_store(database).close()
    engine = connect(make_url(database if "://" in database else f"sqlite:///{database}"), wait_s=1)
    complaint = r"did not let this change in; nothing of it was written\. Try again"
    with held(database), pytest.raises(StoreBusy, match=complaint), writing(engine):
        pass
    with writing(engine) as connection:
        assert connection.execute(select(LABELS)).first() is None
    engine.dispose()


def test_a_killed_writer_leaves_whole_transactions(tmp_path: Path) -> None:
    path = tmp_path / "studio.sqlite"
    open_store(path).close()
    code = WRITER.replace("range(20)", "range(10**6)") + "\n"
    writer = subprocess.Popen([sys.executable, "-c", code, str(path), "Ann"])
    store = open_store(path)
    while len(store.history(limit=30)) < 30:
        assert writer.poll() is None
    writer.kill()
    writer.wait()
    store.close()
    store = open_store(path)
    with store.read() as connection:
        rows = len(connection.execute(select(LABELS.c.pair)).all())
    assert rows == len(store.history(limit=10**6)) >= 30
    store.close()
