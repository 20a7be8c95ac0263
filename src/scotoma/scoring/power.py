"""How many pairs it takes to tell two models apart."""

from math import ceil, sqrt

import numpy as np

from scotoma.errors import UsageError

__all__ = ["detectable_difference", "pairs_needed", "power_of_pairs"]


def power_of_pairs(pairs: int, discordance: float, difference: float, *, level: float = 0.05) -> float:
    """The probability that McNemar's exact test at `level` tells two models apart, computed exactly.

    The models differ on a share `discordance` of pairs, and the better one has right a share `difference` more of all.
    Example: 150 pairs, 0.2 and 0.1 give about 0.75.

    Source: the sum over all numbers of differing pairs; Duffy 1984 has the same.

    Raises:
        UsageError: `difference` is more than `discordance`, or either is no share.
    """
    from scipy.stats import binom

    _check(discordance, difference)
    if discordance == 0:
        return 0.0
    differing = np.arange(pairs + 1)
    last = binom.ppf(level / 2, differing, 0.5)  # the most wins of the worse that are rare enough, or one more
    last = np.where(2 * binom.cdf(last, differing, 0.5) <= level, last, last - 1)
    better = (discordance + difference) / (2 * discordance)
    found = binom.cdf(last, differing, better) + binom.sf(differing - last - 1, differing, better)
    return float((binom.pmf(differing, pairs, discordance) * found).sum())


def pairs_needed(discordance: float, difference: float, *, power: float = 0.8, level: float = 0.05) -> int:
    """How many pairs find a true difference with that power: an approximation, some pairs short of the exact test's.

    Source: Connor 1987, equation 3, without continuity correction.

    Raises:
        UsageError: `difference` is 0 or more than `discordance`, or either is no share.
    """
    from scipy.special import ndtri

    _check(discordance, difference)
    if difference == 0:
        raise UsageError("The difference is 0: no number of pairs finds it. Give the smallest one that matters.")
    root = ndtri(1 - level / 2) * sqrt(discordance) + ndtri(power) * sqrt(discordance - difference**2)
    return ceil((root / difference) ** 2)


def detectable_difference(
    pairs: int | float, discordance: float, *, power: float = 0.8, level: float = 0.05
) -> float | None:
    """The smallest true difference that so many pairs find with that power: `pairs_needed` the other way round.

    None where none can be found, because the models differ on too few pairs.
    """
    from scipy.special import ndtri

    alarm, miss = float(ndtri(1 - level / 2)), float(ndtri(power))
    inside = alarm**2 * pairs * discordance - (pairs + miss**2) * discordance * (alarm**2 - miss**2)
    if discordance == 0 or inside < 0:
        return None
    difference = (alarm * sqrt(pairs * discordance) + sqrt(inside)) / (pairs + miss**2)
    return difference if difference <= discordance else None


def _check(discordance: float, difference: float) -> None:
    if not (0 <= difference <= discordance <= 1):
        raise UsageError(
            f"A difference of {difference:g} with {discordance:g} of pairs differing cannot be: expected "
            "0 <= difference <= discordance <= 1, all shares of pairs."
        )
