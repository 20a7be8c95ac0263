"""The journal read back, and what it says of one change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from scotoma.studio.store.tables import JOURNAL

__all__ = ["Entry", "read_entries", "read_entry"]


@dataclass(frozen=True)
class Entry:
    """One change of one row; `before` and `after` are the whole row, None where there was none.

    `undone` says that a later entry undid this one; `undoes` is the entry that this one undid.
    """

    id: int
    at: str
    person: str
    action: str
    table_name: str
    row_key: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    undoes: int | None
    undone: bool

    @property
    def changed(self) -> list[str]:
        """The names of the columns that this change set to another value, in the table's order."""
        before, after = self.before or {}, self.after or {}
        return [name for name in (after or before) if before.get(name) != after.get(name)]


def read_entries(
    connection: Connection,
    *,
    table: Table | None = None,
    key: Mapping[str, Any] | None = None,
    before_id: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """The journal's entries, the last first; only those of one table, or of one row of it, or older than one entry."""
    wanted = select(JOURNAL).order_by(JOURNAL.c.id.desc())
    if table is not None:
        wanted = wanted.where(JOURNAL.c.table_name == table.name)
    for name, value in (key or {}).items():
        field = JOURNAL.c.row_key[name]
        wanted = wanted.where((field.as_integer() if isinstance(value, int) else field.as_string()) == value)
    if before_id is not None:
        wanted = wanted.where(JOURNAL.c.id < before_id)
    return _entries(connection, [dict(row) for row in connection.execute(wanted.limit(limit)).mappings()])


def read_entry(connection: Connection, journal_id: int) -> Entry | None:
    """One entry of the journal, or None."""
    rows = connection.execute(select(JOURNAL).where(JOURNAL.c.id == journal_id)).mappings()
    return next(iter(_entries(connection, [dict(row) for row in rows])), None)


def _entries(connection: Connection, rows: list[dict[str, Any]]) -> list[Entry]:
    ids = [row["id"] for row in rows]
    undone = set(connection.execute(select(JOURNAL.c.undoes).where(JOURNAL.c.undoes.in_(ids))).scalars())
    return [Entry(**row, undone=row["id"] in undone) for row in rows]
