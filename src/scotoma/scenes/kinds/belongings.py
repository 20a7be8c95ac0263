"""Things that one carries or wears."""

from scotoma.scenes.kinds.kind import Facts, Kind, either, has
from scotoma.scenes.pen import Pen

__all__ = ["BELONGINGS"]


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


BELONGINGS = (
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
        "book",
        book,
        avoid=("white",),
        colour_needs={"cover": "closed"},
        features=(
            either("cover", "state", {"open": "open {n}", "closed": "closed {n}"}, "Is the {n} open or closed?"),
        ),
    ),
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
