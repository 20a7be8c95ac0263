"""Connections to SQLite and PostgreSQL, and a transaction that writes alone."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError, OperationalError

from scotoma.errors import MissingExtra, StoreBusy, UsageError

__all__ = ["BUSY", "WAIT_S", "connect", "writing"]

WAIT_S = 20  # arbitrary: longer than any write takes, shorter than people wait
BUSY = (
    f"Others have been writing the studio's database for {WAIT_S} seconds and did not let this change in; nothing "
    "of it was written. Try again."
)
POOL = {"pool_size": 8, "max_overflow": 56}  # more than the 40 threads that serve requests; idle ones close
ADVISORY_LOCK = 0x5C0704A  # any number, the same for every studio that shares a PostgreSQL database
LOCKED = ("database is locked", "database table is locked", "lock timeout", "canceling statement due to lock timeout")


def connect(url: URL) -> Engine:
    """An engine for the database; nothing is opened before its first use.

    SQLite: write-ahead log, foreign keys enforced, every commit flushed to the disk. Others: each read in a transaction
    of one snapshot.

    Raises:
        MissingExtra: the database's driver is not installed.
        UsageError: there is no such kind of database.
    """
    sqlite = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = {} if sqlite else {"isolation_level": "REPEATABLE READ", "pool_pre_ping": True}
    try:
        engine = create_engine(url, **POOL, **options)
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"The database {url.render_as_string()} needs the package {error.name}. For PostgreSQL run "
            "`pip install 'scotoma[postgresql]'` and write the URL as postgresql+psycopg://..."
        ) from error
    except NoSuchModuleError as error:
        raise UsageError(
            f"No kind of database is named {url.drivername!r}. Expected an SQLAlchemy URL such as "
            "sqlite:////folder/studio.sqlite or postgresql+psycopg://user@host/name."
        ) from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own: `_begin_sqlite` does
    for pragma in (f"busy_timeout={WAIT_S * 1000}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other writer's overlaps, committed at the end of the block and rolled back by an error.

    So nothing in it can be refused as locked or as not serialisable: SQLite is asked for its write lock at the start,
    and PostgreSQL for one lock that all studios on the database share. The first reads see what was committed last.

    Raises:
        StoreBusy: another process kept the lock for `WAIT_S` seconds.
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


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")


@contextlib.contextmanager
def _busy_said() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if any(phrase in str(error.orig) for phrase in LOCKED):
            raise StoreBusy(BUSY) from error
        raise
