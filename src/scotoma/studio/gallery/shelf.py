"""What the gallery of a run keeps at hand: its columns, its near-duplicate groups, and the views asked for lately."""

import functools
import threading

import numpy as np
from jaxtyping import Int64

from scotoma.embeddings import Embeddings
from scotoma.report.contents import Contents
from scotoma.studio.gallery.arranging import Arrangement, arrange, ranking
from scotoma.studio.gallery.catalogue import Catalogue, read_catalogue
from scotoma.studio.gallery.groups import find_groups, groups_path, read_groups, write_groups
from scotoma.studio.gallery.neighbours import Neighbour, nearest
from scotoma.studio.gallery.query import Query

__all__ = ["Shelf"]

_VIEWS = 24  # of at most 16 bytes a pair: 40 MB at 100,000 pairs
_RANKINGS = 8
_NEIGHBOURS = 256
_NEAREST = 6
_HEAD_START_S = 2.0  # for the page that is asked for first: the search takes all processors


class Shelf:
    """The gallery's memory of one run. Safe to be used from several threads.

    Near-duplicates take seconds to find, once a run: that is done in a thread of its own, and kept below
    `RUN/studio/cache`. Until it is done, views that should be folded are shown unfolded, and `folding` says so.
    """

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.catalogue: Catalogue = read_catalogue(contents)
        self._groups = read_groups(groups_path(contents), self.catalogue.images)
        self._rank = functools.lru_cache(_RANKINGS)(self._rank_now)
        self._view = functools.lru_cache(_VIEWS)(self._view_now)
        self._near = functools.lru_cache(_NEIGHBOURS)(self._near_now)
        self._finder = threading.Timer(_HEAD_START_S, self._find)
        self._finder.daemon = True
        if self._groups is None:
            self._finder.start()

    @property
    def folding(self) -> bool:
        """Whether near-duplicates are still being looked for."""
        return self._groups is None and self._finder.is_alive()

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until near-duplicates are known, or for so many seconds."""
        if self._groups is None:
            self._finder.join(timeout_s)

    def view(self, query: Query) -> Arrangement:
        """The pairs that the query asks for, whatever people did with them; kept for the next page of the same view."""
        return self._view(query.arranged(), self._groups is not None)

    def nearest(self, side: str, row: int) -> list[Neighbour]:
        """The images nearest to that of `row`, as the "suspect" or the "reference" sees them."""
        return self._near(side, row)

    def _rank_now(self, order: str, seed: int) -> Int64[np.ndarray, " P"]:
        return ranking(self.catalogue, order, seed)

    def _view_now(self, query: Query, foldable: bool) -> Arrangement:
        groups = self._groups if foldable else None
        return arrange(self.catalogue, self._rank(query.order, query.seed), groups, query)

    def _near_now(self, side: str, row: int) -> list[Neighbour]:
        embeddings: Embeddings = getattr(self.contents, side)
        return nearest(embeddings.rows, row, _NEAREST)

    def _find(self) -> None:
        groups = find_groups(self.contents, self.catalogue)
        write_groups(groups_path(self.contents), groups)
        self._groups = groups
