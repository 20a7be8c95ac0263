"""Which sieve, and how many coordinates: chosen on a sample by counting, not by the clock, so runs choose alike."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Int64

from scotoma.pairs.coding import Sample, rounding
from scotoma.pairs.geometry import distance_limit, integer_limit, project
from scotoma.pairs.kernels import coding
from scotoma.pairs.leaders import crowds

__all__ = ["PREFIXES", "Plan", "choose"]

PREFIXES = (32, 40, 48, 64, 96, 128)
LEAST_SECOND = 64  # coordinates of the second level: fewer than a line of memory gain nothing

# ns a pair (or candidate) on one 3.7 GHz core, measured; only their ratios count
INTEGER_NS = {512: 0.0046, 256: 0.0064}  # a coordinate
FLOAT_NS = 0.017  # a column of a float32 product
READ_NS = 0.5  # reading an entry of a float32 product
CANDIDATE_NS = 15.0  # the second level
DECIDE_NS = 0.3  # a column of a float64 product of two rows that lie anywhere


@dataclass(frozen=True)
class Plan:
    """The first level's kernel ("integer", "portable", "blocked") and coordinates, the second level's, the step of
    the integers, and the groups of row numbers that crowd together. `bits` is the integer kernel's register width."""

    kind: str
    bits: int | None
    prefix: int
    second: int
    scale: float
    groups: list[Int64[np.ndarray, " _"]]


@dataclass(frozen=True)
class _Trial:
    """A sample's coordinates along every axis, and what may be asked of them."""

    projected: Float32[np.ndarray, "M K"]
    lengths: np.ndarray
    sample: Sample
    above: float
    scale: float

    def near(self, prefix: int, *, integers: bool) -> Bool[np.ndarray, "M M"]:
        """Which pairs a sieve of that many coordinates lets through."""
        basis = self.sample.basis
        points = np.empty((len(self.projected), prefix), np.float32)
        axes = prefix - 1
        middle, floor = float(basis.remainder_middle[axes]), float(basis.remainder_floor[axes])
        coding.with_remainder(self.projected, self.lengths, axes, middle, floor, points)
        width = self.sample.units.shape[1]
        reach = distance_limit(self.above, width)
        moved = rounding(basis, width, prefix, math.sqrt(float(self.lengths.max())))
        least = (reach + 2 * moved) ** 2
        if integers:
            codes = np.empty(points.shape, np.int8)
            norms, sums = np.empty((2, len(points)), np.int32)
            error = coding.encode(points, self.scale, codes, norms, sums)
            least = integer_limit(reach, moved, self.scale, error, prefix)
            points = codes.astype(np.float32)
        halves = np.square(points).sum(axis=1) / 2
        return np.asarray(points @ points.T - halves >= (halves - np.float32(least / 2))[:, None])


def choose(
    sample: Sample, above: float, shape: tuple[int, int, int], *, wanted: str, bits: int | None, prefix: int
) -> Plan:
    """The cheapest way by the sample's survivor shares, for a `shape` of (N, D, E).

    `wanted` other than "auto" settles the kind, `prefix` other than 0 the coordinates; `bits` is the integer kernel's
    register width, None where there is none.
    """
    widths = shape[1:]
    few, numbers = sample.units, sample.chosen
    scale = 3 * sample.basis.spread / 127 or 1e-3
    trial = _Trial(*project(few, sample.basis), sample, above, scale)
    fine = trial.near(PREFIXES[-1], integers=True)
    cost, best = _cheapest(trial, _share(fine), bits, (prefix,) if prefix else PREFIXES)
    decided, second = _second(trial, fine, best, shape)
    kind = "portable" if bits is None else "integer"
    if wanted == "auto" and cost + decided > max(FLOAT_NS * widths[0], _blocked_cost(few, above, widths)):
        kind, best = "blocked", 0
    return Plan(kind, bits, best, second, scale, [numbers[group] for group in crowds(fine)])


def _second(trial: _Trial, fine: np.ndarray, first: int, shape: tuple[int, int, int]) -> tuple[float, int]:
    """The least cost in ns a pair of coding the second level and deciding what it leaves, and its coordinates."""
    count, *widths = shape
    unseen = 2 / len(fine) ** 2  # a sample without survivors bounds their share, no more
    best = (math.inf, 0)
    for second in (prefix for prefix in PREFIXES if prefix >= max(first, LEAST_SECOND)):
        near = fine if second == PREFIXES[-1] else trial.near(second, integers=True)
        decide = max(_share(near), unseen) * DECIDE_NS * sum(widths)
        best = min(best, (decide + FLOAT_NS * widths[0] * second * 2 / count, second))
    return best


def _cheapest(trial: _Trial, floor: float, bits: int | None, prefixes: tuple[int, ...]) -> tuple[float, int]:
    """The least cost in ns a pair of the first level and of looking at what it leaves, and its coordinates."""
    best = (math.inf, 0)
    for prefix in prefixes:
        per_pair = INTEGER_NS[bits] * prefix if bits else FLOAT_NS * (prefix + 2) + READ_NS
        if per_pair + floor * CANDIDATE_NS >= best[0]:
            break  # more coordinates cost more than they can save
        best = min(best, (per_pair + _share(trial.near(prefix, integers=bool(bits))) * CANDIDATE_NS, prefix))
    return best


def _blocked_cost(units: np.ndarray, above: float, widths: Sequence[int]) -> float:
    alike = _share(np.asarray(units @ units.T > above))
    again = min(alike * DECIDE_NS * sum(widths), FLOAT_NS * widths[1] + READ_NS)
    return FLOAT_NS * widths[0] + READ_NS + again


def _share(near: np.ndarray) -> float:
    pairs = len(near) * (len(near) - 1)
    return (int(near.sum()) - int(near.diagonal().sum())) / pairs if pairs else 0.0
