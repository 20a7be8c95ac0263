"""Animals that swim, fly or crawl; those with a heading look right."""

from scotoma.scenes.kinds.animals import eye
from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.pen import Pen

__all__ = ["SMALL_ANIMALS"]


def fish(pen: Pen, facts: Facts) -> None:
    """A fish swimming to the right, plain or striped."""
    pen.poly("dark", -250, 0, -480, -230, -420, 0, -480, 230)
    pen.poly("dark", -80, -230, 60, -380, 150, -200)
    pen.oval("main", 90, 0, 380, 260)
    if facts["skin"] == "striped":
        for x in (-150, 0, 150):
            pen.line("accent", 60, x, -165, x + 30, 0, x, 165, mark=True)
    eye(pen, 310, -70, 58)
    pen.line("ink", 26, 400, 80, 330, 100, mark=True)


def bird(pen: Pen, facts: Facts) -> None:
    """A bird looking right, its wing raised or folded."""
    pen.line("fire", 32, -20, 250, -20, 440)
    pen.line("fire", 32, 90, 250, 90, 440)
    pen.poly("dark", -220, 60, -480, -20, -470, 150, -250, 200)
    pen.oval("main", -10, 100, 290, 210)
    pen.oval("main", 210, -120, 160)
    pen.poly("fire", 350, -170, 490, -100, 350, -50)
    eye(pen, 240, -150, 44)
    if facts["wing"] == "raised":
        pen.poly("accent", -150, 90, 110, 90, -60, -190, -280, -420, -240, -140)
    else:
        pen.slice("accent", -40, 80, 200, 150, 0, 180)


def duck(pen: Pen, facts: Facts) -> None:
    """A duck swimming to the right, with or without a hat."""
    pen.poly("main", -300, 150, -480, -40, -430, 260)
    pen.oval("main", -50, 200, 370, 210)
    pen.oval("main", 190, -120, 180)
    pen.poly("fire", 340, -150, 490, -90, 340, -30)
    eye(pen, 230, -160, 46)
    pen.slice("dark", -80, 160, 220, 150, 0, 180)
    if facts["hat"] == "yes":
        pen.rect("ink", 20, -310, 360, -250)
        pen.rect("ink", 80, -480, 300, -290)


def butterfly(pen: Pen, facts: Facts) -> None:
    """A butterfly with its wings spread, or closed above its back; with or without spots."""
    if facts["wings"] == "closed":
        pen.poly("main", -60, 180, -300, 60, -330, -300, -150, -450, 60, -150)
        pen.poly("dark", 20, 180, -130, 40, -100, -300, 110, -440, 190, -120)
        spots = [(-210, -230), (-180, -60)]
        pen.line("ink", 80, -280, 220, 260, 220)
        pen.line("ink", 22, 250, 200, 400, 60)
        pen.line("ink", 22, 250, 200, 440, 120)
    else:
        for side in (-1, 1):
            pen.oval("main", side * 250, -170, 220, 220)
            pen.oval("dark", side * 200, 210, 165, 175)
        spots = [(-270, -190), (270, -190), (-200, 220), (200, 220)]
        pen.line("ink", 80, 0, -230, 0, 350)
        pen.line("ink", 22, -20, -250, -120, -440)
        pen.line("ink", 22, 20, -250, 120, -440)
    if facts["spots"] == "yes":
        for x, y in spots:
            pen.oval("accent", x, y, 75)


def snail(pen: Pen, facts: Facts) -> None:
    """A snail crawling to the right, out of its shell or inside."""
    if facts["body"] == "out":
        pen.line("crust", 130, -420, 330, 340, 330, 390, 100)
        pen.line("crust", 36, 360, 60, 310, -110)
        pen.line("crust", 36, 410, 60, 450, -100)
        pen.oval("ink", 310, -110, 34)
        pen.oval("ink", 450, -100, 34)
    pen.oval("main", -70, 60, 320)
    pen.arc("dark", 50, -70, 60, 205, 205, 0, 270)
    pen.arc("dark", 50, -50, 70, 95, 95, 90, 380)


def turtle(pen: Pen, facts: Facts) -> None:
    """A turtle heading right, its head out or in."""
    for x in (-230, 190):
        pen.rect("leaf", x - 75, 130, x + 75, 310, round_=50)
    if facts["head"] == "out":
        pen.line("leaf", 110, 260, 120, 370, 0)
        pen.oval("leaf", 390, -20, 105, 90)
        pen.oval("ink", 420, -45, 26, mark=True)
    pen.slice("main", -20, 180, 370, 370, 180, 360)
    pen.line("dark", 36, -190, 0, -90, -110, 60, -110, 150, 0, mark=True)


