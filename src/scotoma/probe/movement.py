"""How far embeddings move: when one fact changes, and when something changes that no question asks about."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.probe.estimates import Estimate, ratio_of_medians, share

__all__ = ["RESOLUTION", "Distances", "Movement", "Yardstick", "cosine_distances", "distances", "movement"]

# Distances below count as none. Rounding a row to float32 turns it by about 1e-7, and half the square of a turn is the
# distance: 1e-14. What an encoder computes in float32 scatters by some 1e-6, that is 1e-12; in bfloat16 by more.
RESOLUTION = 1e-9


@dataclass(frozen=True, slots=True)
class Distances:
    """Cosine distances of n pairs: between a scene and its partner, and between the scene and itself changed where no
    question looks."""

    fact: Float64[np.ndarray, " n"]
    jitter: Float64[np.ndarray, " n"]
    background: Float64[np.ndarray, " n"]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The fact against one irrelevant change of the same scene.

    `median` and `mean` are the irrelevant change's cosine distances. `farther` is the share of pairs in which the fact
    moves the embedding farther, ties counting half; `ties` says how many there are. `ratio` is the fact's median
    distance over the change's.
    """

    median: float
    mean: float
    farther: Estimate
    ties: int
    ratio: Estimate


@dataclass(frozen=True, slots=True)
class Movement:
    """How far a fact moves an embedding: cosine distances over `n` pairs, and against two irrelevant changes.

    `above` is the share of pairs whose cosine lies above the threshold; `still` counts the pairs that do not move.
    """

    n: int
    median: float
    mean: float
    still: int
    above: Estimate
    jitter: Yardstick
    background: Yardstick


def cosine_distances(x: Float64[np.ndarray, "n D"], y: Float64[np.ndarray, "n D"]) -> Float64[np.ndarray, " n"]:
    """1 - cos of unit rows, as half their squared distance (1 - x.y would cancel near zero); 0 below `RESOLUTION`."""
    distances = np.square(x - y).sum(axis=1) / 2
    return np.where(distances > RESOLUTION, distances, 0.0)


def distances(rows: Float64[np.ndarray, "n 4 D"]) -> Distances:
    """The distances in the unit rows of n pairs: a scene, its partner, the scene jittered, and rebacked."""
    return Distances(*(cosine_distances(rows[:, 0], rows[:, column]) for column in (1, 2, 3)))


def movement(moved: Distances, *, above: float, seed: int) -> Movement:
    """What distances amount to; `above` is a cosine, `seed` that of the bootstrap."""
    fact = moved.fact
    return Movement(
        n=len(fact),
        median=float(np.median(fact)),
        mean=float(fact.mean()),
        still=int((fact == 0).sum()),
        above=share((fact < 1 - above).astype(np.float64)),
        jitter=_yardstick(fact, moved.jitter, seed),
        background=_yardstick(fact, moved.background, seed),
    )


def _yardstick(fact: np.ndarray, other: np.ndarray, seed: int) -> Yardstick:
    tied = np.abs(fact - other) <= RESOLUTION
    farther = np.where(tied, 0.5, (fact > other).astype(np.float64))
    ratio = ratio_of_medians(fact, other, seed=seed)
    return Yardstick(float(np.median(other)), float(other.mean()), share(farther), int(tied.sum()), ratio)
