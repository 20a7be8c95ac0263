"""Pairs about which way something faces, points or leans; the size of the change is the angle between the two."""

from dataclasses import replace

from scotoma.scenes.graph import Thing
from scotoma.scenes.kinds import KINDS, Kind
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["orientation"]

POINTING = {0: "up", 45: "up and right", 90: "right", 135: "down and right", 180: "down",
            225: "down and left", 270: "left", 315: "up and left"}  # fmt: skip


def orientation(stage: Stage) -> Contrast:
    """Opposite ways where the pair is easy, a quarter turn where it is middling, a lean where it is hard."""
    if stage.hard < 334:
        return stage.draw.one_of((facing, facing, pointing, standing))(stage)
    if stage.hard < 667:
        return stage.draw.one_of((pointing, standing))(stage)
    return stage.draw.one_of((pointing, leaning))(stage)


def facing(stage: Stage) -> Contrast:
    """Left against right."""
    kind = stage.draw.one_of([kind for kind in KINDS.values() if kind.faces])
    main = stage.main(kind, kind.facing_needs)
    stage.surround([main])
    says = stage.draw.one_of(("{n} facing {way}", "{n} that faces {way}", "{n} facing to the {way}"))
    ask = stage.draw.one_of(
        ("Which way is the {n} facing?", "In which direction does the {n} face?", "Is the {n} facing left or right?")
    )
    return turned((replace(main, facing="left"), replace(main, facing="right")), ("left", "right"), says, ask)


def pointing(stage: Stage) -> Contrast:
    """Two of eight directions."""
    kind = stage.draw.one_of([kind for kind in KINDS.values() if kind.points])
    apart = 180 if stage.hard < 334 else 90 if stage.hard < 667 else 45
    first = stage.draw.below(8) * 45 if apart == 45 else stage.draw.below(4) * 90
    second = (first + stage.draw.one_of((-1, 1)) * apart) % 360
    main = stage.main(kind)
    stage.surround([replace(main, angle=45)])
    says = stage.draw.one_of(("{n} pointing {way}", "{n} that points {way}"))
    ask = stage.draw.one_of(("Which way does the {n} point?", "In which direction is the {n} pointing?"))
    ways = POINTING[first], POINTING[second]
    return turned((replace(main, angle=first), replace(main, angle=second)), ways, says, ask)


def standing(stage: Stage) -> Contrast:
    """The right way up against upside down or, where that is too easy, on its side."""
    kind = upright(stage)
    main = stage.main(kind, kind.facing_needs)
    stage.surround([main])
    down = "upside down" if stage.hard < 334 else "on its side"
    turn = 180 if stage.hard < 334 else stage.draw.one_of((90, 270))
    ask = f"Is the {{n}} upright or {down}?"
    return turned((main, replace(main, angle=turn)), ("upright", down), "{n} that is {way}", ask)


def leaning(stage: Stage) -> Contrast:
    """To the left against to the right, less and less."""
    kind = upright(stage)
    main = stage.main(kind, kind.facing_needs)
    stage.surround([replace(main, angle=45)])
    tilt = stage.sized(60, 15)
    says = stage.draw.one_of(("{n} leaning to the {way}", "{n} tilted to the {way}"))
    ask = stage.draw.one_of(("To which side is the {n} leaning?", "Is the {n} tilted to the left or to the right?"))
    return turned((replace(main, angle=360 - tilt), replace(main, angle=tilt)), ("left", "right"), says, ask)


def upright(stage: Stage) -> Kind:
    """A kind that one sees lean, or stand on its head."""
    return stage.draw.one_of([kind for kind in KINDS.values() if kind.upright])


def turned(things: tuple[Thing, Thing], ways: tuple[str, str], says: str, ask: str) -> Contrast:
    """The two headings of one thing set against each other; `says` and `ask` call it {n} and its heading {way}."""
    a, b = things
    in_a, in_b = (article(says.format(n=a.kind, way=way)) for way in ways)
    return Contrast((a,), (b,), in_a, in_b, ask.format(n=a.kind), *ways, about=f"the {a.kind}'s heading")
