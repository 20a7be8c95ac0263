"""Things in a house."""

from scotoma.scenes.kinds.kind import Facts, Kind, either, has, seen
from scotoma.scenes.pen import Pen

__all__ = ["HOUSEHOLD"]


def cup(pen: Pen, facts: Facts) -> None:
    """A cup with its handle on the right, from the side or from above."""
    handle = facts["handle"] == "yes"
    if facts["view"] == "from above":
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


def lamp(pen: Pen, facts: Facts) -> None:
    """A table lamp, on or off."""
    on = facts["light"] == "on"
    if on:
        pen.poly("glow", -330, -50, 330, -50, 480, 400, -480, 400, mark=True)
    pen.line("metal", 56, 0, -50, 0, 400)
    pen.rect("ink", -210, 390, 210, 460, round_=30)
    pen.poly("main", -170, -450, 170, -450, 330, -50, -330, -50)
    pen.oval("glow" if on else "dim", 0, -20, 110, 70)


def candle(pen: Pen, facts: Facts) -> None:
    """A candle, lit or not, thick or thin."""
    half = 200 if facts["build"] == "thick" else 75
    pen.line("ink", 26, 0, -80, 0, -190)
    pen.rect("main", -half, -100, half, 400, round_=20)
    pen.oval("metal", 0, 410, 330, 60)
    if facts["flame"] == "lit":
        pen.poly("fire", 0, -490, 70, -350, 100, -260, 70, -180, 0, -150, -70, -180, -100, -260, -70, -350)
        pen.poly("glow", 0, -350, 45, -240, 0, -180, -45, -240, mark=True)


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
    if facts["view"] == "from above":
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


def clock(pen: Pen, facts: Facts) -> None:
    """A wall clock, round or square, with or without a pendulum."""
    if facts["pendulum"] == "yes":
        pen.line("ink", 26, 0, 150, 0, 370)
        pen.oval("glow", 0, 400, 85)
    if facts["case"] == "round":
        pen.oval("main", 0, -120, 360)
    else:
        pen.rect("main", -340, -460, 340, 220)
    pen.oval("paper", 0, -120, 275)
    for dx, dy in ((0, -225), (225, 0), (0, 225), (-225, 0)):
        pen.oval("ink", dx, dy - 120, 26, mark=True)
    pen.line("ink", 40, -120, -190, 0, -120, 60, -300, mark=True)


def key(pen: Pen, facts: Facts) -> None:
    """A key that points right, its bow round or square."""
    pen.rect("main", -180, -50, 480, 50)
    pen.rect("main", 330, 0, 400, 190)
    pen.rect("main", 210, 0, 280, 150)
    if facts["bow"] == "round":
        pen.oval("main", -280, 0, 200)
    else:
        pen.rect("main", -480, -190, -100, 190)
    pen.oval("paper", -290, 0, 80)


def umbrella(pen: Pen, facts: Facts) -> None:
    """An umbrella, open or closed."""
    pen.arc("wood", 44, -70, 390, 70, 70, 0, 180)
    pen.line("wood", 44, 0, -430, 0, 390)
    if facts["canopy"] == "open":
        pen.slice("main", 0, 0, 470, 420, 180, 360)
        for x in (-313, 0, 313):
            pen.slice("paper", x, 10, 157, 60, 180, 360, mark=True)
        pen.poly("dark", 0, -420, 157, 0, -157, 0, mark=True)
    else:
        pen.poly("main", 0, -440, 110, 150, 0, 210, -110, 150)
        pen.poly("dark", 0, -440, 110, 150, 30, 190, mark=True)


