"""Things in a kitchen."""

from scotoma.scenes.kinds.kind import Facts, Kind, either, has, seen
from scotoma.scenes.pen import Pen

__all__ = ["KITCHEN"]


def cup(pen: Pen, facts: Facts) -> None:
    """A cup with its handle on the right, from the side or from above."""
    handle = facts["handle"] == "yes"
    if facts["view"] == "from the top":
        if handle:
            pen.line("main", 90, 280, 0, 450, 0)
        pen.oval("main", -40, 0, 370)
        pen.oval("bark", -40, 0, 290)
        return
    if handle:
        pen.arc("main", 84, 230, -30, 180, 180, -90, 90)
    pen.poly("main", -350, -300, 270, -300, 230, 280, 160, 360, -240, 360, -310, 280)
    pen.oval("dark", -40, -300, 310, 64)
    if facts["steam"] == "yes":
        for x in (-150, 50):
            pen.line("metal", 40, x, -360, x + 40, -410, x, -450, mark=True)


def glass(pen: Pen, facts: Facts) -> None:
    """A drinking glass, full or empty, with or without a straw."""
    pen.poly("glass", -260, -330, 260, -330, 190, 460, -190, 460)
    if facts["filling"] == "full":
        pen.poly("main", -225, -200, 225, -200, 165, 420, -165, 420, mark=True)
    if facts["straw"] == "yes":
        pen.line("accent", 50, -60, 400, 110, -300, 300, -460)
    pen.line("paper", 36, -170, -260, -130, 200, mark=True)


def bottle(pen: Pen, facts: Facts) -> None:
    """A bottle with a long or a short neck, with or without a cap."""
    top = -430 if facts["neck"] == "long" else -190
    shoulder = -60 if facts["neck"] == "long" else 20
    if facts["cap"] == "yes":
        pen.rect("ink", -85, top - 60, 85, top + 30)
    pen.poly("main", -65, top, 65, top, 65, shoulder - 60, 210, shoulder + 100, 210, 470, -210, 470,
             -210, shoulder + 100, -65, shoulder - 60)  # fmt: skip
    pen.rect("paper", -210, 200, 210, 390, mark=True)
    pen.rect("accent", -130, 260, 130, 330, mark=True)


def chair(pen: Pen, facts: Facts) -> None:
    """A chair from the side, its seat to the right of its back; with or without armrests; long or short legs."""
    foot = 470 if facts["legs"] == "long" else 280
    for x in (-250, 230):
        pen.rect("wood", x - 35, 120, x + 35, foot)
    pen.rect("main", -290, -460, -190, 160, round_=30)
    pen.rect("main", -290, 60, 310, 160, round_=30)
    if facts["arms"] == "yes":
        pen.line("wood", 60, -230, -130, 220, -130, 220, 70)


def table(pen: Pen, facts: Facts) -> None:
    """A table, from the side or from above, round or square."""
    if facts["view"] == "from the top":
        if facts["top"] == "round":
            pen.oval("main", 0, 0, 450)
            pen.oval("light", 0, 0, 330, mark=True)
        else:
            pen.rect("main", -430, -430, 430, 430)
            pen.rect("light", -310, -310, 310, 310, mark=True)
        return
    foot = 430 if facts["legs"] == "long" else 130
    for x in (-370, 370):
        pen.rect("dark", x - 45, -150, x + 45, foot)
    pen.rect("main", -480, -230, 480, -120, round_=20)


def teapot(pen: Pen, facts: Facts) -> None:
    """A teapot with its spout on the right, with or without its lid."""
    pen.arc("main", 70, -270, 90, 190, 190, 90, 270)
    pen.poly("main", 180, 220, 400, -110, 490, -140, 470, -60, 250, 320)
    pen.oval("main", -10, 120, 330, 300)
    if facts["lid"] == "yes":
        pen.slice("accent", -10, -150, 190, 110, 180, 360)
        pen.oval("accent", -10, -300, 60)
    else:
        pen.oval("ink", -10, -150, 185, 44)


KITCHEN = (
    Kind(
        "cup",
        cup,
        avoid=("brown",),
        upright=True,
        plain=True,
        features=(
            seen("from the side", "from the top"),
            has("handle", "a handle"),
            has("steam", "steam above it", "Is there any steam above the {n}?", needs={"view": "from the side"}),
        ),
    ),
    Kind(
        "glass",
        glass,
        coloured=False,
        plural="glasses",
        upright=True,
        features=(
            either("filling", "state", {"full": "full {n}", "empty": "empty {n}"}, "Is the {n} full or empty?"),
            has("straw", "a straw", "Is there a straw in the {n}?"),
        ),
    ),
    Kind(
        "bottle",
        bottle,
        upright=True,
        plain=True,
        features=(
            either(
                "neck",
                "structure",
                {"long": "{n} with a long neck", "short": "{n} with a short neck"},
                "Is the neck of the {n} long or short?",
                "What is the neck of the {n} like?",
            ),
            has("cap", "a cap"),
        ),
    ),
    Kind(
        "chair",
        chair,
        upright=True,
        faces=True,
        features=(
            has("arms", "armrests"),
            either(
                "legs",
                "structure",
                {"long": "{n} with long legs", "short": "{n} with short legs"},
                "Are the legs of the {n} long or short?",
            ),
        ),
    ),
    Kind(
        "table",
        table,
        avoid=("white",),
        upright=False,
        features=(
            seen("from the side", "from the top"),
            either(
                "top",
                "structure",
                {"round": "round {n}", "square": "square {n}"},
                "Is the {n} round or square?",
                "What shape is the {n}?",
                needs={"view": "from the top"},
            ),
            either(
                "legs",
                "structure",
                {"long": "{n} with long legs", "short": "{n} with short legs"},
                "Are the legs of the {n} long or short?",
                needs={"view": "from the side"},
            ),
        ),
    ),
    Kind("teapot", teapot, avoid=("black",), faces=True, upright=True, features=(has("lid", "a lid"),)),
)
