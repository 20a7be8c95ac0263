"""Every rule over every pair."""

from collections.abc import Sequence

from scotoma.errors import UsageError
from scotoma.lint.records import Evidence, Flag, LintItem, LintReport, Rule, RuleResult, Spot, key_of
from scotoma.lint.rules import RULES
from scotoma.progress import Progress, silent

__all__ = ["lint_benchmark"]

NOTHING = Evidence()


def lint_benchmark(
    items: Sequence[LintItem],
    *,
    name: str = "the benchmark",
    evidence: Evidence = NOTHING,
    rules: Sequence[Rule] = RULES,
    progress: Progress = silent,
) -> LintReport:
    """What the rules find in the pairs, and for each rule how much it could look at and what not.

    Nothing is read, changed or drawn at random: the same pairs and evidence give the same report. Flags of one rule
    come in the order of the pairs.

    Raises:
        UsageError: two pairs have the same id, or `side_px` of the evidence is below 1.
    """
    ids = [item.pair for item in items]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise UsageError(f"Two pairs are called {twice!r}; flags are kept by the pair's id. Give each its own.")
    if evidence.side_px < 1:
        raise UsageError(f"side_px is {evidence.side_px}; it must be at least 1.")
    results = []
    with progress("Looking for faults", len(rules), "rules") as advance:
        for rule in rules:
            results.append(_result(rule, items, evidence))
            advance(1)
    return LintReport(name, len(items), tuple(results))


def _result(rule: Rule, items: Sequence[LintItem], evidence: Evidence) -> RuleResult:
    looked = rule.look(items, evidence)
    flags = tuple(_flag(rule, spot) for spot in looked.spots)
    return RuleResult(rule, flags, looked.n, looked.unit, looked.unseen, looked.figure)


def _flag(rule: Rule, spot: Spot) -> Flag:
    return Flag(key_of(rule.name, spot), rule.name, spot.severity, spot.pairs, spot.found)
