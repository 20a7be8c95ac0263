"""A rectangle in the plane of the two cosines, and how many pairs lie in it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64

from scotoma.errors import BadThreshold
from scotoma.pairs import Count, Density
from scotoma.pairs.counts import wilson

__all__ = ["Region", "corner", "count_in", "read_region"]


@dataclass(frozen=True, slots=True)
class Region:
    """Pairs with `above` < suspect's cosine <= `most` and `least` <= reference's cosine < `below`.

    So regions that share an edge share no pair. At 1 and -1, `most` and `least` set no bound; `below` None sets none.
    """

    above: float
    most: float = 1.0
    least: float = -1.0
    below: float | None = None

    def holds(self, suspect: Float64[np.ndarray, " n"], reference: Float64[np.ndarray, " n"]) -> Bool[np.ndarray, " n"]:
        """Whether pairs of these cosines lie in it."""
        inside = (suspect > self.above) & (reference >= self.least)
        if self.most < 1:
            inside &= suspect <= self.most
        return np.asarray(inside if self.below is None else inside & (reference < self.below))

    def covers(self, other: "Region") -> bool:
        """Whether every pair of the other region lies in this one."""
        below, others = (math.inf if each.below is None else each.below for each in (self, other))
        return self.above <= other.above and self.most >= other.most and self.least <= other.least and below >= others

    def as_dict(self) -> dict[str, float | None]:
        """The four bounds by name."""
        return asdict(self)


def corner(above: float, below: float | None) -> Region:
    """The region that is mined at two thresholds."""
    return Region(above, below=below)


def count_in(density: Density, region: Region) -> Count:
    """How many pairs lie in the region: counted above the density's floor, estimated with Wilson's interval below."""
    alike = len(density.exact_suspect) - int(np.searchsorted(density.exact_suspect[::-1], region.above, side="right"))
    counted = int(region.holds(density.exact_suspect[:alike], density.exact_reference[:alike]).sum())
    rest = density.pairs_sampled_from
    if region.above >= density.floor or not rest:
        return Count(counted, counted, counted)
    hits = int(region.holds(density.sampled_suspect, density.sampled_reference).sum())
    drawn = len(density.sampled_suspect)
    low, high = wilson(hits, drawn)
    estimate = round(rest * hits / drawn) if drawn else 0
    return Count(counted + estimate, counted + math.floor(rest * low), counted + math.ceil(rest * high))


def read_region(values: Mapping[str, Any]) -> Region:
    """The region that the values of an address, a form or a kept sample say; missing or empty bounds are not set.

    Raises:
        BadThreshold: a bound is no cosine, or the region is empty because its bounds cross.
    """
    usual = {"above": -1.0, "most": 1.0, "least": -1.0}
    above, most, least = (_cosine(name, values.get(name), missing) for name, missing in usual.items())
    below = None if values.get("below") in (None, "") else _cosine("below", values["below"], 1.0)
    if above >= most or (below is not None and least >= below):
        raise BadThreshold(
            f"No pair can have a suspect's cosine above {above:g} and at most {most:g} and a reference's of at least "
            f"{least:g} and below {'anything' if below is None else f'{below:g}'}. Let the first be the smaller one."
        )
    return Region(above, most, least, below)


def _cosine(name: str, value: Any, missing: float) -> float:
    if value is None or value == "":
        return missing
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not -1 <= number <= 1:
        raise BadThreshold(f"{name} is {str(value)[:40]!r}; expected a cosine, a number from -1 to 1, such as 0.95.")
    return number
