"""The ways a thing can be drawn: flat, outlined, shaded, sketched, or with a shadow."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Int64

from scotoma.scenes.colours import blend, darker, distance, lighter, named
from scotoma.scenes.geometry import disc_of, following, quads
from scotoma.scenes.graph import Thing
from scotoma.scenes.pen import Part
from scotoma.scenes.raster import Canvas, Colour, Ramp

__all__ = ["STYLES", "Placed", "paint"]

Placed = Int64[np.ndarray, "_ 2"]
"""Points in the frame, in grid units."""

FINEST = 36  # 0.56 px of a 64 px picture: a thinner line would fade
NEAR = 25_000  # chosen by eye: an egg on cream is below it, and needs an outline


@dataclass(frozen=True, slots=True)
class Brush:
    """Where a part goes and how large its thing is; line widths are in grid units."""

    canvas: Canvas
    size: int
    ink: Colour

    @property
    def outline(self) -> int:
        """The width of an outline."""
        return max(self.size * 22 // 1000, FINEST)

    def area(self, points: Placed, paint: "Colour | Ramp") -> None:
        """Fill one contour."""
        self._fill(points, (len(points),), paint)

    def line(self, points: Placed, width: int, colour: Colour, *, closed: bool = False) -> None:
        """Draw a thick line with round joints and ends."""
        boxes = quads(points, width, closed=closed, over=0)
        disc = np.array(disc_of(width // 2))
        discs = (points[:, None] + disc).reshape(-1, 2)
        lengths = (4,) * (len(boxes) // 4) + (len(disc),) * len(points)
        self._fill(np.concatenate([boxes, discs]), lengths, colour)

    def outline_of(self, points: Placed, width: int, colour: Colour) -> None:
        """Draw a thin line around a contour; each segment shoots over its ends, which fills the corners."""
        boxes = quads(points, width, closed=True, over=width // 2)
        self._fill(boxes, (4,) * (len(boxes) // 4), colour)

    def _fill(self, points: Placed, lengths: tuple[int, ...], paint: "Colour | Ramp") -> None:
        self.canvas.fill(points, following(lengths), paint if isinstance(paint, Ramp) else self.canvas.colour(paint))


def flat(brush: Brush, part: Part, points: Placed, colour: Colour) -> None:
    """Areas of one colour."""
    if part.width:
        brush.line(points, part.width * brush.size // 1000, colour, closed=part.closed)
    else:
        brush.area(points, colour)


def outlined(brush: Brush, part: Part, points: Placed, colour: Colour) -> None:
    """Areas with a dark line around each."""
    if part.width and not part.mark:
        width = part.width * brush.size // 1000
        brush.line(points, width + 2 * brush.outline, brush.ink, closed=part.closed)
    flat(brush, part, points, colour)
    if not part.width and not part.mark:
        brush.outline_of(points, brush.outline, brush.ink)


def shaded(brush: Brush, part: Part, points: Placed, colour: Colour) -> None:
    """Areas that are lighter above than below."""
    if part.width or part.mark:
        flat(brush, part, points, colour)
        return
    brush.area(points, Ramp(shades(colour), int(points[:, 1].min()), int(points[:, 1].max())))


@cache
def shades(colour: Colour) -> list[Colour]:
    """From a lighter to a darker one, in steps too small to show as bands."""
    light, dark = lighter(colour, 35), darker(colour, 32)
    above, below = ([blend(*ends, 8 * step) for step in range(13)] for ends in ((light, colour), (colour, dark)))
    return above + below


def sketched(brush: Brush, part: Part, points: Placed, colour: Colour) -> None:
    """A light wash, and loose lines in the part's own colour that miss one another a little."""
    if part.width:
        brush.line(points, part.width * brush.size // 1000, colour, closed=part.closed)
        return
    brush.area(points, blend(colour, (255, 255, 255), 30))
    if not part.mark:
        line = darker(colour, 45)
        width = max(brush.size * 16 // 1000, FINEST * 3 // 4)
        shift = brush.size * 14 // 1000
        brush.outline_of(points, width, line)
        middle = points.sum(axis=0) // len(points)
        again = (points - middle) * 103 // 100 + middle + np.array([shift, -shift // 2])
        brush.outline_of(again, width, line)


STYLES: dict[str, Callable[[Brush, Part, Placed, Colour], None]] = {
    "flat": flat,
    "outlined": outlined,
    "shaded": shaded,
    "sketched": sketched,
    "shadowed": flat,
}


def paint(canvas: Canvas, style: str, thing: Thing, parts: list[tuple[Part, Placed]], grounds: list[Colour]) -> None:
    """Put a thing's parts, each with its points in the frame, before `grounds`; its shadow falls on the first."""
    brush = Brush(canvas, thing.size, named("ink"))
    if style == "shadowed":
        fall = np.array([thing.size * 35 // 1000, thing.size * 40 // 1000])
        for part, points in parts:
            if not part.mark:
                flat(brush, part, points + fall, darker(grounds[0], 35))
    draw = STYLES[style]
    for part, points in parts:
        colour = role(part.role, thing)
        draw(brush, part, points, colour)
        if draw is not outlined and not part.mark and not part.width and lost(colour, grounds):
            brush.outline_of(points, brush.outline, darker(colour, 40))


def lost(colour: Colour, grounds: list[Colour]) -> bool:
    """Whether an area of that colour would run into the background without an outline."""
    return any(distance(colour, ground) < NEAR for ground in grounds)


def role(name: str, thing: Thing) -> Colour:
    """The colour a part's role stands for in this thing."""
    main = named(thing.colour)
    if name == "main":
        return main
    if name == "dark":
        return darker(main, 32)
    if name == "light":
        return lighter(main, 45)
    return named(thing.accent if name == "accent" else name)
