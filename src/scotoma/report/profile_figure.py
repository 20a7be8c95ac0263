"""Profiles of encoders, drawn: a panel a measure, a row a pattern, a mark an encoder."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scotoma.probe import Estimate, Profile, Row
from scotoma.report.drawn import FONT, standalone, svg_of

__all__ = ["GLYPHS", "SERIES", "Panel", "alone", "names_of", "panels", "together"]

SERIES = 6  # --series-0 to --series-5 in the style sheet; more encoders begin again with another mark
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "stroke")
GLYPHS = ("●", "■", "◆", "▲", "▼", "✚", "―")
WIDTH_PX, LINE_PX = 210, 12  # of a panel, and of each encoder's line in a row
PER_CENT = {"grid": True, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
MOST = 1000.0  # a ratio beyond it, or below its inverse, is drawn at the edge


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure: its `title`, the value where its dashed line stands, a caption, and how it is read off a row.

    A `ratio` has a logarithmic axis, the others run from 0 to 1.
    """

    title: str
    even: float
    caption: str
    read: Callable[[Row], Estimate | None]
    ratio: bool = False


PANELS = (
    Panel(
        "fact ÷ jitter",
        1.0,
        "Median distance for the fact over that for a small shift and scaling. Right of the line the fact weighs more.",
        lambda row: row.movement.jitter.ratio,
        ratio=True,
    ),
    Panel(
        "fact ÷ background",
        1.0,
        "The same over the distance for another background.",
        lambda row: row.movement.background.ratio,
        ratio=True,
    ),
    Panel(
        "linear probe: images right",
        0.5,
        "Images of which a linear readout, fitted on other scenes, tells the fact. The line is a coin.",
        lambda row: row.linear.images if row.linear else None,
    ),
    Panel(
        "captions: pairs right",
        0.25,
        "Pairs of which both captions pick their own image. The line is two coins; preferring one image gives 0.",
        lambda row: row.matching.pairs if row.matching else None,
    ),
)


def panels(profiles: Sequence[Profile]) -> list[Panel]:
    """The measures that at least one of the profiles has."""
    rows = [row for profile in profiles for row in profile.rows]
    return [panel for panel in PANELS if any(panel.read(row) is not None for row in rows)]


def alone(profiles: Sequence[Profile], panel: Panel) -> str:
    """One panel as SVG whose colours are the page's; the page draws the legend."""
    return svg_of(_chart(profiles, panel, labelled=True))


def together(profiles: Sequence[Profile]) -> str:
    """All panels side by side as a file of its own, with a legend: light, and dark where the reader's screen is."""
    import altair as alt

    shown = panels(profiles)
    charts = [_chart(profiles, panel, labelled=panel is shown[0]) for panel in shown]
    return standalone(svg_of(alt.vconcat(_legend(profiles), alt.hconcat(*charts, spacing=22), spacing=8)))


def _chart(profiles: Sequence[Profile], panel: Panel, *, labelled: bool) -> Any:
    import altair as alt

    names, patterns = names_of(profiles), list(dict.fromkeys(row.pattern for each in profiles for row in each.rows))
    edges = _edges(profiles, panel)
    points = [
        {**point, "encoder": name, "pattern": row.pattern}
        for name, profile in zip(names, profiles, strict=True)
        for row in profile.rows
        for point in _points(panel.read(row), edges)
    ]
    rows: dict[str, Any] = {"tickBand": "extent", "grid": True, "ticks": False, "minExtent": 82 if labelled else 0}
    y = alt.Y("pattern:N", sort=patterns, title=None).scale(domain=patterns, padding=0).axis(labels=labelled, **rows)
    offset = alt.YOffset("encoder:N", sort=names).scale(domain=names, paddingOuter=0.9)
    base = alt.Chart(alt.InlineData(values=points)).encode(y=y, yOffset=offset)
    x = alt.X("value:Q", title=panel.title).axis(**(_decades(edges) if panel.ratio else PER_CENT))
    x = x.scale(type="log" if panel.ratio else "linear", domain=list(edges), nice=False)
    colour = alt.Color("encoder:N", legend=None).scale(domain=names, range=_colours(names))
    shape = alt.Shape("encoder:N", legend=None).scale(domain=names, range=_shapes(names))
    even = alt.Chart(alt.InlineData(values=[{"value": panel.even}])).encode(x=x)
    note: dict[str, Any] = {"fontSize": 11, "font": FONT, "aria": False}
    layers = [
        even.mark_rule(strokeDash=[4, 3], stroke="var(--ink)", strokeWidth=1.2, aria=False),
        base.mark_rule(strokeWidth=2, opacity=0.7, aria=False).encode(x=alt.X("low:Q"), x2="high:Q", color=colour),
        base.mark_point(filled=True, size=46, opacity=1, aria=False).encode(x=x, color=colour, shape=shape),
        base.mark_text(align="left", dx=7, **note).encode(x=x, text="at_left:N", color=colour),
        base.mark_text(align="right", dx=-7, **note).encode(x=x, text="at_right:N", color=colour),
    ]
    height = LINE_PX * len(names) + 12
    return alt.layer(*layers).properties(width=WIDTH_PX, height={"step": height, "for": "position"})


