"""How an encoder's scores by pattern go with a model's: Pearson and Spearman, with intervals and permutation p."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import permutations
from math import atanh, factorial, sqrt, tanh
from typing import Any

import numpy as np
from jaxtyping import Float64

from scotoma.errors import UsageError
from scotoma.scoring.intervals import Z

__all__ = ["Coefficient", "Correlation", "correlate"]

FEWEST = 4  # Fisher's interval divides by the number of points less three
EXACT = 9  # 9! = 362,880 orders take a tenth of a second; with more points they are drawn
DRAWS = 99_999
ROUNDING = 1e-12  # orders that give the same correlation differ by no more


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A correlation with its 95 per cent interval, and the two-sided p of none at all by permutation."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """Pearson's and Spearman's correlation over the `n` patterns that both have; None where one of them never varies.

    The intervals take the patterns for draws from many and their scores for exact; each score rests on few pairs, so
    that they are, if anything, too narrow. `permutations` says how p was made.
    """

    n: int
    pearson: Coefficient | None
    spearman: Coefficient | None
    permutations: str

    def as_dict(self) -> dict[str, Any]:
        """The correlation as plain JSON-ready values."""
        return asdict(self)


def correlate(
    encoder_by_pattern: Mapping[str, float], model_by_pattern: Mapping[str, float], *, seed: int = 0
) -> Correlation:
    """The correlation of two series of scores over the patterns that are in both.

    Intervals are Fisher's, for Spearman with Bonett and Wright's standard error. p is the share of all orders of one
    series that correlate as strongly, either way: of every order up to nine patterns, of 99,999 drawn with `seed`
    beyond.

    Source: Fisher 1921; Bonett and Wright 2000.

    Raises:
        UsageError: fewer than four patterns are in both.
    """
    names = [name for name in encoder_by_pattern if name in model_by_pattern]
    if len(names) < FEWEST:
        raise UsageError(
            f"The two series share {len(names)} patterns ({', '.join(names) or 'none'}); a correlation with an "
            f"interval needs at least {FEWEST}."
        )
    x = np.array([encoder_by_pattern[name] for name in names], np.float64)
    y = np.array([model_by_pattern[name] for name in names], np.float64)
    n = len(names)
    told = f"all {factorial(n):,} orders" if n <= EXACT else f"{DRAWS:,} orders drawn with seed {seed}"
    return Correlation(n, _coefficient(x, y, seed), _coefficient(_ranks(x), _ranks(y), seed, ranked=True), told)


def _coefficient(
    x: Float64[np.ndarray, " n"], y: Float64[np.ndarray, " n"], seed: int, *, ranked: bool = False
) -> Coefficient | None:
    """The correlation of x and y, which are ranks where `ranked`."""
    x, y = x - x.mean(), y - y.mean()
    scale = sqrt(float(x @ x) * float(y @ y))
    if scale == 0:
        return None
    n, r = len(x), float(np.clip(x @ y / scale, -1, 1))
    low, high = _interval(r, sqrt((1 + r**2 / 2 if ranked else 1) / (n - 3)))
    as_strong = np.abs(y[_orders(n, seed)] @ x) / scale >= abs(r) - ROUNDING
    # The order that was found is among all of them; to those drawn it is added.
    p = as_strong.mean() if n <= EXACT else (1 + as_strong.sum()) / (1 + DRAWS)
    return Coefficient(r, low, high, float(p))


def _interval(r: float, error: float) -> tuple[float, float]:
    """Fisher's: symmetric where correlations are stretched to the whole line; without width at the very ends."""
    if abs(r) >= 1 - ROUNDING:
        return r, r
    return tanh(atanh(r) - Z * error), tanh(atanh(r) + Z * error)


def _ranks(values: Float64[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
    """Ranks from 1; equal values share the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Float64[np.ndarray, " n"] = (last - (counts - 1) / 2)[places]
    return ranks


@lru_cache(maxsize=2)
def _orders(n: int, seed: int) -> np.ndarray:
    """Every order of n things, or DRAWS of them, a row each."""
    if n <= EXACT:
        return np.array(list(permutations(range(n))), np.int8)
    return np.random.default_rng(seed).permuted(np.tile(np.arange(n), (DRAWS, 1)), axis=1)
