"""One pair, looked at closely: its cosines, where it stands in a view, and the pairs and images near it."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scotoma.errors import UnknownName
from scotoma.pairs.density import cosines
from scotoma.pairs.rows import open_sides
from scotoma.report.contents import Contents
from scotoma.studio.authoring.drafts import pair_name
from scotoma.studio.gallery.arranging import Arrangement
from scotoma.studio.gallery.catalogue import Catalogue

__all__ = ["Standing", "cosines_of", "most_telling", "read_pair", "standing_in"]

_PAIR = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")
_SHARING = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pair stands in a view: its number from 1, or None where it is not in it, and the pairs beside it."""

    number: int | None
    count: int
    previous: str | None
    next: str | None


class Cosines(NamedTuple):
    """The two cosines of a pair."""

    suspect: float
    reference: float


def read_pair(text: str, images: int) -> tuple[int, int]:
    """The rows of the pair that an address names, such as "12-345", the smaller first.

    Raises:
        UnknownName: it is no pair of rows of the run.
    """
    match = _PAIR.fullmatch(text)
    rows = sorted(int(number) for number in match.groups()) if match else [0, 0]
    if rows[0] == rows[1] or rows[1] >= images:
        raise UnknownName(
            f"{text[:60]!r} is no pair of this run: expected two different rows of its {images:,} images, counted from "
            "0, such as 12-345."
        )
    return rows[0], rows[1]


def cosines_of(contents: Contents, i: int, j: int) -> Cosines:
    """The two cosines of the pair, as the join decides on them."""
    sides = open_sides(contents.suspect.rows, contents.reference.rows)
    return Cosines(*(float(cosines(side, np.array([i]), np.array([j]))[0]) for side in sides))


def standing_in(view: Arrangement, catalogue: Catalogue, i: int, j: int) -> Standing:
    """Where the pair stands in the view."""
    place = catalogue.place(i, j)
    found = np.flatnonzero(view.places == place) if place is not None else np.empty(0, np.int64)
    if not len(found):
        return Standing(None, len(view), None, None)
    at = int(found[0])

    def named(number: int) -> str | None:
        if not 0 <= number < len(view):
            return None
        other = view.places[number]
        return pair_name(int(catalogue.i[other]), int(catalogue.j[other]))

    return Standing(at + 1, len(view), named(at - 1), named(at + 1))


def most_telling(catalogue: Catalogue, i: int, j: int) -> np.ndarray:
    """Where the other pairs with one of the two images stand, the widest gap first, twelve at most."""
    places = catalogue.sharing(i, j)
    gap = catalogue.suspect[places] - catalogue.reference[places]
    return np.asarray(places[np.argsort(-gap, kind="stable")][:_SHARING], np.int64)
