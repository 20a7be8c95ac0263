"""Which sieve, and how many coordinates: chosen on a sample by counting, so that every run chooses alike."""

import os
from dataclasses import dataclass

import numpy as np

from scotoma.errors import UnknownName, UsageError
from scotoma.pairs.certificate import Rule
from scotoma.pairs.coding import code_rows, draw_sample, rounding, squared_lengths
from scotoma.pairs.engine import CAPACITY, Join, one_blas_thread
from scotoma.pairs.geometry import distance_limit
from scotoma.pairs.rows import Rows, check_threshold, open_sides
from scotoma.pairs.sieves import Blocked, Portable
from scotoma.pairs.tiles import STEP
from scotoma.registry import unknown

__all__ = ["KERNELS", "Options", "prepare"]

KERNELS = ("auto", "blocked", "portable")


@dataclass(frozen=True, slots=True)
class Options:
    """How to join; none of it changes a pair. `threads` None: every processor this process may use; `tile` None: what
    suits the kernel; `prefix` 0: chosen on a sample."""

    threads: int | None = None
    kernel: str = "auto"
    tile: int | None = None
    prefix: int = 0
    capacity: int = CAPACITY

    @property
    def workers(self) -> int:
        """The number of threads."""
        if self.threads is not None and self.threads < 1:
            raise UsageError(f"threads is {self.threads}; expected a positive number, or None for all processors.")
        return self.threads or len(os.sched_getaffinity(0))


def prepare(a: Rows, b: Rows, above: float, below: float | None, options: Options) -> Join:
    """Everything checked, and the suspect's rows coded.

    Raises:
        BadThreshold: a threshold outside [-1, 1].
        ShapeMismatch: the two have different lengths, or are not matrices.
        BadRow: a row is zero or not finite.
        UnknownName: no kernel has that name.
        UsageError: rows of another type than float, or a tile or thread number below 1.
    """
    sides = open_sides(a, b)
    above = check_threshold("above", above)
    below = None if below is None else check_threshold("below", below)
    if options.kernel not in KERNELS:
        raise UnknownName(unknown("kernel", options.kernel, list(KERNELS)))
    with one_blas_thread():
        return (
            _portable(sides, above, below, options)
            if options.kernel != "blocked" and sides[0].count > 1
            else _blocked(sides, above, below, options)
        )


def _tile(options: Options, usual: int) -> int:
    if options.tile is not None and options.tile < 1:
        raise UsageError(
            f"tile is {options.tile}; expected a positive number of rows, or None for what suits the kernel."
        )
    return -(-(options.tile or usual) // STEP) * STEP


def _blocked(sides, above, below, options):
    squares = np.stack([squared_lengths(side, options.workers) for side in sides])
    sieve = Blocked(sides, squares, above, below)
    tile = min(_tile(options, 1024), 1024)
    return Join(
        sides,
        squares,
        above,
        below,
        sieve,
        Rule("blocked", tile, limit=max(sieve.least, -2.0)),
        capacity=options.capacity,
    )


def _portable(sides, above, below, options):
    other = squared_lengths(sides[1], options.workers)
    sample = draw_sample(sides[0])
    prefix = options.prefix or 64
    scale = 3 * sample.basis.spread / 127 or 1e-3
    made = code_rows(
        sides[0], sample.basis, above, options.workers, prefix=prefix, integers=False, second=128, scale=scale
    )
    moved = rounding(sample.basis, sides[0].width, prefix, made.longest)
    sieve = Portable(made, distance_limit(above, sides[0].width), moved)
    rule = Rule(
        "portable",
        _tile(options, 4096),
        prefix,
        sieve.least,
        moved,
        second_prefix=128,
        second_limit=made.second.limit,
        scale=scale,
        second_code_error=made.second.error,
    )
    return Join(
        sides, np.stack([made.squares, other]), above, below, sieve, rule, made.second, capacity=options.capacity
    )
