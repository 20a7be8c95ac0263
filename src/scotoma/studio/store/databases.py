"""Connections to SQLite and PostgreSQL, and a transaction that writes alone."""

import contextlib
import functools
import os
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError, OperationalError

from scotoma.errors import MissingExtra, StoreBusy, UsageError

__all__ = ["BUSY", "WAIT_S", "connect", "flush", "writing"]

WAIT_S = 20  # arbitrary: longer than any write takes, shorter than people wait
BUSY = (
    f"Others have been writing the studio's database for {WAIT_S} seconds and did not let this change in; nothing "
    "of it was written. Try again."
)
POOL = {"pool_size": 8, "max_overflow": 56}  # more than the 40 threads that serve requests; idle ones close
ADVISORY_LOCK = 0x5C0704A  # any number, the same for every studio that shares a PostgreSQL database
KINDS = ("sqlite", "postgresql")  # the tables have texts as keys, which other kinds of databases do not take
EXPECTED = "Expected the path of a file, sqlite:////folder/studio.sqlite or postgresql+psycopg://user@host/name."
LOCKED = ("database is locked", "database table is locked", "lock timeout")


def connect(url: URL, *, wait_s: int = WAIT_S) -> Engine:
    """An engine for the database, whose writers wait `wait_s` seconds for others; nothing is opened before its first
    use.

    SQLite: write-ahead log, foreign keys enforced; `flush` brings commits to the disk. PostgreSQL: whoever reads sees
    one snapshot, as with SQLite.

    Raises:
        MissingExtra: the database's driver is not installed.
        UsageError: it is of another kind, or the driver is an asynchronous one.
    """
    kind = url.get_backend_name()
    options = {"isolation_level": "REPEATABLE READ", "pool_pre_ping": True} if kind == "postgresql" else {}
    if kind not in KINDS:
        raise UsageError(f"No kind of database that the studio works on is named {url.drivername!r}. {EXPECTED}")
    try:
        engine = create_engine(url, **POOL, **options)
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"The database {url.render_as_string()} needs the package {error.name}. For PostgreSQL: "
            "pip install 'scotoma[postgresql]', and write its URL as postgresql+psycopg://..."
        ) from error
    except NoSuchModuleError as error:
        raise UsageError(f"SQLAlchemy has no driver for {url.drivername!r}. {EXPECTED}") from error
    if engine.dialect.is_async:
        raise UsageError(f"The driver of {url.drivername!r} is asynchronous, and the studio's is not. {EXPECTED}")
    event.listen(engine, "connect", functools.partial(_prepare, kind, wait_s))
    if kind == "sqlite":
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare(kind: str, wait_s: int, connection: Any, _record: object) -> None:
    if kind == "sqlite":
        connection.isolation_level = None  # the driver begins no transaction of its own: `_begin_sqlite` does
        for pragma in (f"busy_timeout={wait_s * 1000}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{wait_s}s'")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other writer's overlaps, committed at the end of the block and rolled back by an error.

    What was committed outlives a killed studio. To outlive a power cut it has to be on
    the disk: the commit does not wait for that, `flush` does.

    So nothing in it can be refused as locked or as not serialisable: SQLite is asked for its write lock at the start,
    and PostgreSQL for one lock that all studios on the database share. The first reads see what was committed last.

    Raises:
        StoreBusy: another process kept the lock for longer than the engine waits.
    """
    options: dict[str, Any] = (
        {"writes": True} if engine.dialect.name == "sqlite" else {"isolation_level": "READ COMMITTED"}
    )
    with engine.connect().execution_options(**options) as connection:
        with _busy_said():
            transaction = connection.begin()
            _take_turn(connection)
        with transaction:
            yield connection


def flush(engine: Engine) -> None:
    """Wait until what was committed is on the disk.

    It is called when the transaction is over and others may write: so twenty people's flushes overlap, where those of
    the commits themselves would come one after the other. PostgreSQL flushes its log up to a commit that waits; that of
    an empty message does.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_logical_emit_message(true, 'scotoma studio', '')")
    elif engine.url.database:
        _flush_log(f"{engine.url.database}-wal")


def _flush_log(path: str) -> None:
    try:
        log = os.open(path, os.O_RDWR)
    except FileNotFoundError:  # all of it is in the database's own file, flushed by SQLite
        return
    try:
        os.fsync(log)
    finally:
        os.close(log)


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock({ADVISORY_LOCK})"
        )


@contextlib.contextmanager
def _busy_said() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if any(phrase in str(error.orig) for phrase in LOCKED):
            raise StoreBusy(BUSY) from error
        raise
