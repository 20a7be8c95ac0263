"""Things in a house."""

from scotoma.scenes.kinds.kind import Facts, Kind, either, has
from scotoma.scenes.pen import Pen

__all__ = ["HOUSEHOLD"]


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


HOUSEHOLD = (
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
        "battery",
        battery,
        plural="batteries",
        upright=True,
        coloured=False,
        features=(
            either(
                "charge",
                "state",
                {"full": "full {n}", "empty": "flat {n}"},
                "What does the {n} show?",
                options={"full": "that it is full", "empty": "that it is flat"},
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
)
