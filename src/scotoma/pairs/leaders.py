"""Clumps: many rows alike in both encoders, whose pairs are dismissed by one look at their distance to a leader.

If two unit rows lie within r and r' of one point, they lie within r + r' of each other. Where r + r' <= sqrt(2 - 2t),
the cosine of the two is at least t, so the pair is not below t, and no product is needed to know it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Int16, Int64

from scotoma.pairs.coding import Codes
from scotoma.pairs.kernels import coding
from scotoma.pairs.rows import Side

__all__ = ["Leaders", "crowds", "find_leaders"]

MOST = 32  # leaders
LEAST = 6  # members a crowd has in a sample of 1,024: smaller ones cost less than finding them
REACH = 2  # members' squared distance to the middle, in units of what a pair may have
SLACK = 1e-4  # float64 and float32 rounding of cosines, radii and their sum, a hundred times over


@dataclass(frozen=True)
class Leaders:
    """For every row the number of its leader (-1: none) and its distance in the reference, rounded up."""

    labels: Int16[np.ndarray, " N"]
    radii: Float32[np.ndarray, " N"]
    limit: float
    count: int

    def keep(self, left: np.ndarray, right: np.ndarray, count: int) -> int:
        """Keep, in place, the first `count` candidates that no leader dismisses; how many."""
        return int(coding.keep_apart(self.labels, self.radii, left, right, count, self.limit))


def crowds(near: Bool[np.ndarray, "M M"]) -> list[Int64[np.ndarray, " _"]]:
    """Groups of a sample by its table of near pairs: greedily the row with most neighbours, it first, then those."""
    left = near.copy()
    np.fill_diagonal(left, False)
    found: list[np.ndarray] = []
    while len(found) < MOST:
        degrees = left.sum(axis=1)
        middle = int(degrees.argmax())
        if degrees[middle] + 1 < LEAST:
            break
        members = np.flatnonzero(left[middle])
        found.append(np.concatenate([[middle], members]))
        left[found[-1]] = False
        left[:, found[-1]] = False
    return found


def find_leaders(groups: Sequence[Int64[np.ndarray, " _"]], codes: Codes, side: Side, below: float) -> Leaders | None:
    """Leaders of groups of row numbers (the middle one first): the mean direction of each group in the reference."""
    limit = math.sqrt(2 - 2 * below) - SLACK
    if not groups or limit <= SLACK:
        return None
    labels, radii = np.full(side.count, -1, np.int16), np.zeros(side.count, np.float32)
    near = np.empty(side.count, np.bool_)
    for label, group in enumerate(groups):
        leader = _units(side, group).mean(axis=0)
        length = float(np.linalg.norm(leader))
        if length < 0.5:  # a group that is none in the reference
            continue
        coding.near_one(codes.codes, int(group[0]), side.count, REACH * codes.limit, near)
        members = np.flatnonzero(near & (labels < 0))
        labels[members] = label
        for start in range(0, len(members), 1024):
            some = members[start : start + 1024]
            cosines = _units(side, some) @ (leader / length)
            radii[some] = np.sqrt(np.maximum(2 - 2 * cosines, 0) + SLACK**2).astype(np.float32)
    return Leaders(labels, radii, limit, len(groups))


def _units(side: Side, rows: np.ndarray) -> np.ndarray:
    stored = side.gather(rows)
    values = (stored.view(np.float16) if stored.dtype == np.uint16 else stored).astype(np.float64)
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True))
