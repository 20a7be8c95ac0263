"""Things to eat."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.pen import Pen

__all__ = ["FOOD"]


def apple(pen: Pen, facts: Facts) -> None:
    """An apple, whole or bitten, with or without a leaf."""
    pen.line("bark", 44, 0, -230, 40, -430)
    if facts["leaf"] == "yes":
        pen.poly("leaf", 50, -320, 150, -450, 320, -440, 220, -310)
    bitten = facts["bite"] == "bitten"
    right = (
        ((260, -250), (300, -150), (210, -90), (250, 10), (190, 90), (260, 150), (300, 240))
        if bitten
        else ((260, -250), (390, -150), (420, 30), (380, 200), (310, 320))
    )
    flat = [value for point in right for value in point]
    pen.poly(
        "main",
        0,
        -230,
        120,
        -280,
        *flat,
        180,
        430,
        0,
        420,
        -180,
        430,
        -310,
        320,
        -400,
        150,
        -410,
        -30,
        -360,
        -190,
        -240,
        -270,
        -110,
        -270,
    )
    pen.oval("light", -250, -90, 50, 90, mark=True)


def pear(pen: Pen, facts: Facts) -> None:
    """A pear, with or without a leaf."""
    pen.line("bark", 44, 0, -290, 30, -450)
    if facts["leaf"] == "yes":
        pen.poly("leaf", 40, -340, 140, -470, 300, -450, 200, -330)
    pen.poly(
        "main",
        -90,
        -300,
        0,
        -330,
        90,
        -300,
        140,
        -180,
        180,
        -30,
        290,
        110,
        320,
        250,
        270,
        380,
        150,
        450,
        0,
        465,
        -150,
        450,
        -270,
        380,
        -320,
        250,
        -290,
        110,
        -180,
        -30,
        -140,
        -180,
    )


def banana(pen: Pen, facts: Facts) -> None:
    """A banana, peeled or not."""
    pen.poly(
        "main",
        -420,
        -160,
        -350,
        -190,
        -230,
        0,
        -40,
        120,
        170,
        140,
        330,
        60,
        420,
        -70,
        470,
        -30,
        430,
        160,
        280,
        310,
        60,
        370,
        -170,
        310,
        -340,
        140,
    )
    pen.poly("bark", -450, -250, -370, -270, -340, -180, -420, -150)
    if facts["skin"] == "peeled":
        pen.poly("wax", 20, 135, 170, 140, 330, 60, 400, -110, 470, -170, 480, 0, 430, 160, 280, 310, 40, 370)
        pen.poly("main", 40, 130, 60, 370, 180, 480, 170, 340, 90, 250)
        pen.poly("main", 40, 140, 120, -20, 220, -60, 170, 60, 90, 160)


def cherries(pen: Pen, facts: Facts) -> None:
    """Cherries on stalks, counted from one to three."""
    count = int(facts["fruit"])
    places = {1: (0,), 2: (-200, 200), 3: (-310, 0, 310)}[count]
    for x in places:
        pen.line("stem", 34, 0, -450, x * 60 // 100, -200, x, 130)
    pen.poly("leaf", 0, -440, 130, -490, 330, -400, 170, -350)
    for x in places:
        pen.oval("main", x, 280, 165)


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
    Kind(
        "apple",
        apple,
        upright=True,
        plain=True,
        features=(
            either(
                "bite",
                "state",
                {"whole": "whole {n}", "bitten": "bitten {n}"},
                "Is the {n} whole or bitten?",
                "What state is the {n} in?",
            ),
            has("leaf", "a leaf"),
        ),
    ),
    Kind("pear", pear, upright=True, plain=True, features=(has("leaf", "a leaf"),)),
    Kind(
        "banana",
        banana,
        features=(
            either(
                "skin",
                "state",
                {"peeled": "peeled {n}", "unpeeled": "unpeeled {n}"},
                "Has the {n} been peeled?",
                "What state is the {n} in?",
                options={"peeled": "peeled", "unpeeled": "not peeled"},
            ),
        ),
    ),
    Kind(
        "bunch of cherries",
        cherries,
        plural="bunches of cherries",
        features=(counted("fruit", "cherry", "cherries", 1, 3),),
    ),
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
                {"whole": "whole {n}", "cut": "{n} with a slice missing"},
                "Is the {n} whole?",
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
