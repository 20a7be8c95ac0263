"""Things that drive, sail and fly."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has, seen
from scotoma.scenes.pen import Pen

__all__ = ["VEHICLES"]


def wheel(pen: Pen, x: int, y: int, radius: int) -> None:
    """A wheel with a hub."""
    pen.oval("ink", x, y, radius)
    pen.oval("metal", x, y, radius * 45 // 100, mark=True)


def car(pen: Pen, facts: Facts) -> None:
    """A car facing right, or head-on."""
    if facts["view"] == "from the front":
        pen.rect("ink", -330, 220, -190, 380, round_=30)
        pen.rect("ink", 190, 220, 330, 380, round_=30)
        pen.poly("main", -270, -260, 270, -260, 350, -10, -350, -10)
        pen.poly("glass", -215, -210, 215, -210, 275, -20, -275, -20, mark=True)
        pen.rect("main", -400, -20, 400, 280, round_=70)
        for x in (-290, 290):
            pen.oval("glow", x, 80, 65)
        pen.rect("dark", -150, 110, 150, 200, round_=30, mark=True)
        if facts["rack"] == "yes":
            pen.rect("wood", -220, -370, 220, -265)
        return
    pen.poly("main", -270, 20, -160, -210, 140, -210, 270, 20)
    pen.poly("glass", -195, 0, -120, -160, -20, -160, -20, 0, mark=True)
    pen.poly("glass", 25, 0, 25, -160, 115, -160, 205, 0, mark=True)
    pen.poly("main", -480, 210, -480, 50, -430, -10, 270, -10, 430, 40, 480, 100, 480, 210)
    pen.rect("blush", -480, 50, -430, 120, mark=True)
    pen.oval("glow", 440, 105, 42, mark=True)
    wheel(pen, -270, 210, 120)
    wheel(pen, 270, 210, 120)
    if facts["rack"] == "yes":
        pen.rect("wood", -140, -320, 120, -210)


def truck(pen: Pen, facts: Facts) -> None:
    """A truck facing right with an open bed, which is loaded or empty."""
    if facts["bed"] == "loaded":
        pen.slice("bark", -180, -10, 250, 220, 180, 360)
    pen.rect("accent", -480, -40, 120, 190)
    pen.poly("main", 130, 190, 130, -230, 340, -230, 430, -20, 480, 0, 480, 190)
    pen.poly("glass", 190, -30, 190, -170, 310, -170, 370, -30, mark=True)
    wheel(pen, -300, 210, 120)
    wheel(pen, 290, 210, 120)


def bus(pen: Pen, facts: Facts) -> None:
    """A bus facing right, with one deck or two."""
    double = facts["decks"] == "double"
    pen.rect("main", -470, -400 if double else -170, 470, 260, round_=60)
    for top in (-340, -90) if double else (-90,):
        for left in range(-410, 300, 170):
            pen.rect("glass", left, top, left + 125, top + 130, mark=True)
    pen.poly("glass", 310, -90, 470, -90, 470, 60, 310, 60, mark=True)
    pen.rect("accent", -470, 110, 470, 160, mark=True)
    wheel(pen, -270, 270, 110)
    wheel(pen, 270, 270, 110)


def boat(pen: Pen, facts: Facts) -> None:
    """A sailing boat heading right, its sail up or down."""
    pen.line("wood", 36, 0, 200, 0, -450)
    if facts["flag"] == "yes":
        pen.poly("fire", 0, -490, 0, -380, -180, -435)
    if facts["sail"] == "up":
        pen.poly("accent", 40, -350, 370, 130, 40, 130)
        pen.poly("light", -40, -320, -40, 130, -250, 130)
    else:
        pen.line("accent", 60, 30, 130, 350, 130)
    pen.poly("main", -470, 190, 490, 160, 330, 420, -340, 420)


def aeroplane(pen: Pen, facts: Facts) -> None:
    """An aeroplane flying to the right."""
    pen.poly("accent", -380, -20, -490, -270, -370, -270, -230, -60)
    pen.poly("main", -440, -80, 260, -110, 400, -70, 480, 20, 440, 80, 300, 110, -300, 90, -450, 0)
    pen.poly("dark", -60, 40, 130, 40, -130, 340, -240, 340)
    for x in range(-210, 230, 110):
        pen.oval("glass", x, -25, 34, mark=True)
    pen.poly("glass", 300, -85, 395, -60, 440, 0, 300, 0, mark=True)


def engine(pen: Pen, facts: Facts) -> None:
    """A steam engine heading right, with or without smoke."""
    if facts["smoke"] == "yes":
        pen.oval("metal", 220, -400, 80)
        pen.oval("metal", 90, -430, 60)
    pen.rect("ink", 200, -280, 310, -60)
    pen.poly("main", -160, -130, 400, -130, 430, -90, 430, 140, -160, 140)
    pen.rect("main", -430, -310, -100, 140)
    pen.rect("glass", -360, -240, -180, -80)
    pen.rect("accent", -480, -370, -50, -300)
    pen.poly("ink", 380, 140, 440, 140, 490, 330, 380, 330)
    wheel(pen, -290, 220, 150)
    wheel(pen, 30, 260, 110)
    wheel(pen, 270, 260, 110)


def bicycle(pen: Pen, facts: Facts) -> None:
    """A bicycle heading right, with or without a basket."""
    for x in (-280, 280):
        pen.arc("ink", 40, x, 160, 180, 180, 0, 360)
    pen.line("main", 44, -280, 160, -120, -150, 180, -150, -20, 160, -280, 160)
    pen.line("main", 44, -20, 160, -140, -230)
    pen.line("main", 44, 280, 160, 160, -280, 260, -330)
    pen.line("ink", 60, -220, -240, -70, -240)
    if facts["basket"] == "yes":
        pen.poly("wood", 240, -280, 490, -280, 450, -90, 280, -90)


def rocket(pen: Pen, facts: Facts) -> None:
    """A rocket pointing up, its engine on or off."""
    if facts["engine"] == "on":
        pen.poly("fire", -130, 290, 130, 290, 70, 400, 0, 490, -70, 400)
        pen.poly("glow", -60, 290, 60, 290, 0, 410, mark=True)
    pen.poly("accent", -150, 60, -330, 330, -150, 270)
    pen.poly("accent", 150, 60, 330, 330, 150, 270)
    pen.poly("main", 0, -490, 100, -350, 160, -160, 160, 290, -160, 290, -160, -160, -100, -350)
    if facts["window"] == "yes":
        pen.oval("glass", 0, -110, 85)


def balloon(pen: Pen, facts: Facts) -> None:
    """A hot-air balloon, plain or striped."""
    pen.line("wood", 22, -180, 130, -80, 330)
    pen.line("wood", 22, 180, 130, 80, 330)
    pen.poly("main", -300, 50, -360, -120, -310, -300, -180, -430, 0, -480, 180, -430, 310, -300, 360, -120,
             300, 50, 150, 200, -150, 200)  # fmt: skip
    if facts["skin"] == "striped":
        pen.poly("accent", -70, 200, -170, -120, -60, -470, 60, -470, 170, -120, 70, 200, mark=True)
        pen.poly("accent", -345, -60, -350, -200, -240, -200, -230, 110, -290, 50, mark=True)
        pen.poly("accent", 345, -60, 350, -200, 240, -200, 230, 110, 290, 50, mark=True)
    pen.rect("wood", -110, 320, 110, 480, round_=30)


def train(pen: Pen, facts: Facts) -> None:
    """A goods train seen from the side, its wagons counted."""
    count = int(facts["wagons"])
    width = 960 // count
    for index in range(count):
        left = -480 + index * width
        pen.rect("ink", left, 60, left + width, 90, mark=True)
        pen.rect("main", left + 20, -200, left + width - 20, 70)
        for x in (left + width // 4, left + width - width // 4):
            pen.oval("ink", x, 100, min(width // 7, 60))


VEHICLES = (
    Kind(
        "car",
        car,
        avoid=("white",),
        faces=True,
        upright=True,
        facing_needs={"view": "from the side"},
        features=(
            seen("from the side", "from the front"),
            has("rack", "luggage on its roof", "Is there any luggage on the roof of the {n}?"),
        ),
    ),
    Kind(
        "truck",
        truck,
        avoid=("black",),
        coloured=False,
        faces=True,
        upright=True,
        features=(
            either(
                "bed",
                "state",
                {"loaded": "loaded {n}", "empty": "empty {n}"},
                "Is the {n} loaded or empty?",
                "What is the state of the {n}?",
            ),
        ),
    ),
    Kind(
        "bus",
        bus,
        avoid=("white",),
        plural="buses",
        faces=True,
        upright=True,
        features=(
            either(
                "decks",
                "structure",
                {"single": "{n} with a single deck", "double": "{n} with a double deck"},
                "How is the {n} built?",
                "What kind of {n} is this?",
                options={"single": "with a single deck", "double": "with a double deck"},
            ),
        ),
    ),
    Kind(
        "boat",
        boat,
        faces=True,
        upright=True,
        features=(
            either(
                "sail",
                "state",
                {"up": "{n} with its sail up", "down": "{n} with its sail down"},
                "Is the sail of the {n} up or down?",
                "What position is the sail of the {n} in?",
            ),
            has("flag", "a flag"),
        ),
    ),
    Kind("aeroplane", aeroplane, faces=True, upright=True),
    Kind(
        "steam engine",
        engine,
        faces=True,
        upright=True,
        features=(has("smoke", "smoke", "Is there any smoke above the {n}?", "Does smoke come out of the {n}?"),),
    ),
    Kind("bicycle", bicycle, faces=True, upright=True, features=(has("basket", "a basket"),)),
    Kind(
        "rocket",
        rocket,
        points=True,
        features=(
            either(
                "engine",
                "state",
                {"on": "{n} with its engine on", "off": "{n} with its engine off"},
                "Is the engine of the {n} on or off?",
            ),
            has("window", "a window"),
        ),
    ),
    Kind(
        "hot-air balloon",
        balloon,
        colour_needs={"skin": "plain"},
        upright=True,
        features=(
            either(
                "skin",
                "colour",
                {"striped": "striped {n}", "plain": "plain {n}"},
                "Is the {n} striped or plain?",
                "What pattern does the {n} have?",
            ),
        ),
    ),
    Kind("goods train", train, features=(counted("wagons", "wagon", "wagons", 2, 6),)),
)
