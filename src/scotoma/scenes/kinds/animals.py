"""Animals; those with a heading look right."""

from scotoma.scenes.kinds.kind import Facts, Kind, either, has
from scotoma.scenes.pen import Pen

__all__ = ["ANIMALS", "eye"]


def eye(pen: Pen, x: int, y: int, radius: int) -> None:
    """An open eye."""
    pen.oval("paper", x, y, radius, mark=True)
    pen.oval("ink", x + radius // 5, y, radius * 55 // 100, mark=True)


def cat(pen: Pen, facts: Facts) -> None:
    """A cat walking to the right, its tail long or short."""
    reach = -480 if facts["tail"] == "long" else -370
    if facts["tail"] == "long":
        pen.line("main", 70, -290, 20, -420, -60, -440, -220, reach + 70, -420)
    else:
        pen.line("main", 70, -290, 20, reach, -60)
    for x in (-270, -150, 100, 220):
        pen.rect("dark" if x in {-150, 100} else "main", x - 40, 80, x + 40, 400, round_=30)
    pen.oval("main", -40, 60, 310, 170)
    pen.poly("main", 150, -180, 180, -420, 300, -260)
    pen.poly("main", 300, -260, 430, -420, 450, -150)
    pen.oval("main", 300, -120, 180, 160)
    eye(pen, 270, -150, 40)
    eye(pen, 390, -150, 36)
    pen.poly("blush", 320, -80, 380, -80, 350, -50, mark=True)


def dog(pen: Pen, facts: Facts) -> None:
    """A dog looking right, with long or short legs, with or without a collar."""
    foot = 460 if facts["legs"] == "long" else 250
    for x in (-260, -150, 90, 200):
        pen.rect("dark" if x in {-150, 90} else "main", x - 42, 50, x + 42, foot, round_=34)
    pen.line("main", 60, -290, -40, -420, -220)
    pen.oval("main", -30, 20, 310, 150)
    pen.poly("main", 130, 60, 160, -230, 330, -230, 270, 80)
    pen.oval("main", 260, -240, 150, 130)
    pen.rect("main", 290, -270, 480, -140, round_=50)
    pen.oval("ink", 460, -245, 40, mark=True)
    pen.oval("dark", 160, -220, 60, 130)
    eye(pen, 290, -290, 36)
    if facts["collar"] == "yes":
        pen.line("accent", 64, 130, -60, 310, -30)


def rabbit(pen: Pen, facts: Facts) -> None:
    """A rabbit looking right, its ears up or down."""
    pen.oval("light", -370, 220, 95)
    pen.oval("main", -90, 190, 290, 230)
    pen.oval("main", 130, 380, 160, 60)
    if facts["ears"] == "up":
        pen.oval("dark", 110, -330, 60, 165)
        pen.oval("main", 220, -330, 60, 165)
    else:
        pen.oval("dark", 20, 10, 60, 165)
    pen.oval("main", 190, -80, 190, 160)
    if facts["ears"] == "down":
        pen.oval("dark", 90, 20, 62, 165)
    eye(pen, 240, -120, 40)
    pen.oval("blush", 370, -70, 32, mark=True)


def elephant(pen: Pen, facts: Facts) -> None:
    """An elephant looking right, its trunk raised or lowered."""
    for x in (-290, -170, 40, 150):
        pen.rect("dark" if x in {-170, 40} else "main", x - 62, 150, x + 62, 440, round_=30)
    pen.line("dark", 36, -390, 0, -450, 180)
    pen.oval("main", -110, 40, 310, 240)
    if facts["trunk"] == "raised":
        pen.line("main", 90, 330, -60, 420, -80, 430, -230, 400, -400)
    else:
        pen.line("main", 90, 330, -60, 410, 60, 420, 220, 400, 380)
    pen.oval("main", 230, -90, 190, 180)
    pen.oval("dark", 110, -70, 120, 180)
    eye(pen, 310, -130, 36)
    pen.line("wax", 44, 300, 60, 370, 130)


def giraffe(pen: Pen, facts: Facts) -> None:
    """A giraffe looking right, with or without spots."""
    for x in (-250, -150, 20, 110):
        pen.rect("dark" if x in {-150, 20} else "main", x - 36, 100, x + 36, 470, round_=24)
    pen.line("main", 34, -280, 80, -350, 240)
    pen.oval("main", -70, 90, 250, 130)
    pen.poly("main", 20, 60, 130, -340, 240, -340, 190, 100)
    pen.oval("main", 230, -370, 140, 85)
    pen.line("dark", 34, 160, -420, 150, -485)
    pen.line("dark", 34, 210, -430, 210, -485)
    eye(pen, 240, -390, 32)
    if facts["spots"] == "yes":
        for x, y, r in ((-200, 60, 50), (-90, 110, 56), (20, 60, 50), (130, -20, 44), (150, -150, 40), (170, -260, 36)):
            pen.oval("bark", x, y, r, mark=True)


def sheep(pen: Pen, facts: Facts) -> None:
    """A sheep looking right, woolly or shorn."""
    for x in (-230, -120, 100, 190):
        pen.rect("ink", x - 34, 150, x + 34, 430, round_=24)
    if facts["fleece"] == "woolly":
        for x, y in ((-250, 60), (-130, -110), (60, -130), (200, 0), (150, 160), (-30, 190), (-200, 170)):
            pen.oval("paper", x, y, 140)
        pen.oval("paper", -20, 40, 230, 170, mark=True)
    else:
        pen.oval("blush", -20, 60, 270, 150)
    pen.oval("ink", 330, -110, 120, 150)
    pen.oval("ink", 220, -190, 80, 44)
    pen.oval("paper", 350, -150, 34, mark=True)


ANIMALS = (
    Kind(
        "cat",
        cat,
        avoid=("black",),
        faces=True,
        upright=True,
        features=(
            either(
                "tail",
                "structure",
                {"long": "{n} with a long tail", "short": "{n} with a short tail"},
                "Is the tail of the {n} long or short?",
                "What is the tail of the {n} like?",
            ),
        ),
    ),
    Kind(
        "dog",
        dog,
        avoid=("black",),
        faces=True,
        upright=True,
        features=(
            either(
                "legs",
                "structure",
                {"long": "{n} with long legs", "short": "{n} with short legs"},
                "Are the legs of the {n} long or short?",
                "What are the legs of the {n} like?",
            ),
            has("collar", "a collar"),
        ),
    ),
    Kind(
        "rabbit",
        rabbit,
        faces=True,
        upright=True,
        features=(
            either(
                "ears",
                "state",
                {"up": "{n} with its ears up", "down": "{n} with its ears down"},
                "Are the ears of the {n} up or down?",
            ),
        ),
    ),
    Kind(
        "elephant",
        elephant,
        avoid=("black",),
        faces=True,
        upright=True,
        features=(
            either(
                "trunk",
                "state",
                {"raised": "{n} with its trunk raised", "lowered": "{n} with its trunk lowered"},
                "Is the trunk of the {n} raised or lowered?",
            ),
        ),
    ),
    Kind("giraffe", giraffe, avoid=("brown",), faces=True, upright=True, features=(has("spots", "spots"),)),
    Kind(
        "sheep",
        sheep,
        plural="sheep",
        faces=True,
        upright=True,
        coloured=False,
        features=(
            either("fleece", "state", {"woolly": "woolly {n}", "shorn": "shorn {n}"}, "Is the {n} woolly or shorn?"),
        ),
    ),
)
