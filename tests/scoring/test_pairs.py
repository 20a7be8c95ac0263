"""Pair scores: both right or not, with ties as a value of their own."""

from pathlib import Path

import pytest

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.errors import ShapeMismatch
from scotoma.scoring import Share, Verdict, score_pairs, score_table
from tests.benchmark.small import write_benchmark


@pytest.fixture
def benchmark(tmp_path: Path) -> Benchmark:
    """Pairs one and two are of pattern colour and one group, pair three of pattern state."""
    return open_benchmark(write_benchmark(tmp_path / "b"))


def numbers(share: Share | None) -> tuple[float, int]:
    assert share is not None
    return share.value, share.n


def test_a_pair_counts_only_if_both_are_right(benchmark: Benchmark) -> None:
    scores = score_pairs(benchmark, [True, True, False], [True, False, False], metric="asked")
    assert [row.pattern for row in scores.rows] == ["state", "colour", "all"]  # in the paper's order
    row = scores.of("all")
    assert (row.both, row.one, row.neither, row.undecided, row.groups) == (1, 1, 1, 0, 2)
    assert numbers(row.pair) == (1 / 3, 3)
    assert numbers(row.single) == (0.5, 6)
    assert numbers(scores.of("colour").pair) == (0.5, 2)
    assert numbers(scores.of("state").single) == (0.0, 2)


@pytest.mark.parametrize("verdicts", [(None, True), (True, None), (None, False), (None, None)])
def test_an_undecided_answer_is_counted_and_never_right(
    benchmark: Benchmark, verdicts: tuple[Verdict, Verdict]
) -> None:
    first, second = [True, True, verdicts[0]], [True, True, verdicts[1]]
    row = score_pairs(benchmark, first, second, metric="asked").of("state")
    assert (row.both, row.one, row.neither, row.undecided) == (0, 0, 0, 1)
    assert numbers(row.pair) == (0.0, 1)
    assert numbers(row.single) == ((verdicts[0] is True) / 2 + (verdicts[1] is True) / 2, 2)


def test_the_four_outcomes_add_up_to_the_pairs(benchmark: Benchmark) -> None:
    values: list[Verdict] = [True, False, None]
    for first in values:
        for second in values:
            row = score_pairs(benchmark, [first] * 3, [second] * 3, metric="asked").of("all")
            assert row.both + row.one + row.neither + row.undecided == 3


def test_pairs_of_one_group_widen_the_interval(benchmark: Benchmark) -> None:
    # Pairs one and two agree and three differs: wholly correlated, so that the two are worth one.
    scores = score_pairs(benchmark, [True, True, False], [True, True, False], metric="asked")
    assert scores.of("colour").pair.effective == pytest.approx(1.0)
    assert scores.of("state").pair.effective == pytest.approx(1.0)


def test_the_table_states_chance_and_gives_a_line_a_pattern(benchmark: Benchmark) -> None:
    scores = score_pairs(benchmark, [True, True, None], [True, False, True], metric="asked")
    title, head, *lines = score_table(scores).splitlines()
    assert title == "asked (chance 25.0 % of pairs, 50.0 % single)"
    assert head.split()[:3] == ["pattern", "questions", "pairs"]
    assert [line.split()[0] for line in lines] == ["state", "colour", "all"]
    assert lines[1].split()[1:4] == ["1", "2", "50.0"]
    assert lines[0].split()[-4:] == ["0", "0", "0", "1"]  # the tie
    alone = score_pairs(benchmark, [True] * 3, [True] * 3, metric="both", chance_pair=1 / 6, chance_single=None)
    assert score_table(alone).splitlines()[0] == "both (chance 16.7 % of pairs)"
    assert score_table(alone).splitlines()[2].split()[6:8] == ["-", "-"]


def test_verdicts_that_do_not_fit_the_pairs_are_refused(benchmark: Benchmark) -> None:
    with pytest.raises(ShapeMismatch, match="2 and 3 verdicts came for 3 pairs"):
        score_pairs(benchmark, [True] * 2, [True] * 3, metric="asked")
