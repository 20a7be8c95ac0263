"""One place in an answer that names an option, and whether it states, denies or only mentions it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Found", "Mention", "Polarity", "sum_up"]

Polarity = Literal["stated", "denied", "open", "joined", "outside"]
"""Stated; denied; in a condition, comparison or an unclear place; one of several in a row; a label no option has."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An option named from `start` to `end` of the text; `option` is -1 where there is no such option."""

    option: int
    start: int
    end: int
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class Found:
    """The options by how they are named. An option may be in several sets; `outside` says that a label was none's."""

    stated: frozenset[int]
    denied: frozenset[int]
    open: frozenset[int]
    joined: frozenset[int]
    outside: bool

    @property
    def nothing(self) -> bool:
        """Whether no option is named in any way."""
        return not (self.stated or self.denied or self.open or self.joined or self.outside)


def sum_up(mentions: Iterable[Mention]) -> Found:
    """All mentions of a text together."""
    kept = list(mentions)

    def those(polarity: Polarity) -> frozenset[int]:
        return frozenset(one.option for one in kept if one.polarity == polarity)

    return Found(those("stated"), those("denied"), those("open"), those("joined"), bool(those("outside")))
