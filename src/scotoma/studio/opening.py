"""Opening a run folder as a studio."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from scotoma.errors import RunLocked, UsageError
from scotoma.files import locked
from scotoma.report.contents import Contents, read_contents
from scotoma.report.thumbnails import collection_of
from scotoma.studio.store import database_of, open_store
from scotoma.studio.web.studio import Settings, Studio

__all__ = ["open_studio"]

MARKS = ("run.json", "images.parquet", "pairs", "benchmark", "benchmarks", "studio")


@contextlib.contextmanager
def open_studio(run: Path, *, database: str | None = None, settings: Settings | None = None) -> Iterator[Studio]:
    """The run folder opened for work, until the block ends. Without `database`, an SQLAlchemy URL, what people do is
    kept in RUN/studio/studio.sqlite, and one process at a time may have it open.

    Raises:
        BrokenFile: the database or a file of the run is damaged.
        MissingExtra: the database's driver is not installed.
        RunLocked: another studio has the run's own database open.
        UnreadableSource: the database cannot be reached.
        UsageError: `run` is no run folder.
    """
    contents = _contents_of(run)
    collection = "no pairs were mined in this run folder" if contents is None else collection_of(contents.stages)
    with contextlib.nullcontext() if database else _alone(run):
        store = open_store(database or database_of(run))
        try:
            yield Studio(run, contents, collection, store, settings or Settings())
        finally:
            store.close()


def _contents_of(run: Path) -> Contents | None:
    if not run.is_dir():
        raise UsageError(f"{run} is no folder. Expected a run folder; 'scotoma find IMAGES --out {run}' makes one.")
    if (run / "pairs" / "certificate.json").exists():
        return read_contents(run)
    if any((run / mark).exists() for mark in MARKS):
        return None
    raise UsageError(
        f"{run} is no run folder: it has none of {', '.join(MARKS)}. 'scotoma find IMAGES --out RUN' makes one."
    )


@contextlib.contextmanager
def _alone(run: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(run / "studio"))
        except RunLocked as error:
            raise RunLocked(
                f"Another studio is open on {run}. Use its address, or stop it first. For several servers at once name "
                "a PostgreSQL database with --database."
            ) from error
        yield
