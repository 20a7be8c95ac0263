"""The laboratory's figures: A-MoF along its ratio with I-MoF beside it, and pairs right by pattern."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scotoma.mixture.lab.tables import BASELINE, DRAWN, INTERLEAVED, LabRow, LabTable
from scotoma.patterns import PATTERNS
from scotoma.report.drawn import FONT, standalone, svg_of
from scotoma.scoring import Share

__all__ = ["Drawing", "drawings", "png_of"]

SIZE = {"width": 320, "height": 230}
BESIDE = {INTERLEAVED: (1.18, "I-MoF"), BASELINE: (1.43, "CLIP 2x")}
"""Where rows that have no ratio stand, right of the curve, and what they are called there."""
SERIES = {
    "scenes.pair": ("pairs, scenes", "var(--series-1)", "circle"),
    "emoji.pair": ("pairs, emoji", "var(--series-2)", "square"),
    "instructions.trained": ("obeyed, trained combinations", "var(--series-0)", "diamond"),
    "instructions.held_out": ("obeyed, held-out combinations", "var(--series-3)", "triangle-up"),
}
PANELS = {
    "pairs right": ("scenes.pair", "emoji.pair"),
    "requests obeyed": ("instructions.trained", "instructions.held_out"),
}
ROW_COLOURS = {
    "single-clip": "var(--series-5)",
    BASELINE: "var(--series-1)",
    INTERLEAVED: "var(--series-0)",
    "single-dino": "var(--series-3)",
}
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
BAR_PX = 8


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: its file's name, what it shows, the panels as SVG in the page's colours, and all of them as a file."""

    name: str
    title: str
    panels: tuple[str, ...]
    file: str


def drawings(table: LabTable) -> tuple[Drawing, ...]:
    """The figures that the table has something for: the curve of A-MoF, and pairs by pattern."""
    curve = [_curve(table, title, keys) for title, keys in PANELS.items() if _points(table, keys)]
    curve += [_plane(table)] if table.row(INTERLEAVED) or curve else []
    shown = [row for name in DRAWN if (row := table.row(name))]
    bars = [_bars(shown, name) for name in ("scenes", "emoji") if any(row.by_pattern[name] for row in shown)]
    found = [
        ("tradeoff", "A-MoF along its ratio, and I-MoF", curve),
        ("patterns", "Pairs right by pattern", bars),
    ]
    return tuple(_drawing(name, title, charts) for name, title, charts in found if charts)


def png_of(svg: str, *, scale: float = 2) -> bytes:
    """A standalone drawing as PNG, by day, `scale` pixels a unit."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _drawing(name: str, title: str, charts: Sequence[Any]) -> Drawing:
    import altair as alt

    panels = tuple(svg_of(chart) for chart in charts)
    beside = alt.hconcat(*charts, spacing=30).resolve_scale(color="independent", shape="independent")
    return Drawing(name, title, panels, standalone(svg_of(beside)))


def _points(table: LabTable, keys: Sequence[str]) -> list[dict[str, Any]]:
    """A point for each row that has a place on the ratio's axis, and each of the measures."""
    return [
        {**_ends(share), "series": SERIES[key][0], "ratio": ratio, "on": beside is None}
        for row in table.rows
        for key in keys
        for beside in [BESIDE.get(row.row.name)]
        for ratio in [beside[0] if beside else row.ratio]
        if ratio is not None and (share := row.figures[key]) is not None
    ]


def _ends(share: Share) -> dict[str, float]:
    return {"value": share.value, "low": share.low, "high": share.high}


def _curve(table: LabTable, title: str, keys: Sequence[str]) -> Any:
    import altair as alt

    names, colours, shapes = (list(part) for part in zip(*(SERIES[key] for key in keys), strict=True))
    places = [*TICKS, *(place for place, _ in BESIDE.values())]
    told = "".join(f"abs(datum.value - {place}) < 0.01 ? '{name}' : " for place, name in BESIDE.values())
    axis: dict[str, Any] = {
        "values": places,
        "labelExpr": f"{told}format(datum.value, '~g')",
        "grid": False,
        "labelOverlap": False,
    }
    x = alt.X("ratio:Q", title="ssl_ratio of A-MoF: DINO’s share").scale(domain=[-0.05, 1.58], nice=False)
    y = alt.Y("value:Q", title=title).scale(domain=[0, 1]).axis(format=".0%", values=list(TICKS), grid=True)
    colour = alt.Color("series:N", legend=_legend()).scale(domain=names, range=colours)
    shape = alt.Shape("series:N", legend=_legend()).scale(domain=names, range=shapes)
    points = _points(table, keys)
    base = alt.Chart(alt.InlineData(values=points)).encode(x=x.axis(**axis), color=colour)
    line = base.transform_filter("datum.on").mark_line(strokeWidth=1.5, opacity=0.6, aria=False).encode(y=y)
    spans = base.mark_rule(strokeWidth=2, opacity=0.6, aria=False).encode(y=alt.Y("low:Q", title=title), y2="high:Q")
    marks = base.mark_point(filled=True, size=60, opacity=1, aria=False).encode(y=y, shape=shape)
    wall = alt.Chart(alt.InlineData(values=[{"ratio": 1.09}])).encode(x="ratio:Q")
    edge = wall.mark_rule(strokeDash=[4, 3], stroke="var(--line)", aria=False)
    return alt.layer(edge, line, spans, marks).properties(**SIZE)


