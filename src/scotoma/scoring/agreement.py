"""How far people who judged the same things agree, beyond what chance would give: Krippendorff's alpha."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.scoring.bootstrap import DRAWS, bootstrap, group_totals
from scotoma.scoring.intervals import Estimate, numbered

__all__ = ["Agreement", "krippendorff_alpha"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha with its 95 per cent interval, or why there is none.

    1 is full agreement, 0 what chance gives, below 0 less than that. `units` were judged by at least two people, whose
    `judgements` of them count; `alone` units have one judgement or none, and say nothing of agreement. `missing`
    judgements were asked for and not given. `undefined` says in words why `alpha` is None.
    """

    alpha: Estimate | None
    units: int
    judgements: int
    alone: int
    missing: int
    undefined: str | None


def krippendorff_alpha(
    judgements: Sequence[Sequence[Hashable | None]], groups: Sequence[Hashable], *, seed: int = 0, draws: int = DRAWS
) -> Agreement:
    """Alpha for names without an order: one sequence of judgements a unit, in any order, None where one is missing.

    The interval is a bootstrap's over `groups`, one a unit: both questions of a pair stay together. Where every
    judgement is the same, alpha is 0 divided by 0 and so undefined, neither 1 nor 0: people who never had two things to
    tell apart have not shown that they can. A draw without variation is left out of the interval.

    Example: two people on four units, (a, a), (b, b), (b, b), (a, b), give 1 - 7 * 2 / 30 = 8/15: the disagreement seen
    is 2 of 8 coincidences, that expected 30 of 56, with 3 a and 5 b.

    Source: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C (nominal data, missing values).
    """
    given = [[judgement for judgement in unit if judgement is not None] for unit in judgements]
    missing = sum(len(unit) - len(kept) for unit, kept in zip(judgements, given, strict=True))
    pairable = [len(unit) > 1 for unit in given]
    units = [unit for unit, counts in zip(given, pairable, strict=True) if counts]
    of_units = [group for group, counts in zip(groups, pairable, strict=True) if counts]
    names = {name: place for place, name in enumerate(dict.fromkeys(name for unit in units for name in unit))}
    why = _undefined(len(units), len(names))
    alpha = None
    if why is None:
        totals = group_totals(_coincidences(units, names), numbered(of_units)[0])
        alpha = bootstrap(totals, _alpha, n=len(units), seed=seed, draws=draws)
    return Agreement(alpha, len(units), sum(map(len, units)), len(given) - len(units), missing, why)


def _undefined(units: int, names: int) -> str | None:
    if not units:
        return "nothing was judged by two people"
    return "no variation: every judgement is the same" if names < 2 else None


def _coincidences(units: Sequence[Sequence[Hashable]], names: dict[Hashable, int]) -> Float64[np.ndarray, "U k"]:
    """For each unit how often each name was given, and last its disagreement: pairs of people who differ, each weighed
    by 1 / (m - 1) where m people judged it."""
    counts = np.zeros((len(units), len(names)))
    for row, unit in zip(counts, units, strict=True):
        for name in unit:
            row[names[name]] += 1
    people = counts.sum(axis=1)
    differing = (people**2 - (counts**2).sum(axis=1)) / (people - 1)
    return np.column_stack([counts, differing])


def _alpha(totals: np.ndarray) -> np.ndarray:
    counts, differing = totals[..., :-1], totals[..., -1]
    everything = counts.sum(axis=-1)
    expected = everything**2 - (counts**2).sum(axis=-1)  # times 1 / (everything - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - (everything - 1) * differing / expected)
