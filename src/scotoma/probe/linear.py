"""A linear probe: what a linear readout of frozen embeddings, fitted on other scenes, decides about an image."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.errors import ShapeMismatch

__all__ = ["LAMBDAS", "Shown", "linear_margins"]

# Of the ridge, relative to the mean diagonal of the kernel: from next to none to next to nothing but the penalty.
LAMBDAS = np.logspace(-6, 2, 17)
ROUNDING = 1e-6  # margins are near 1 where something is read; float64 and the least penalty leave errors near 1e-9


@dataclass(frozen=True, slots=True)
class Shown:
    """P pairs of images with their rows (P, D) and what each shows: a value of the fact that differs.

    Equal values mean the same thing in every pair of a pattern ("heading: left"), so that one readout serves them all.
    """

    rows_a: Float64[np.ndarray, "P D"]
    rows_b: Float64[np.ndarray, "P D"]
    values_a: Sequence[str]
    values_b: Sequence[str]

    def __post_init__(self) -> None:
        lengths = {len(self.rows_a), len(self.rows_b), len(self.values_a), len(self.values_b)}
        if len(lengths) > 1:
            raise ShapeMismatch(f"Rows and values of the pairs differ in number: {sorted(lengths)}.")


def linear_margins(train: Shown, test: Shown) -> Float64[np.ndarray, "P 2"]:
    """For each image of the test pairs, how much more the probe reads the value shown than the partner's value.

    Above 0 is right, below 0 wrong; 0 is undecided. nan where one of the two values never occurs in training.

    Each value v has a linear readout w_v . x + b_v. An image that shows v, and whose partner shows u, asks for
    (w_v - w_u) . x + b_v - b_u = 1; ridge regression over all training images finds the readouts together. Questions
    that share no value do not touch each other, so this is one probe for each kind of question; those that share some
    (red or blue, red or green) help each other. In the dual it is kernel ridge with the kernel (x . x' + 1)(c . c')
    where c = e_v - e_u. The penalty is the one with the least squared error on training pairs left out, both images at
    once.
    """
    places = {value: place for place, value in enumerate(sorted({*train.values_a, *train.values_b}))}
    known = np.array([a in places and b in places for a, b in zip(test.values_a, test.values_b, strict=True)], bool)
    margins = np.full((len(known), 2), np.nan)
    if known.any():
        rows, sides = _interleaved(train.rows_a, train.rows_b), _sides(train, places)
        centre = rows.mean(axis=0)
        scale = np.square(rows - centre).sum(axis=1).mean() or 1.0
        weights = _weights(((rows - centre) @ (rows - centre).T / scale + 1) * (sides @ sides.T))
        chosen = _chosen(test, known)
        asked = _interleaved(chosen.rows_a, chosen.rows_b)
        kernel = ((asked - centre) @ (rows - centre).T / scale + 1) * (_sides(chosen, places) @ sides.T)
        read = (kernel @ weights).reshape(-1, 2)
        margins[known] = np.where(np.abs(read) > ROUNDING, read, 0.0)
    return margins


def _chosen(pairs: Shown, known: np.ndarray) -> Shown:
    at = np.flatnonzero(known).tolist()
    values = ([each[place] for place in at] for each in (pairs.values_a, pairs.values_b))
    return Shown(pairs.rows_a[at], pairs.rows_b[at], *values)


def _interleaved(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Rows (2P, D): both images of the first pair, of the second, ..."""
    return np.stack([a, b], axis=1).reshape(2 * len(a), -1)


def _sides(pairs: Shown, places: dict[str, int]) -> np.ndarray:
    """The vectors c = e_v - e_u (2P, V) of interleaved images; the partner's is the opposite."""
    count = len(pairs.values_a)
    sides = np.zeros((count, len(places)))
    sides[np.arange(count), [places[value] for value in pairs.values_a]] += 1
    sides[np.arange(count), [places[value] for value in pairs.values_b]] -= 1
    return _interleaved(sides, -sides)


def _weights(kernel: np.ndarray) -> np.ndarray:
    """The dual weights of ridge regression onto 1, with the penalty chosen by leaving out pairs."""
    values, vectors = np.linalg.eigh(kernel)
    values = np.maximum(values, 0)
    projected = vectors.sum(axis=0)
    penalties = LAMBDAS * (np.diag(kernel).mean() or 1.0)
    errors = [_left_out_error(values + penalty, vectors, projected) for penalty in penalties]
    best = values + penalties[int(np.argmin(errors))]
    weights: np.ndarray = vectors @ (projected / best)
    return weights


def _left_out_error(shifted: np.ndarray, vectors: np.ndarray, projected: np.ndarray) -> float:
    """The mean squared error on each pair when fitted without it, in closed form.

    With G the inverse of the penalised kernel and w = G y, the residuals of a left-out block are G_bb^-1 w_b.
    """
    scaled = vectors / np.sqrt(shifted)
    even, odd = scaled[::2], scaled[1::2]
    weights = (vectors @ (projected / shifted)).reshape(-1, 2)
    aa, bb, ab = (even**2).sum(1), (odd**2).sum(1), (even * odd).sum(1)
    blocks = np.stack([np.stack([aa, ab], -1), np.stack([ab, bb], -1)], -2)
    return float(np.square(np.linalg.solve(blocks, weights[..., None])).mean())
