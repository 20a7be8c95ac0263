"""Which images are copies of each other, or nearly."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Bool, Float64

from scotoma.lint.records import PictureFacts

__all__ = ["BITS_APART", "ROWS_ALIKE", "alike_pictures", "alike_rows", "largest_difference", "mean_difference", "signs"]

BITS_APART = 6
"""So many of the 63 signs of a hash may differ."""

MEAN_APART = 6.0
"""The mean difference of two small copies, of 255, up to which hashes are believed."""

ROWS_ALIKE = 0.97
"""The reference encoder's cosine above which two images are nearly the same. Arbitrary, far above a pair's 0.6."""

LOW = 8
BLOCK = 2048


def signs(facts: PictureFacts) -> Bool[np.ndarray, "63"]:
    """A hash of the picture that recompressing and resizing hardly change: the signs of its slowest waves.

    The discrete cosine transform of the grey small copy, its 8 by 8 lowest terms but the first, each against their
    median. Source: the scheme known as pHash (Zauner 2010).
    """
    from scipy.fft import dctn

    grey = facts.small.astype(np.float64) @ (0.299, 0.587, 0.114)
    low = dctn(grey, norm="ortho")[:LOW, :LOW].ravel()[1:]
    return low > np.median(low)


def mean_difference(one: PictureFacts, other: PictureFacts) -> float:
    """By how much the small copies differ on the mean, of 255."""
    return float(np.abs(_wide(one) - _wide(other)).mean())


def largest_difference(one: PictureFacts, other: PictureFacts) -> float:
    """By how much the small copies differ where they differ most, of 255."""
    return float(np.abs(_wide(one) - _wide(other)).max())


def alike_pictures(names: Sequence[str], facts: Sequence[PictureFacts]) -> Iterator[tuple[str, str, str]]:
    """Every two images that are the same file or look the same, and which of the two."""
    if len(names) < 2:
        return
    hashes = np.where(np.stack([signs(each) for each in facts]), 1.0, -1.0)
    for i, j in _above(hashes, hashes.shape[1] - 2 * BITS_APART - 1):
        if facts[i].sha256 == facts[j].sha256:
            yield names[i], names[j], "the same file"
        elif mean_difference(facts[i], facts[j]) <= MEAN_APART:
            yield names[i], names[j], "nearly the same picture"


def alike_rows(names: Sequence[str], rows: Sequence[np.ndarray]) -> Iterator[tuple[str, str, str]]:
    """Every two images whose rows have a cosine above `ROWS_ALIKE`."""
    if len(names) < 2:
        return
    stacked = np.stack(rows).astype(np.float64)
    unit = stacked / np.linalg.norm(stacked, axis=1, keepdims=True)
    for i, j in _above(unit, ROWS_ALIKE):
        yield names[i], names[j], f"nearly the same to the reference encoder (cosine above {ROWS_ALIKE})"


def _above(rows: Float64[np.ndarray, "N D"], threshold: float | int) -> Iterator[tuple[int, int]]:
    """All i < j whose rows have a product above the threshold, a block of rows at a time."""
    for start in range(0, len(rows), BLOCK):
        products = rows[start : start + BLOCK] @ rows[start:].T
        for i, j in zip(*np.nonzero(products > threshold), strict=True):
            if i < j:
                yield int(start + i), int(start + j)


def _wide(facts: PictureFacts) -> np.ndarray:
    return facts.small.astype(np.int16)