def _legend() -> Any:
    import altair as alt

    inks: dict[str, Any] = {"labelColor": "var(--ink)", "labelFont": FONT, "labelFontSize": 12, "labelLimit": 260}
    return alt.Legend(title=None, orient="top", direction="vertical", symbolOpacity=1, **inks)


def _plane(table: LabTable) -> Any:
    """Pairs right upwards and requests obeyed to the right: up and right is better in both."""
    import altair as alt

    points = list(_placed(table))
    kinds = ("A-MoF, by ratio", "I-MoF", "other rows")
    x = alt.X("obeyed:Q", title="requests obeyed").scale(zero=False, padding=22).axis(format=".0%", tickCount=5)
    y = alt.Y("pairs:Q", title="pairs right, scenes").scale(zero=False, padding=18).axis(format=".0%", tickCount=5)
    range_ = ["var(--series-1)", "var(--series-0)", "var(--series-5)"]
    colour = alt.Color("kind:N", legend=_legend()).scale(domain=list(kinds), range=range_)
    shape = alt.Shape("kind:N", legend=_legend()).scale(domain=list(kinds), range=["circle", "diamond", "square"])
    base = alt.Chart(alt.InlineData(values=points)).encode(x=x, y=y, color=colour)
    along = base.transform_filter("isValid(datum.ratio)").encode(order="ratio:Q")
    across = base.mark_rule(strokeWidth=1, opacity=0.45, aria=False).encode(x=alt.X("left:Q"), x2="right:Q")
    upright = base.mark_rule(strokeWidth=1, opacity=0.45, aria=False).encode(y=alt.Y("low:Q"), y2="high:Q")
    marks = base.mark_point(filled=True, size=70, opacity=1, aria=False).encode(shape=shape)
    text = base.mark_text(align="left", dx=8, dy=-8, fontSize=11, font=FONT, aria=False).encode(text="label:N")
    line = along.mark_line(strokeWidth=1.5, opacity=0.6, aria=False)
    return alt.layer(line, across, upright, marks, text).properties(**SIZE)


def _placed(table: LabTable) -> Iterator[dict[str, Any]]:
    for row in table.rows:
        pairs, obeyed = row.figures["scenes.pair"], row.figures["instructions.obeyed"]
        if pairs is None or obeyed is None:
            continue
        kind = "A-MoF, by ratio" if row.ratio is not None else "I-MoF" if row.row.name == INTERLEAVED else "other rows"
        label = {INTERLEAVED: "I-MoF", BASELINE: "CLIP 2x"}.get(row.row.name, row.row.name)
        yield {
            "pairs": pairs.value,
            "low": pairs.low,
            "high": pairs.high,
            "obeyed": obeyed.value,
            "left": obeyed.low,
            "right": obeyed.high,
            "kind": kind,
            "ratio": row.ratio,
            "label": label if row.ratio is None else f"{row.ratio:g}",
        }


def _bars(rows: Sequence[LabRow], name: str) -> Any:
    """A bar with its interval for each pattern and row."""
    import altair as alt

    names = [row.row.name for row in rows]
    found = {pattern for row in rows for pattern in row.by_pattern[name]}
    patterns = [pattern.name for pattern in PATTERNS if pattern.name in found]
    values = [
        {**_ends(share), "row": row.row.name, "pattern": pattern}
        for row in rows
        for pattern, share in row.by_pattern[name].items()
    ]
    band: dict[str, Any] = {"tickBand": "extent", "grid": True, "ticks": False, "minExtent": 82}
    y = alt.Y("pattern:N", sort=patterns, title=None).scale(domain=patterns, padding=0).axis(**band)
    offset = alt.YOffset("row:N", sort=names).scale(domain=names, paddingOuter=0.7)
    shares: dict[str, Any] = {"grid": True, "format": ".0%", "values": list(TICKS)}
    x = alt.X("value:Q", title=f"pairs right, {name}").scale(domain=[0, 1], nice=False).axis(**shares)
    colour = alt.Color("row:N", legend=_legend()).scale(domain=names, range=[ROW_COLOURS[each] for each in names])
    base = alt.Chart(alt.InlineData(values=values)).encode(y=y, yOffset=offset)
    bars = base.mark_bar(aria=False, height=BAR_PX - 1).encode(x=x, color=colour)
    spans = base.mark_rule(strokeWidth=1.2, stroke="var(--ink)", aria=False).encode(x=alt.X("low:Q"), x2="high:Q")
    guess = alt.Chart(alt.InlineData(values=[{"value": 0.25}])).encode(x="value:Q")
    even = guess.mark_rule(strokeDash=[4, 3], stroke="var(--ink)", strokeWidth=1, aria=False)
    step = BAR_PX * len(names) + 14
    return alt.layer(bars, even, spans).properties(width=300, height={"step": step, "for": "position"})
