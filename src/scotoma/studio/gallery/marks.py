"""What people did with pairs, as the gallery filters and shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool
from sqlalchemy import Connection, select

from scotoma.studio.authoring.drafts import rows_of
from scotoma.studio.gallery.catalogue import Catalogue
from scotoma.studio.gallery.query import Query
from scotoma.studio.store.tables import DRAFTS
from scotoma.studio.thresholds.labels import read_labels
from scotoma.studio.thresholds.precision import agreed

__all__ = ["Marks", "read_marks"]


@dataclass(frozen=True)
class Marks:
    """The state of each pair that was ever picked, and the label of each that was labelled: "unclear" where people
    said different things."""

    states: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def keep(self, catalogue: Catalogue, query: Query) -> Bool[np.ndarray, " P"] | None:
        """Whether each pair of the catalogue is in the state and has the label asked for; None where neither is."""
        by_state = _keep(catalogue, self.states, query.state, "unpicked")
        by_label = _keep(catalogue, self.labels, query.label, "none")
        return by_label if by_state is None else by_state if by_label is None else by_state & by_label


def read_marks(connection: Connection) -> Marks:
    """The marks as they stand in the studio's database."""
    states = {row.pair: row.state for row in connection.execute(select(DRAFTS.c.pair, DRAFTS.c.state))}
    return Marks(states, agreed(read_labels(connection)))


def _keep(catalogue: Catalogue, marks: Mapping[str, str], wanted: str, unmarked: str) -> Bool[np.ndarray, " P"] | None:
    """Whether a pair has the mark wanted, "any" being no wish and `unmarked` the wish for none."""
    if wanted == "any":
        return None
    keep = np.zeros(len(catalogue), bool)
    named: Iterable[str] = marks if wanted == unmarked else (pair for pair, mark in marks.items() if mark == wanted)
    keep[catalogue.places(rows_of(pair) for pair in named)] = True
    return ~keep if wanted == unmarked else keep