def door(pen: Pen, facts: Facts) -> None:
    """A door in its frame, open or closed, with or without a window."""
    pen.rect("wood", -330, -480, 330, 480)
    pen.rect("ink", -260, -410, 260, 480)
    if facts["leaf"] == "open":
        pen.poly("main", -260, -410, -20, -330, -20, 400, -260, 480)
        if facts["window"] == "yes":
            pen.poly("glass", -200, -290, -80, -250, -80, -50, -200, -60)
        pen.oval("glow", -60, 70, 30)
    else:
        pen.rect("main", -260, -410, 260, 480)
        if facts["window"] == "yes":
            pen.rect("glass", -150, -310, 150, -40)
        pen.oval("glow", 190, 80, 44)


def book(pen: Pen, facts: Facts) -> None:
    """A book, open or closed."""
    if facts["cover"] == "open":
        pen.poly("main", -490, -220, 0, -170, 490, -220, 490, 290, 0, 340, -490, 290)
        pen.poly("paper", -450, -270, -220, -290, 0, -200, 0, 290, -220, 210, -450, 230)
        pen.poly("paper", 450, -270, 220, -290, 0, -200, 0, 290, 220, 210, 450, 230)
        for y in (-150, -50, 50):
            pen.line("metal", 26, -380, y, -90, y + 40, mark=True)
            pen.line("metal", 26, 90, y + 40, 380, y, mark=True)
    else:
        pen.rect("paper", -300, -400, 340, 440)
        pen.rect("main", -330, -440, 310, 400, round_=20)
        pen.rect("dark", -330, -440, -230, 400, mark=True)
        pen.rect("light", -130, -300, 220, -160, mark=True)


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


def pencil(pen: Pen, facts: Facts) -> None:
    """A pencil that points up, its tip sharp or blunt, with or without a rubber."""
    if facts["tip"] == "sharp":
        pen.poly("crust", 0, -480, 120, -220, -120, -220)
        pen.poly("ink", 0, -480, 50, -370, -50, -370, mark=True)
    else:
        pen.poly("crust", -80, -290, 80, -290, 120, -210, -120, -210)
    pen.rect("main", -120, -220, 120, 330)
    pen.rect("dark", -40, -220, 40, 330, mark=True)
    if facts["rubber"] == "yes":
        pen.rect("metal", -120, 320, 120, 390)
        pen.rect("blush", -120, 385, 120, 490, round_=40)


def scissors(pen: Pen, facts: Facts) -> None:
    """A pair of scissors that points up, open or closed."""
    spread = 210 if facts["blades"] == "open" else 40
    grip = 230 if facts["blades"] == "open" else 150
    for side in (-1, 1):
        pen.poly("metal", side * spread, -480, side * (spread + 60), -380, side * -40, 130, side * -110, 90)
    for side in (-1, 1):
        pen.line("main", 60, 0, 60, side * grip, 230)
        pen.arc("main", 60, side * grip, 340, 105, 120, 0, 360)
    pen.oval("ink", 0, 50, 36)


def battery(pen: Pen, facts: Facts) -> None:
    """A battery gauge, full or nearly empty."""
    pen.rect("ink", -130, -490, 130, -380)
    pen.rect("ink", -270, -410, 270, 480, round_=50)
    pen.rect("paper", -215, -355, 215, 425, mark=True)
    if facts["charge"] == "full":
        for top in (-330, -130, 70, 270):
            pen.rect("leaf", -180, top, 180, top + 140, mark=True)
    else:
        pen.rect("fire", -180, 270, 180, 410, mark=True)


def window(pen: Pen, facts: Facts) -> None:
    """A window, its curtains open or closed, with or without a flowerpot."""
    pen.rect("wood", -440, -460, 440, 340)
    pen.rect("glass", -380, -400, 380, 280)
    pen.line("wood", 40, 0, -400, 0, 280)
    pen.line("wood", 40, -380, -60, 380, -60)
    width = 130 if facts["curtains"] == "open" else 380
    pen.rect("main", -380, -400, -380 + width, 280)
    pen.rect("main", 380 - width, -400, 380, 280)
    pen.rect("wood", -480, 330, 480, 410)
    if facts["pot"] == "yes":
        pen.oval("leaf", 0, 130, 130)
        pen.poly("fire", -100, 200, 100, 200, 70, 340, -70, 340)


