"""The open database: one writer at a time, readers beside it, and undo."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Table

from scotoma.errors import StoreBusy
from scotoma.studio.store.changes import Change, now
from scotoma.studio.store.databases import BUSY, WAIT_S, flush, writing
from scotoma.studio.store.history import Entry, read_entries
from scotoma.studio.store.undoing import undo

__all__ = ["Store"]


@dataclass(frozen=True)
class Store:
    """The studio's database. Every change is made in a transaction of `begin`; `read` sees one state throughout.

    Safe in several threads. Writers wait for each other, in this process by a lock and between processes by the
    database's own, so that what a change has read is true until it ends: "no such row yet" and "this was revision 3"
    can be decided and acted upon without a second look. Readers wait for nobody.
    """

    engine: Engine
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextlib.contextmanager
    def begin(self, person: str, *, flushed: bool = True) -> Iterator[Change]:
        """A transaction of `person`, whose changes are all written when the block ends, or none if it raises.

        Keep the block short and ask no model in it: nobody else writes meanwhile. Blocks cannot be nested. What is not
        `flushed` to the disk outlives a killed process, but not a power cut.

        Raises:
            StoreBusy: other writers held the database for longer than `WAIT_S`.
        """
        if not self._turn.acquire(timeout=WAIT_S):
            raise StoreBusy(BUSY)
        try:
            with writing(self.engine) as connection:
                yield Change(connection, person)
        finally:
            self._turn.release()
        if flushed:
            flush(self.engine)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with; all it reads is of one moment."""
        with self.engine.connect() as connection:
            yield connection

    def undo(self, person: str, journal_id: int) -> None:
        """Make the row of one entry of the journal what it was before; this is an entry of its own, and can be undone.

        Raises:
            EditConflict: there is no such entry, it is undone already, or the row was changed since.
        """
        with self.begin(person) as change:
            undo(change, journal_id)

    def history(
        self,
        table: Table | None = None,
        key: Mapping[str, Any] | None = None,
        *,
        before_id: int | None = None,
        limit: int = 100,
    ) -> list[Entry]:
        """The journal, the last change first: all of it, one table's or one row's; older than an entry if wanted."""
        with self.read() as connection:
            return read_entries(connection, table=table, key=key, before_id=before_id, limit=limit)

    def now(self) -> str:
        """The time, as the tables keep it: ISO 8601 in UTC with milliseconds."""
        return now()

    def close(self) -> None:
        """Close every connection; what was written is in the database."""
        self.engine.dispose()
