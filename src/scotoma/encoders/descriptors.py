"""Classical image descriptors. B batch, S side in px, G grid cells a side.

Every descriptor is centred, so that cosines spread over both signs, and ends in a small constant coordinate, so that a
blank picture has a row too (all blank pictures look alike to `edges`, as they should).
"""

from functools import cache

import numpy as np
from jaxtyping import Float32, UInt8

__all__ = ["colour_cells", "edge_cells", "edges", "layout", "palette", "thumb", "thumb_cells"]

GRID = 8
ORIENTATIONS = 9
FREQUENCIES = 5  # of 8 in each direction: the coarse part, as in MPEG-7's colour layout
# What the overall colour counts in `layout`. At 1 the white ground of icons alone lifts a thirtieth of all pairs above
# 0.95; at 0 a blue and a red field would be alike.
OVERALL = 0.25
PALETTE_STEPS = 6
CONSTANT = 0.02  # arbitrary: small beside the length of any row that shows something
MID_OKLAB = np.array([0.6, 0.0, 0.0], dtype=np.float32)  # a middle grey
OKLAB_WEIGHTS = np.array([1.0, 3.0, 3.0], dtype=np.float32)  # chroma spans a third of lightness's range


def layout(pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
    """Low-frequency cosine coefficients of an 8 x 8 grid of mean Oklab colours.

    Source: MPEG-7's colour layout descriptor (ISO/IEC 15938-3), in Oklab instead of YCbCr.
    """
    grid = colour_cells(pixels).reshape(-1, GRID, GRID, 3)
    basis = _cosine_basis(GRID)[:FREQUENCIES]
    coefficients = np.einsum("ug,vh,bghc->buvc", basis, basis, grid, optimize=True) / GRID
    coefficients[:, 0, 0] *= OVERALL
    return _with_constant(coefficients.reshape(len(pixels), -1))


def colour_cells(pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T 3"]:
    """The mean Oklab colour of each cell of an 8 x 8 grid, relative to a middle grey, chroma weighted by three."""
    colours = oklab(_cell_means(_linear(pixels), GRID))
    return ((colours - MID_OKLAB) * OKLAB_WEIGHTS).reshape(len(pixels), GRID * GRID, 3)


def thumb(pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
    """The pixels of a 16 x 16 thumbnail in -1..1."""
    small = _cell_means(pixels.astype(np.float32), 16)
    return _with_constant(small.reshape(len(pixels), -1) / np.float32(127.5) - 1)


def thumb_cells(pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T E"]:
    """The pixels of each cell of an 8 x 8 grid, in -1..1."""
    batch, side = pixels.shape[:2]
    cells = pixels.reshape(batch, GRID, side // GRID, GRID, side // GRID, 3).transpose(0, 1, 3, 2, 4, 5)
    return cells.reshape(batch, GRID * GRID, -1).astype(np.float32) / np.float32(127.5) - 1


def edges(pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
    """Histograms of oriented gradients on an 8 x 8 grid, normalised over blocks of 2 x 2 cells, minus their mean.

    Source: Dalal and Triggs, "Histograms of oriented gradients for human detection", CVPR 2005. Nine unsigned
    orientations of the grey values; a cell shares its histogram with its neighbours (a 1-2-1 blur) instead of each
    pixel with the nearest four cells.
    """
    cells = _blurred(edge_cells(pixels).reshape(-1, GRID, GRID, ORIENTATIONS))
    blocks = np.concatenate([cells[:, :-1, :-1], cells[:, :-1, 1:], cells[:, 1:, :-1], cells[:, 1:, 1:]], axis=3)
    blocks /= np.sqrt(np.square(blocks).sum(axis=3, keepdims=True) + np.float32(0.01))
    rows = blocks.reshape(len(pixels), -1)
    return _with_constant(rows - rows.mean(axis=1, keepdims=True))


def _blurred(cells: np.ndarray) -> np.ndarray:
    """Cells (B, G, G, E) averaged with their neighbours by weights 1, 2, 1 in both directions; nothing lies outside."""
    wide = np.pad(cells, ((0, 0), (1, 1), (1, 1), (0, 0)))
    across = wide[:, :, :-2] + 2 * wide[:, :, 1:-1] + wide[:, :, 2:]
    blurred: np.ndarray = (across[:, :-2] + 2 * across[:, 1:-1] + across[:, 2:]) / np.float32(16)
    return blurred


def edge_cells(pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T E"]:
    """The mean gradient strength at nine orientations in each cell of an 8 x 8 grid, shared linearly between bins."""
    grey = pixels.astype(np.float32) @ (np.array([0.299, 0.587, 0.114], dtype=np.float32) / 255)
    padded = np.pad(grey, ((0, 0), (1, 1), (1, 1)), mode="edge")
    across = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    down = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    strength = np.hypot(across, down)
    turn = (np.arctan2(down, across) * np.float32(ORIENTATIONS / np.pi)) % ORIENTATIONS
    low = np.minimum(turn.astype(np.int64), ORIENTATIONS - 1)
    share = turn - low
    batch, side = grey.shape[:2]
    at = np.arange(side) // (side // GRID)
    cell = np.arange(batch)[:, None, None] * GRID * GRID + at[:, None] * GRID + at
    size = batch * GRID * GRID * ORIENTATIONS
    sums = np.bincount((cell * ORIENTATIONS + low).ravel(), (strength * (1 - share)).ravel(), size)
    sums += np.bincount((cell * ORIENTATIONS + (low + 1) % ORIENTATIONS).ravel(), (strength * share).ravel(), size)
    per_cell = (side // GRID) ** 2
    cells: np.ndarray = (sums / per_cell).astype(np.float32).reshape(batch, GRID * GRID, ORIENTATIONS)
    return cells


def palette(pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
    """The square roots of the shares of 216 Oklab colours, minus the root of an even share.

    With square roots the cosine is Bhattacharyya's coefficient, so that a large background does not drown the rest.
    """
    bins = _palette_bins()
    codes = (pixels >> 3).astype(np.int64) @ np.array([1024, 32, 1])
    count = PALETTE_STEPS**3
    flat = bins[codes].reshape(len(pixels), -1) + count * np.arange(len(pixels))[:, None]
    shares = np.bincount(flat.ravel(), minlength=count * len(pixels)).reshape(len(pixels), count) / flat.shape[1]
    return _with_constant(np.sqrt(shares).astype(np.float32))


@cache
def _palette_bins() -> np.ndarray:
    """For each of the 32 x 32 x 32 RGB colours its bin: six steps of each Oklab axis."""
    levels = (np.arange(32) * 8 + 4).astype(np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
    lab = oklab(_linear(colours))
    steps = np.clip(
        ((lab - [0.0, -0.3, -0.3]) / [1.0, 0.6, 0.6] * PALETTE_STEPS).astype(np.int64), 0, PALETTE_STEPS - 1
    )
    bins: np.ndarray = steps @ np.array([PALETTE_STEPS**2, PALETTE_STEPS, 1])
    return bins


def oklab(linear: Float32[np.ndarray, "*dims 3"]) -> Float32[np.ndarray, "*dims 3"]:
    """Oklab lightness (0..1) and two chroma axes of linear sRGB in 0..1.

    Source: Ottosson, "A perceptual color space for image processing", 2020.
    """
    to_cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566]]
    to_cones += [[0.0883024619, 0.2817188376, 0.6299787005]]
    to_lab = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099]]
    to_lab += [[0.0259040371, 0.7827717662, -0.8086757660]]
    cones = linear @ np.array(to_cones, dtype=np.float32).T
    lab: np.ndarray = np.cbrt(cones) @ np.array(to_lab, dtype=np.float32).T
    return lab


def _linear(pixels: np.ndarray) -> np.ndarray:
    """Linear light in 0..1 of sRGB bytes."""
    values: np.ndarray = _LINEAR[pixels]
    return values


def _linear_table() -> np.ndarray:
    values = np.arange(256) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


_LINEAR = _linear_table()


def _cell_means(values: np.ndarray, cells: int) -> np.ndarray:
    """Means (B, cells, cells, 3) over a grid of equal cells."""
    batch, side = values.shape[:2]
    step = side // cells
    means: np.ndarray = values.reshape(batch, cells, step, cells, step, 3).mean(axis=(2, 4))
    return means


def _cosine_basis(size: int) -> np.ndarray:
    """The orthonormal cosine basis, one frequency a row."""
    frequency, place = np.arange(size)[:, None], np.arange(size)[None, :]
    basis = np.sqrt(2 / size) * np.cos(np.pi * (place + 0.5) * frequency / size)
    basis[0] /= np.sqrt(2)
    single: np.ndarray = basis.astype(np.float32)
    return single


def _with_constant(rows: np.ndarray) -> np.ndarray:
    return np.concatenate([rows, np.full((len(rows), 1), CONSTANT, dtype=np.float32)], axis=1)
