"""Things outdoors."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.kinds.shapes import around
from scotoma.scenes.pen import Pen

__all__ = ["OUTDOORS"]


def house(pen: Pen, facts: Facts) -> None:
    """A house with a pointed or a flat roof, a chimney or none, its windows lit or dark."""
    if facts["chimney"] == "yes":
        pen.rect("bark", 180, -440, 300, -90)
    pen.rect("main", -360, -80, 360, 440)
    if facts["roof"] == "pointed":
        pen.poly("accent", -470, -60, 0, -430, 470, -60)
    else:
        pen.rect("accent", -440, -190, 440, -60)
    pen.rect("wood", -80, 140, 80, 440)
    for x in (-230, 230):
        pen.rect("glow" if facts["windows"] == "lit" else "shade", x - 80, 60, x + 80, 210)


def tower(pen: Pen, facts: Facts) -> None:
    """A block of flats, its storeys counted."""
    count = int(facts["storeys"])
    height = 132
    top = 470 - count * height
    pen.rect("main", -250, top, 250, 470)
    for index in range(count):
        y = top + index * height
        for x in (-150, 0, 150):
            pen.rect("glass", x - 50, y + 34, x + 50, y + 110, mark=True)
        pen.line("dark", 20, -250, y, 250, y, mark=True)


def cloud(pen: Pen, facts: Facts) -> None:
    """A cloud, with or without rain."""
    for x, y, r in ((-230, -40, 180), (20, -150, 230), (260, -30, 170)):
        pen.oval("shade", x, y, r)
    pen.rect("shade", -300, -60, 330, 140, round_=90, mark=True)
    if facts["rain"] == "yes":
        for x in (-230, -70, 90, 250):
            pen.line("water", 50, x, 230, x - 50, 400)


def moon(pen: Pen, facts: Facts) -> None:
    """The moon, full or a crescent."""
    if facts["phase"] == "full":
        pen.oval("glow", 0, 0, 430)
        for x, y, r in ((-140, -110, 85), (140, 60, 100), (-80, 200, 60)):
            pen.oval("wax", x, y, r, mark=True)
    else:
        outer, inner = around(430, 40, 60), around(350, 40, 48)
        points = list(zip(outer[::2], outer[1::2], strict=True))[:28]
        hollow = [(x + 190, y) for x, y in zip(inner[::2], inner[1::2], strict=True)][3:27]
        pen.poly("glow", *[value for point in (*points, *hollow[::-1]) for value in point])


def mountain(pen: Pen, facts: Facts) -> None:
    """A mountain, with or without snow on its top."""
    pen.poly("dark", -20, 420, 240, -120, 490, 420)
    pen.poly("main", -490, 420, -80, -420, 320, 420)
    if facts["snow"] == "yes":
        pen.poly("snow", -80, -420, 40, -160, -30, -110, -90, -180, -160, -110, -210, -150)


def flag(pen: Pen, facts: Facts) -> None:
    """A flag that flies to the right or hangs down; plain or striped."""
    pen.line("wood", 50, -330, -440, -330, 470)
    if facts["wind"] == "flying":
        pen.poly("main", -300, -430, -100, -380, 130, -440, 450, -390, 450, 30, 130, -20, -100, 40, -300, -10)
        if facts["cloth"] == "striped":
            pen.poly("accent", -300, -290, -100, -240, 130, -300, 450, -250, 450, -110, 130, -160, -100, -100,
                     -300, -150, mark=True)  # fmt: skip
    else:
        pen.poly("main", -300, -430, -200, -400, -120, -200, -130, 200, -170, 300, -220, 200, -260, 290, -300, 210)
        if facts["cloth"] == "striped":
            pen.poly("accent", -300, -190, -124, -100, -126, 60, -300, -20, mark=True)


def traffic_light(pen: Pen, facts: Facts) -> None:
    """A traffic light, red or green."""
    pen.rect("shade", -50, 330, 50, 490)
    pen.rect("ink", -190, -490, 190, 350, round_=60)
    lit = {"red": 0, "green": 2}[facts["light"]]
    colours = ("red", "fire", "green")
    for index, y in enumerate((-340, -70, 200)):
        pen.oval(colours[index] if index == lit else "dim", 0, y, 110, mark=True)


def snowman(pen: Pen, facts: Facts) -> None:
    """A snowman, with or without a hat and a scarf."""
    pen.oval("snow", 0, 230, 270)
    pen.oval("snow", 0, -150, 190)
    for x in (-70, 70):
        pen.oval("ink", x, -190, 28, mark=True)
    pen.poly("fire", -10, -150, 180, -110, -10, -90)
    for y in (160, 270):
        pen.oval("ink", 0, y, 32, mark=True)
    if facts["scarf"] == "yes":
        pen.line("accent", 76, -150, 0, 0, 40, 150, 0)
        pen.line("accent", 76, 110, 20, 140, 200)
    if facts["hat"] == "yes":
        pen.rect("main", -210, -330, 210, -270)
        pen.rect("main", -130, -490, 130, -310)


def tent(pen: Pen, facts: Facts) -> None:
    """A tent, open or closed, with or without a pennant."""
    if facts["pennant"] == "yes":
        pen.line("wood", 30, 0, -260, 0, -480)
        pen.poly("fire", 10, -480, 180, -420, 10, -360)
    pen.poly("main", 0, -320, 490, 400, -490, 400)
    if facts["flap"] == "open":
        pen.poly("ink", 0, -150, 190, 400, -190, 400)
    else:
        pen.line("dark", 30, 0, -300, 0, 390, mark=True)


OUTDOORS = (
    Kind(
        "house",
        house,
        avoid=("yellow",),
        upright=True,
        plain=True,
        features=(
            has("chimney", "a chimney"),
            either(
                "roof",
                "structure",
                {"pointed": "{n} with a pointed roof", "flat": "{n} with a flat roof"},
                "Is the roof of the {n} pointed or flat?",
                "What kind of roof does the {n} have?",
                options={"pointed": "pointed", "flat": "flat"},
            ),
            either(
                "windows",
                "state",
                {"lit": "{n} with lit windows", "dark": "{n} with dark windows"},
                "Are the windows of the {n} lit or dark?",
            ),
        ),
    ),
    Kind("block of flats", tower, plural="blocks of flats", features=(counted("storeys", "storey", "storeys", 2, 7),)),
    Kind("cloud", cloud, coloured=False, features=(has("rain", "rain", "Is it raining from the {n}?"),)),
    Kind(
        "moon",
        moon,
        coloured=False,
        features=(
            either(
                "phase",
                "state",
                {"full": "full {n}", "crescent": "crescent {n}"},
                "Is the {n} full or a crescent?",
                options={"full": "full", "crescent": "a crescent"},
            ),
        ),
    ),
    Kind(
        "mountain",
        mountain,
        avoid=("white",),
        features=(has("snow", "snow on its top", "Is there any snow on the {n}?"),),
    ),
    Kind(
        "flag",
        flag,
        colour_needs={"cloth": "plain"},
        upright=True,
        faces=False,
        features=(
            either(
                "wind",
                "state",
                {"flying": "{n} flying in the wind", "hanging": "{n} hanging down the pole"},
                "Is the {n} flying or hanging down?",
                options={"flying": "flying", "hanging": "hanging down"},
            ),
            either("cloth", "colour", {"striped": "striped {n}", "plain": "plain {n}"}, "Is the {n} striped or plain?"),
        ),
    ),
    Kind(
        "traffic light",
        traffic_light,
        upright=True,
        coloured=False,
        features=(
            either(
                "light",
                "state",
                {"red": "red {n}", "green": "green {n}"},
                "Is the {n} red or green?",
                "What does the {n} show?",
            ),
        ),
    ),
    Kind(
        "snowman",
        snowman,
        plural="snowmen",
        upright=True,
        coloured=False,
        features=(
            has("hat", "a hat", "Is the {n} wearing a hat?"),
            has("scarf", "a scarf", "Is the {n} wearing a scarf?"),
        ),
    ),
    Kind(
        "tent",
        tent,
        avoid=("black",),
        upright=True,
        features=(
            either("flap", "state", {"open": "open {n}", "closed": "closed {n}"}, "Is the {n} open or closed?"),
            has("pennant", "a pennant", "Is there a pennant on the {n}?"),
        ),
    ),
)
