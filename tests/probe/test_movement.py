"""Distances and what they amount to, on rows whose angles are known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scotoma.probe.movement import Distances, cosine_distances, distances, movement


def at(*degrees: float) -> np.ndarray:
    """Unit rows in the plane at these angles."""
    turns = np.radians(degrees)
    return np.stack([np.cos(turns), np.sin(turns)], axis=1)


def test_a_distance_is_one_less_the_cosine() -> None:
    found = cosine_distances(at(0, 0, 0, 0), at(0, 60, 90, 180))
    assert found == pytest.approx([0, 0.5, 1, 2])


def test_a_small_distance_keeps_its_digits_and_rounding_is_none() -> None:
    # half the square of the angle: 1e-4 gives 5e-9, where 1 - cos in float64 is good for two digits only;
    # 1e-6, a turn that float32 arithmetic makes, gives 5e-13
    found = cosine_distances(at(0, 0), at(math.degrees(1e-4), math.degrees(1e-6)))
    assert found[0] == pytest.approx(5e-9, rel=1e-6)
    assert found[1] == 0


def test_rows_stand_for_scene_partner_jittered_and_rebacked() -> None:
    found = distances(at(10, 70, 100, 10).reshape(1, 4, 2))
    assert [each[0] for each in (found.fact, found.jitter, found.background)] == pytest.approx([0.5, 1, 0])


def known() -> Distances:
    fact = np.array([0.2, 0.0, 0.04, 0.3])
    return Distances(fact, jitter=np.array([0.1, 0.0, 0.08, 0.1]), background=np.array([0.3, 0.1, 0.05, 0.3]))


def test_figures_are_those_worked_out_by_hand() -> None:
    found = movement(known(), above=0.95, seed=0)
    assert found.n == 4
    assert found.median == pytest.approx(0.12)  # between 0.04 and 0.2
    assert found.mean == pytest.approx(0.135)
    assert found.still == 1
    assert found.above.value == 0.5  # 0.0 and 0.04 are nearer than 0.05
    assert (found.jitter.farther.value, found.jitter.ties) == ((1 + 0.5 + 0 + 1) / 4, 1)
    assert (found.background.farther.value, found.background.ties) == ((0 + 0 + 0 + 0.5) / 4, 1)
    assert found.jitter.ratio.value == pytest.approx(0.12 / 0.09)
    assert found.background.ratio.value == pytest.approx(0.12 / 0.2)
    assert [found.jitter.median, found.background.mean] == pytest.approx([0.09, 0.1875])


def test_a_cosine_on_the_threshold_is_not_above_it() -> None:
    on = Distances(np.array([0.5]), np.array([0.0]), np.array([0.0]))
    assert movement(on, above=0.5, seed=0).above.value == 0
    assert movement(on, above=0.4999, seed=0).above.value == 1


lengths = st.lists(st.just(0.0) | st.floats(1e-6, 2), min_size=3, max_size=3)


@settings(max_examples=25, deadline=None)
@given(st.lists(lengths, min_size=1, max_size=20))
def test_fact_and_jitter_exchanged_give_the_rest_of_the_share(triples: list[list[float]]) -> None:
    fact, jitter, background = np.array(triples).T
    one = movement(Distances(fact, jitter, background), above=0.95, seed=0).jitter.farther
    other = movement(Distances(jitter, fact, background), above=0.95, seed=0).jitter.farther
    assert one.value + other.value == pytest.approx(1)
    assert one.low == pytest.approx(1 - other.high)


def test_the_share_of_farther_is_counted_pair_by_pair() -> None:
    rng = np.random.default_rng(0)
    fact, jitter = rng.integers(0, 4, (2, 50)) / 10
    slow = sum(1.0 if f > j else 0.5 if f == j else 0.0 for f, j in zip(fact, jitter, strict=True)) / 50
    assert movement(Distances(fact, jitter, jitter), above=0.95, seed=0).jitter.farther.value == pytest.approx(slow)
