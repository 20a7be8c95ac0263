"""How many pairs and participants a study needs: what it will be able to tell, before anybody is asked."""

from dataclasses import dataclass

from scotoma.errors import UsageError
from scotoma.scoring import detectable_difference, wilson
from scotoma.studio.study.crossed import worth_of

__all__ = ["Expected", "Planned", "plan_study"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is supposed of the answers, in shares 0..1; the values are arbitrary, those of a pilot study are better.

    `accuracy` is the participants' pair accuracy. `alike` is how much two participants' results on one pair correlate:
    1 where pairs alone decide, 0 where a pair says nothing of who gets it right. `spread` is the standard deviation of
    the participants' own accuracies. `discordance` is the share of pairs that the majority of participants and the
    model they are compared with do not decide alike.
    """

    accuracy: float = 0.9
    alike: float = 0.3
    spread: float = 0.03
    discordance: float = 0.3


@dataclass(frozen=True, slots=True)
class Planned:
    """What so many pairs and participants will tell: half the width of the 95 per cent interval of pair accuracy, how
    many independent results of a pair the answers are worth, and the smallest true difference in pair accuracy to a
    model that is found with the power asked for; None where none can be."""

    pairs: int
    participants: int
    half_width: float
    effective: float
    difference: float | None


def plan_study(pairs: int, participants: int, expected: Expected | None = None, *, power: float = 0.8) -> Planned:
    """What a study of P pairs and H participants, who all answer the same pairs, will be able to tell.

    The results are clustered both ways, and so more of one is no substitute for the other: with `alike` r, accuracy p
    and `spread` s the variance of the mean is p (1 - p) (r / P + (1 - r) / (H P)) + s² / H, and the interval is the
    Wilson interval at the number of independent results that this is worth, as `crossed_share` makes it of answers.

    The difference is one that McNemar's test finds between a model and the participants' majority vote over the P
    pairs. More participants make each vote firmer, and do not bring more pairs: it is the same for all H.

    Example: 150 pairs and 4 participants, as in the paper, give an interval of plus or minus 0.05.

    Raises:
        UsageError: a number below 1, or a share outside 0..1.
    """
    given = expected or Expected()
    _check(pairs, participants, given, power)
    inside = given.accuracy * (1 - given.accuracy)
    by_pair = inside * (given.alike + (1 - given.alike) / participants) / pairs
    by_person = given.spread**2 / participants
    worth = worth_of(inside, by_pair, by_person, pairs, participants) if inside else float(pairs)
    worth = min(worth, float(pairs * participants))
    low, high = wilson(given.accuracy, worth)
    difference = detectable_difference(pairs, given.discordance, power=power)
    return Planned(pairs, participants, (high - low) / 2, worth, difference)


def _check(pairs: int, participants: int, given: Expected, power: float) -> None:
    if pairs < 1 or participants < 1:
        raise UsageError(f"{pairs} pairs and {participants} participants were planned; expected at least 1 of each.")
    shares = {"accuracy": given.accuracy, "alike": given.alike, "spread": given.spread}
    shares |= {"discordance": given.discordance, "power": power}
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise UsageError(f"{name} is {share:g}; expected a share from 0 to 1.")
    if not 0.5 <= power < 1:
        raise UsageError(f"power is {power:g}; expected from 0.5 to below 1, such as 0.8.")
