"""Plants, and what grows like them."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.kinds.shapes import around
from scotoma.scenes.pen import Pen

__all__ = ["PLANTS"]


def tree(pen: Pen, facts: Facts) -> None:
    """A tree, in leaf or bare, its crown round or pointed, with or without fruit."""
    pen.rect("bark", -60, 60, 60, 480)
    if facts["leaves"] == "bare":
        for x, y in ((-300, -250), (-170, -400), (150, -410), (320, -220), (0, -480)):
            pen.line("bark", 46, 0, 90, x * 45 // 100, y * 30 // 100, x, y)
        return
    if facts["crown"] == "pointed":
        pen.poly("leaf", 0, -490, 200, -180, -200, -180)
        pen.poly("leaf", 0, -330, 280, 40, -280, 40)
        pen.poly("leaf", 0, -150, 340, 240, -340, 240)
    else:
        pen.oval("leaf", 0, -140, 350, 330)
    if facts["fruit"] == "yes":
        for x, y in ((-90, -210), (110, -120), (-120, 40), (60, 100), (20, -330)):
            pen.oval("fire", x, y, 56)


def flower(pen: Pen, facts: Facts) -> None:
    """A flower, open or still a bud, its petals round or pointed, with or without a leaf."""
    pen.line("stem", 44, 0, -100, 0, 470)
    if facts["leaf"] == "yes":
        pen.poly("leaf", 0, 380, 90, 220, 280, 160, 240, 310, 130, 390)
    if facts["bloom"] == "bud":
        pen.poly("main", 0, -340, 110, -180, 90, -60, -90, -60, -110, -180)
        pen.slice("stem", 0, -70, 110, 90, 0, 180)
        return
    if facts["petals"] == "round":
        centres = around(200, 6, 30)
        for x, y in zip(centres[::2], centres[1::2], strict=True):
            pen.oval("main", x, y - 180, 115)
    else:
        tips, dents = around(315, 8, -90), around(150, 8, -68)
        flat = [v for i in range(8) for v in (tips[2 * i], tips[2 * i + 1] - 180, dents[2 * i], dents[2 * i + 1] - 180)]
        pen.poly("main", *flat)
    pen.oval("glow", 0, -180, 110)


def daisy(pen: Pen, facts: Facts) -> None:
    """A flower seen from above, its petals counted."""
    count = int(facts["petals"])
    centres = around(290, count, -90)
    for x, y in zip(centres[::2], centres[1::2], strict=True):
        pen.oval("main", x, y, 150 if count < 7 else 120)
    pen.oval("glow", 0, 0, 150)


def mushroom(pen: Pen, facts: Facts) -> None:
    """A mushroom with or without spots, its stalk thick or thin."""
    half = 170 if facts["stalk"] == "thick" else 65
    pen.rect("wax", -half, 0, half, 440, round_=40)
    pen.slice("main", 0, 60, 430, 460, 180, 360)
    if facts["spots"] == "yes":
        for x, y, r in ((-220, -80, 66), (0, -230, 76), (210, -60, 60), (20, -30, 50)):
            pen.oval("paper", x, y, r, mark=True)


def cactus(pen: Pen, facts: Facts) -> None:
    """A cactus in a pot, in flower or not."""
    pen.line("leaf", 130, -270, -60, -270, 70, 0, 130)
    pen.line("leaf", 130, 270, -190, 270, -20, 0, 60)
    pen.line("leaf", 210, 0, 300, 0, -300)
    pen.poly("accent", -230, 220, 230, 220, 170, 480, -170, 480)
    if facts["flower"] == "yes":
        pen.oval("fire", 0, -400, 85)
        pen.oval("fire", -270, -130, 70)


PLANTS = (
    Kind(
        "tree",
        tree,
        upright=True,
        plain=True,
        coloured=False,
        features=(
            either(
                "leaves",
                "state",
                {"leafy": "leafy {n}", "bare": "bare {n}"},
                "Is the {n} in leaf or bare?",
                options={"leafy": "in leaf", "bare": "bare"},
            ),
            either(
                "crown",
                "structure",
                {"round": "{n} with a round crown", "pointed": "{n} with a pointed crown"},
                "What shape is the crown of the {n}?",
                "Is the crown of the {n} round or pointed?",
                needs={"leaves": "leafy"},
            ),
            has("fruit", "fruit", "Is there any fruit on the {n}?", needs={"leaves": "leafy", "crown": "round"}),
        ),
    ),
    Kind(
        "flower",
        flower,
        avoid=("yellow",),
        upright=True,
        plain=True,
        features=(
            either(
                "bloom",
                "state",
                {"open": "{n} in full bloom", "bud": "{n} still in bud"},
                "Is the {n} in bloom or in bud?",
                options={"open": "in bloom", "bud": "in bud"},
            ),
            either(
                "petals",
                "structure",
                {"round": "{n} with round petals", "pointed": "{n} with pointed petals"},
                "Are the petals of the {n} round or pointed?",
                "What shape are the petals of the {n}?",
                needs={"bloom": "open"},
            ),
            has("leaf", "a leaf on its stem", "Is there a leaf on the stem of the {n}?"),
        ),
    ),
    Kind("daisy", daisy, avoid=("yellow",), plural="daisies", features=(counted("petals", "petal", "petals", 4, 9),)),
    Kind(
        "mushroom",
        mushroom,
        avoid=("white",),
        upright=True,
        plain=True,
        features=(
            has("spots", "spots"),
            either(
                "stalk",
                "structure",
                {"thick": "{n} with a thick stalk", "thin": "{n} with a thin stalk"},
                "Is the stalk of the {n} thick or thin?",
            ),
        ),
    ),
    Kind(
        "cactus",
        cactus,
        plural="cactuses",
        upright=True,
        coloured=False,
        features=(has("flower", "flowers", "Is the {n} in flower?", "Are there flowers on the {n}?"),),
    ),
)
