"""Shares as a page shows them: per cents with one decimal, intervals in brackets."""

from dataclasses import dataclass

from markupsafe import Markup

from scotoma.report.strips import Mark, share_strip
from scotoma.scoring import Estimate, Share

__all__ = ["NOTHING", "Figure", "figure", "in_words", "p_value", "points", "strip"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a cell: the text, its interval, what it was made from, and the share itself; None where not asked."""

    text: str
    interval: str = ""
    n: int = 0
    value: float | None = None


NOTHING = Figure("–")


def figure(share: Share | Estimate | None) -> Figure:
    """A share as "36.7" with "[29.4, 44.6]", per cents; a dash where there is none."""
    if share is None:
        return NOTHING
    return Figure(_per_cent(share.value), f"[{_per_cent(share.low)}, {_per_cent(share.high)}]", share.n, share.value)


def in_words(share: Share | Estimate | None) -> str:
    """The same in a sentence: "36.7 % [29.4, 44.6]"."""
    found = figure(share)
    return f"{found.text} % {found.interval}" if share is not None else "not asked"


def points(difference: float) -> str:
    """A difference of two shares in percentage points, with its sign; no minus before a zero."""
    text = f"{100 * difference:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def p_value(p: float) -> str:
    """A p value with as many places as it deserves."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def strip(share: Share | None, kind: str, even: float, label: str) -> Markup:
    """A share as a dot on its interval; the upright line stands at `even`. `kind` is the class that colours it."""
    mark = Mark(kind, None, 0.0, 0.0) if share is None else Mark(kind, share.value, share.low, share.high)
    return share_strip([mark], even, f"{label}: {in_words(share)}")


def _per_cent(value: float) -> str:
    return f"{100 * value + 0.0:.1f}"
