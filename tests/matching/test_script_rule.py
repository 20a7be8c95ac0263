"""The published rule for ties is reported beside ours, and differs from it by ties alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import Float64
from scipy.special import softmax

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.matching.metrics import SCRIPT, match_scores, script_scores

EMOJI = open_benchmark("emoji")


def first_pairs(count: int) -> Benchmark:
    return replace(EMOJI, pairs=EMOJI.pairs[:count])


def as_the_script_does(cells: Float64[np.ndarray, "P 2 2"]) -> list[bool]:
    """Whether each pair is right, the slow way: 100 times the cosines, a softmax, more than a half."""
    right = []
    for of_pair in cells:
        shares = [softmax(100 * of_pair[:, caption]) for caption in (0, 1)]
        right.append([1 if share[0] > 0.5 else 2 for share in shares] == [1, 2])
    return right


COSINES = st.integers(-20, 20).map(lambda whole: whole / 20)


@given(st.lists(st.tuples(COSINES, COSINES, COSINES, COSINES), min_size=1, max_size=12))
def test_a_pair_is_right_where_the_script_says_so(rows: list[tuple[float, ...]]) -> None:
    cells = np.array(rows).reshape(-1, 2, 2)
    benchmark = first_pairs(len(cells))
    script, ours = script_scores(benchmark, cells).of("all"), match_scores(benchmark, cells)[0].of("all")
    assert script.both == sum(as_the_script_does(cells))
    assert script.undecided == 0
    assert ours.both <= script.both <= ours.both + ours.undecided


@pytest.mark.parametrize(
    ("cells", "ours", "script"),
    [
        ([[0.9, 0.2], [0.1, 0.8]], (1, 0, 0, 0), (1, 0, 0, 0)),  # no tie
        ([[0.9, 0.2], [0.1, 0.2]], (0, 0, 0, 1), (1, 0, 0, 0)),  # caption b is tied: the second image is its own
        ([[0.5, 0.2], [0.5, 0.8]], (0, 0, 0, 1), (0, 1, 0, 0)),  # caption a is tied: the second image is the other
        ([[0.5, 0.5], [0.5, 0.5]], (0, 0, 0, 1), (0, 1, 0, 0)),
    ],
)
def test_a_tie_goes_to_the_second_image(
    cells: list[list[float]], ours: tuple[int, ...], script: tuple[int, ...]
) -> None:
    benchmark, similarities = first_pairs(1), np.array([cells])
    for scores, wanted in (
        (match_scores(benchmark, similarities)[0], ours),
        (script_scores(benchmark, similarities), script),
    ):
        row = scores.of("all")
        assert (row.both, row.one, row.neither, row.undecided) == wanted
    assert script_scores(benchmark, similarities).metric == SCRIPT
