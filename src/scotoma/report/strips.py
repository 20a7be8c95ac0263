"""Small drawings that stand in the cells of tables: shares with their intervals, and cosines as dots. SVG, whose
colours are classes of the style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

__all__ = ["ROLES", "Mark", "cosine_axis", "cosine_strip", "share_axis", "share_strip"]

ROLES = ("suspect", "reference")  # the lanes from top to bottom, and the classes that colour them
LANE_PX = 11
SHARE_PX, COSINE_PX, EDGE_PX = 140, 340, 6  # widths of the drawings, and of their margins


@dataclass(frozen=True, slots=True)
class Mark:
    """A share in 0..1 of one role's lane, with the ends of its interval; None where there is nothing to show."""

    role: str
    value: float | None
    low: float
    high: float


def share_strip(marks: Sequence[Mark], even: float, label: str) -> Markup:
    """Each mark as a dot on its interval, in a lane of its own, from 0 to 1; an upright line at `even`.

    `label` says the same in words, for readers who do not see it.
    """
    height = LANE_PX * len(marks) + 4.0
    parts = [_line("even", _share_x(even), 0.0, _share_x(even), height)]
    for lane, mark in enumerate(marks):
        y = 2 + LANE_PX * (lane + 0.5)
        parts.append(_line("track", _share_x(0.0), y, _share_x(1.0), y))
        if mark.value is not None:
            parts.append(_line(f"span {mark.role}", _share_x(mark.low), y, _share_x(mark.high), y))
            parts.append(_dot(mark.role, _share_x(mark.value), y, 3.5))
    return _svg(SHARE_PX, height, parts, label)


def share_axis() -> Markup:
    """The axis of share strips: 0, a half and all, in per cent."""
    texts = [(_share_x(share), f"{share:.0%}") for share in (0.0, 0.5, 1.0)]
    return _axis(SHARE_PX, texts)


def cosine_strip(
    cosines: Sequence[Sequence[float]], thresholds: tuple[float, float | None], low: float, label: str
) -> Markup:
    """The cosines of pairs as dots: those of the suspect in the upper lane, of the reference in the lower, `low` to 1.

    Shaded is where the suspect calls two pictures the same, and where the reference calls them different.
    """
    above, below = thresholds
    ends = [(above, 1.0), (low, 1.0 if below is None else below)]
    parts = []
    for lane, (role, values, (left, right)) in enumerate(zip(ROLES, cosines, ends, strict=True)):
        top, x = 1 + lane * (LANE_PX + 2), _cosine_x(max(left, low), low)
        width = max(_cosine_x(right, low) - x, 0.0)
        parts.append(f'<rect class="zone {role}" x="{x:.1f}" y="{top}" width="{width:.1f}" height="{LANE_PX}"/>')
        parts += [_dot(f"one {role}", _cosine_x(max(value, low), low), top + LANE_PX / 2, 2.5) for value in values]
    return _svg(COSINE_PX, 2.0 * (LANE_PX + 2), parts, label)


def cosine_axis(thresholds: tuple[float, float | None], low: float) -> Markup:
    """The axis of cosine strips: its ends, and the thresholds where there is room between."""
    texts: list[tuple[float, str]] = []
    for value in (low, 1.0, *(value for value in thresholds if value is not None)):
        x = _cosine_x(max(value, low), low)
        if all(abs(x - other) > 24 for other, _ in texts):
            texts.append((x, f"{value:g}"))
    return _axis(COSINE_PX, texts)


def _share_x(share: float) -> float:
    return EDGE_PX + share * (SHARE_PX - 2 * EDGE_PX)


def _cosine_x(cosine: float, low: float) -> float:
    return EDGE_PX + (cosine - low) / (1 - low) * (COSINE_PX - 2 * EDGE_PX)


def _line(kind: str, x: float, y: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _dot(kind: str, x: float, y: float, radius: float) -> str:
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'


def _axis(width: int, texts: Sequence[tuple[float, str]]) -> Markup:
    parts = []
    for x, text in texts:
        anchor = "start" if x <= 2 * EDGE_PX else "end" if x >= width - 2 * EDGE_PX else "middle"
        place = {"start": 0.0, "end": float(width)}.get(anchor, x)
        parts.append(f'<text x="{place:.1f}" y="11" text-anchor="{anchor}">{text}</text>')
    return _svg(width, 14.0, parts, "")


def _svg(width: int, height: float, parts: Sequence[str], label: str) -> Markup:
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    size = f'width="{width}" height="{height:g}" viewBox="0 0 {width} {height:g}"'
    return Markup(f'<svg class="cell" {size} {said}>{"".join(parts)}</svg>')  # of numbers and words of ours
