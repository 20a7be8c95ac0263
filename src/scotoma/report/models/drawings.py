"""Drawings of the page of models: bars of what became of the pairs, and patterns as numbered points. SVG, whose colours
are classes of the style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

__all__ = ["Point", "bar", "scatter"]

BAR_PX, BAR_HIGH_PX = 360, 16
SIDE_PX, LEFT_PX, TOP_PX = 210, 34, 8  # of the square that points lie in, and of the room for the axis beside it
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A pattern's place: shares of an encoder (to the right) and of a model (upwards), with intervals where known."""

    number: int
    x: float
    y: float
    x_ends: tuple[float, float] | None = None
    y_ends: tuple[float, float] | None = None


def bar(parts: Sequence[tuple[str, int]], label: str) -> Markup:
    """Counts as one bar of coloured lengths, in the order given; `label` says the same in words."""
    total, x, drawn = max(sum(count for _, count in parts), 1), 0.0, []
    for kind, count in parts:
        width = BAR_PX * count / total
        if count:
            size = f'width="{max(width - 1, 0.5):.1f}" height="{BAR_HIGH_PX}"'
            drawn.append(f'<rect class="{kind}" x="{x:.1f}" y="0" {size}/>')
        x += width
    return _svg(BAR_PX, BAR_HIGH_PX, "cell bar-of", drawn, label)


def scatter(found: Sequence[Point], axes: tuple[str, str], label: str, *, published: bool = False) -> Markup:
    """Numbered points in a square from 0 to 100 per cent both ways; thin lines are intervals, published ones hollow."""
    drawn = [_grid(), *(_ends(point) for point in found)]
    places: dict[tuple[str, str], list[int]] = {}
    for point in found:
        places.setdefault((f"{_x(point.x):.0f}", f"{_y(point.y):.0f}"), []).append(point.number)
    drawn += [_named(int(x), int(y), numbers) for (x, y), numbers in places.items()]
    drawn.append(_titles(axes))
    kind = "points published" if published else "points"
    return _svg(SIDE_PX + LEFT_PX + 12, SIDE_PX + TOP_PX + 40, kind, drawn, label)


def _named(x: int, y: int, numbers: Sequence[int]) -> str:
    """A disc with its number; points in one place share a longer one, so that none is hidden."""
    text, half = ",".join(map(str, numbers)), 8 + 5 * (len(numbers) - 1)
    disc = f'<rect class="disc" x="{x - half}" y="{y - 8}" width="{2 * half}" height="16" rx="8"/>'
    return f'{disc}<text class="number" x="{x}" y="{y + 3.5}" text-anchor="middle">{text}</text>'


def _grid() -> str:
    lines = []
    for tick in TICKS:
        x, y, right, bottom = _x(tick), _y(tick), _x(1.0), _y(0.0)
        lines.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP_PX}" x2="{x:.1f}" y2="{bottom:.1f}"/>')
        lines.append(f'<line class="grid" x1="{LEFT_PX}" y1="{y:.1f}" x2="{right:.1f}" y2="{y:.1f}"/>')
        if tick in (0.0, 0.5, 1.0):
            lines.append(f'<text x="{x:.1f}" y="{bottom + 15:.1f}" text-anchor="middle">{100 * tick:.0f}</text>')
            lines.append(f'<text x="{LEFT_PX - 5}" y="{y + 4:.1f}" text-anchor="end">{100 * tick:.0f}</text>')
    return "".join(lines)


def _ends(point: Point) -> str:
    x, y, lines = _x(point.x), _y(point.y), ""
    if point.x_ends is not None:
        left, right = map(_x, point.x_ends)
        lines += f'<line class="ends" x1="{left:.1f}" y1="{y:.1f}" x2="{right:.1f}" y2="{y:.1f}"/>'
    if point.y_ends is not None:
        low, high = map(_y, point.y_ends)
        lines += f'<line class="ends" x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}"/>'
    return lines


def _titles(axes: tuple[str, str]) -> Markup:
    middle, bottom = _x(0.5), _y(0.0) + 32
    across = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
        f"{middle:.1f}", f"{bottom:.1f}", axes[0]
    )
    place = f"10 {_y(0.5):.1f}"
    up = Markup('<text x="10" y="{}" text-anchor="middle" transform="rotate(-90 {})">{}</text>')
    return across + up.format(f"{_y(0.5):.1f}", place, axes[1])


def _x(share: float) -> float:
    return LEFT_PX + share * SIDE_PX


def _y(share: float) -> float:
    return TOP_PX + (1 - share) * SIDE_PX


def _svg(width: int, height: int, kind: str, parts: Sequence[str], label: str) -> Markup:
    head = Markup('<svg class="{}" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">')
    return head.format(kind, width, height, width, height, label) + Markup("".join(parts)) + Markup("</svg>")