def envelope(pen: Pen, facts: Facts) -> None:
    """An envelope, open or closed, with or without a stamp."""
    if facts["flap"] == "open":
        pen.poly("dark", -440, -90, 0, -460, 440, -90)
        pen.rect("paper", -330, -260, 330, 100)
    pen.rect("main", -440, -90, 440, 430)
    pen.line("dark", 30, -430, 420, 0, 130, 430, 420, mark=True)
    if facts["flap"] == "closed":
        pen.poly("light", -440, -90, 440, -90, 0, 220)
    if facts["stamp"] == "yes":
        pen.rect("fire", 250, 230, 390, 390)


def shirt(pen: Pen, facts: Facts) -> None:
    """A shirt with long or short sleeves, with or without a pocket."""
    if facts["sleeves"] == "long":
        pen.poly("main", -200, -420, -310, -360, -480, 330, -350, 370, -220, -80)
        pen.poly("main", 200, -420, 310, -360, 480, 330, 350, 370, 220, -80)
    else:
        pen.poly("main", -200, -420, -310, -360, -450, -110, -320, -30, -220, -140)
        pen.poly("main", 200, -420, 310, -360, 450, -110, 320, -30, 220, -140)
    pen.poly("main", -220, -430, -110, -430, 0, -350, 110, -430, 220, -430, 250, 440, -250, 440)
    if facts["pocket"] == "yes":
        pen.rect("light", 50, -170, 180, -10)


def shoe(pen: Pen, facts: Facts) -> None:
    """A shoe that points right, its heel high or flat, with or without a bow."""
    if facts["heel"] == "high":
        pen.poly("ink", -430, 0, -300, 0, -360, 380, -430, 380)
        pen.poly("main", -450, -230, -330, -130, -130, 100, 150, 200, 420, 240, 480, 330, 440, 380, 120, 380,
                 -150, 260, -420, 60)  # fmt: skip
        bow = 250, 190
    else:
        pen.rect("ink", -470, 280, 480, 370, round_=40)
        pen.poly("main", -450, -180, -150, -150, -60, 20, 330, 90, 460, 180, 470, 290, -460, 290)
        bow = 90, 30
    if facts["bow"] == "yes":
        x, y = bow
        pen.poly("accent", x, y, x - 130, y - 90, x - 130, y + 90)
        pen.poly("accent", x, y, x + 130, y - 90, x + 130, y + 90)


