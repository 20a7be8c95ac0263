"""The strongest of a stream do not depend on how the stream was cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scotoma.pairs.strongest import Strongest


def kept(batches: list[list[int]], limit: int) -> list[float]:
    strongest = Strongest(limit, floor=0.0)
    for batch in batches:
        keys = np.asarray(batch, np.float64)
        strongest.add(keys, keys * 10)
    columns = strongest.take()
    assert not columns or np.array_equal(columns[0] * 10, columns[1])
    return [float(key) for key in columns[0]] if columns else []


@given(st.lists(st.lists(st.integers(-3, 12), max_size=9), max_size=12), st.integers(1, 20))
def test_what_is_kept_is_what_lies_above_the_limit_th_largest(batches: list[list[int]], limit: int) -> None:
    everything = sorted((key for batch in batches for key in batch if key > 0), reverse=True)
    expected = everything
    if len(everything) > limit:
        expected = [key for key in everything if key > everything[limit - 1]]
    assert kept(batches, limit) == expected


def test_the_floor_says_above_what_the_kept_ones_are_complete() -> None:
    strongest = Strongest(2)
    strongest.add(np.array([1.0, 5.0, 3.0, 4.0, 2.0]))
    assert strongest.take()[0].tolist() == [5.0]
    assert strongest.floor == 4.0
