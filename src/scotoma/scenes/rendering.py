"""From a scene to its picture, and where in it a fact can show."""

from itertools import accumulate

import numpy as np
from PIL import Image as PILImage

from scotoma.errors import UsageError
from scotoma.scenes.backgrounds import grounds_of, paint_background
from scotoma.scenes.geometry import placed
from scotoma.scenes.graph import Scene, Thing
from scotoma.scenes.kinds import kind_named
from scotoma.scenes.pen import Part, Pen
from scotoma.scenes.raster import GRID, Canvas
from scotoma.scenes.styles import Placed, paint

__all__ = ["LARGEST_PX", "SMALLEST_PX", "Box", "checked_side", "region", "render"]

SMALLEST_PX, LARGEST_PX = 16, 2048

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in px; right and bottom lie outside."""

MARGIN = 120  # per mille of a thing's size that lines, loose strokes and shadows may reach beyond its box


def render(scene: Scene, side_px: int) -> PILImage.Image:
    """The picture of a scene, RGB, `side_px` a side: the same bytes on every platform and with every library version.

    Raises:
        UsageError: the side is not a whole number from 16 to 2048.
    """
    canvas = Canvas(checked_side(side_px))
    paint_background(canvas, scene.background)
    grounds = grounds_of(scene.background)
    for thing in sorted(scene.things, key=lambda each: each.depth):
        pen = Pen()
        kind_named(thing.kind).draw(pen, dict(thing.facts))
        points = np.array([point for part in pen.parts for point in part.points], np.int64)
        there = placed(points, thing.x, thing.y, thing.size, angle=thing.angle, flipped=thing.facing == "left")
        paint(canvas, scene.style, thing, _with_points(pen.parts, there), grounds)
    return canvas.image()


def checked_side(side_px: int) -> int:
    """The side itself.

    Raises:
        UsageError: it is not a whole number from 16 to 2048.
    """
    if isinstance(side_px, bool) or not isinstance(side_px, int) or not SMALLEST_PX <= side_px <= LARGEST_PX:
        raise UsageError(
            f"side_px is {side_px!r}; a scene is drawn {SMALLEST_PX} to {LARGEST_PX} px a side, such as 64 or 224."
        )
    return side_px


def region(scene_a: Scene, scene_b: Scene, side_px: int) -> Box:
    """The smallest upright box, in px, outside which two scenes with one background and style cannot differ."""
    in_a, in_b = ({thing.name: thing for thing in scene.things} for scene in (scene_a, scene_b))
    changed = [
        things[name]
        for name in in_a.keys() | in_b.keys()
        if in_a.get(name) != in_b.get(name)
        for things in (in_a, in_b)
        if name in things
    ]
    boxes = [_extent(thing) for thing in changed]
    left, top = (max(min(box[side] for box in boxes) * side_px // GRID, 0) for side in (0, 1))
    right, bottom = (min(-(-max(box[side] for box in boxes) * side_px // GRID), side_px) for side in (2, 3))
    return left, top, right, bottom


def _extent(thing: Thing) -> Box:
    half = thing.size // 2 + thing.size * MARGIN // 1000
    if thing.angle % 90:
        half = half * 1415 // 1000
    return thing.x - half, thing.y - half, thing.x + half, thing.y + half


def _with_points(parts: list[Part], points: Placed) -> list[tuple[Part, Placed]]:
    ends = list(accumulate(len(part.points) for part in parts))
    return [(part, points[end - len(part.points) : end]) for part, end in zip(parts, ends, strict=True)]
