"""Whether the integer kernels give the right integers here: tried on a small tile before they are trusted."""

import numpy as np

from scotoma.pairs.kernels import coding, vnni

__all__ = ["instruction_widths", "instruction_works"]

instruction_widths = vnni.instruction_widths

ROWS, WIDTH, LIMIT, SEED = 200, 32, 150_000, 0


def instruction_works(bits: int) -> bool:
    """Whether the kernel of that register width passes exactly the pairs that plain integers pass."""
    codes = np.zeros((ROWS + vnni.ROWS, WIDTH), np.int8)
    codes[:ROWS] = np.random.default_rng(SEED).integers(-127, 128, (ROWS, WIDTH))
    panels = np.zeros((-(-ROWS // coding.PANEL), WIDTH // 4, coding.PANEL, 4), np.uint8)
    coding.fill_panels(codes[:ROWS], 0, panels)
    wide = codes.astype(np.int32)
    norms = (wide * wide).sum(axis=1, dtype=np.int32)
    row_start = -((norms - LIMIT) // 2) - 128 * wide.sum(axis=1, dtype=np.int32)
    column_start = np.full(len(panels) * coding.PANEL, -(2**30), np.int32)
    column_start[:ROWS] = -(norms[:ROWS] // 2)
    left, right = np.empty((2, ROWS * ROWS), np.int32)
    scan = vnni.scan_512 if bits == 512 else vnni.scan_256
    looked, passed = scan(codes, panels, row_start, column_start, (0, ROWS, 0, ROWS), left, right)
    sums = wide[:ROWS] @ wide[:ROWS].T - (norms[:ROWS, None] - LIMIT) // 2 - norms[:ROWS] // 2
    expected = np.argwhere(np.triu(sums >= 0, 1))
    found = np.stack([left[:passed], right[:passed]], axis=1)
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    return bool(looked == ROWS * (ROWS - 1) // 2 and np.array_equal(found, expected) and 0 < passed < looked)
