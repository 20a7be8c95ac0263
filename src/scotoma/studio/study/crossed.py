"""Shares of answers that several people gave to the same questions: neither people nor questions are independent."""

from collections.abc import Hashable, Sequence

import numpy as np
from jaxtyping import Float64

from scotoma.scoring import Share, wilson
from scotoma.scoring.intervals import Z, numbered

__all__ = ["crossed_share", "worth_of"]


def crossed_share(
    values: Float64[np.ndarray, " n"], people: Sequence[Hashable], things: Sequence[Hashable]
) -> Share | None:
    """The mean of 0/1 values, with a Wilson interval at the number of independent answers they are worth.

    Answers are alike within a thing that was asked, and within the person who answered. The variance of the mean that
    allows for both is V = V(things) + V(people) - V(both at once), each from the sums of deviations within groups and
    with the factor G / (G - 1) for G groups; where one of the first two alone is larger, it stands. The n answers are
    worth p (1 - p) / V, and never more than n; that number is made smaller by (1.96 / t)², where t is the quantile of
    Student's distribution at Satterthwaite's degrees of freedom, because few people say little about how people differ.
    It holds for people who answered part only. Of a single person V is V(things): the interval is then about other
    questions, not about other people.

    Where all values are the same, no variance shows; they are worth as many as things were asked. None without values.

    Source: Cameron, Gelbach and Miller 2011 for V; Korn and Graubard 1998 for the factor; Franco et al. 2019 for its
    use in Wilson's interval.
    """
    if not len(values):
        return None
    n, value = len(values), float(values.mean())
    kinds = [things, people, list(zip(things, people, strict=True))]
    by_thing, by_person, by_both = (_variance(values - value, groups) for groups in kinds)
    by_person = max(by_person - by_both, by_person - by_thing, 0.0)
    if by_thing + by_person == 0:
        worth = float(len(set(things)))
    else:
        worth = min(float(n), worth_of(value * (1 - value), by_thing, by_person, len(set(things)), len(set(people))))
    return Share(value, *wilson(value, worth), n, worth)


def worth_of(inside: float, by_thing: float, by_person: float, things: int, people: int) -> float:
    """How many independent answers those are worth whose mean has the variance `by_thing` + `by_person`.

    `inside` is the variance of one answer; `by_person` is what the people add to the variance that the things show. The
    number is made smaller for the few things or people that the variance is known from.
    """
    from scipy.special import ndtr, stdtrit

    variance = by_thing + by_person
    spread = by_thing**2 / max(things - 1, 1) + by_person**2 / max(people - 1, 1)
    few = Z / float(stdtrit(variance**2 / spread, float(ndtr(Z))))
    return inside / variance * few**2


def _variance(deviations: Float64[np.ndarray, " n"], groups: Sequence[Hashable]) -> float:
    """The variance of the mean if groups are independent of each other and nothing is known within them."""
    numbers, sizes = numbered(groups)
    if len(sizes) < 2:
        return 0.0
    sums = np.bincount(numbers, weights=deviations)
    return float((sums**2).sum()) / len(deviations) ** 2 * len(sizes) / (len(sizes) - 1)
