"""Thresholds for encoders other than the paper's, read off the density of all pairs."""

from typing import NamedTuple

from scotoma.errors import ShapeMismatch, UsageError
from scotoma.pairs.counts import Count, Density

__all__ = ["Thresholds", "match_thresholds", "suggest_thresholds"]

DECIMALS = 4  # what a person types; a step of 1e-4 moves counts by far less than the choice of encoders does

SHARE_ALIKE = 1e-4


class Thresholds(NamedTuple):
    """Two thresholds, and how many pairs lie above the one and below the other."""

    above: float
    below: float
    expected: Count


def suggest_thresholds(density: Density, *, pairs: int = 1000, share_alike: float | None = None) -> Thresholds:
    """Thresholds that give about `pairs` pairs, where the suspect calls the share `share_alike` of all pairs alike.

    `above` is the suspect cosine that this share of all pairs exceeds; `below` is then set so that about `pairs` of
    them lie below it. Both are rounded to four decimals, and the count belongs to the rounded ones.

    By default one pair in 10,000 is called alike, or, in a small collection, so many that `pairs` are a fifth of them.

    This is a heuristic: it says where pairs are, not where an encoder goes wrong. The default share is arbitrary, for
    the paper states none. Look at pairs near both thresholds before believing either.

    Raises:
        UsageError: fewer than one pair was asked for, the share is not in 0..1, or there are no pairs at all.
    """
    if pairs < 1:
        raise UsageError(f"{pairs} pairs were asked for; expected at least 1.")
    default = min(1.0, max(SHARE_ALIKE, 5 * pairs / max(density.pairs, 1)))
    above = _rounded(density.suspect_above(default if share_alike is None else share_alike))
    alike = density.count(above).estimate
    share = min(1.0, pairs / alike) if alike else 1.0
    below = _rounded(density.reference_below(share, above)) if alike else 1.0
    return Thresholds(above, below, density.count(above, below))


def match_thresholds(known: Density, other: Density, *, above: float = 0.95, below: float = 0.6) -> Thresholds:
    """The thresholds for the encoders of `other` that cut off the same shares as `above` and `below` do for `known`.

    Both densities are of the same images. `above` is carried over by the share of all pairs that exceed it, `below` by
    the share of those that lie below it. So as many pairs come out, not the same ones: encoders that rank pairs
    differently find different pairs at matched thresholds, which is the point of comparing them.

    Raises:
        ShapeMismatch: the densities are of different numbers of images.
        BadThreshold: a threshold that is not a number in [-1, 1].
        UsageError: no pair exceeds `above` in `known`, so that there is no share to carry over.
    """
    if known.images != other.images:
        raise ShapeMismatch(f"One density is of {known.images} images, the other of {other.images}; expected the same.")
    alike, both = known.count(above), known.count(above, below)
    if not alike.estimate:
        raise UsageError(f"No pair has a suspect cosine above {above}, so no share can be matched. Lower it.")
    matched_above = _rounded(other.suspect_above(alike.estimate / known.pairs))
    matched_below = _rounded(other.reference_below(both.estimate / alike.estimate, matched_above))
    return Thresholds(matched_above, matched_below, other.count(matched_above, matched_below))


def _rounded(cosine: float) -> float:
    return min(1.0, max(-1.0, round(cosine, DECIMALS)))
