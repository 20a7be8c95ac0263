"""Faces, people and robots."""

from scotoma.scenes.kinds.kind import Facts, Kind, counted, either, has
from scotoma.scenes.pen import Pen

__all__ = ["PEOPLE"]


def face(pen: Pen, facts: Facts) -> None:
    """A face: smiling or frowning, its eyes open or closed, with or without glasses."""
    pen.oval("skin", 0, 0, 450)
    for x in (-170, 170):
        if facts["eyes"] == "open":
            pen.oval("ink", x, -110, 58, 74, mark=True)
        else:
            pen.line("ink", 40, x - 80, -110, x, -80, x + 80, -110, mark=True)
    if facts["glasses"] == "yes":
        for x in (-175, 175):
            pen.arc("main", 44, x, -105, 145, 135, 0, 360, mark=True)
        pen.line("main", 44, -40, -120, 40, -120, mark=True)
    if facts["mood"] == "smiling":
        pen.arc("ink", 52, 0, 90, 220, 170, 20, 160, mark=True)
    else:
        pen.arc("ink", 52, 0, 330, 220, 170, 200, 340, mark=True)


def person(pen: Pen, facts: Facts) -> None:
    """A person, the arms raised or lowered, with or without a hat."""
    y = -90 if facts["arms"] == "lowered" else -60
    for side in (-1, 1):
        end = 190 if facts["arms"] == "lowered" else -330
        pen.line("main", 90, side * 90, y, side * 240, (y + end) // 2, side * 270, end)
        pen.line("ink", 110, side * 70, 180, side * 90, 440)
    pen.rect("main", -140, -140, 140, 220, round_=60)
    pen.oval("skin", 0, -270, 130)
    if facts["hat"] == "yes":
        pen.rect("accent", -190, -390, 190, -330)
        pen.rect("accent", -110, -490, 110, -360)


def robot(pen: Pen, facts: Facts) -> None:
    """A robot: an aerial or none, its head round or square, its legs long or short."""
    if facts["aerial"] == "yes":
        pen.line("metal", 30, 0, -330, 0, -450)
        pen.oval("fire", 0, -450, 44)
    foot = 480 if facts["legs"] == "long" else 330
    for x in (-110, 110):
        pen.rect("metal", x - 50, 180, x + 50, foot)
    for side in (-1, 1):
        pen.line("metal", 70, side * 250, -20, side * 380, 110)
    pen.rect("main", -240, -70, 240, 220, round_=30)
    pen.rect("light", -120, 0, 120, 120, mark=True)
    if facts["head"] == "round":
        pen.oval("main", 0, -210, 160, 140)
    else:
        pen.rect("main", -180, -350, 180, -80)
    for x in (-75, 75):
        pen.oval("glow", x, -225, 44, mark=True)


def hand(pen: Pen, facts: Facts) -> None:
    """A hand that holds up some fingers, which are counted; the thumb is folded in."""
    count = int(facts["fingers"])
    for index, (x, top) in enumerate(((-180, -330), (-60, -460), (60, -450), (180, -350))):
        if index < count:
            pen.line("skin", 100, x, 120, x, top)
        else:
            pen.oval("skin", x, -10, 58, 60)
    pen.rect("skin", -240, 0, 240, 400, round_=90)
    pen.rect("main", -200, 370, 200, 490)


PEOPLE = (
    Kind(
        "face",
        face,
        avoid=("yellow", "orange", "white"),
        upright=True,
        plain=True,
        coloured=False,
        features=(
            either(
                "mood",
                "state",
                {"smiling": "smiling {n}", "frowning": "frowning {n}"},
                "Is the {n} smiling or frowning?",
                "What expression does the {n} have?",
            ),
            either(
                "eyes",
                "state",
                {"open": "{n} with open eyes", "closed": "{n} with closed eyes"},
                "Are the eyes of the {n} open or closed?",
            ),
            has("glasses", "glasses", "Is the {n} wearing glasses?"),
        ),
    ),
    Kind(
        "person",
        person,
        coloured=False,
        plural="people",
        upright=True,
        features=(
            either(
                "arms",
                "state",
                {"raised": "{n} with raised arms", "lowered": "{n} with lowered arms"},
                "Are the arms of the {n} raised or lowered?",
            ),
            has("hat", "a hat", "Is the {n} wearing a hat?"),
        ),
    ),
    Kind(
        "robot",
        robot,
        avoid=("white",),
        upright=True,
        features=(
            has("aerial", "an aerial"),
            either(
                "head",
                "structure",
                {"round": "{n} with a round head", "square": "{n} with a square head"},
                "Is the head of the {n} round or square?",
                "What shape is the head of the {n}?",
            ),
            either(
                "legs",
                "structure",
                {"long": "{n} with long legs", "short": "{n} with short legs"},
                "Are the legs of the {n} long or short?",
            ),
        ),
    ),
    Kind("hand", hand, coloured=False, features=(counted("fingers", "raised finger", "raised fingers", 1, 4),)),
)
