"""The studio's database: tables, transactions, the journal of every change, undo, and migrations."""

from scotoma.studio.store.changes import Change
from scotoma.studio.store.history import Entry
from scotoma.studio.store.opening import database_of, open_store
from scotoma.studio.store.store import Store

__all__ = ["Change", "Entry", "Store", "database_of", "open_store"]
