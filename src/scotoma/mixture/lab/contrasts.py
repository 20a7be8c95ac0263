"""Two rows of the laboratory on the same questions, seed by seed and over all seeds; and A-MoF along its ratio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.mixture.lab.crossed import difference_within, mean_of, parts_of
from scotoma.mixture.lab.measures import Counts, Measure, counts_of
from scotoma.mixture.lab.records import RunResult
from scotoma.scoring import Estimate, mcnemar, sign_flips

__all__ = ["MCNEMAR", "OVER_SEEDS", "Contrast", "SeedTest", "Trend", "contrast", "trend"]

OVER_SEEDS = "sign flips of each group's lead, summed over the seeds"
MCNEMAR = "McNemar's exact test"


@dataclass(frozen=True, slots=True)
class SeedTest:
    """One seed: items that only the first or only the second row has right, and the p of McNemar's exact test."""

    seed: int
    only_first: int
    only_second: int
    p: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """By how much the first of two rows is ahead, over the seeds that both were trained with.

    `difference` is of the means over the seeds; its interval takes pairs and seeds for draws from many. `p` is of no
    difference between these very networks: `test` says how the seeds were combined. `values` are both means.
    """

    measure: str
    first: str
    second: str
    seeds: tuple[int, ...]
    n: int
    groups: int
    values: tuple[float, float]
    difference: Estimate
    p: float
    test: str
    by_seed: tuple[SeedTest, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """What a measure does as the ratio grows from 0 to 1, by the line of least squares through its values.

    `change` is the line's rise from ratio 0 to ratio 1, over the seeds that all the ratios have. `values` belong to
    `ratios`, ascending.
    """

    measure: str
    ratios: tuple[float, ...]
    values: tuple[float, ...]
    seeds: tuple[int, ...]
    n: int
    change: Estimate


def contrast(
    measure: Measure, first: Sequence[RunResult], second: Sequence[RunResult], *, seed: int = 0
) -> Contrast | None:
    """Two rows compared on a measure whose items are right or wrong; None without a seed that both have.

    Each seed has McNemar's exact test, which takes items for independent. Over the seeds, each item's lead is summed
    (how many more of the first row's networks have it right) and the signs of the groups' sums are flipped at random
    with `seed`: these networks are taken as they are. With one seed and items that are all in groups of their own, p is
    McNemar's.

    Raises:
        RunMismatch: the rows were asked different things.
    """
    chosen, (ones, others) = _in_common([first, second])
    if not chosen:
        return None
    counts = counts_of(measure, [*ones, *others])
    if not counts.groups:
        return None
    lead = counts.top[:, : len(chosen)] - counts.top[:, len(chosen) :]
    by_seed = tuple(_seed_test(number, column) for number, column in zip(chosen, lead.T, strict=True))
    grouped = len(set(counts.groups)) < len(counts.groups)
    exact = len(chosen) == 1 and not grouped
    parts_1, parts_2 = _halves(counts, len(chosen))
    return Contrast(
        measure.key,
        first[0].row.name,
        second[0].row.name,
        chosen,
        len(counts.groups),
        len(parts_1),
        (float(parts_1.mean()), float(parts_2.mean())),
        difference_within(mean_of(parts_1 - parts_2), len(counts.groups)),
        by_seed[0].p if exact else sign_flips(lead.sum(axis=1), counts.groups, seed=seed),
        MCNEMAR if exact else OVER_SEEDS,
        by_seed,
    )


def trend(measure: Measure, by_ratio: Mapping[float, Sequence[RunResult]]) -> Trend | None:
    """The measure along the ratio; None with fewer than three ratios, or no seed that all of them have.

    Raises:
        RunMismatch: the rows were asked different things.
    """
    ratios = tuple(sorted(ratio for ratio, runs in by_ratio.items() if runs))
    if len(ratios) < 3:
        return None
    chosen, rows = _in_common([by_ratio[ratio] for ratio in ratios])
    if not chosen:
        return None
    counts = counts_of(measure, [run for runs in rows for run in runs])
    parts = parts_of(*counts.by_group())
    if parts is None:
        return None
    parts_GRS = parts.reshape(len(parts), len(ratios), len(chosen))
    away = np.array(ratios) - np.mean(ratios)
    slopes = np.einsum("grs,r->gs", parts_GRS, away / (away**2).sum())
    return Trend(
        measure.key,
        ratios,
        tuple(parts_GRS.mean(axis=(0, 2)).tolist()),
        chosen,
        len(counts.groups),
        difference_within(mean_of(slopes), len(counts.groups)),
    )


def _in_common(rows: Sequence[Sequence[RunResult]]) -> tuple[tuple[int, ...], list[list[RunResult]]]:
    """The seeds that all rows have, ascending, and each row's runs with them."""
    shared = sorted(set.intersection(*({run.seed for run in runs} for runs in rows)))
    by_seed = [{run.seed: run for run in runs} for runs in rows]
    return tuple(shared), [[runs[seed] for seed in shared] for runs in by_seed]


def _seed_test(seed: int, lead: Float64[np.ndarray, " n"]) -> SeedTest:
    only_first, only_second = int((lead > 0).sum()), int((lead < 0).sum())
    return SeedTest(seed, only_first, only_second, float(mcnemar(only_first, only_second)))


def _halves(counts: Counts, seeds: int) -> tuple[np.ndarray, np.ndarray]:
    parts = parts_of(*counts.by_group())
    assert parts is not None, "items that are right or wrong have something to divide by"
    return parts[:, :seeds], parts[:, seeds:]