def _points(estimate: Estimate | None, edges: tuple[float, float]) -> Iterator[dict[str, Any]]:
    """The mark of an estimate, if it has one: kept within the panel's edges, with its figure where it lies beyond."""
    if estimate is None or not estimate.defined:
        return
    low, high = edges
    value = estimate.value
    ends = {"value": value, "low": estimate.low, "high": estimate.high}
    beyond = "∞" if math.isinf(value) else f"{value:,.0f}" if value > 1 else f"{value:.1g}"
    notes = {"at_left": beyond if value < low else "", "at_right": beyond if value > high else ""}
    placed = {name: value if math.isnan(end) else end for name, end in ends.items()}
    yield {**{name: min(max(end, low), high) for name, end in placed.items()}, **notes}


def _edges(profiles: Sequence[Profile], panel: Panel) -> tuple[float, float]:
    """The ends of the axis: whole decades around every ratio, or 0 and 1."""
    if not panel.ratio:
        return 0.0, 1.0
    estimates = [panel.read(row) for profile in profiles for row in profile.rows]
    ends = [end for each in estimates if each for end in (each.value, each.low, each.high)]
    placed = [min(max(end, 1 / MOST), MOST) for end in ends if math.isfinite(end)] or [1.0]
    return 10.0 ** min(math.floor(math.log10(min(placed))), -1), 10.0 ** max(math.ceil(math.log10(max(placed))), 1)


def _decades(edges: tuple[float, float]) -> dict[str, Any]:
    """A tick for each decade, with its number where there is room for it: 1 always has one."""
    first, last = (round(math.log10(edge)) for edge in edges)
    every = 1 if last - first <= 4 else 2
    named = " || ".join(f"datum.value == {10.0**power:g}" for power in range(first, last + 1) if power % every == 0)
    values = [10.0**power for power in range(first, last + 1)]
    return {"grid": True, "values": values, "labelExpr": f"({named}) ? format(datum.value, '~g') : ''"}


def _legend(profiles: Sequence[Profile]) -> Any:
    """A line that names the encoders beside their marks."""
    import altair as alt

    names = names_of(profiles)
    starts = [sum(len(name) * 7.5 + 40 for name in names[:number]) for number in range(len(names))]
    values = [{"encoder": name, "x": start} for name, start in zip(names, starts, strict=True)]
    colour = alt.Color("encoder:N", legend=None).scale(domain=names, range=_colours(names))
    shape = alt.Shape("encoder:N", legend=None).scale(domain=names, range=_shapes(names))
    base = alt.Chart(alt.InlineData(values=values)).encode(x=alt.X("x:Q", axis=None).scale(None))
    marks = base.mark_point(filled=True, size=60, opacity=1, aria=False).encode(color=colour, shape=shape)
    texts = base.mark_text(align="left", dx=9, fontSize=13, font=FONT, fill="var(--ink)", aria=False)
    chart = alt.layer(marks, texts.encode(text="encoder:N")).properties(height=20)
    return chart.properties(view=alt.ViewBackground(stroke=None))


def names_of(profiles: Sequence[Profile]) -> list[str]:
    """The encoders' names, told apart by a number where one stands twice."""
    names = [profile.name for profile in profiles]
    return [name if names.count(name) == 1 else f"{name} ({place + 1})" for place, name in enumerate(names)]


def _colours(names: Sequence[str]) -> list[str]:
    return [f"var(--series-{place % SERIES})" for place in range(len(names))]


def _shapes(names: Sequence[str]) -> list[str]:
    return [SHAPES[place % len(SHAPES)] for place in range(len(names))]
