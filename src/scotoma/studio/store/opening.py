"""The studio's database of a run: made where there is none, brought up to date where it is older."""

import contextlib
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from scotoma.errors import BrokenFile, ScotomaError, UnreadableSource, UsageError
from scotoma.studio.store.databases import connect, writing
from scotoma.studio.store.migrations import bring_up_to_date
from scotoma.studio.store.store import Store

__all__ = ["database_of", "open_store"]


def database_of(run: Path) -> Path:
    """Where the database of a run lies, if no other is named."""
    return run / "studio" / "studio.sqlite"


def open_store(place: str | Path) -> Store:
    """The studio's database at `place`, a file for SQLite or any SQLAlchemy URL; tables are made or brought up to date.

    Raises:
        BrokenFile: the file is damaged, is no database, or was written by a newer scotoma; it is left as it is.
        MissingExtra: the database's driver is not installed.
        UnreadableSource: the database cannot be reached.
        UsageError: `place` is no URL of a known kind of database.
    """
    url = _url_of(place)
    engine = connect(url)
    sqlite = url.get_backend_name() == "sqlite"
    shown = str(url.database) if sqlite else url.render_as_string()
    with contextlib.ExitStack() as stack:
        stack.callback(engine.dispose)
        try:
            with writing(engine) as connection:
                _check_sound(connection)
                bring_up_to_date(connection, shown)
        except DBAPIError as error:
            raise _refusal(shown, error, sqlite=sqlite) from error
        stack.pop_all()
    return Store(engine)


def _url_of(place: str | Path) -> URL:
    if isinstance(place, Path) or "://" not in place:
        path = Path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        return URL.create("sqlite", database=str(path.absolute()))
    try:
        return make_url(place)
    except ArgumentError as error:
        raise UsageError(
            f"{place!r} is no URL of a database. Expected the path of a file, or an SQLAlchemy URL such as "
            "postgresql+psycopg://user@host/name."
        ) from error


def _check_sound(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise BrokenFile(_damaged(connection.engine.url.database, str(found)))


def _refusal(shown: str, error: DBAPIError, *, sqlite: bool) -> ScotomaError:
    if sqlite and any(phrase in str(error.orig) for phrase in ("malformed", "not a database", "corrupt")):
        return BrokenFile(_damaged(shown, str(error.orig)))
    return UnreadableSource(
        f"The database {shown} cannot be opened: {' '.join(str(error.orig).split())}. See that it runs, that its "
        "folder may be written, and that user and name are right."
    )


def _damaged(shown: str | None, reason: str) -> str:
    return (
        f"{shown} is no sound database of the studio ({reason}); nothing in it was changed. Keep a copy of it and of "
        "the files beside it that end in -wal and -shm; then put a backup in its place, or save what can be read with "
        "`sqlite3 studio.sqlite .recover`. Without the file the studio begins an empty one."
    )
