"""Fruit."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.pen import Pen

__all__ = ["FRUIT"]


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


FRUIT = (
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
                "What does the skin of the {n} look like?",
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
)
