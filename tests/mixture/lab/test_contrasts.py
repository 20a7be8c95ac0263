"""Rows compared seed by seed and over the seeds, and the line along the ratio."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from scotoma.mixture.lab.contrasts import MCNEMAR, OVER_SEEDS, contrast, trend
from scotoma.mixture.lab.measures import measure_named
from scotoma.mixture.lab.records import InstructionOutcome, PairOutcome, RunResult
from scotoma.scoring import sign_flips
from tests.mixture.lab.results import Sizes, Skill, run_of, runs_of

PAIRS = measure_named("scenes.pair")


def run(name: str, seed: int, right: Sequence[int]) -> RunResult:
    """A run whose scene pairs are right or not as the list says."""
    blank = run_of(name, seed, Skill(), Sizes(0, 0, 0, 0, 0))
    pairs = tuple(PairOutcome(f"p{number}", "count", (True, bool(each)), ("", "")) for number, each in enumerate(right))
    return replace(blank, pairs={"scenes": pairs})


def test_one_seed_has_mcnemars_exact_test() -> None:
    # Only the first has 5, only the second 0: p = 2 / 2^5.
    ours, theirs = run("interleaved", 0, [1, 1, 1, 1, 1, 1, 0, 0]), run("single-clip-2x", 0, [1, 0, 0, 0, 0, 0, 0, 0])
    found = contrast(PAIRS, [ours], [theirs])
    assert found is not None
    assert (found.first, found.second, found.seeds, found.n) == ("interleaved", "single-clip-2x", (0,), 8)
    assert found.p == pytest.approx(0.0625)
    assert found.test == MCNEMAR
    assert (found.by_seed[0].only_first, found.by_seed[0].only_second) == (5, 0)
    assert found.values == pytest.approx((6 / 8, 1 / 8))
    assert found.difference.value == pytest.approx(5 / 8)


def test_seeds_are_tested_each_and_together_by_flipping_signs_of_pairs() -> None:
    ours = [run("interleaved", 0, [1, 1, 1, 0]), run("interleaved", 2, [1, 1, 0, 1])]
    theirs = [run("single-clip-2x", 0, [0, 0, 1, 0]), run("single-clip-2x", 2, [0, 1, 0, 0])]
    found = contrast(PAIRS, ours, theirs)
    assert found is not None
    assert [(one.seed, one.only_first, one.only_second, one.p) for one in found.by_seed] == [
        (0, 2, 0, 0.5),
        (2, 2, 0, 0.5),
    ]
    assert found.test == OVER_SEEDS
    assert found.p == sign_flips(np.array([2.0, 1.0, 0.0, 1.0]), list("abcd"))
    assert found.difference.value == pytest.approx(0.5)


def test_only_seeds_that_both_rows_have_are_compared() -> None:
    ours = [run("interleaved", seed, [1, 1]) for seed in (0, 1, 2)]
    found = contrast(PAIRS, ours, [run("single-dino", 1, [0, 1])])
    assert found is not None
    assert found.seeds == (1,)
    assert contrast(PAIRS, ours, [run("single-dino", 7, [0, 1])]) is None


def test_what_was_not_asked_is_not_compared() -> None:
    ours, theirs = run("interleaved", 0, [1]), run("single-clip", 0, [0])
    assert contrast(measure_named("emoji.pair"), [ours], [theirs]) is None


def test_questions_about_one_picture_are_flipped_together() -> None:
    def asked(name: str, obeyed: bool) -> RunResult:
        told = tuple(
            InstructionOutcome(f"i{number}", f"picture {number // 10}", ("word",), True, obeyed, True, "")
            for number in range(20)
        )
        return replace(run(name, 0, []), instructions=told)

    found = contrast(measure_named("instructions.obeyed"), [asked("interleaved", True)], [asked("single-clip", False)])
    assert found is not None
    assert (found.n, found.groups, found.test) == (20, 2, OVER_SEEDS)
    assert found.p > 0.4  # two pictures: half of all signs are as far
    assert found.by_seed[0].p < 0.001  # McNemar's takes the twenty for independent


def test_a_seeds_luck_widens_the_interval_over_seeds() -> None:
    calm, lucky = (
        contrast(PAIRS, *(runs_of({name: Skill(0.5, luck=luck)}) for name in ("interleaved", "single-clip-2x")))
        for luck in (0.0, 0.3)
    )
    assert calm is not None
    assert lucky is not None
    assert lucky.difference.high - lucky.difference.low > 2 * (calm.difference.high - calm.difference.low)


def test_the_trend_is_the_line_of_least_squares_over_the_seeds_in_common() -> None:
    right = {0.0: [0, 0, 0, 0], 0.5: [1, 0, 0, 0], 1.0: [1, 1, 1, 0]}
    rows = {ratio: [run("additive-0.5", seed, each) for seed in (0, 1)] for ratio, each in right.items()}
    rows[0.5] = rows[0.5][:1]
    found = trend(PAIRS, rows)
    assert found is not None
    assert (found.ratios, found.values, found.seeds) == ((0.0, 0.5, 1.0), (0.0, 0.25, 0.75), (0,))
    assert found.change.value == pytest.approx(np.polyfit([0, 0.5, 1], [0, 0.25, 0.75], 1)[0])
    # The pairs' own slopes: 1, 1, 1, 0, so that the interval is that of their mean.
    slopes = np.array([1.0, 1.0, 1.0, 0.0])
    assert found.change.value - found.change.low == pytest.approx(3.1824463 * slopes.std(ddof=1) / 2, abs=1e-6)


def test_two_ratios_are_no_trend_nor_are_ratios_without_a_seed_in_common() -> None:
    rows = {ratio: [run("additive-0.5", int(10 * ratio), [1, 0])] for ratio in (0.0, 0.5, 1.0)}
    assert trend(PAIRS, rows) is None
    assert trend(PAIRS, {0.0: rows[0.0], 1.0: rows[0.0], 0.5: []}) is None
