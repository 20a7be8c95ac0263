"""The density of all pairs, drawn: SVG whose colours are the page's, so that it is legible by day and by night."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from scotoma.pairs import Density

__all__ = ["COLOURS", "Figure", "density_figure"]

COLOURS = 10  # --density-0 to --density-9 in the style sheet
_BINS = 96
_SIZE = {"width": 400, "height": 300}
View: TypeAlias = tuple[tuple[float, float], tuple[float, float]]  # left and right, bottom and top
_FONT = "system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Figure:
    """Drawings as SVG, and the legend they share: the number of a colour, and the least pairs a cell it stands for."""

    drawings: list[str]
    legend: list[tuple[int, int]]


def density_figure(density: Density, above: float, below: float | None, names: tuple[str, str]) -> Figure:
    """The pairs per cell, drawn twice: all pairs, and the neighbourhood of the thresholds enlarged.

    Colours stand for at least 1, 3, 10, 30, ... pairs, for decades only where those are too many. The suspect's cosine
    runs to the right and the reference's upwards. The corner that was mined is framed; a dashed line marks the floor,
    right of which every pair is counted and left of which a sample stands for them. Without pairs there is nothing to
    draw.
    """
    suspect = np.concatenate([density.exact_suspect, density.sampled_suspect])
    reference = np.concatenate([density.exact_reference, density.sampled_reference])
    if not len(suspect):
        return Figure([], [])
    bottom = _down(reference.min())
    vertical = bottom, min(1.0, max(math.ceil(reference.max() * 20) / 20, bottom + 0.05))
    left = min(_down(suspect.min()), 0.95)
    near = max(left, above - 1.5 * (1 - above)) if above < 1 else left
    views = [((left, 1.0), vertical), ((near, 1.0), vertical)]
    cells = [_cells(density, view) for view in views]
    steps = _steps(max(counts.max() for _, _, counts in cells))
    drawings = [
        _drawn(list(_runs(each, steps)), view, (above, below), names, density)
        for each, view in zip(cells, views, strict=True)
    ]
    return Figure(drawings, [(_colour(number, steps), least) for number, least in enumerate(steps)])


def _down(value: float) -> float:
    return max(-1.0, math.floor(value * 20) / 20)


def _steps(most: float) -> list[int]:
    """The least pairs a cell of each colour: 1, 3, 10, 30, ... where the colours reach that far, else decades."""
    decades = [10**power for power in range(int(math.log10(max(most, 1.0))) + 1)]
    halves = [least for decade in decades for least in (decade, 3 * decade) if least <= max(most, 1.0)]
    return halves if len(halves) <= COLOURS else decades


def _colour(number: int, steps: Sequence[int]) -> int:
    return round((number + 1) * (COLOURS - 1) / len(steps)) if len(steps) > 1 else COLOURS - 1


def _cells(density: Density, view: View) -> tuple[Any, Any, Any]:
    """Edges and counts of a view's cells; what lies outside it is dropped."""
    (left, right), (bottom, top) = view
    x, y = np.linspace(left, right, _BINS + 1), np.linspace(bottom, top, _BINS + 1)
    outer_x = np.concatenate([[-2.0], x, [2.0]])
    outer_y = np.concatenate([[-2.0], y, [2.0]])
    outer_x[-2], outer_y[-2] = np.nextafter(right, 2), np.nextafter(top, 2)  # a cosine of 1 lies inside
    return x, y, density.histogram(outer_x, outer_y)[1:-1, 1:-1]


def _runs(cells: tuple[Any, Any, Any], steps: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Rectangles of equal colour: neighbours in a row are one, which makes the drawing many times smaller."""
    x, y, counts = cells
    lap = (y[1] - y[0]) / 8  # each row reaches a little into the one below, or browsers show seams
    numbers = np.where(counts > 0, np.maximum(np.searchsorted(steps, counts, side="right") - 1, 0), -1)
    for row in range(counts.shape[1]):
        column = numbers[:, row]
        begins = np.flatnonzero(np.diff(column, prepend=-2))
        for start, stop in zip(begins, [*begins[1:], len(column)], strict=True):
            if column[start] >= 0:
                colour = f"var(--density-{_colour(int(column[start]), steps)})"
                span = {"x": x[start], "x2": x[stop], "y": max(y[row] - lap, y[0]), "y2": y[row + 1]}
                yield {**{name: round(float(value), 5) for name, value in span.items()}, "colour": colour}


def _drawn(
    rectangles: list[dict[str, Any]],
    view: View,
    thresholds: tuple[float, float | None],
    names: tuple[str, str],
    density: Density,
) -> str:
    import altair as alt
    import vl_convert

    (left, right), (bottom, top) = view
    x = alt.X("x:Q", title=f"cosine in {names[0]}").scale(domain=[left, right], nice=False)
    y = alt.Y("y:Q", title=f"cosine in {names[1]}").scale(domain=[bottom, top], nice=False)
    colour = alt.Color("colour:N", scale=None, legend=None)
    cells = alt.Chart(alt.InlineData(values=rectangles)).mark_rect(aria=False, strokeWidth=0)
    layers = [cells.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=colour)]
    if left < density.floor < right and density.pairs_sampled_from:
        floor = alt.Chart(alt.InlineData(values=[{"x": density.floor}])).encode(x="x:Q")
        layers.append(floor.mark_rule(strokeDash=[4, 4], stroke="var(--ink)", strokeWidth=1, aria=False))
    above, below = thresholds
    corner = {"x": max(above, left), "x2": right, "y": bottom, "y2": top if below is None else min(below, top)}
    frame = alt.Chart(alt.InlineData(values=[corner])).encode(x="x:Q", x2="x2:Q", y="y:Q", y2="y2:Q")
    accent = "var(--accent)"
    layers.append(frame.mark_rect(fill=accent, fillOpacity=0.1, stroke=accent, strokeWidth=2, aria=False))
    chart = alt.layer(*layers).properties(**_SIZE, background="transparent", padding=4)
    line = "var(--line)"
    lines = {"domainColor": line, "tickColor": line, "labelColor": "var(--ink)", "titleColor": "var(--ink)"}
    fonts = {"labelFont": _FONT, "titleFont": _FONT, "titleFontWeight": "normal", "labelFontSize": 12}
    ticks = {"tickCount": 6, "labelFlush": False}
    axis: dict[str, Any] = {**lines, **fonts, **ticks, "titleFontSize": 13, "grid": False, "aria": False}
    svg = str(vl_convert.vegalite_to_svg(chart.configure_axis(**axis).configure_view(stroke=line).to_dict()))
    return re.sub(r' d="[^"]+"', lambda path: _shorter(path[0]), svg)


def _shorter(path: str) -> str:
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", path)  # a hundredth of a px is enough
