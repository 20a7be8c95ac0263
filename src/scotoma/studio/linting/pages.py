"""The page of the lint: flags by rule, what was checked and what not, waivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import UsageError
from scotoma.lint import SEVERITIES, Flag, LintReport, Rule, RuleResult, Severity
from scotoma.studio.authoring.drafts import read_drafts
from scotoma.studio.linting.drafts import is_begun
from scotoma.studio.linting.reports import (
    REASON_SIGNS,
    SIDE_PX,
    Waiver,
    read_waivers,
    report_of,
    unwaive,
    waive,
)
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, render, studio_of

__all__ = ["lint_page", "unwaive_flag", "waive_flag"]

MOST_PX = 16384


@dataclass(frozen=True, slots=True)
class Section:
    """A rule with flags: those that stand, the worst of them, and those that were waived, each with its waiver."""

    rule: Rule
    standing: tuple[Flag, ...]
    worst: Severity
    waived: tuple[tuple[Flag, Waiver], ...]


@author_page
def lint_page(request: Request) -> Response:
    """What the lint finds in the drafts."""
    studio, side_px = studio_of(request), _side_px(request.query_params.get("side_px", str(SIDE_PX)))
    with studio.store.read() as connection:
        drafts, waivers = read_drafts(connection), read_waivers(connection)
    report = report_of(studio, side_px=side_px)
    sections = _sections(report, waivers)
    there = {flag.key for flag in report.flags}
    return render(
        request,
        "linting/lint.html",
        report=report,
        sections=sections,
        counts=_counts(sections),
        clean=[each for each in report.results if each.n and not each.flags],
        unchecked=[each for each in report.results if each.unseen],
        figures=[each for each in report.results if each.figure],
        stale=[waiver for waiver in waivers.values() if waiver.flag not in there],
        unwritten=sum(not is_begun(draft) for draft in drafts),
        side_px=side_px,
        most_px=MOST_PX,
        longest=REASON_SIGNS,
    )


@author_post
def waive_flag(request: Request, form: FormData) -> Response:
    """Waive a flag, with a reason."""
    studio, side_px = studio_of(request), _side_px(_field(form, "side_px") or str(SIDE_PX))
    flags = report_of(studio, side_px=side_px).flags
    flag = waive(studio, person_of(request).name, flags, _field(form, "flag"), _field(form, "reason"))
    return redirect(f"/lint?side_px={side_px}#{flag.rule}", said="The flag is waived, and your reason is kept.")


@author_post
def unwaive_flag(request: Request, form: FormData) -> Response:
    """Take a waiver back."""
    side_px = _side_px(_field(form, "side_px") or str(SIDE_PX))
    unwaive(studio_of(request), person_of(request).name, _field(form, "flag"))
    return redirect(f"/lint?side_px={side_px}", said="The waiver is taken back.")


def _sections(report: LintReport, waivers: Mapping[str, Waiver]) -> list[Section]:
    found = [_section(each, waivers) for each in report.results if each.flags]
    return sorted(found, key=lambda each: (not each.standing, SEVERITIES.index(each.worst)))


def _section(result: RuleResult, waivers: Mapping[str, Waiver]) -> Section:
    flags = sorted(result.flags, key=lambda flag: SEVERITIES.index(flag.severity))
    standing = tuple(flag for flag in flags if flag.key not in waivers)
    waived = tuple((flag, waivers[flag.key]) for flag in flags if flag.key in waivers)
    return Section(result.rule, standing, (standing or flags)[0].severity, waived)


def _counts(sections: Sequence[Section]) -> dict[str, int]:
    standing = [flag.severity for each in sections for flag in each.standing]
    counts: dict[str, int] = {severity: standing.count(severity) for severity in SEVERITIES}
    return {**counts, "waived": sum(len(each.waived) for each in sections)}


def _side_px(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= MOST_PX):
        raise UsageError(f"The resolution is {text[:40]!r}; expected a whole number of px from 1 to {MOST_PX}.")
    return int(text)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
