"""What a line of the history says of one change."""

from dataclasses import dataclass
from typing import Any

from scotoma.studio.store import Entry
from scotoma.studio.store.tables import ADJUDICATIONS, DRAFTS, LABELS, REVIEWS, WAIVERS

__all__ = ["UNDOABLE", "Difference", "Line", "line_of"]

UNDOABLE = frozenset(table.name for table in (LABELS, DRAFTS, WAIVERS, REVIEWS, ADJUDICATIONS))
"""What authors may undo: rows that stand for themselves. Releases have files, answers of a study are data, and a
revoked link stays revoked."""

UNSAID = frozenset({"token_sha256", "items", "at", "changed_at", "made_at", "revision", "author", "person"})
LONGEST = 160


@dataclass(frozen=True)
class Difference:
    """One column that a change set: its name and its values, as texts."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One change, to be shown."""

    entry: Entry
    about: str
    pair: str | None
    differences: list[Difference]
    undoable: bool


def line_of(entry: Entry) -> Line:
    """The change as the page shows it; secrets' hashes and what only counts or dates it are left out."""
    before, after = entry.before or {}, entry.after or {}
    differences = [
        Difference(name.replace("_", " "), _said(before.get(name)), _said(after.get(name)))
        for name in entry.changed
        if name not in UNSAID and (_said(before.get(name)) or _said(after.get(name)))
    ]
    pair = entry.row_key.get("pair")
    about = str(pair or after.get("name") or before.get("name") or ", ".join(map(str, entry.row_key.values())))
    undoable = entry.table_name in UNDOABLE and not entry.undone
    return Line(entry, _cut(about), pair, differences, undoable)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _cut(", ".join(map(str, value)))
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
