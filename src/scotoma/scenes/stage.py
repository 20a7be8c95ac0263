"""Where a pair is set up: what both scenes share, and things placed so that none hides another."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scotoma.scenes.backgrounds import draw_background, stands_out
from scotoma.scenes.colours import NAMED, distance, named
from scotoma.scenes.draws import Draw
from scotoma.scenes.graph import Background, Thing
from scotoma.scenes.kinds import KINDS, Kind
from scotoma.scenes.raster import GRID
from scotoma.scenes.styles import STYLES
from scotoma.scenes.wording import article, listed

__all__ = ["EDGE", "Contrast", "Stage"]

FAR = 90_000  # chosen by eye: a stripe of a nearer colour is hard to see
EDGE = 120  # a thing keeps this far from the frame's edge


@dataclass(frozen=True, slots=True)
class Contrast:
    """What a pattern sets against each other: the things of both scenes, and what is said and asked of them."""

    things_a: tuple[Thing, ...]
    things_b: tuple[Thing, ...]
    says_a: str
    says_b: str
    question: str
    option_a: str
    option_b: str
    about: str
    """What changes, as `what_changed` begins: "the car's heading"."""
    common: tuple[Thing, ...] | None = None
    """The things that are in both, where that is not `things_a`."""
    subject: str = ""
    """What a caption without the fact calls the things, where that is not one of each."""


class Stage:
    """The draws of one pair, its background and style, and the things put on it so far.

    `hard` is the difficulty in thousandths.
    """

    def __init__(self, draw: Draw, hard: int) -> None:
        self.draw, self.hard = draw, hard
        self.background: Background = draw_background(draw)
        self.style = draw.one_of(list(STYLES))
        self.colours = [name for name in NAMED if stands_out(name, self.background)]
        self.extras: list[Thing] = []

    def sized(self, easy: int, hardest: int) -> int:
        """A number that goes from `easy` to `hardest` with the difficulty."""
        return easy + (hardest - easy) * self.hard // 1000

    def colour(self, *but: str) -> str:
        """The name of a colour that stands out from the background, and is none of those."""
        return self.draw.one_of([name for name in self.colours if name not in but])

    def accent(self, *mains: str) -> str:
        """The name of a colour for parts that lie on any of those."""
        far = [name for name in self.colours if all(distance(named(name), named(main)) > FAR for main in mains)]
        return self.draw.one_of(far or self.colours)

    def facts(self, kind: Kind, fixed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """A value for each feature of the kind: as fixed, else at random."""
        return tuple(
            sorted(
                (feature.name, fixed.get(feature.name) or self.draw.one_of(feature.values).value)
                for feature in kind.features
            )
        )

    def main(self, kind: Kind, fixed: Mapping[str, str] | None = None, *, least: int = 0) -> Thing:
        """The thing that a pair is about: near the middle, large where the pair is easy, `least` large where hard."""
        size = self.sized(self.draw.between(2500, 3200), max(self.draw.between(1700, 1900), least))
        slack = (GRID - size) // 2 - EDGE
        spread = min(slack, self.sized(250, 700))
        x, y = (GRID // 2 + self.draw.between(-spread, spread) for _ in range(2))
        return self.thing(kind, x, y, size, fixed)

    def thing(
        self, kind: Kind, x: int, y: int, size: int, fixed: Mapping[str, str] | None = None, *, name: str = ""
    ) -> Thing:
        """One thing, its colours, heading and features at random where they are not fixed."""
        colour = self.colour(*kind.avoid)
        return Thing(
            name or kind.name,
            kind.name,
            x,
            y,
            size,
            colour,
            self.accent(colour),
            facing=self.draw.one_of(("left", "right")) if kind.faces else "right",
            facts=self.facts(kind, fixed or {}),
        )

    def put(self, thing: Thing, taken: Iterable[Thing]) -> Thing:
        """The thing where there is room beside those; smaller where there is none."""
        there = list(taken)
        while not (place := self.room_for(thing.size, there)):
            thing = replace(thing, size=thing.size * 9 // 10)
        return replace(thing, x=place[0], y=place[1])

    def copy(self, model: Thing, name: str, x: int, y: int) -> Thing:
        """The same thing elsewhere, under another name."""
        return replace(model, name=name, x=x, y=y)

    def spread(self, count: int, size: int) -> list[tuple[int, int]]:
        """So many places for things of one size that touch neither one another nor the edge, in random order."""
        for _ in range(4):
            found = self._scattered(count, size)
            if len(found) == count:
                return found
        return self._in_rows(count, size)

    def _scattered(self, count: int, size: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        low, high, gap = EDGE + size // 2, GRID - EDGE - size // 2, size * 116 // 100
        for _ in range(12 * count):
            x, y = self.draw.between(low, high), self.draw.between(low, high)
            if len(found) < count and all(max(abs(x - u), abs(y - v)) >= gap for u, v in found):
                found.append((x, y))
        return found

    def _in_rows(self, count: int, size: int) -> list[tuple[int, int]]:
        cells = 2 if count <= 4 else 3
        step = (GRID - 2 * EDGE) // cells
        slack = max((step - size * 112 // 100) // 2, 0)
        grid = [(column, row) for row in range(cells) for column in range(cells)]
        middle = EDGE + step // 2
        return [
            (
                middle + column * step + self.draw.between(-slack, slack),
                middle + row * step + self.draw.between(-slack, slack),
            )
            for column, row in self.draw.some_of(grid, count)
        ]

    def surround(self, things: Iterable[Thing], *, but: Iterable[str] = ()) -> None:
        """Put up to two things of other kinds where they touch none of these; where there is no room, none."""
        taken = list(things)
        kinds = [kind for kind in KINDS.values() if kind.name not in {thing.kind for thing in taken} | set(but)]
        for _ in range(self.draw.one_of((0, 0, 0, 1, 1, 2))):
            kind = self.draw.one_of([each for each in kinds if each.name not in {extra.kind for extra in self.extras}])
            size = self.draw.between(600, 1100)
            place = self.room_for(size, [*taken, *self.extras])
            if place:
                self.extras.append(self.thing(kind, *place, size))

    def room_for(self, size: int, taken: Iterable[Thing], *, gap: int = 60) -> tuple[int, int] | None:
        """A place in the frame where a thing of that size touches none of those, or None after 30 tries."""
        there = list(taken)
        for _ in range(30):
            x, y = (self.draw.between(size // 2 + EDGE, GRID - size // 2 - EDGE) for _ in range(2))
            if all(apart(x, y, size, other) >= gap for other in there):
                return x, y
        return None

    def nearby(self) -> str:
        """What else is there, as the end of a caption."""
        return f", with {listed([article(thing.kind) for thing in self.extras])} nearby" if self.extras else ""


def apart(x: int, y: int, size: int, other: Thing) -> int:
    """How far the boxes of a thing and another are apart, along the axis where that is more; lines may overhang."""
    reach = size * 56 // 100 + other.size * (math.isqrt(2 * 56 * 56) if other.angle % 90 else 56) // 100
    return max(abs(x - other.x), abs(y - other.y)) - reach
