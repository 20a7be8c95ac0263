"""Animals; those with a heading look right."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.pen import Pen

__all__ = ["ANIMALS"]


def eye(pen: Pen, x: int, y: int, radius: int) -> None:
    """An open eye."""
    pen.oval("paper", x, y, radius, mark=True)
    pen.oval("ink", x + radius // 5, y, radius * 55 // 100, mark=True)


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


ANIMALS = (
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
                "How long is the tail of the {n}?",
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
                "Is the {n} out of its shell or inside?",
                options={"out": "out of its shell", "in": "inside its shell"},
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
