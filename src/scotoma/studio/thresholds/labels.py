"""What people said of pairs, in the studio's database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from scotoma.errors import UnknownName
from scotoma.registry import unknown
from scotoma.studio.store import Store
from scotoma.studio.store.tables import LABELS
from scotoma.studio.thresholds.precision import Label
from scotoma.studio.thresholds.regions import read_region

__all__ = ["WORDS", "read_labels", "save_label"]

WORDS = ("different", "same", "unclear")


def read_labels(connection: Connection, person: str | None = None) -> list[Label]:
    """Everybody's labels, or one person's, in the order of the pairs."""
    columns = LABELS.c.pair, LABELS.c.person, LABELS.c.label, LABELS.c.sample
    wanted = select(*columns).order_by(LABELS.c.pair, LABELS.c.person)
    if person is not None:
        wanted = wanted.where(LABELS.c.person == person)
    return [Label(*row) for row in connection.execute(wanted)]


def save_label(store: Store, person: str, pair: str, label: str, sample: Mapping[str, Any] | None) -> None:
    """Keep what a person says of a pair; what the same person said before is replaced, and is in the journal.

    `sample` is the region the pair was drawn from, with the seed and the pair's two cosines; None where it was not
    drawn at random. Where the person labelled the pair in a sample of a wider region before, that sample stays, for it
    serves the narrower one too.

    Raises:
        UnknownName: there is no such label.
    """
    if label not in WORDS:
        raise UnknownName(unknown("label", label, list(WORDS)))
    with store.begin(person) as change:
        key = {"pair": pair, "person": person}
        before = change.connection.execute(select(LABELS).filter_by(**key)).mappings().one_or_none()
        kept = sample if before is None else _wider(before["sample"], sample)
        values = {"label": label, "sample": None if kept is None else dict(kept), "at": store.now()}
        change.put(LABELS, key, values, action=f"label the pair {label}")


def _wider(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if old is None or new is None:
        return new if old is None else old
    return old if read_region(old).covers(read_region(new)) else new
