"""Models compared with each other on the pairs that both were asked."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from scotoma.errors import RunMismatch
from scotoma.scoring.bootstrap import bootstrap
from scotoma.scoring.comparison_records import Comparison
from scotoma.scoring.intervals import Estimate, correlation_within, independent, numbered
from scotoma.scoring.model_records import ModelScores
from scotoma.scoring.paired import holm, mcnemar, paired_difference, sign_flips
from scotoma.scoring.power import detectable_difference

__all__ = ["compare"]

MCNEMAR = "exact McNemar"
FLIPS = "sign flips by group"


def compare(models: Sequence[ModelScores], *, labels: str = "original", seed: int = 0) -> tuple[Comparison, ...]:
    """Every two of the models on the pairs that both answered plainly, the one with more pairs right first.

    An answer that cannot be read is not right; a pair with an answer that is not there is left out, for both. The test
    is McNemar's exact one; where several pairs ask the same thing, it is its like by groups (`sign_flips`, seeded), and
    intervals count such pairs for fewer. p is corrected by Holm's method over all the comparisons that are returned.
    Two models with no pair in common are not compared.

    Raises:
        RunMismatch: the models were asked different benchmarks.
        KeyError: there is no such version of the labels.
    """
    for one, other in pairwise(models):
        if one.benchmark["sha256"] != other.benchmark["sha256"]:
            raise RunMismatch(
                f"{one.model} was scored on {one.benchmark['name']} {one.benchmark['version']}, {other.model} on "
                f"{other.benchmark['name']} {other.benchmark['version']}. Compare models on one benchmark."
            )
    right = {scores.model: _right(scores, labels) for scores in models if scores.outcomes}
    ranked = sorted(right, key=lambda model: (-_pair_accuracy(right[model]), model))
    groups = [each.group for each in next(scores.outcomes for scores in models if scores.outcomes)] if right else []
    found = [
        comparison
        for first, second in combinations(ranked, 2)
        if (comparison := _compared((first, second), (right[first], right[second]), groups, labels=labels, seed=seed))
    ]
    corrected = holm(np.array([each.p for each in found], np.float64)).tolist()
    return tuple(replace(each, p_holm=p) for each, p in zip(found, corrected, strict=True))


def _right(scores: ModelScores, labels: str) -> np.ndarray:
    """1 where a question was answered right, 0 where not, not a number in pairs that lack an answer; (P, 2)."""
    verdicts = [each.under(labels) for each in scores.outcomes]
    rows = [[float(right is True) for right in each.right] for each in verdicts]
    right = np.array(rows, np.float64).reshape(-1, 2)
    right[[each.outcome == "lacking" for each in verdicts]] = np.nan
    return right


def _pair_accuracy(right: np.ndarray) -> float:
    both = right.min(axis=1)
    both = both[~np.isnan(both)]
    return float(both.mean()) if len(both) else 0.0


def _compared(
    names: tuple[str, str], right: tuple[np.ndarray, np.ndarray], groups: list[str], *, labels: str, seed: int
) -> Comparison | None:
    common = np.flatnonzero(~np.isnan(right[0] + right[1]).any(axis=1))
    if not len(common):
        return None
    first, second = (each[common].min(axis=1) for each in right)
    within = [groups[index] for index in common]
    lead = first - second
    worth = independent(within, correlation_within(lead, within))
    only_first, only_second = int((lead == 1).sum()), int((lead == -1).sum())
    grouped = len(set(within)) < len(within)
    return Comparison(
        first=names[0],
        second=names[1],
        labels=labels,
        pairs=len(common),
        both=int((first * second).sum()),
        only_first=only_first,
        only_second=only_second,
        neither=int(((1 - first) * (1 - second)).sum()),
        difference=paired_difference(only_first, only_second, len(common), worth),
        single_difference=_single_difference((right[0] - right[1])[common], within, seed),
        test=FLIPS if grouped else MCNEMAR,
        p=sign_flips(lead, within, seed=seed) if grouped else float(mcnemar(only_first, only_second)),
        p_holm=1.0,
        detectable=detectable_difference(worth, (only_first + only_second) / len(common)),
    )


def _single_difference(lead: np.ndarray, groups: list[str], seed: int) -> Estimate:
    """By how much the first is right more often about single questions; the two of a pair are drawn together."""
    numbers, sizes = numbered(groups)
    totals = np.stack([np.bincount(numbers, weights=lead.sum(axis=1)), 2.0 * sizes], axis=1)
    found = bootstrap(totals, lambda t: t[..., 0] / t[..., 1], n=lead.size, seed=seed)
    assert found is not None  # there are questions
    return found
