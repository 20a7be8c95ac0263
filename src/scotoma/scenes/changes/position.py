"""Pairs about where a thing is, in the frame or relative to another; the harder the pair, the smaller the shift."""

from dataclasses import replace

from scotoma.scenes.graph import Thing
from scotoma.scenes.kinds import KINDS, Kind
from scotoma.scenes.raster import GRID
from scotoma.scenes.stage import EDGE, Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["position"]

HALF = GRID // 2
WANDER = 150  # an anchor lies this near to the middle

BROAD = ("ball", "square", "heart", "apple", "face", "house", "pear", "cup", "mushroom")
"""Kinds that fill their box: side by side at half their size they still overlap."""


def position(stage: Stage) -> Contrast:
    """Beside or above another thing, inside or outside a ring, before or behind, nearer to one of two, in the frame."""
    return stage.draw.one_of((beside, beside, above, above, inside, before, nearer, within))(stage)


def two_kinds(stage: Stage) -> list[Kind]:
    """Two different plain kinds."""
    return stage.draw.some_of([kind for kind in KINDS.values() if kind.plain], 2)


def shift(stage: Stage, touching: int, size: int) -> int:
    """How far from an anchor's middle a thing goes: at least so that the two do not touch, at most near the edge."""
    least = touching * 106 // 100
    return min(least + stage.sized(700, 40), HALF - WANDER - EDGE - size // 2)


def beside(stage: Stage) -> Contrast:
    """Left or right of another thing."""
    return around(stage, "left", "right", "to the {side} of")


def above(stage: Stage) -> Contrast:
    """Above or below another thing."""
    return around(stage, "above", "below", "{side}")


def around(stage: Stage, first: str, second: str, phrase: str) -> Contrast:
    mover, anchor = two_kinds(stage)
    size, other = stage.draw.between(700, 850), stage.draw.between(750, 950)
    x, y = (HALF + stage.draw.between(-WANDER, WANDER) for _ in range(2))
    centre = stage.thing(anchor, x, y, other)
    away = shift(stage, (size + other) // 2, size)
    thing = stage.thing(mover, centre.x, centre.y, size)
    level = stage.draw.between(-120, 120)
    if first == "left":
        a, b = (replace(thing, x=centre.x + sign * away, y=centre.y + level) for sign in (-1, 1))
    else:
        a, b = (replace(thing, x=centre.x + level, y=centre.y + sign * away) for sign in (-1, 1))
    where = [phrase.format(side=side) for side in (first, second)]
    ask = stage.draw.one_of(
        ("Where is the {m}?", "Where is the {m}, seen from the {o}?", "Where is the {m}: {x} the {o} or {y} the {o}?")
    )
    ask = ask.format(m=mover.name, o=anchor.name, x=where[0], y=where[1])
    options = [f"{each} the {anchor.name}" for each in where]
    return placed(
        stage, (a, b), centre, where=[f"{each} {article(anchor.name)}" for each in where], ask=ask, options=options
    )


def inside(stage: Stage) -> Contrast:
    """Inside a ring or outside it."""
    ring, mover = KINDS["ring"], two_kinds(stage)[0]
    mover = KINDS["star"] if mover is ring else mover
    size = 1900
    side, up = stage.draw.one_of((-1, 1)), stage.draw.between(-200, 200)
    anchor = stage.thing(ring, HALF - side * 700, HALF + up, size, {"band": "thin"})
    small = stage.thing(mover, anchor.x, anchor.y, stage.sized(800, 560))
    out = replace(small, x=anchor.x + side * (size // 2 + small.size * 60 // 100 + stage.sized(500, 60)))
    ask = stage.draw.one_of(("Where is the {m}: inside the ring or outside the ring?", "Where is the {m}?")).format(
        m=mover.name
    )
    return placed(
        stage,
        (small, out),
        anchor,
        where=["inside a ring", "outside a ring"],
        ask=ask,
        options=["inside the ring", "outside the ring"],
    )


def before(stage: Stage) -> Contrast:
    """In front of another thing or behind it."""
    mover, other = (KINDS[name] for name in stage.draw.some_of(BROAD, 2))
    size = stage.draw.between(1700, 2000)
    anchor = stage.thing(other, HALF + stage.draw.between(-300, 0), HALF + stage.draw.between(-200, 200), size)
    overlap = size * stage.sized(42, 55) // 100
    thing = stage.thing(mover, anchor.x + stage.draw.one_of((-1, 1)) * overlap, anchor.y + size // 8, size)
    thing = replace(thing, colour=stage.colour(anchor.colour), x=min(max(thing.x, size // 2), GRID - size // 2))
    a, b = replace(thing, depth=1), replace(thing, depth=-1)
    ask = stage.draw.one_of(("Is the {m} in front of the {o} or behind?", "Which is in front?"))
    which = [f"the {mover.name}", f"the {other.name}"]
    options = which if ask.startswith("Which") else ["in front", "behind"]
    ask = ask.format(m=mover.name, o=other.name)
    where = [f"in front of {article(other.name)}", f"behind {article(other.name)}"]
    return placed(stage, (a, b), anchor, where=where, ask=ask, options=options)


def nearer(stage: Stage) -> Contrast:
    """Nearer to one of two things."""
    mover, first, second = stage.draw.some_of([kind for kind in KINDS.values() if kind.plain], 3)
    level, size = HALF + stage.draw.between(-400, 400), stage.draw.between(800, 950)
    left, right = stage.thing(first, 620, level, size), stage.thing(second, GRID - 620, level, size)
    step = stage.sized(520, 260)
    thing = stage.thing(mover, HALF, level, stage.draw.between(600, 720))
    a, b = (replace(thing, x=HALF + sign * step) for sign in (-1, 1))
    ask = stage.draw.one_of(("Which is nearer to the {m}?", "What is the {m} closer to?")).format(m=mover.name)
    names = [f"the {each.name}" for each in (first, second)]
    says = [f"{article(mover.name)} nearer to {names[0]} than to {names[1]}",
            f"{article(mover.name)} nearer to {names[1]} than to {names[0]}"]  # fmt: skip
    return Contrast(
        (left, right, a), (left, right, b), says[0], says[1], ask, names[0], names[1], f"the {mover.name}'s place"
    )


def within(stage: Stage) -> Contrast:
    """In one part of the frame or in another."""
    kind = stage.draw.one_of([kind for kind in KINDS.values() if kind.plain])
    size = stage.draw.between(900, 1300)
    away = stage.sized(HALF - size // 2 - 150, 420)
    names = stage.draw.one_of((("left", "right"), ("top", "bottom")))
    thing, level = stage.thing(kind, HALF, HALF, size), stage.draw.between(-300, 300)
    if names[0] == "left":
        a, b = (replace(thing, x=HALF + sign * away, y=HALF + level) for sign in (-1, 1))
    else:
        a, b = (replace(thing, x=HALF + level, y=HALF + sign * away) for sign in (-1, 1))
    ask = stage.draw.one_of(
        ("In which half of the picture is the {m}?", "Is the {m} in the {x} half or in the {y} half?")
    )
    ask = ask.format(m=kind.name, x=names[0], y=names[1])
    options = [f"the {name} half" for name in names]
    says = [f"{article(kind.name)} in {option} of the picture" for option in options]
    return Contrast((a,), (b,), says[0], says[1], ask, options[0], options[1], f"the {kind.name}'s place")


def placed(
    stage: Stage, moved: tuple[Thing, Thing], anchor: Thing, *, where: list[str], ask: str, options: list[str]
) -> Contrast:
    noun = article(moved[0].kind)
    stage.surround([anchor, *moved])
    return Contrast(
        (anchor, moved[0]),
        (anchor, moved[1]),
        f"{noun} {where[0]}",
        f"{noun} {where[1]}",
        ask,
        options[0],
        options[1],
        f"the {moved[0].kind}'s place",
    )
