"""Deciding what becomes of a pair on which reviewers and key part, and taking a decision back."""

from typing import Any

from scotoma.errors import EditConflict, UsageError
from scotoma.studio.authoring.drafts import read_draft
from scotoma.studio.store import Store
from scotoma.studio.store.changes import Change
from scotoma.studio.store.history import read_entries
from scotoma.studio.store.tables import ADJUDICATIONS, DRAFTS
from scotoma.studio.store.undoing import undo

__all__ = ["DECISIONS", "decide", "undo_decision"]

DECISIONS = {"keep": "ready", "fix": "draft", "drop": "dropped"}
"""What can be decided, and the state that the draft has after it."""

REASON_SIGNS = 2000  # arbitrary: a page of text


def decide(store: Store, person: str, pair: str, *, revision: int, decision: str, reason: str) -> None:
    """Keep a pair as it is, send it back to its author ("fix"), or drop it; `revision` is that of the draft judged.

    Raises:
        EditConflict: the draft is of another revision by now, or no longer ready.
        UsageError: the decision is none of the three, or the reason is missing or too long.
    """
    if decision not in DECISIONS:
        raise UsageError(f"The decision is {decision!r}; expected keep, fix or drop.")
    if not reason.strip() or len(reason) > REASON_SIGNS:
        raise UsageError(
            f"A decision needs its reason, of {REASON_SIGNS:,} signs at most: those who come later read it."
        )
    with store.begin(person) as change:
        draft = read_draft(change.connection, pair)
        if draft is None or draft.revision != revision or draft.state != "ready":
            raise EditConflict(
                f"Pair {pair} was changed after you had opened it, so your decision was not kept. Load the page again "
                "and look at it as it is."
            )
        action = f"decide: {decision} the pair"
        said = {"revision": revision, "decision": decision, "reason": reason.strip(), "person": person}
        change.put(ADJUDICATIONS, {"pair": pair}, {**said, "at": store.now()}, action=action)
        if decision != "keep":
            moved = {"state": DECISIONS[decision], "revision": revision + 1, "changed_at": store.now()}
            change.update(DRAFTS, {"pair": pair}, moved, action=action)


def undo_decision(store: Store, person: str, pair: str) -> None:
    """Take back the last decision on a pair: the draft is ready again, and the disagreement open.

    Raises:
        EditConflict: there is no decision, or its author has worked on the draft since.
    """
    with store.begin(person) as change:
        decided = _last(change, ADJUDICATIONS, pair)
        if decided is None or decided.after is None:
            raise EditConflict(f"There is no decision on pair {pair} to take back.")
        if decided.after["decision"] != "keep":
            moved = _last(change, DRAFTS, pair)
            if moved is None or moved.action != decided.action:
                raise EditConflict(
                    f"Pair {pair} was worked on after the decision, so it cannot be taken back. Set it ready again in "
                    "authoring; it will be reviewed again."
                )
            undo(change, moved.id)
        undo(change, decided.id)


def _last(change: Change, table: Any, pair: str) -> Any:
    """The row's last entry in the journal."""
    return next(iter(read_entries(change.connection, table=table, key={"pair": pair}, limit=1)), None)
