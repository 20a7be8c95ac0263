"""From two matrices and thresholds to a join that is ready to run."""

import functools
import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.errors import UnknownName, UsageError
from scotoma.pairs.certificate import Rule
from scotoma.pairs.coding import Sample, code_rows, draw_sample, rounding, squared_lengths
from scotoma.pairs.engine import CAPACITY, Join, one_blas_thread
from scotoma.pairs.geometry import distance_limit
from scotoma.pairs.leaders import find_leaders
from scotoma.pairs.planning import Plan, choose
from scotoma.pairs.rows import Rows, Side, check_threshold, open_sides
from scotoma.pairs.sieves import Blocked, Integer, Portable
from scotoma.pairs.tiles import STEP
from scotoma.registry import unknown

__all__ = ["Options", "kernel_names", "prepare"]

FEW_ROWS = 3000  # measured: below, plain products are done before the directions are found
BLOCKED_TILE = 1024  # its pairs fit the candidates' room even where all pass
TILE = 4096


@dataclass(frozen=True, slots=True)
class Options:
    """How to join; none of it changes a pair. `threads` None: every processor this process may use; `tile` None: what
    suits the kernel; `prefix` 0: chosen on a sample; `capacity`: candidates a tile may have before it is split."""

    threads: int | None = None
    kernel: str = "auto"
    tile: int | None = None
    prefix: int = 0
    capacity: int = CAPACITY

    @property
    def workers(self) -> int:
        """The number of threads."""
        if self.threads is None:
            return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return self.threads

    def check(self) -> None:
        """Refuse what cannot be done.

        Raises:
            UnknownName: no kernel has that name.
            UsageError: a kernel this processor has no instruction for, or a tile or thread number below 1.
        """
        if self.kernel not in ("auto", *ALL_KERNELS):
            raise UnknownName(unknown("kernel", self.kernel, ["auto", *ALL_KERNELS]))
        if self.kernel not in ("auto", *kernel_names()):
            raise UsageError(
                f"This processor has no instruction for the kernel {self.kernel!r}; it can run "
                f"{', '.join(kernel_names())}. Leave kernel at 'auto': the pairs are the same."
            )
        for name, value in (("threads", self.threads), ("tile", self.tile)):
            if value is not None and value < 1:
                raise UsageError(f"{name} is {value}; expected a positive number, or None for what suits this machine.")


ALL_KERNELS = ("vnni512", "vnni256", "portable", "blocked")


@functools.cache
def kernel_names() -> tuple[str, ...]:
    """The kernels this machine can run, fastest first; the integer ones only after they gave the right integers."""
    from scotoma.pairs.kernels.trial import instruction_widths, instruction_works

    integer = tuple(f"vnni{bits}" for bits in instruction_widths() if instruction_works(bits))
    return (*integer, "portable", "blocked")


def prepare(a: Rows, b: Rows, above: float, below: float | None, options: Options) -> Join:
    """Everything checked, the sieve chosen, and the suspect's rows coded.

    Raises:
        BadThreshold: a threshold outside [-1, 1].
        ShapeMismatch: the two have different lengths, or are not matrices.
        BadRow: a row is zero or not finite.
        UnknownName: no kernel has that name.
        UsageError: rows that are not floats, a kernel this processor cannot run, or a tile or thread number below 1.
    """
    above = check_threshold("above", above)
    below = None if below is None else check_threshold("below", below)
    options.check()
    sides = open_sides(a, b)
    count = sides[0].count
    plain = options.kernel == "blocked" or (options.kernel == "auto" and (count <= FEW_ROWS or above == -1))
    with one_blas_thread():
        if plain or count < 2:
            return _blocked(sides, above, below, options)
        with ThreadPoolExecutor(1) as aside:  # the directions keep one thread busy; the reference's lengths another
            lengths = aside.submit(squared_lengths, sides[1], max(1, options.workers - 1))
            sample = draw_sample(sides[0])
            plan = _plan(sides, sample, above, options)
            if plan.kind == "blocked":
                return _blocked(sides, above, below, options, lengths.result())
            return _pruned(sides, lengths, (above, below), (sample, plan), options)


def _plan(sides: tuple[Side, Side], sample: Sample, above: float, options: Options) -> Plan:
    name = kernel_names()[0] if options.kernel == "auto" else options.kernel
    bits = int(name[4:]) if name.startswith("vnni") else None
    shape = (sides[0].count, sides[0].width, sides[1].width)
    return choose(sample, above, shape, wanted=options.kernel, bits=bits, prefix=options.prefix)


def _tile(options: Options, usual: int) -> int:
    return -(-(options.tile or usual) // STEP) * STEP


def _blocked(
    sides: tuple[Side, Side],
    above: float,
    below: float | None,
    options: Options,
    lengths: Float64[np.ndarray, " N"] | None = None,
) -> Join:
    known = squared_lengths(sides[1], options.workers) if lengths is None else lengths
    squares = np.stack([squared_lengths(sides[0], options.workers), known])
    sieve = Blocked(sides, squares, above, below)
    rule = Rule("blocked", min(_tile(options, BLOCKED_TILE), BLOCKED_TILE), limit=max(sieve.least, -2.0))
    return Join(sides, squares, above, below, sieve, rule, capacity=options.capacity)


def _pruned(
    sides: tuple[Side, Side],
    lengths: "Future[Float64[np.ndarray, ' N']]",
    limits: tuple[float, float | None],
    chosen: tuple[Sample, Plan],
    options: Options,
) -> Join:
    (above, below), (sample, plan) = limits, chosen
    side, basis, integers = sides[0], sample.basis, plan.bits is not None
    made = code_rows(
        side, basis, above, options.workers, prefix=plan.prefix, integers=integers, second=plan.second, scale=plan.scale
    )
    moved = rounding(basis, side.width, plan.prefix, made.longest)
    sieve: Integer | Portable
    if made.first is not None:
        sieve = Integer(made.first, side.count, plan.bits or 0)
        limit, error = float(made.first.limit), made.first.error
    else:
        assert made.points is not None
        sieve = Portable(made.points, distance_limit(above, side.width), moved)
        limit, error = sieve.least, 0.0
    squares = np.stack([made.squares, lengths.result()])
    leaders = find_leaders(plan.groups, made.second, sides[1], below) if below is not None else None
    rule = Rule(
        kernel=sieve.name,
        tile=_tile(options, TILE),
        prefix=plan.prefix,
        limit=limit,
        rounding=moved,
        scale=plan.scale,
        code_error=error,
        second_prefix=plan.second,
        second_limit=made.second.limit,
        second_code_error=made.second.error,
        leaders=leaders.count if leaders else 0,
    )
    return Join(sides, squares, above, below, sieve, rule, made.second, leaders, options.capacity)
