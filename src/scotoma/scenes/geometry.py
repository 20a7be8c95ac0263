"""Curves, strokes and turns in whole numbers."""

import math
from functools import cache

import numpy as np
from jaxtyping import Int64

__all__ = ["ONE", "cosine", "disc_of", "following", "oval", "placed", "quads", "sine"]

ONE = 1 << 16
"""What 1 is in the table of sines."""

# No entry lies nearer than 1e-3 to a rounding tie (a test holds it), so that every libm gives the same integers.
SINES = [round(math.sin(math.radians(degree)) * ONE) for degree in range(360)]


def sine(degrees: int) -> int:
    """The sine of whole degrees, in 1 / ONE."""
    return SINES[degrees % 360]


def cosine(degrees: int) -> int:
    """The cosine of whole degrees, in 1 / ONE."""
    return SINES[(degrees + 90) % 360]


@cache
def oval(rx: int, ry: int, start: int = 0, end: int = 360) -> tuple[tuple[int, int], ...]:
    """Points of an ellipse about the origin, clockwise on the screen from `start` to `end` degrees (0 is right)."""
    step = 15 if max(rx, ry) < 90 else 9
    degrees = list(range(start, end, step))
    if end - start < 360:
        degrees.append(end)
    half = ONE // 2
    return tuple(((rx * cosine(d) + half) // ONE, (ry * sine(d) + half) // ONE) for d in degrees)


@cache
def disc_of(radius: int) -> tuple[tuple[int, int], ...]:
    """Twelve points of a small disc about the origin: enough for the joint of a line."""
    return oval(radius, radius)[:: 2 if radius < 90 else 4]


@cache
def following(lengths: tuple[int, ...]) -> Int64[np.ndarray, " n"]:
    """For contours of so many points, one after the other: the index of the point after each, going round."""
    parts, first = [], 0
    for length in lengths:
        parts.append(np.roll(np.arange(first, first + length, dtype=np.int64), -1))
        first += length
    return np.concatenate(parts)


def placed(
    points: Int64[np.ndarray, "n 2"], x: int, y: int, size: int, *, angle: int = 0, flipped: bool = False
) -> Int64[np.ndarray, "n 2"]:
    """Points of a kind's own box (1,000 units a side, about its centre) in the frame, turned clockwise by `angle`."""
    scale = (size << 16) // 1000
    cos, sin = (scale * cosine(angle)) >> 16, (scale * sine(angle)) >> 16
    sign = -1 if flipped else 1
    across = points[:, 0] * sign
    down = points[:, 1]
    out = np.empty_like(points)
    out[:, 0] = ((across * cos - down * sin + (ONE // 2)) >> 16) + x
    out[:, 1] = ((across * sin + down * cos + (ONE // 2)) >> 16) + y
    return out


def quads(points: Int64[np.ndarray, "n 2"], width: int, *, closed: bool, over: int) -> Int64[np.ndarray, "m 2"]:
    """A thick line as one rectangle a segment, four points each, lengthened by `over` at both ends."""
    starts = points if closed else points[:-1]
    ends = np.roll(points, -1, axis=0) if closed else points[1:]
    along = ends - starts
    # Square roots are correctly rounded by IEEE 754, and the length is made whole at once.
    length = np.maximum(np.sqrt((along * along).sum(axis=1).astype(np.float64)).astype(np.int64), 1)[:, None]
    forward = along * width // (2 * length)
    side = np.stack([-forward[:, 1], forward[:, 0]], axis=1)
    if over:
        reach = along * over // length
        starts, ends = starts - reach, ends + reach
    # Clockwise on the screen, as ovals are.
    return np.stack([starts - side, ends - side, ends + side, starts + side], axis=1).reshape(-1, 2)
