"""What is behind the things: plain, blended, a horizon, a room, or a pattern, with or without clutter."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Int64

from scotoma.scenes.colours import blend, darker, distance, lighter, named
from scotoma.scenes.draws import Draw, noise
from scotoma.scenes.geometry import following, oval
from scotoma.scenes.graph import Background
from scotoma.scenes.raster import GRID, Canvas, Colour, Ramp

__all__ = ["BACKGROUNDS", "draw_background", "grounds_of", "paint_background", "stands_out"]

HORIZON = GRID * 62 // 100
APART = 60_000  # chosen by eye: nearer colours run into the background


def plain(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """One colour."""
    canvas.indexes[:] = canvas.colour(first)


def blended(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """From the first colour above to the second below."""
    ramp = Ramp([blend(first, second, step * 100 // 31) for step in range(32)], 0, GRID)
    canvas.indexes[:] = ramp.rows(canvas, 0, canvas.samples)


def horizon(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """Sky and ground."""
    blended(canvas, first, lighter(first, 30), seed)
    line = canvas.rows_of(HORIZON)
    canvas.indexes[line:] = canvas.colour(second)


def room(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """A wall with a skirting board, and a floor."""
    canvas.indexes[:] = canvas.colour(first)
    canvas.indexes[canvas.rows_of(HORIZON) :] = canvas.colour(darker(second, 25))
    canvas.indexes[canvas.rows_of(HORIZON + 110) :] = canvas.colour(second)


def dotted(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """Dots in rows, every other row shifted."""
    step = 340 + seed % 5 * 60
    across, down = places(canvas)
    row = down // step
    x = (across + row % 2 * (step // 2)) % step - step // 2
    y = down % step - step // 2
    near = x * x + y * y < (step * 22 // 100) ** 2
    canvas.indexes[:] = np.where(near, canvas.colour(second), canvas.colour(first))


def striped(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """Stripes: upright, level or slanting."""
    step = 260 + seed % 4 * 80
    across, down = places(canvas)
    along = (across + 0 * down, down + 0 * across, across + down)[seed % 3]
    canvas.indexes[:] = np.where(along // step % 2 == 0, canvas.colour(first), canvas.colour(second))


def checked(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """A chequer."""
    step = GRID // (6 + seed % 4)
    across, down = places(canvas)
    canvas.indexes[:] = np.where((across // step + down // step) % 2 == 0, canvas.colour(first), canvas.colour(second))


def speckled(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """Small squares of slightly different shades, at random."""
    cells, shades = 48, 6
    known = np.array([canvas.colour(blend(first, second, shade * 80 // shades)) for shade in range(shades)])
    field = known[(noise(seed, cells * cells) % np.uint64(shades)).astype(np.int64)].reshape(cells, cells)
    across, down = places(canvas)
    canvas.indexes[:] = field[down * cells // GRID, across * cells // GRID]


def lit(canvas: Canvas, first: Colour, second: Colour, seed: int) -> None:
    """Rings of light around the middle."""
    across, down = places(canvas)
    away = (across - GRID // 2) ** 2 + (down - GRID // 2) ** 2
    rings = np.clip(away * 12 // (GRID * GRID // 2), 0, 11)
    known = np.array([canvas.colour(blend(lighter(first, 25), second, ring * 9)) for ring in range(12)])
    canvas.indexes[:] = known[rings]


BACKGROUNDS: dict[str, Callable[[Canvas, Colour, Colour, int], None]] = {
    "plain": plain,
    "blended": blended,
    "horizon": horizon,
    "room": room,
    "dotted": dotted,
    "striped": striped,
    "checked": checked,
    "speckled": speckled,
    "lit": lit,
}

PALE = ("pale blue", "pale green", "pale yellow", "pale pink", "pale purple", "pale grey", "cream", "off-white")
DARK = ("night blue", "slate", "plum", "forest")
OUTSIDE = ("grass green", "sand", "pale grey", "floor")


def places(canvas: Canvas) -> tuple[Int64[np.ndarray, "1 n"], Int64[np.ndarray, "n 1"]]:
    """Where the samples of a canvas lie, across and down, in grid units."""
    along = (2 * np.arange(canvas.samples, dtype=np.int64) + 1) * GRID // (2 * canvas.samples)
    return along[None, :], along[:, None]


def draw_background(draw: Draw) -> Background:
    """A background at random."""
    kind = draw.one_of(list(BACKGROUNDS))
    if kind == "horizon":
        colours = draw.one_of(("sky blue", "pale blue", "pale pink", "pale yellow")), draw.one_of(OUTSIDE)
    elif kind == "room":
        colours = draw.one_of(PALE), draw.one_of(("floor", "sand", "pale grey"))
    else:
        first, second = draw.some_of(DARK if draw.chance(12) else PALE, 2)
        colours = first, second
    return Background(kind, colours, draw.below(1 << 30), draw.between(4, 14) if draw.chance(35) else 0)


def paint_background(canvas: Canvas, background: Background) -> None:
    """Fill the canvas with the background."""
    first, second = map(named, background.colours)
    BACKGROUNDS[background.kind](canvas, first, second, background.seed)
    draw = Draw("clutter", background.seed)
    for _ in range(background.clutter):
        x, y, radius = draw.below(GRID), draw.below(GRID), draw.between(40, 120)
        tint = darker(first, draw.between(10, 22)) if draw.chance(60) else lighter(first, 40)
        outline = oval(radius, max(radius * draw.between(35, 100) // 100, 20))
        points = np.array([(x + dx, y + dy) for dx, dy in outline])
        canvas.fill(points, following((len(points),)), canvas.colour(tint))


def grounds_of(background: Background) -> list[Colour]:
    """Its colours, that of the ground first: shadows fall on it."""
    colours = [named(name) for name in background.colours]
    return colours[::-1] if background.kind in {"horizon", "room"} else colours


def stands_out(colour: str, background: Background) -> bool:
    """Whether a thing of that colour can be told from the background."""
    return all(distance(named(colour), named(ground)) > APART for ground in background.colours)
