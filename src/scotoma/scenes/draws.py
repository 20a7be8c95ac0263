"""Random draws that are the same on every platform and with every version of every library.

The generator is SplitMix64 on Python integers: numpy promises its raw bits for ever, but not the integers that its
`Generator` makes of them.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from jaxtyping import UInt64

__all__ = ["Draw", "noise"]

T = TypeVar("T")

MASK = (1 << 64) - 1
GOLDEN, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
"""Source: Steele, Lea and Flood 2014, as in Java's SplittableRandom and Vigna's splitmix64.c."""


def mixed(state: int) -> int:
    """64 bits out of a 64-bit state, one to one."""
    state = ((state ^ (state >> 30)) * FIRST) & MASK
    state = ((state ^ (state >> 27)) * SECOND) & MASK
    return state ^ (state >> 31)


class Draw:
    """A stream of draws named by `parts`: the same parts give the same draws, other parts independent ones."""

    __slots__ = ("_state",)

    def __init__(self, *parts: str | int) -> None:
        name = "/".join(map(str, parts)).encode()
        self._state = int.from_bytes(hashlib.sha256(name).digest()[:8], "big")

    def bits(self) -> int:
        """64 random bits."""
        self._state = (self._state + GOLDEN) & MASK
        return mixed(self._state)

    def below(self, n: int) -> int:
        """An integer in 0 .. n - 1."""
        return ((self.bits() >> 32) * n) >> 32

    def between(self, low: int, high: int) -> int:
        """An integer in low .. high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, per_cent: int) -> bool:
        """True in so many of a hundred draws."""
        return self.below(100) < per_cent

    def one_of(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[self.below(len(choices))]

    def some_of(self, choices: Sequence[T], n: int) -> list[T]:
        """n different choices in random order (all of them where there are fewer)."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(n, len(left)))]


def noise(seed: int, count: int) -> UInt64[np.ndarray, " count"]:
    """The first `count` outputs of SplitMix64 from `seed`, as `Draw.bits` would give them one by one."""
    state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GOLDEN) + np.uint64(seed & MASK)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(FIRST)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(SECOND)
    return state ^ (state >> np.uint64(31))
