"""One page of the gallery: its cards, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int64

from scotoma.records import Image
from scotoma.report.wording import plural
from scotoma.studio.authoring.drafts import pair_name
from scotoma.studio.gallery.arranging import Arrangement
from scotoma.studio.gallery.catalogue import Catalogue
from scotoma.studio.gallery.marks import Marks
from scotoma.studio.gallery.query import Query
from scotoma.studio.gallery.shelf import Shelf
from scotoma.studio.web.studio import Studio

__all__ = ["Card", "Leaf", "cards_at", "leaf_of"]


@dataclass(frozen=True, slots=True)
class Card:
    """One pair as it is shown: its rows, pictures and cosines, for how many pairs it stands, its state and label."""

    i: int
    j: int
    images: tuple[Image, Image]
    suspect: float
    reference: float
    folded: int
    number: int
    state: str | None
    label: str | None

    @property
    def pair(self) -> str:
        """What the pair is called."""
        return pair_name(self.i, self.j)

    @property
    def sides(self) -> list[tuple[int, Image]]:
        """The row and the image of both sides."""
        return [(self.i, self.images[0]), (self.j, self.images[1])]

    @property
    def name(self) -> str:
        """What it is called to somebody who does not see it."""
        return f"{self.images[0].caption or self.images[0].id} and {self.images[1].caption or self.images[1].id}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a view: its cards, the number of pages, and how many pairs there are, in words."""

    query: Query
    cards: list[Card]
    pages: int
    shown: int
    summary: str
    folding: bool

    @property
    def numbers(self) -> list[int | None]:
        """The pages to go to directly: the first, the last, and those around this one; None where some are left out."""
        near = {1, self.pages, *range(self.query.page - 2, self.query.page + 3)}
        numbers = sorted(number for number in near if 1 <= number <= self.pages)
        before = [0, *numbers[:-1]]
        return [
            each
            for last, number in zip(before, numbers, strict=True)
            for each in ((None, number) if number - last > 1 else (number,))
        ]


def leaf_of(studio: Studio, shelf: Shelf, query: Query, marks: Marks) -> Leaf:
    """The page that the query asks for; the last one where it asks for more."""
    arranged = shelf.view(query)
    keep = marks.keep(shelf.catalogue, query)
    view = arranged if keep is None else arranged.kept(keep)
    pages = max(1, -(-len(view) // query.size))
    page = min(query.page, pages)
    start = (page - 1) * query.size
    places, folded = view.places[start : start + query.size], view.folded[start : start + query.size]
    cards = cards_at(studio, shelf.catalogue, places, marks, folded=folded.tolist(), first=start + 1)
    summary = _summary(shelf.catalogue, view, query, (start, len(cards)))
    return Leaf(replace(query, page=page), cards, pages, len(view), summary, query.fold and shelf.folding)


def cards_at(
    studio: Studio,
    catalogue: Catalogue,
    places: Int64[np.ndarray, " n"],
    marks: Marks,
    *,
    folded: Sequence[int] | None = None,
    first: int = 1,
) -> list[Card]:
    """The cards of the pairs at these places of the catalogue, numbered from `first`."""
    cards = []
    for number, place in enumerate(places.tolist()):
        i, j = int(catalogue.i[place]), int(catalogue.j[place])
        pair = pair_name(i, j)
        cards.append(
            Card(
                i,
                j,
                (studio.picture(i)[1], studio.picture(j)[1]),
                float(catalogue.suspect[place]),
                float(catalogue.reference[place]),
                folded[number] if folded is not None else 1,
                first + number,
                marks.states.get(pair),
                marks.labels.get(pair),
            )
        )
    return cards


def _summary(catalogue: Catalogue, view: Arrangement, query: Query, shown: tuple[int, int]) -> str:
    start, count = shown
    if not len(catalogue):
        return "No pair was mined."
    if not count:
        return f"None of {plural(len(catalogue), 'pair')} fits."
    steps = [f"{start + 1:,} to {start + count:,} of {plural(len(view), 'pair')}"]
    if view.fitting != len(catalogue):
        steps.append(f"{view.fitting:,} of {len(catalogue):,} fit the cosines and words")
    elif len(view) != len(catalogue):
        steps.append(f"{len(catalogue):,} were mined")
    return "; ".join(steps) + "."
