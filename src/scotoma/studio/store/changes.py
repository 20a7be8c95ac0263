"""One transaction: every row it writes is in the journal beside it, as it was before and as it is after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from scotoma.errors import EditConflict
from scotoma.studio.store.tables import JOURNAL

__all__ = ["Change", "now", "row_at"]


@dataclass(frozen=True)
class Change:
    """A transaction of one person, open until the block of `Store.begin` ends; reads go through `connection`.

    A key is a mapping of the primary key's columns to their values, and a row a mapping of all columns. What is in a
    row must be of the kinds JSON has: texts, numbers, truth values, None, lists and dicts of them. `action` says in
    words what is done ("write the question"); `undoes` is for `Store.undo`.
    """

    connection: Connection
    person: str

    def insert(
        self, table: Table, values: Mapping[str, Any], *, action: str, undoes: int | None = None
    ) -> dict[str, Any]:
        """Insert a row and give its key; columns that `values` leaves out have their defaults.

        Raises:
            EditConflict: there is such a row, or one it must not coincide with.
        """
        try:
            made = self.connection.execute(insert(table).values(**values)).inserted_primary_key
        except IntegrityError as error:
            raise EditConflict(
                f"This is in the studio's {_words(table)} already, or needs something that is not there: to {action} "
                "failed. Load the page again to see what is there."
            ) from error
        assert made is not None
        key = dict(zip(_key_columns(table), made, strict=True))
        self._note(table, key, None, action=action, undoes=undoes)
        return key

    def update(
        self,
        table: Table,
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        action: str,
        undoes: int | None = None,
    ) -> None:
        """Set some columns of a row; a row that already is so gets no entry in the journal.

        Raises:
            EditConflict: there is no such row.
        """
        before = self._existing(table, key, action)
        if all(before[name] == value for name, value in values.items()):
            return
        self.connection.execute(update(table).where(_at(table, key)).values(**values))
        self._note(table, key, before, action=action, undoes=undoes)

    def delete(self, table: Table, key: Mapping[str, Any], *, action: str, undoes: int | None = None) -> None:
        """Delete a row; the journal keeps it.

        Raises:
            EditConflict: there is no such row, or others depend on it.
        """
        before = self._existing(table, key, action)
        try:
            self.connection.execute(delete(table).where(_at(table, key)))
        except IntegrityError as error:
            raise EditConflict(
                f"Other entries of the studio depend on {_named(key)} in {_words(table)}: to {action} failed."
            ) from error
        self._note(table, key, before, action=action, undoes=undoes)

    def put(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any], *, action: str) -> None:
        """Update the row if there is one, else insert it."""
        if row_at(self.connection, table, key) is None:
            self.insert(table, {**values, **key}, action=action)
        else:
            self.update(table, key, values, action=action)

    def _note(
        self, table: Table, key: Mapping[str, Any], before: Mapping[str, Any] | None, *, action: str, undoes: int | None
    ) -> None:
        entry = {"at": now(), "person": self.person, "action": action, "table_name": table.name, "row_key": dict(key)}
        after = row_at(self.connection, table, key)
        states = {name: row for name, row in (("before", before), ("after", after)) if row is not None}
        self.connection.execute(insert(JOURNAL).values(**entry, **states, undoes=undoes))

    def _existing(self, table: Table, key: Mapping[str, Any], action: str) -> dict[str, Any]:
        row = row_at(self.connection, table, key)
        if row is None:
            raise EditConflict(
                f"There is no {_named(key)} in the studio's {_words(table)}: to {action} failed. Somebody may have "
                "removed it; load the page again."
            )
        return row


def now() -> str:
    """The time, in the form the tables keep it: ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def row_at(connection: Connection, table: Table, key: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row with this primary key, or None."""
    row: Row[Any] | None = connection.execute(select(table).where(_at(table, key))).one_or_none()
    return None if row is None else dict(row._mapping)


def _key_columns(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def _at(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    assert set(key) == set(_key_columns(table)), f"{sorted(key)} is not the key of {table.name}"
    first, *rest = (table.c[name] == value for name, value in key.items())
    condition: ColumnElement[bool] = first
    for each in rest:
        condition = condition & each
    return condition


def _named(key: Mapping[str, Any]) -> str:
    return ", ".join(str(value) for value in key.values())


def _words(table: Table) -> str:
    return table.name.replace("_", " ")
