"""Authoring: from a picked pair to a question, two options and two captions."""

from scotoma.studio.authoring.drafts import (
    STATES,
    Draft,
    drop,
    pair_name,
    pick,
    read_draft,
    read_drafts,
    rows_of,
    save_draft,
)

__all__ = [
    "STATES",
    "Draft",
    "drop",
    "pair_name",
    "pick",
    "read_draft",
    "read_drafts",
    "rows_of",
    "save_draft",
]
