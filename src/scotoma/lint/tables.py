"""A report of the lint as text for a terminal."""

from collections.abc import Iterator

from scotoma.lint.records import SEVERITIES, LintReport, RuleResult

__all__ = ["report_table"]

MOST = 12  # flags shown of one rule and severity; the rest is counted, and the JSON has all


def report_table(report: LintReport) -> str:
    """The flags by severity and rule, then what was checked with how many, and what could not be checked and why."""
    counts = report.counts()
    told = ", ".join(f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}" for severity in SEVERITIES)
    lines = [f"{report.name}: {report.pairs} pairs, {told}", *_flags(report), "", *_checked(report)]
    return "\n".join(lines)


def _flags(report: LintReport) -> Iterator[str]:
    for severity in SEVERITIES:
        for result in report.results:
            found = [flag for flag in result.flags if flag.severity == severity]
            if not found:
                continue
            yield f"\n{severity}  {result.rule.title} ({result.rule.name}): {len(found)}"
            yield f"  {result.rule.reason} {result.rule.advice}"
            for flag in found[:MOST]:
                yield f"  - {_named(flag.pairs)}{flag.found}"
            if len(found) > MOST:
                yield f"  ... and {len(found) - MOST} more; --json FILE writes them all."


def _named(pairs: tuple[str, ...]) -> str:
    if not pairs:
        return ""
    return f"{', '.join(pairs[:3])}{f' and {len(pairs) - 3} more' if len(pairs) > 3 else ''}: "


def _checked(report: LintReport) -> Iterator[str]:
    width = max(len(result.rule.name) for result in report.results)
    yield f"{'checked':{width}}  n of what; flags; what was not checked"
    for result in report.results:
        yield f"{result.rule.name:{width}}  {_in_words(result)}"


def _in_words(result: RuleResult) -> str:
    looked = f"{result.n} {result.unit}; {len(result.flags)} flags" if result.n else "not checked"
    figure = f"; {result.figure}" if result.figure else ""
    return f"{looked}{figure}{f'; {result.unseen}' if result.unseen else ''}"
