"""Things to eat."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.pen import Pen

__all__ = ["FOOD"]


def cake(pen: Pen, facts: Facts) -> None:
    """A cake with candles, which are counted, whole or cut."""
    count = int(facts["candles"])
    for index in range(count):
        x = (2 * index + 1 - count) * 380 // max(count, 4)
        pen.rect("accent", x - 26, -250, x + 26, -20)
        pen.poly("fire", x, -420, x + 42, -310, x, -250, x - 42, -310)
    pen.oval("metal", 0, 400, 480, 60)
    pen.rect("main", -400, -30, 400, 390, round_=50)
    pen.rect("wax", -400, -30, 400, 90, round_=50, mark=True)
    for x in (-300, -100, 100, 300):
        pen.oval("wax", x, 100, 75, 60, mark=True)


def ice_cream(pen: Pen, facts: Facts) -> None:
    """An ice cream cone, with or without a cherry, whole or melting."""
    pen.poly("crust", -210, -40, 210, -40, 0, 480)
    pen.oval("main", 0, -150, 250, 230)
    if facts["ice"] == "melting":
        for x, y in ((-150, 120), (30, 230), (160, 90)):
            pen.line("main", 80, x, -40, x, y)
    if facts["cherry"] == "yes":
        pen.oval("fire", 0, -390, 85)


def pizza(pen: Pen, facts: Facts) -> None:
    """A pizza, whole or with a slice missing."""
    end = 360 if facts["whole"] == "whole" else 300
    draw = pen.pie if end < 360 else lambda role, x, y, r, a, b, mark=False: pen.oval(role, x, y, r, mark=mark)
    draw("crust", 0, 0, 470, 0, end)
    draw("glow", 0, 0, 400, 0, end, mark=True)
    for x, y in ((-200, -160), (60, -270), (-250, 120), (20, 250), (170, 190), (-30, 10)):
        pen.oval("blush", x, y, 72, mark=True)


def egg(pen: Pen, facts: Facts) -> None:
    """An egg, whole or cracked."""
    pen.poly(
        "wax",
        0,
        -470,
        120,
        -430,
        230,
        -300,
        310,
        -110,
        340,
        80,
        310,
        260,
        210,
        400,
        70,
        460,
        -70,
        460,
        -210,
        400,
        -310,
        260,
        -340,
        80,
        -310,
        -110,
        -230,
        -300,
        -120,
        -430,
    )
    if facts["shell"] == "cracked":
        pen.line("ink", 36, -320, -40, -200, 60, -110, -60, 0, 70, 110, -60, 200, 60, 325, -30, mark=True)


def carrot(pen: Pen, facts: Facts) -> None:
    """A carrot that points down, with or without its leaves."""
    if facts["leaves"] == "yes":
        for x in (-150, 0, 150):
            pen.line("stem", 60, 0, -190, x, -440)
    pen.poly("orange", -190, -180, 0, -230, 190, -180, 170, -40, 0, 480, -170, -40)
    for x, y in ((-120, -60), (20, 60), (-60, 170)):
        pen.line("bark", 24, x, y, x + 90, y, mark=True)


def burger(pen: Pen, facts: Facts) -> None:
    """A hamburger, its bun with or without seeds, high or flat."""
    top = -380 if facts["height"] == "high" else -180
    pen.slice("crust", 0, 40 + top // 3, 430, -top, 180, 360)
    if facts["seeds"] == "yes":
        for x, y in ((-200, top // 2), (0, top * 7 // 10), (190, top // 2)):
            pen.oval("wax", x, y + top // 4, 34, 24, mark=True)
    pen.rect("leaf", -460, -60, 460, 40, round_=40)
    pen.rect("bark", -420, 40, 420, 170, round_=50)
    pen.rect("crust", -410, 180, 410, 340, round_=70)


FOOD = (
    Kind("cake", cake, upright=True, features=(counted("candles", "candle", "candles", 1, 6),)),
    Kind(
        "ice cream",
        ice_cream,
        upright=True,
        plain=True,
        features=(
            has("cherry", "a cherry on top", "Is there a cherry on the {n}?"),
            either(
                "ice",
                "state",
                {"melting": "melting {n}", "frozen": "frozen {n}"},
                "Is the {n} melting?",
                options={"melting": "yes, it is melting", "frozen": "no, it is frozen"},
            ),
        ),
    ),
    Kind(
        "pizza",
        pizza,
        coloured=False,
        features=(
            either(
                "whole",
                "state",
                {"whole": "{n} with no slice missing", "cut": "{n} with a slice missing"},
                "How much of the {n} is there?",
                options={"whole": "all of it", "cut": "a slice is missing"},
            ),
        ),
    ),
    Kind(
        "egg",
        egg,
        coloured=False,
        features=(
            either("shell", "state", {"whole": "whole {n}", "cracked": "cracked {n}"}, "Is the {n} whole or cracked?"),
        ),
    ),
    Kind("carrot", carrot, coloured=False, features=(has("leaves", "leaves"),)),
    Kind(
        "hamburger",
        burger,
        upright=True,
        coloured=False,
        features=(
            has("seeds", "seeds on its bun", "Are there seeds on the bun of the {n}?"),
            either("height", "structure", {"high": "high {n}", "flat": "flat {n}"}, "Is the {n} high or flat?"),
        ),
    ),
)
