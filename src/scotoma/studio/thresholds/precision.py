"""How many of the pairs that two thresholds cut off deserve the name, by what people said of a random sample."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scotoma.scoring.intervals import wilson
from scotoma.studio.thresholds.regions import Region, read_region

__all__ = ["Label", "Precision", "agreed", "precision_in"]


@dataclass(frozen=True, slots=True)
class Label:
    """What one person said of a pair: "different", "same" or "unclear"; `sample` says where the pair was drawn from,
    None where it was not drawn at random."""

    pair: str
    person: str
    label: str
    sample: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `n` labelled pairs, drawn at random from a region, how many were said to be different, the same, or unclear.

    `share` is that of "different" among the decided, with its 95 per cent Wilson interval; None where none is decided.
    `lowest` and `highest` bound it whatever the unclear ones are: the interval's lower end if all were the same, its
    upper end if all were different. Wilson's interval takes the region for endless; where all its pairs are labelled,
    it is wider than need be.
    """

    different: int
    same: int
    unclear: int
    share: float | None
    low: float
    high: float
    lowest: float
    highest: float

    @property
    def n(self) -> int:
        """The labelled pairs."""
        return self.different + self.same + self.unclear


def precision_in(labels: Iterable[Label], region: Region) -> Precision:
    """The precision in the region, from the labels of pairs in it that were drawn from it or from a region around it.

    A pair drawn uniformly from a region is, if it lies in a part of it, drawn uniformly from that part. Labels of
    samples that cover only some of the region, and of pairs that were not drawn, do not count. A pair of which people
    said different things is unclear.
    """
    said = list(agreed(label for label in labels if _counts(label.sample, region)).values())
    return _precision(*(said.count(name) for name in ("different", "same", "unclear")))


def agreed(labels: Iterable[Label]) -> dict[str, str]:
    """What people said of each pair; "unclear" where they said different things."""
    said: dict[str, set[str]] = {}
    for label in labels:
        said.setdefault(label.pair, set()).add(label.label)
    return {pair: next(iter(each)) if len(each) == 1 else "unclear" for pair, each in said.items()}


def _counts(sample: Mapping[str, Any] | None, region: Region) -> bool:
    if sample is None:
        return False
    suspect, reference = (np.array([float(sample[side])]) for side in ("suspect", "reference"))
    return read_region(sample).covers(region) and bool(region.holds(suspect, reference)[0])


def _precision(different: int, same: int, unclear: int) -> Precision:
    decided, n = different + same, different + same + unclear
    low, high = wilson(different / decided, decided) if decided else (0.0, 1.0)
    lowest = wilson(different / n, n)[0] if n else 0.0
    highest = wilson((different + unclear) / n, n)[1] if n else 1.0
    share = different / decided if decided else None
    return Precision(different, same, unclear, share, low, high, lowest, highest)
