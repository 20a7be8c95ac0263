"""The mined pairs as columns, ready to be filtered and ranked again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64, Int64

from scotoma.report.contents import Contents

__all__ = ["Catalogue", "read_catalogue"]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """P pairs of N images: their rows and cosines, sorted by (i, j), and for each image what a search looks at."""

    i: Int64[np.ndarray, " P"]
    j: Int64[np.ndarray, " P"]
    suspect: Float64[np.ndarray, " P"]
    reference: Float64[np.ndarray, " P"]
    texts: Any  # pyarrow: id and caption of each image, in small letters

    def __len__(self) -> int:
        return len(self.i)

    @property
    def images(self) -> int:
        """N."""
        return len(self.texts)

    def place(self, i: int, j: int) -> int | None:
        """Where the pair of the rows i < j stands; None where it was not mined."""
        found = self.places([(i, j)])
        return int(found[0]) if len(found) else None

    def places(self, rows: Iterable[tuple[int, int]]) -> Int64[np.ndarray, " n"]:
        """Where the pairs of these rows stand, in the order given; those that were not mined are left out."""
        wanted = np.array([i * self.images + j for i, j in rows], np.int64)
        at = np.minimum(np.searchsorted(self._keys, wanted), max(len(self) - 1, 0))
        return at[self._keys[at] == wanted] if len(self) else np.empty(0, np.int64)

    def sharing(self, i: int, j: int) -> Int64[np.ndarray, " n"]:
        """Where the other pairs with one of these two images stand."""
        touching = np.isin(self.i, (i, j)) | np.isin(self.j, (i, j))
        return np.flatnonzero(touching & ~((self.i == i) & (self.j == j)))

    def naming(self, text: str) -> Bool[np.ndarray, " P"]:
        """Whether each word of `text` is in the id or the caption of one of the pair's images, whatever its case."""
        import pyarrow.compute as pc

        keep = np.ones(len(self), bool)
        for word in text.lower().split():
            named = np.asarray(pc.match_substring(self.texts, word), bool)
            keep &= named[self.i] | named[self.j]
        return keep

    @cached_property
    def _keys(self) -> Int64[np.ndarray, " P"]:
        return np.asarray(self.i * self.images + self.j, np.int64)


def read_catalogue(contents: Contents) -> Catalogue:
    """The pairs of a mined run as columns."""
    import pyarrow.compute as pc

    i, j, suspect, reference = (contents.pairs[name].to_numpy() for name in ("i", "j", "suspect", "reference"))
    usable = contents.images.filter(pc.equal(contents.images["status"], "ok"))
    words = pc.binary_join_element_wise(usable["id"], pc.fill_null(usable["caption"], ""), "\n")
    return Catalogue(i, j, suspect, reference, pc.utf8_lower(words).combine_chunks())
