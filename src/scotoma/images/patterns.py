"""Names that stand for many: brace ranges as webdataset's users write them, and globs."""

import itertools
import re

from scotoma.images.ordering import natural_key
from scotoma.images.stores import glob_names

__all__ = ["expand", "is_pattern"]

BRACES = re.compile(r"\{([^{}]*)\}")
GLOB = "*?["
RANGE = re.compile(r"([0-9]+)\.\.([0-9]+)")


def is_pattern(name: str) -> bool:
    """Whether the name has braces or a glob's signs in it."""
    return any(sign in name for sign in GLOB) or BRACES.search(name) is not None


def expand(pattern: str) -> list[str]:
    """Every name a pattern stands for: "{000..002}.tar", "{train,val}/*.jpg", "**" for any depth.

    Braces give their names in the order written, whether or not they exist ("{8..10}" counts without zeros, "{08..10}"
    with them); a glob gives what exists, in natural order.
    """
    return list(itertools.chain.from_iterable(map(_existing, _braces(pattern))))


def _existing(name: str) -> list[str]:
    return sorted(glob_names(name), key=natural_key) if any(sign in name for sign in GLOB) else [name]


def _braces(pattern: str) -> list[str]:
    found = BRACES.search(pattern)
    if not found:
        return [pattern]
    before, after = pattern[: found.start()], pattern[found.end() :]
    return [name for choice in _choices(found[1]) for name in _braces(before + choice + after)]


def _choices(inside: str) -> list[str]:
    counted = RANGE.fullmatch(inside)
    if not counted:
        return inside.split(",")
    first, last = int(counted[1]), int(counted[2])
    width = len(counted[1]) if counted[1].startswith("0") else 0
    step = 1 if last >= first else -1
    return [f"{number:0{width}d}" for number in range(first, last + step, step)]
