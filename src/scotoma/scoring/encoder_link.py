"""Whether a model fails on the very pairs that an encoder cannot match, pair by pair."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64

from scotoma.errors import ShapeMismatch
from scotoma.scoring.bootstrap import draws_of
from scotoma.scoring.intervals import Estimate, numbered

__all__ = ["EncoderLink", "link"]

SHUFFLES = 9_999
LIKELY = 1 + 1e-7  # probabilities that are equal but for rounding; scipy's Fisher test has the same


@dataclass(frozen=True, slots=True)
class EncoderLink:
    """How a model's failures go with an encoder's, over `pairs` pairs that both were given.

    Each pair is right for `both`, `only_encoder`, `only_model` or `neither`. `odds_ratio` says how many times the odds
    of the model failing are higher where the encoder fails, with its exact interval; None is no bound, where a cell is
    empty. `p` is Fisher's exact test, `p_within` the same within patterns: what hard patterns alone explain is not
    counted. `auc` is the probability that a pair the model has right has a larger margin than one it fails, 0.5 for no
    link, with its `p` by shuffling within patterns; None where the model has all pairs right, or none. All p are
    two-sided and take pairs for independent.
    """

    pairs: int
    both: int
    only_encoder: int
    only_model: int
    neither: int
    odds_ratio: float | None
    odds_low: float | None
    odds_high: float | None
    p: float
    p_within: float
    auc: Estimate | None
    auc_p: float | None

    def as_dict(self) -> dict[str, Any]:
        """The link as plain JSON-ready values."""
        return asdict(self)


def link(
    model_right: Bool[np.ndarray, " P"],
    margins: Float64[np.ndarray, " P"],
    patterns: Sequence[str],
    groups: Sequence[str],
    *,
    seed: int = 0,
) -> EncoderLink:
    """Whether a model fails where an encoder cannot match, and the more surely the smaller the encoder's margin.

    A pair's margin is the smaller of its two captions': above 0 the encoder has it right, at 0 it ties and has not.

    Source: Fisher 1935; Zelen 1971 for the exact test within strata; Cornfield 1956 for the exact interval.

    Raises:
        ShapeMismatch: the four are not of one length.
    """
    if len({len(model_right), len(margins), len(patterns), len(groups)}) > 1:
        raise ShapeMismatch(
            f"{len(model_right)} results, {len(margins)} margins, {len(patterns)} patterns and {len(groups)} groups "
            "came together; each pair has one of each."
        )
    matched = margins > 0
    table = [[int((a & b).sum()) for b in (~model_right, model_right)] for a in (~matched, matched)]
    ratio, low, high = _odds(table)
    return EncoderLink(
        pairs=len(margins),
        both=table[1][1],
        only_encoder=table[1][0],
        only_model=table[0][1],
        neither=table[0][0],
        odds_ratio=ratio,
        odds_low=low,
        odds_high=high,
        p=_within(matched, model_right, ["all"] * len(margins)),
        p_within=_within(matched, model_right, patterns),
        auc=_auc(model_right, margins, groups, seed),
        auc_p=_shuffled(model_right, margins, patterns, seed),
    )


def _odds(table: list[list[int]]) -> tuple[float | None, float | None, float | None]:
    """The likeliest odds ratio, all margins held, and its exact interval; None for what is not bounded."""
    from scipy.stats.contingency import odds_ratio

    found = odds_ratio(np.array(table), kind="conditional")
    ends = found.confidence_interval(0.95)
    low, ratio, high = (float(each) if np.isfinite(each) else None for each in (ends.low, found.statistic, ends.high))
    return ratio, low, high


def _within(matched: Bool[np.ndarray, " P"], right: Bool[np.ndarray, " P"], strata: Sequence[str]) -> float:
    """The exact two-sided p that both fail together no more than by chance, each stratum's margins held.

    The number of joint failures is a sum of hypergeometric ones; p is the probability of all sums no likelier than the
    one found. With one stratum this is Fisher's exact test.
    """
    from scipy.stats import hypergeom

    rows: dict[str, list[int]] = defaultdict(list)
    for index, stratum in enumerate(strata):
        rows[stratum].append(index)
    chance = np.ones(1)
    for chosen in rows.values():
        failed, missed = int((~right[chosen]).sum()), int((~matched[chosen]).sum())
        chance = np.convolve(chance, hypergeom.pmf(np.arange(missed + 1), len(chosen), failed, missed))
    found = int((~matched & ~right).sum())
    return float(min(1.0, chance[chance <= chance[found] * LIKELY].sum()))


def _auc(
    right: Bool[np.ndarray, " P"], margins: Float64[np.ndarray, " P"], groups: Sequence[str], seed: int
) -> Estimate | None:
    if right.all() or not right.any():
        return None
    larger = np.sign(margins[right][:, None] - margins[~right]) / 2 + 0.5  # a tie counts half
    numbers, sizes = numbered(groups)
    weights = draws_of(len(sizes), seed)[:, numbers]
    wins = ((weights[:, right] @ larger) * weights[:, ~right]).sum(axis=1)
    games = weights[:, right].sum(axis=1) * weights[:, ~right].sum(axis=1)
    low, high = np.quantile(wins[games > 0] / games[games > 0], [0.025, 0.975])
    method = f"percentile bootstrap over {len(sizes)} groups, {len(weights)} draws, seed {seed}"
    return Estimate(float(larger.mean()), float(low), float(high), len(margins), method)


def _shuffled(
    right: Bool[np.ndarray, " P"], margins: Float64[np.ndarray, " P"], patterns: Sequence[str], seed: int
) -> float | None:
    """The two-sided p of the margins' ranks of pairs the model has right, its results shuffled within patterns."""
    if right.all() or not right.any():
        return None
    from scipy.stats import rankdata

    ranks, generator = rankdata(margins), np.random.default_rng(seed)
    numbers, _ = numbered(patterns)
    # Sorting random numbers within patterns shuffles each pattern's results among its own pairs.
    order = np.argsort(numbers, kind="stable")
    keys = numbers[order] + generator.random((SHUFFLES, len(margins)))
    sums = (
        np.take_along_axis(np.broadcast_to(ranks[order], keys.shape), np.argsort(keys, axis=1), axis=1) @ right[order]
    )
    middle = sum(ranks[numbers == each].mean() * right[numbers == each].sum() for each in np.unique(numbers))
    found = abs(ranks[right].sum() - middle)
    return float((1 + (np.abs(sums - middle) >= found - 1e-9).sum()) / (1 + SHUFFLES))
