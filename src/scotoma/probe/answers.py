"""What an encoder answers about pairs: by a linear probe, and by matching captions."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.probe.estimates import Estimate, share

__all__ = ["Linear", "Matching", "linear", "matching", "matching_margins"]


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear probe fitted on `trained` pairs and asked about others.

    `images` is the share of images read rightly (chance 1/2; undecided ones count half), `pairs` the share of pairs
    with both right (1/4 for coin flips, 0 for a probe that answers both alike). `undecided` counts images. `unknown`
    counts pairs that were not asked, because they differ in a word that never told training images apart.
    """

    images: Estimate
    pairs: Estimate
    trained: int
    undecided: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Matching:
    """Two captions matched with two images by cosine.

    `pairs` is the share of pairs in which each caption is closer to its own image than to the other (1/4 for coin
    flips, 0 where both prefer one image). `captions` is the share of captions that are (chance 1/2; ties count half),
    `undecided` the number of captions tied.

    Source: the rule is that of MMVP-VLM's published code (Tong et al. 2024): each caption picks an image.
    """

    pairs: Estimate
    captions: Estimate
    undecided: int


def linear(margins: Float64[np.ndarray, "P 2"], trained: int) -> Linear:
    """What `linear_margins` of a probe fitted on so many pairs amount to."""
    unknown = np.isnan(margins[:, 0])
    images, pairs, undecided = _scores(margins[~unknown])
    return Linear(images, pairs, trained, undecided, int(unknown.sum()))


def matching_margins(
    rows: Float64[np.ndarray, "P 2 D"], texts: Float64[np.ndarray, "P 2 D"]
) -> Float64[np.ndarray, "P 2"]:
    """How much nearer each caption is to its own image than to the other, in cosine, from unit rows."""
    apart = rows[:, 0] - rows[:, 1]
    return np.stack([(texts[:, 0] * apart).sum(axis=1), -(texts[:, 1] * apart).sum(axis=1)], axis=1)


def matching(margins: Float64[np.ndarray, "P 2"]) -> Matching:
    """What the margins of captions amount to."""
    captions, pairs, undecided = _scores(margins)
    return Matching(pairs, captions, undecided)


def _scores(margins: np.ndarray) -> tuple[Estimate, Estimate, int]:
    """Shares of single answers and of whole pairs right, from margins (P, 2), and how many answers are ties."""
    right = (margins > 0).astype(np.float64)
    tied = margins == 0
    return share((right + tied / 2).sum(axis=1) / 2), share(right.min(axis=1, initial=1)), int(tied.sum())
