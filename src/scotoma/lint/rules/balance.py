"""Rules about the whole: which option is right where, and how many pairs there are of each pattern."""

from collections import Counter
from collections.abc import Iterator, Sequence

from scotoma.lint.records import Evidence, LintItem, Looked, Rule, Spot
from scotoma.lint.words import folded
from scotoma.patterns import PATTERNS

__all__ = ["ANSWER_POSITION", "ANSWER_SIDE", "PATTERN_BALANCE"]

SURE = 0.01
"""The p-value below which an imbalance is flagged, after Holm where several are tested."""

ENOUGH = 8
"""Groups of pairs below which no balance is tested: even 7 of 7 has p = 0.016."""


def first_of_groups(items: Sequence[LintItem]) -> list[LintItem]:
    """One pair of each group: those of a group are no independent trials."""
    return list({item.group: item for item in reversed(items)}.values())[::-1]


def unit(items: Sequence[LintItem]) -> str:
    """What one pair of each group is called: a pair, where every group has but one."""
    return "pairs" if len(first_of_groups(items)) == len(items) else "groups of pairs"


def two_sided(successes: int, n: int, share: float = 0.5) -> float:
    """The p-value of the exact binomial test that so many of `n` come from that share."""
    from scipy.stats import binomtest

    return float(binomtest(successes, n, share).pvalue)


def _position(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    keyed = [item for item in first_of_groups(items) if None not in (item.a.answer, item.b.answer)]
    if len(keyed) < ENOUGH:
        return Looked((), 0, unit(items), f"There are {len(keyed)} {unit(items)} with keys; {ENOUGH} are needed.")
    counts = [
        ("image a", sum(item.a.answer == 0 for item in keyed), len(keyed)),
        ("image b", sum(item.b.answer == 0 for item in keyed), len(keyed)),
        _both_first(keyed),
    ]
    tested = [(where, first, n, two_sided(first, n) if n else 1.0) for where, first, n in counts]
    spots = [
        Spot("warning", (), _skewed(where, first, n, p, unit(items)), (where, first * 2 > n))
        for where, first, n, p in tested
        if p < SURE
    ]
    if len(spots) > 1 and all(item.a.answer != item.b.answer for item in keyed):
        spots = spots[:1]  # with opposite places, image b's are image a's turned round
    where, first, n, p = tested[0]
    return Looked(
        tuple(spots),
        len(keyed),
        unit(items),
        figure=f"first option right for {where}: {first} of {n}, p = {p:.2g}",
    )


def _both_first(keyed: Sequence[LintItem]) -> tuple[str, int, int]:
    alike = [item for item in keyed if (item.a.answer == 0) == (item.b.answer == 0)]
    return "both images, where it has the same place for both", sum(item.a.answer == 0 for item in alike), len(alike)


def _skewed(where: str, first: int, n: int, p: float, of: str) -> str:
    return f"The first option is right for {where} in {first} of {n} {of} (exact binomial test, p = {p:.2g})."


ANSWER_POSITION = Rule(
    name="answer-position",
    title="Where the right option stands",
    reason=(
        "Whoever sees several pairs in their order learns where the right option stands: people, models that are shown "
        "examples, and scripts that mix up sides."
    ),
    advice="Draw the order of the options for each pair; ask models in both orders.",
    limits=(
        "One pair of each group is counted. With one question and opposite answers the first option is right for half "
        "of all questions by construction, so sides are tested by themselves. A model that is asked one question at a "
        "time gains nothing from this fault."
    ),
    look=_position,
)


def _side(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    tested = {name: used for name, used in _rights(items).items() if len(used) >= ENOUGH}
    if not tested:
        return Looked((), 0, "options", f"No option is used in {ENOUGH} groups of pairs.")
    found = holm({name: two_sided(sum(used.values()), len(used)) for name, used in tested.items()})
    spots = tuple(
        Spot("warning", (), _one_sided(name, [*used.values()], found[name]), (name, 2 * sum(used.values()) > len(used)))
        for name, used in tested.items()
        if found[name] < SURE
    )
    figure = ", ".join(f"{name}: image a {sum(used.values())} of {len(used)}" for name, used in tested.items())
    return Looked(spots, len(tested), "options", figure=figure)


def _rights(items: Sequence[LintItem]) -> dict[str, dict[str, bool]]:
    """For each option the pairs that have it, one a group, and whether it is right for image a.

    Of two options that the same pairs have, such as yes and no, the first: the other is its mirror.
    """
    found: dict[str, dict[str, bool]] = {}
    for item in first_of_groups(items):
        if item.shared and item.a.right and item.b.right:
            for right, for_a in ((item.a.right, True), (item.b.right, False)):
                found.setdefault(folded(right), {})[item.pair] = for_a
    by_pairs = {frozenset(used): name for name, used in reversed(found.items())}
    return {name: used for name, used in found.items() if by_pairs[frozenset(used)] == name}


def _one_sided(name: str, values: Sequence[bool], p: float) -> str:
    return (
        f"{name!r} is right for image a in {sum(values)} of {len(values)} that have it, one a group (exact binomial "
        f"test, p = {p:.2g} after Holm)."
    )


def holm(p_values: dict[str, float]) -> dict[str, float]:
    """The p-values after Holm's correction for so many tests."""
    import numpy as np

    from scotoma.scoring import holm as corrected

    return dict(zip(p_values, map(float, corrected(np.array([*p_values.values()], np.float64))), strict=True))


ANSWER_SIDE = Rule(
    name="answer-side",
    title="One answer always for the same image",
    reason="Where yes is right for image a throughout, sides can be told by the answer, and orders by the side.",
    advice="Exchange the images of half of those pairs.",
    limits=f"Options used in at least {ENOUGH} groups of pairs with one question for both images.",
    look=_side,
)


def _patterns(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    named = [item for item in first_of_groups(items) if item.patterns]
    if len(named) < ENOUGH:
        return Looked((), 0, unit(items), f"{len(named)} {unit(items)} have a pattern; {ENOUGH} are needed.")
    counts = Counter(item.patterns[0] for item in named)
    figure = ", ".join(f"{pattern.name} {counts[pattern.name]}" for pattern in PATTERNS)
    lacking = len(first_of_groups(items)) - len(named)
    unseen = f"{lacking} {unit(items)} have no pattern." if lacking else ""
    return Looked(tuple(_uneven(counts, len(named))), len(named), unit(items), unseen, figure)


def _uneven(counts: Counter[str], n: int) -> Iterator[Spot]:
    share = 1 / len(PATTERNS)
    found = holm({pattern.name: two_sided(counts[pattern.name], n, share) for pattern in PATTERNS})
    for name, p in found.items():
        if counts[name] == 0:
            yield Spot("note", (), f"No pair is of the pattern {name!r}.", (name, "none"))
        elif p < SURE:
            what = "few" if counts[name] < n * share else "many"
            text = f"Pairs of the pattern {name!r} are {what}: {counts[name]} of {n}, p = {p:.2g} after Holm."
            yield Spot("note", (), text, (name, what))


PATTERN_BALANCE = Rule(
    name="pattern-balance",
    title="How many pairs of each pattern",
    reason="An average over all pairs is mostly about the patterns that have many; a pattern with few says little.",
    advice="Write more pairs of those that have few, or report each pattern by itself.",
    limits="Counts a pair under its main pattern, one pair of each group; each of the nine is tested against a ninth.",
    look=_patterns,
)
