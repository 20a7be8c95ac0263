"""Undo: a row becomes again what it was before one change, if it still is what that change made of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from scotoma.errors import EditConflict
from scotoma.studio.store.changes import Change, row_at
from scotoma.studio.store.history import Entry, read_entry
from scotoma.studio.store.tables import DRAFTS, METADATA

__all__ = ["undo"]

COUNTED = {DRAFTS.name: "revision"}
"""Columns that count a row's edits: undoing is an edit too, so that a page opened before it meets a conflict."""


def undo(change: Change, journal_id: int) -> None:
    """Restore the row of one entry of the journal; the restoring is journaled as `undoes` that entry.

    Raises:
        EditConflict: there is no such entry, it is undone already, or the row was changed since.
    """
    entry = read_entry(change.connection, journal_id)
    if entry is None:
        raise EditConflict(f"The history has no entry {journal_id}. Load the page of the history again.")
    if entry.undone:
        raise EditConflict(f"Entry {journal_id} of the history is undone already.")
    table, key = METADATA.tables[entry.table_name], entry.row_key
    found = row_at(change.connection, table, key)
    if _without_count(table, found) != _without_count(table, entry.after):
        raise EditConflict(
            f"What '{entry.action}' wrote was changed since, so it cannot be undone by itself. Undo the later changes "
            "of the same row first, or edit the row as it is."
        )
    _restore(change, table, entry, found)


def _restore(change: Change, table: Table, entry: Entry, found: Mapping[str, Any] | None) -> None:
    action = f"undo: {entry.action.removeprefix('undo: ')}"
    if entry.before is None:
        change.delete(table, entry.row_key, action=action, undoes=entry.id)
    elif found is None:
        change.insert(table, _counted_on(table, entry.before, entry.before), action=action, undoes=entry.id)
    else:
        values = _counted_on(table, entry.before, found)
        change.update(table, entry.row_key, values, action=action, undoes=entry.id)


def _without_count(table: Table, row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {name: value for name, value in row.items() if name != COUNTED.get(table.name)}


def _counted_on(table: Table, row: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    count = COUNTED.get(table.name)
    return {**row, count: found[count] + 1} if count else dict(row)
