"""The density of all pairs as shapes of a drawing: a path for each colour, and where the axes and the frame go."""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int

from scotoma.pairs import Density
from scotoma.studio.thresholds.regions import Region

__all__ = ["BINS", "COARSE", "Picture", "Tick", "View", "draw", "views_of"]

BINS = 80
COARSE = 16  # cells to a side of those that are sampled from: five bins each
COLOURS = 10  # .c0 to .c9 in the style sheet
LEFT, TOP, WIDTH, HEIGHT = 52.0, 8.0, 340.0, 255.0  # of the plot, in the drawing's own units


@dataclass(frozen=True, slots=True)
class View:
    """The part of the plane that is drawn: the suspect's cosines from `left` to `right`, the reference's upwards."""

    left: float
    right: float
    bottom: float
    top: float

    def across(self, suspect: float) -> float:
        """Where a cosine of the suspect's lies in the drawing; what is outside, at the edge."""
        return round(LEFT + WIDTH * _share(suspect, self.left, self.right), 2)

    def down(self, reference: float) -> float:
        """Where a cosine of the reference's lies in the drawing; what is outside, at the edge."""
        return round(TOP + HEIGHT * (1 - _share(reference, self.bottom, self.top)), 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it is, and what is written there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: for each colour used its number and path, the least pairs a cell it stands for, ticks, and the floor.

    `floor` is where the dashed line goes, right of which all pairs are counted; None where it is not in the view.
    """

    view: View
    paths: list[tuple[int, str]]
    legend: list[tuple[int, int]]
    across: list[Tick]
    up: list[Tick]
    floor: float | None

    def frame(self, region: Region) -> tuple[float, float, float, float]:
        """The rectangle of a region: x, y, width, height."""
        x, right = self.view.across(region.above), self.view.across(region.most)
        y = self.view.down(1.0 if region.below is None else region.below)
        bottom = self.view.down(region.least)
        return x, y, round(right - x, 2), round(bottom - y, 2)


def views_of(density: Density, above: float) -> list[View]:
    """All pairs, and the neighbourhood of the suspect's threshold enlarged; no view where there are no pairs."""
    sides = [
        np.concatenate([density.exact_suspect, density.sampled_suspect]),
        np.concatenate([density.exact_reference, density.sampled_reference]),
    ]
    if not len(sides[0]):
        return []
    left = min(_down(sides[0].min()), 0.95)
    bottom = _down(sides[1].min())
    top = min(1.0, max(math.ceil(sides[1].max() * 20) / 20, bottom + 0.05))
    near = max(left, above - 1.5 * (1 - above)) if above < 1 else left
    return [View(left, 1.0, bottom, top), View(near, 1.0, bottom, top)]


def draw(density: Density, view: View) -> Picture:
    """The pairs per cell of the view, counted above the density's floor and estimated below it.

    Colours stand for at least 1, 3, 10, 30, ... pairs a cell, for decades only where those are too many.
    """
    counts = _cells(density, view)
    steps = _steps(float(counts.max(initial=0.0)))
    numbers = np.where(counts > 0, np.maximum(np.searchsorted(steps, counts, side="right") - 1, 0), -1)
    colours = [_colour(number, steps) for number in range(len(steps))]
    paths = [(colour, _path(numbers == number)) for number, colour in enumerate(colours)]
    dashed = density.pairs_sampled_from and view.left < density.floor < view.right
    return Picture(
        view,
        [(colour, path) for colour, path in paths if path],
        list(zip(colours, steps, strict=True)),
        [Tick(view.across(value), text) for value, text in _ticks(view.left, view.right)],
        [Tick(view.down(value), text) for value, text in _ticks(view.bottom, view.top)],
        view.across(density.floor) if dashed else None,
    )


def _share(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _down(value: float) -> float:
    return max(-1.0, math.floor(value * 20) / 20)


def _cells(density: Density, view: View) -> Float64[np.ndarray, "x y"]:
    counted = _binned(density.exact_suspect, density.exact_reference, view)
    return counted + density.sample_weight * _binned(density.sampled_suspect, density.sampled_reference, view)


def _binned(
    suspect: Float64[np.ndarray, " n"], reference: Float64[np.ndarray, " n"], view: View
) -> Float64[np.ndarray, "x y"]:
    """Pairs per cell; what lies outside the view is dropped, and its upper edges belong to the last cells."""
    inside = (suspect >= view.left) & (suspect <= view.right) & (reference >= view.bottom) & (reference <= view.top)
    if not inside.all():
        suspect, reference = suspect[inside], reference[inside]
    cells = _bin(suspect, view.left, view.right) * BINS + _bin(reference, view.bottom, view.top)
    return np.bincount(cells, minlength=BINS * BINS).reshape(BINS, BINS).astype(np.float64)


def _bin(values: Float64[np.ndarray, " n"], low: float, high: float) -> Int[np.ndarray, " n"]:
    return np.minimum(((values - low) * (BINS / (high - low))).astype(np.int32), BINS - 1)


def _steps(most: float) -> list[int]:
    decades = [10**power for power in range(int(math.log10(max(most, 1.0))) + 1)]
    halves = [least for decade in decades for least in (decade, 3 * decade) if least <= max(most, 1.0)]
    return halves if len(halves) <= COLOURS else decades


def _colour(number: int, steps: list[int]) -> int:
    return round((number + 1) * (COLOURS - 1) / len(steps)) if len(steps) > 1 else COLOURS - 1


def _path(cells: np.ndarray) -> str:
    """One path over the cells that are set: a rectangle for each run of neighbours in a row."""
    wide, high = WIDTH / BINS, HEIGHT / BINS
    rectangles = []
    for row in np.flatnonzero(cells.any(axis=0)):
        edges = np.flatnonzero(np.diff(cells[:, row].astype(np.int8), prepend=0, append=0))
        for start, stop in edges.reshape(-1, 2).tolist():
            x, y = LEFT + wide * start, TOP + HEIGHT - high * (int(row) + 1)
            rectangles.append(f"M{x:.2f} {y:.2f}h{wide * (stop - start):.2f}v{high + 0.2:.2f}H{x:.2f}z")
    return "".join(rectangles)


def _ticks(low: float, high: float) -> list[tuple[float, str]]:
    """About six round numbers in the range, and how they are written."""
    step = next(step for step in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if (high - low) / step <= 7)
    decimals = 3 if step < 0.01 else 2 if step < 0.1 else 1
    numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [(number * step, f"{number * step:.{decimals}f}") for number in numbers]
