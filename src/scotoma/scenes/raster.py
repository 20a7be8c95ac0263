"""Polygons to pixels in integers only: own scan conversion, four samples a pixel each way, an integer box average.

No font engine, no library's antialiasing, no floating point: the same polygons give the same bytes everywhere.
"""

import numpy as np
from jaxtyping import Bool, Int8, Int64, UInt8
from PIL import Image as PILImage

__all__ = ["GRID", "SAMPLES", "Canvas", "Colour"]

Colour = tuple[int, int, int]
"""Red, green, blue, 0 .. 255."""

GRID = 4096
"""Units along each side of the frame; a power of two, so that rows are found by shifting."""

SAMPLES = 4
"""Samples a pixel along each axis: 16 levels of coverage, which is what a 64 px picture shows."""

SHIFT = 13  # 2 * GRID = 2 ** SHIFT
STRIP_PX = 256  # a strip of 2,048 px wide pictures takes 70 MB while it is averaged


class Canvas:
    """A square of samples that polygons are painted on, in the order of the calls; x grows right, y down.

    It holds one index into a list of colours a sample: painting is cheap, and averaging happens once.
    """

    def __init__(self, side_px: int) -> None:
        self.side_px = side_px
        self.samples = side_px * SAMPLES
        self.indexes = np.zeros((self.samples, self.samples), np.uint16)
        self._colours: dict[Colour, int] = {}

    def colour(self, colour: Colour) -> int:
        """The index that stands for `colour`."""
        return self._colours.setdefault(colour, len(self._colours))

    def rows_of(self, y: int) -> int:
        """The first row of samples whose centre lies at or below `y` grid units."""
        return min(max((y * 2 * self.samples + GRID - 1) >> SHIFT, 0), self.samples)

    def fill(
        self,
        points: Int64[np.ndarray, "n 2"],
        following: Int64[np.ndarray, " n"],
        paint: "int | Ramp",
    ) -> None:
        """Paint the union of closed contours that all run the same way round (a single one may run either way).

        `points` are in grid units, `following[i]` is the index of the vertex after vertex i on its contour.
        """
        found = crossings(points, following, self.samples)
        if found is None:
            return
        rows, columns, signs = found
        top, left = int(rows.min()), int(columns.min())
        mask = inside(rows - top, columns - left, signs)
        bottom, right = top + mask.shape[0], left + mask.shape[1]
        value = paint if isinstance(paint, int) else paint.rows(self, top, bottom)
        np.copyto(self.indexes[top:bottom, left:right], value, where=mask, casting="unsafe")

    def image(self) -> PILImage.Image:
        """The picture: each pixel the average of its samples, rounded half up."""
        return PILImage.fromarray(self.pixels())

    def pixels(self) -> UInt8[np.ndarray, "side side 3"]:
        """The same as an array."""
        # Three channels in one integer, 16 bits each: 16 samples of at most 255 fit in 12.
        packed = np.array([r | g << 16 | b << 32 for r, g, b in self._colours], np.uint64)
        out = np.empty((self.side_px, self.side_px, 3), np.uint8)
        for top in range(0, self.side_px, STRIP_PX):
            strip = packed[self.indexes[top * SAMPLES : (top + STRIP_PX) * SAMPLES]]
            sums = strip.reshape(-1, SAMPLES, self.samples).sum(axis=1)
            sums = sums.reshape(len(sums), self.side_px, SAMPLES).sum(axis=2)
            for channel in range(3):
                part = (sums >> np.uint64(16 * channel)) & np.uint64(0xFFFF)
                out[top : top + STRIP_PX, :, channel] = (part + np.uint64(8)) >> np.uint64(4)
        return out


class Ramp:
    """A vertical blend through `colours` from `top` to `bottom` in grid units, the end colours going on outside."""

    __slots__ = ("bottom", "colours", "top")

    def __init__(self, colours: list[Colour], top: int, bottom: int) -> None:
        self.colours, self.top, self.bottom = colours, top, bottom

    def rows(self, canvas: Canvas, first: int, last: int) -> Int64[np.ndarray, "rows 1"]:
        """The colour index of each row of samples from `first` to before `last`."""
        start, end = canvas.rows_of(self.top), canvas.rows_of(self.bottom)
        steps = (np.arange(first, last) - start) * len(self.colours) // max(end - start, 1)
        known = np.array([canvas.colour(each) for each in self.colours])
        rows: Int64[np.ndarray, "rows 1"] = known[clipped(steps, len(known) - 1)][:, None]
        return rows


def clipped(values: Int64[np.ndarray, " n"], most: int) -> Int64[np.ndarray, " n"]:
    """The values, held within 0 .. most; np.clip takes four times as long on short arrays."""
    held: Int64[np.ndarray, " n"] = np.minimum(np.maximum(values, 0), most)
    return held


def crossings(
    points: Int64[np.ndarray, "n 2"], following: Int64[np.ndarray, " n"], samples: int
) -> tuple[Int64[np.ndarray, " c"], Int64[np.ndarray, " c"], Int64[np.ndarray, " c"]] | None:
    """Where contours cross rows of sample centres: row, first column at or right of the crossing, +1 or -1.

    Sample k lies at (2 k + 1) GRID / (2 samples). Everything is multiplied by 2 samples, so that it stays whole.
    """
    scaled = points * (2 * samples)
    x, y = scaled[:, 0], scaled[:, 1]
    k = clipped((y + (GRID - 1)) >> SHIFT, samples)
    crossed = k[following] - k
    edges = np.flatnonzero(crossed)
    if not len(edges):
        return None
    signs = np.sign(crossed[edges])
    starts = np.where(signs > 0, edges, following[edges])
    ends = np.where(signs > 0, following[edges], edges)
    counts = np.abs(crossed[edges])
    offsets = np.cumsum(counts) - counts
    which = np.repeat(np.arange(len(edges)), counts)
    rows = np.arange(len(which)) - offsets[which] + k[starts][which]
    rise = (y[ends] - y[starts])[which]
    run = (x[ends] - x[starts])[which]
    above = ((2 * rows + 1) * GRID - y[starts][which]) * run + (x[starts][which] - GRID) * rise
    columns = -((-above) // (2 * GRID * rise))
    return rows, clipped(columns, samples), signs[which]


def inside(
    rows: Int64[np.ndarray, " c"], columns: Int64[np.ndarray, " c"], signs: Int64[np.ndarray, " c"]
) -> Bool[np.ndarray, "h w"]:
    """The samples with a winding number other than zero, from crossings counted from the top left of their box."""
    height, width = int(rows.max()) + 1, int(columns.max())
    turns = np.zeros((height, width + 1), np.int8)
    np.add.at(turns.reshape(-1), rows * (width + 1) + columns, signs.astype(np.int8))
    winding: Int8[np.ndarray, "h w"] = np.add.accumulate(turns[:, :width], axis=1, dtype=np.int8)
    return winding.astype(np.bool_)