HOUSEHOLD = (
    Kind(
        "cup",
        cup,
        avoid=("brown",),
        upright=True,
        plain=True,
        features=(
            seen("from the side", "from above"),
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
                "How long is the neck of the {n}?",
            ),
            has("cap", "a cap"),
        ),
    ),
    Kind(
        "lamp",
        lamp,
        upright=True,
        features=(
            either(
                "light",
                "state",
                {"on": "{n} that is on", "off": "{n} that is off"},
                "Is the {n} on or off?",
                "Is the {n} switched on or off?",
            ),
        ),
    ),
    Kind(
        "candle",
        candle,
        upright=True,
        features=(
            either(
                "flame",
                "state",
                {"lit": "lit {n}", "out": "unlit {n}"},
                "Is the {n} lit or unlit?",
                "Is the {n} burning?",
                options={"lit": "lit", "out": "unlit"},
            ),
            either("build", "structure", {"thick": "thick {n}", "thin": "thin {n}"}, "Is the {n} thick or thin?"),
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
            seen("from the side", "from above"),
            either(
                "top",
                "structure",
                {"round": "round {n}", "square": "square {n}"},
                "Is the {n} round or square?",
                "What shape is the {n}?",
                needs={"view": "from above"},
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
    Kind(
        "clock",
        clock,
        coloured=False,
        upright=True,
        features=(
            either(
                "case",
                "structure",
                {"round": "round {n}", "square": "square {n}"},
                "Is the {n} round or square?",
                "What shape is the {n}?",
            ),
            has("pendulum", "a pendulum"),
        ),
    ),
    Kind(
        "key",
        key,
        avoid=("white",),
        faces=True,
        features=(
            either(
                "bow",
                "structure",
                {"round": "{n} with a round head", "square": "{n} with a square head"},
                "Is the head of the {n} round or square?",
                "What shape is the head of the {n}?",
            ),
        ),
    ),
    Kind(
        "umbrella",
        umbrella,
        avoid=("white",),
        colour_needs={"canopy": "open"},
        upright=True,
        features=(
            either("canopy", "state", {"open": "open {n}", "closed": "closed {n}"}, "Is the {n} open or closed?"),
        ),
    ),
    Kind(
        "door",
        door,
        avoid=("black",),
        upright=True,
        features=(
            either("leaf", "state", {"open": "open {n}", "closed": "closed {n}"}, "Is the {n} open or closed?"),
            has("window", "a window", "Is there a window in the {n}?"),
        ),
    ),
    Kind(
        "book",
        book,
        avoid=("white",),
        colour_needs={"cover": "closed"},
        features=(
            either("cover", "state", {"open": "open {n}", "closed": "closed {n}"}, "Is the {n} open or closed?"),
        ),
    ),
    Kind("teapot", teapot, avoid=("black",), faces=True, upright=True, features=(has("lid", "a lid"),)),
    Kind(
        "pencil",
        pencil,
        avoid=("white", "brown"),
        points=True,
        features=(
            either(
                "tip",
                "structure",
                {"sharp": "sharp {n}", "blunt": "blunt {n}"},
                "Is the {n} sharp or blunt?",
                "What is the tip of the {n} like?",
            ),
            has("rubber", "a rubber on its end", "Is there a rubber on the end of the {n}?"),
        ),
    ),
    Kind(
        "pair of scissors",
        scissors,
        coloured=False,
        plural="pairs of scissors",
        points=True,
        features=(
            either(
                "blades",
                "state",
                {"open": "{n} that is open", "closed": "{n} that is closed"},
                "Is the {n} open or closed?",
            ),
        ),
    ),
    Kind(
        "battery",
        battery,
        plural="batteries",
        upright=True,
        coloured=False,
        features=(
            either(
                "charge",
                "state",
                {"full": "full {n}", "empty": "nearly empty {n}"},
                "How full is the {n}?",
                options={"full": "full", "empty": "nearly empty"},
            ),
        ),
    ),
    Kind(
        "window",
        window,
        avoid=("white", "black"),
        features=(
            either(
                "curtains",
                "state",
                {"open": "{n} with its curtains open", "closed": "{n} with its curtains closed"},
                "Are the curtains of the {n} open or closed?",
            ),
            has("pot", "a flowerpot in front of it", "Is there a flowerpot in front of the {n}?"),
        ),
    ),
    Kind(
        "envelope",
        envelope,
        avoid=("white",),
        features=(
            either("flap", "state", {"open": "open {n}", "closed": "closed {n}"}, "Is the {n} open or closed?"),
            has("stamp", "a stamp"),
        ),
    ),
    Kind(
        "shirt",
        shirt,
        avoid=("white",),
        upright=True,
        features=(
            either(
                "sleeves",
                "structure",
                {"long": "{n} with long sleeves", "short": "{n} with short sleeves"},
                "Are the sleeves of the {n} long or short?",
            ),
            has("pocket", "a pocket"),
        ),
    ),
    Kind(
        "shoe",
        shoe,
        faces=True,
        upright=True,
        features=(
            either(
                "heel",
                "structure",
                {"high": "{n} with a high heel", "flat": "{n} with a flat heel"},
                "Is the heel of the {n} high or flat?",
            ),
            has("bow", "a bow"),
        ),
    ),
)