def owl(pen: Pen, facts: Facts) -> None:
    """An owl, its eyes open or shut."""
    pen.poly("main", -300, -220, -290, -470, -120, -370)
    pen.poly("main", 300, -220, 290, -470, 120, -370)
    pen.oval("main", 0, 30, 340, 430)
    pen.oval("light", 0, 180, 210, 240)
    for x in (-145, 145):
        pen.oval("paper", x, -150, 130)
        if facts["eyes"] == "open":
            pen.oval("ink", x, -150, 70, mark=True)
        else:
            pen.line("ink", 40, x - 80, -150, x, -120, x + 80, -150, mark=True)
    pen.poly("fire", -50, -60, 50, -60, 0, 50)
    for x in (-110, 110):
        pen.rect("fire", x - 50, 430, x + 50, 480)


def ladybird(pen: Pen, facts: Facts) -> None:
    """A ladybird from above, heading up, its spots counted."""
    pen.oval("ink", 0, -310, 170, 140)
    pen.line("ink", 26, -80, -400, -160, -490)
    pen.line("ink", 26, 80, -400, 160, -490)
    pen.oval("main", 0, 90, 390, 380)
    pen.line("ink", 36, 0, -280, 0, 460, mark=True)
    places = ((-190, -40), (190, 200), (190, -60), (-190, 220), (-130, 80), (130, 70), (-90, 340), (90, 340))
    for x, y in places[: int(facts["spots"])]:
        pen.oval("ink", x, y, 68, mark=True)


SMALL_ANIMALS = (
    Kind(
        "fish",
        fish,
        avoid=("black",),
        colour_needs={"skin": "plain"},
        plural="fish",
        faces=True,
        upright=True,
        plain=True,
        features=(
            either(
                "skin",
                "colour",
                {"striped": "striped {n}", "plain": "plain {n}"},
                "Is the {n} striped or plain?",
                "What does the skin of the {n} look like?",
            ),
        ),
    ),
    Kind(
        "bird",
        bird,
        avoid=("black",),
        faces=True,
        upright=True,
        features=(
            either(
                "wing",
                "state",
                {"raised": "{n} with its wing raised", "folded": "{n} with its wing folded"},
                "Is the wing of the {n} raised or folded?",
                "What is the {n} doing with its wing?",
                options={"raised": "raised", "folded": "folded"},
            ),
        ),
    ),
    Kind("duck", duck, faces=True, upright=True, features=(has("hat", "a hat", "Is the {n} wearing a hat?"),)),
    Kind(
        "butterfly",
        butterfly,
        avoid=("black",),
        plural="butterflies",
        upright=True,
        features=(
            either(
                "wings",
                "state",
                {"open": "{n} with open wings", "closed": "{n} with closed wings"},
                "Are the wings of the {n} open or closed?",
            ),
            has("spots", "spots"),
        ),
    ),
    Kind(
        "snail",
        snail,
        avoid=("black",),
        colour_needs={"body": "out"},
        faces=True,
        upright=True,
        facing_needs={"body": "out"},
        features=(
            either(
                "body",
                "state",
                {"out": "{n} out of its shell", "in": "{n} inside its shell"},
                "Where is the body of the {n}?",
                options={"out": "out of its shell", "in": "inside its shell"},
            ),
        ),
    ),
    Kind(
        "turtle",
        turtle,
        avoid=("black",),
        faces=True,
        upright=True,
        facing_needs={"head": "out"},
        features=(
            either(
                "head",
                "state",
                {"out": "{n} with its head out", "in": "{n} with its head hidden"},
                "Can you see the head of the {n}, or is it hidden?",
                options={"out": "it can be seen", "in": "it is hidden"},
            ),
        ),
    ),
    Kind(
        "owl",
        owl,
        avoid=("white",),
        upright=True,
        features=(
            either(
                "eyes",
                "state",
                {"open": "{n} with open eyes", "closed": "{n} with closed eyes"},
                "Are the eyes of the {n} open or closed?",
            ),
        ),
    ),
    Kind(
        "ladybird", ladybird, avoid=("black", "brown"), points=True, features=(counted("spots", "spot", "spots", 1, 8),)
    ),
)
