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
    """P pairs of images with their rows (P, D), the words for what each shows, and what each pair is about.

    The words are those of the right option of the pair's question: a word stands for the same thing in every pair. What
    a pair is about ("the car's heading") says where more than the words is alike.
    """

    rows_a: Float64[np.ndarray, "P D"]
    rows_b: Float64[np.ndarray, "P D"]
    words_a: Sequence[frozenset[str]]
    words_b: Sequence[frozenset[str]]
    about: Sequence[str]

    def __post_init__(self) -> None:
        lengths = {len(each) for each in (self.rows_a, self.rows_b, self.words_a, self.words_b, self.about)}
        if len(lengths) > 1:
            raise ShapeMismatch(f"Rows and words of the pairs differ in number: {sorted(lengths)}.")


def linear_margins(train: Shown, test: Shown) -> Float64[np.ndarray, "P 2"]:
    """For each image of the test pairs, how much more the probe reads what it shows than what its partner shows.

    Above 0 is right, below 0 wrong; 0 is undecided. nan where the two differ in a word that never told training images
    apart.

    Each word v has a linear readout w_v . x + b_v, and so has each word together with what the pair is about; an
    option's readout is the sum of its own. An image asks that its option be read 1 higher than its partner's, and ridge
    regression over all training images finds the readouts together. So "left" and "right" are one probe, shared by all
    things that face, with a correction for cars; "red" is learned from red or blue and from red or green; questions
    without a word in common do not touch each other. In the dual it is kernel ridge, the kernel (x . x' + 1)(c . c')
    where c holds 1 for each word, plain and together with the matter, of the option shown and -1 for each of the other.
    The penalty is the one with the least squared error on training pairs left out, both images at once.
    """
    told = {word for a, b in zip(train.words_a, train.words_b, strict=True) for word in a ^ b}
    known = np.array([a ^ b <= told for a, b in zip(test.words_a, test.words_b, strict=True)], bool)
    margins = np.full((len(known), 2), np.nan)
    if told and known.any():
        rows, asked = _interleaved(train.rows_a, train.rows_b), _interleaved(test.rows_a, test.rows_b)
        centre = rows.mean(axis=0)
        scale = np.square(rows - centre).sum(axis=1).mean() or 1.0
        sides, sides_asked = _sides([train, test])
        alike, alike_asked = ((each - centre) @ (rows - centre).T / scale + 1 for each in (rows, asked))
        read = (alike_asked * (sides_asked @ sides.T)) @ _weights(alike * (sides @ sides.T))
        margins[known] = np.where(np.abs(read) > ROUNDING, read, 0.0).reshape(-1, 2)[known]
    return margins


def _interleaved(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Rows (2P, D): both images of the first pair, of the second, ..."""
    return np.stack([a, b], axis=1).reshape(2 * len(a), -1)


def _sides(groups: Sequence[Shown]) -> list[np.ndarray]:
    """For each group the vectors c (2P, V) of its interleaved images, a column a word and a word with its matter."""
    places: dict[str, int] = {}
    marks = [
        [
            (number, places.setdefault(name, len(places)), sign)
            for number, about in enumerate(pairs.about)
            for words, sign in ((pairs.words_a[number], 1), (pairs.words_b[number], -1))
            for word in sorted(words)
            for name in (word, f"{about}: {word}")
        ]
        for pairs in groups
    ]
    sides = [np.zeros((len(pairs.about), len(places))) for pairs in groups]
    for each, found in zip(sides, marks, strict=True):
        for number, place, sign in found:
            each[number, place] += sign
    return [_interleaved(each, -each) for each in sides]


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
