"""Which pairs a view shows, and in which order: filtered, ranked, near-duplicates folded, no image too often."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
from jaxtyping import Bool, Int64

from scotoma.pairs import Order
from scotoma.pairs.choosing import best_of_each, scores, seldom
from scotoma.studio.gallery.catalogue import Catalogue
from scotoma.studio.gallery.query import Query

__all__ = ["Arrangement", "arrange", "first_seen", "ranking"]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """R pairs in their order: where each stands in the catalogue, and for how many pairs it stands, itself included."""

    places: Int64[np.ndarray, " R"]
    folded: Int64[np.ndarray, " R"]
    fitting: int  # pairs that fit the filters, before any was folded or left out

    def __len__(self) -> int:
        return len(self.places)

    def kept(self, keep: Bool[np.ndarray, " P"]) -> "Arrangement":
        """Those of these pairs that `keep` says of the catalogue's, in the same order."""
        chosen = keep[self.places]
        return Arrangement(self.places[chosen], self.folded[chosen], self.fitting)


def ranking(catalogue: Catalogue, order: str, seed: int) -> Int64[np.ndarray, " P"]:
    """The places of all pairs, the first to be seen first, as `choose_pairs` ranks them."""
    assert order in get_args(Order)
    score = scores(catalogue.suspect, catalogue.reference, order, seed)
    return np.lexsort((catalogue.j, catalogue.i, -score))


def first_seen(catalogue: Catalogue, ranked: Int64[np.ndarray, " P"]) -> Int64[np.ndarray, " U"]:
    """The rows of the images in the pairs, in the order in which they first appear in the ranking."""
    rows = np.stack([catalogue.i[ranked], catalogue.j[ranked]], 1).ravel()
    seen, first = np.unique(rows, return_index=True)
    return np.asarray(seen[np.argsort(first)], np.int64)


def arrange(
    catalogue: Catalogue, ranked: Int64[np.ndarray, " P"], groups: Int64[np.ndarray, " N"] | None, query: Query
) -> Arrangement:
    """The pairs that the query's cosines and text ask for, ranked, folded and limited as it says.

    `groups` gives each image the row that leads its group of near-duplicates; None folds nothing. What people did with
    a pair (state, label) decides nothing here, so that picking a pair moves no other: an image that was picked is used.
    """
    fitting = ranked[_fits(catalogue, query)[ranked]]
    rows = np.stack([catalogue.i[fitting], catalogue.j[fitting]], 1)
    led = rows if groups is None or not query.fold else np.sort(groups[rows], axis=1)
    best, folded = best_of_each(led)
    left = best[seldom(led[best], query.per_image)] if query.per_image else best
    return Arrangement(fitting[left], folded[left], len(fitting))


def _fits(catalogue: Catalogue, query: Query) -> Bool[np.ndarray, " P"]:
    keep = catalogue.naming(query.text)
    if query.above is not None:
        keep &= catalogue.suspect > query.above
    if query.most is not None:
        keep &= catalogue.suspect <= query.most
    if query.least is not None:
        keep &= catalogue.reference >= query.least
    if query.below is not None:
        keep &= catalogue.reference < query.below
    return keep
