"""The strongest of a stream of scored items, in bounded memory, whatever the order they come in."""

import math

import numpy as np
from jaxtyping import Float64, Shaped

__all__ = ["Strongest"]


class Strongest:
    """Keeps the items whose key lies above a floor, and raises the floor so that at most `limit` are left.

    What is left at the end depends on the items alone, not on their order or batches: all of them if no more than
    `limit` came above the first floor, else all those strictly above the `limit`-th largest key. Up to twice `limit`
    items, and one batch, are held at a time.
    """

    def __init__(self, limit: int, floor: float = -math.inf) -> None:
        self.floor = floor
        self._limit = limit
        self._raised = False
        self._batches: list[tuple[Shaped[np.ndarray, " n"], ...]] = []
        self._held = 0

    def add(self, keys: Float64[np.ndarray, " n"], *columns: Shaped[np.ndarray, " n"]) -> None:
        """Take a batch: a key an item, and any columns that travel with it (the same ones every time)."""
        keep = keys > self.floor
        self._batches.append(tuple(column[keep] for column in (keys, *columns)))
        self._held += int(keep.sum())
        if self._held > 2 * self._limit:
            self._raise_floor()

    def take(self) -> tuple[Shaped[np.ndarray, " n"], ...]:
        """The keys and columns left, the largest key first, equal ones in no order. Empty if nothing came."""
        if self._held > self._limit or (self._raised and self._held == self._limit):
            self._raise_floor()
        columns = self._joined()
        order = np.argsort(-columns[0]) if columns else np.empty(0, np.int64)
        return tuple(column[order] for column in columns)

    def _raise_floor(self) -> None:
        keys, *columns = self._joined()
        self.floor = float(np.partition(keys, len(keys) - self._limit)[len(keys) - self._limit])
        self._raised = True
        keep = keys > self.floor
        self._batches = [tuple(column[keep] for column in (keys, *columns))]
        self._held = int(keep.sum())

    def _joined(self) -> tuple[Shaped[np.ndarray, " n"], ...]:
        return tuple(np.concatenate(parts) for parts in zip(*self._batches, strict=True))
