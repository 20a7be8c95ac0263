"""The upper triangle cut into tiles, and walking them on several threads in a fixed order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["STEP", "Tile", "cut", "split", "triangle", "walk"]

STEP = 64  # tiles begin at multiples of it: the width of a panel of the integer kernel

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tile:
    """The pairs i < j with i in top..bottom and j in first..last (ends excluded)."""

    top: int
    bottom: int
    first: int
    last: int


def cut(area: Tile, side: int) -> Iterator[Tile]:
    """The tiles of at most side x side that hold every pair of `area`, row after row; empty ones are left out."""
    for top in range(area.top, area.bottom, side):
        bottom = min(top + side, area.bottom)
        for first in range(area.first, area.last, side):
            last = min(first + side, area.last)
            if top < last - 1:
                yield Tile(top, bottom, first, last)


def triangle(count: int, side: int) -> Iterator[Tile]:
    """The tiles of all pairs of `count` rows."""
    return cut(Tile(0, count, 0, count), side)


def split(tile: Tile) -> list[Tile]:
    """The tile in four, cut at multiples of STEP; less than four where it is too narrow or a part holds no pair."""
    side = max(tile.bottom - tile.top, tile.last - tile.first)
    return list(cut(tile, max(STEP, -(-side // (2 * STEP)) * STEP)))


def walk(tiles: Iterable[Tile], work: Callable[[Tile], T | None], threads: int) -> Iterator[T]:
    """The results of `work` in the order of the tiles; a tile that gives None is split and its parts take its place.

    At most three results a thread are held at any time.
    """
    source = iter(tiles)
    with ThreadPoolExecutor(threads, thread_name_prefix="scotoma-join") as pool:
        waiting: deque[tuple[Tile, Future[T | None]]] = deque()
        try:
            while _refill(waiting, source, 3 * threads, lambda tile: (tile, pool.submit(work, tile))):
                tile, future = waiting.popleft()
                result = future.result()
                if result is None:
                    waiting.extendleft((part, pool.submit(work, part)) for part in reversed(split(tile)))
                else:
                    yield result
        finally:
            for _, future in waiting:
                future.cancel()


def _refill(
    waiting: deque[tuple[Tile, "Future[T | None]"]],
    source: Iterator[Tile],
    room: int,
    submit: Callable[[Tile], tuple[Tile, "Future[T | None]"]],
) -> bool:
    while len(waiting) < room and (tile := next(source, None)):
        waiting.append(submit(tile))
    return bool(waiting)
