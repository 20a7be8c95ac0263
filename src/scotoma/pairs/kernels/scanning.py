"""Reading a tile of float32 products: which entries of the upper triangle pass, and how many were looked at."""

from typing import Any

from scotoma.pairs.kernels.compiled import compiled

__all__ = ["count_pairs", "scan", "scan_both"]


@compiled
def count_pairs(products: Any, place: Any, least: float) -> int:
    """How many entries with row + r < column + c are at least `least`; `place` is (row, column)."""
    row, column = place
    count = 0
    for r in range(products.shape[0]):
        for c in range(max(0, row + r + 1 - column), products.shape[1]):
            count += products[r, c] >= least
    return count


@compiled
def scan(products: Any, place: Any, least: float, left: Any, right: Any, tally: Any) -> None:
    """Append the pairs (row + r, column + c) whose product is at least `least`.

    `tally` is [pairs looked at, pairs appended]; both grow, and the second becomes -1 where there is no room.
    """
    row, column = place
    for r in range(products.shape[0]):
        start = max(0, row + r + 1 - column)
        tally[0] += max(0, products.shape[1] - start)
        hits = 0
        for c in range(start, products.shape[1]):
            hits += products[r, c] >= least
        if hits == 0:
            continue
        if tally[1] + hits > left.size:
            tally[1] = -1
            return
        at = tally[1]
        for c in range(start, products.shape[1]):
            if products[r, c] >= least:
                left[at] = row + r
                right[at] = column + c
                at += 1
        tally[1] = at


@compiled
def scan_both(suspect: Any, reference: Any, place: Any, limits: Any, left: Any, right: Any, tally: Any) -> None:
    """As `scan`, for entries with `suspect` at least limits[0] and `reference` at most limits[1]."""
    row, column = place
    least, most = limits
    for r in range(suspect.shape[0]):
        start = max(0, row + r + 1 - column)
        tally[0] += max(0, suspect.shape[1] - start)
        for c in range(start, suspect.shape[1]):
            if suspect[r, c] >= least and reference[r, c] <= most:
                if tally[1] == left.size:
                    tally[1] = -1
                    return
                left[tally[1]] = row + r
                right[tally[1]] = column + c
                tally[1] += 1
