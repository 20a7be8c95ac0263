"""The slow definition, against exact rational sums."""

import math

import numpy as np
import pytest

from scotoma.pairs import brute_force
from scotoma.pairs.kernels import exact
from scotoma.pairs.oracle import cosines_with
from scotoma.pairs.rows import Side
from tests.pairs.clouds import cloud, plant


def true_cosine(x: np.ndarray, y: np.ndarray) -> float:
    """Sums correctly rounded; products of float32 values are exact in float64."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    return math.fsum(x * y) / math.sqrt(math.fsum(x * x)) / math.sqrt(math.fsum(y * y))


def test_cosines_are_within_float64_rounding_of_the_truth_and_planted_pairs_fall_on_their_side() -> None:
    rows = cloud(600, 257, 1).astype(np.float32)
    pairs = np.arange(600).reshape(-1, 2)
    plant(rows, pairs, 0.95 + np.random.default_rng(2).uniform(-2e-7, 2e-7, 300), 3)
    found = brute_force(rows, rows, 0.95, None)
    passed = set(zip(found["i"].tolist(), found["j"].tolist(), strict=True))
    truth = {(int(i), int(j)): true_cosine(rows[i], rows[j]) for i, j in pairs}
    assert all(abs(cosine - 0.95) > 1e-14 for cosine in truth.values())  # none is within float64 rounding
    assert {pair for pair, cosine in truth.items() if cosine > 0.95} == passed & truth.keys()
    for i, j, cosine in zip(found["i"], found["j"], found["suspect"], strict=True):
        assert cosine == pytest.approx(true_cosine(rows[i], rows[j]), abs=2e-15)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("width", [1, 5, 31, 32, 33, 64, 100])
def test_compiled_cosines_have_the_same_bits(dtype: type, width: int) -> None:
    rows: np.ndarray = cloud(40, width, 4).astype(dtype)
    side = Side("suspect", rows)
    squares, at, cosines = np.empty(40), np.empty(39, np.int64), np.empty(39)
    assert side.direct is not None
    assert exact.squared_norms(side.direct, squares) == -1
    first, others = np.zeros(39, np.int32), np.arange(1, 40, dtype=np.int32)
    assert exact.keep_above(side.direct, squares, first, others, -2.0, at, cosines) == 39
    np.testing.assert_array_equal(cosines, cosines_with(rows, 0))


def test_every_float16_is_widened_to_its_own_value_without_a_conversion_instruction() -> None:
    from scotoma.pairs.kernels.compiled import compiled

    half = exact.half_by_bits

    @compiled
    def widen(bits: np.ndarray, out: np.ndarray) -> None:
        for k in range(bits.size):
            out[k] = half(bits[k])

    bits = np.arange(1 << 16, dtype=np.uint16)
    out = np.empty(1 << 16, np.float32)
    widen(bits, out)
    np.testing.assert_array_equal(out, bits.view(np.float16).astype(np.float32))
