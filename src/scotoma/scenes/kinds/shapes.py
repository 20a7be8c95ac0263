"""Plain shapes."""

from scotoma.scenes.geometry import cosine, sine
from scotoma.scenes.kinds.kind import Facts, Kind, either
from scotoma.scenes.pen import Pen

__all__ = ["SHAPES", "around"]


def around(radius: int, count: int, start: int) -> list[int]:
    """x, y, x, y, ... of `count` points evenly spread on a circle, the first at `start` degrees."""
    degrees = [start + 360 * step // count for step in range(count)]
    return [value * radius // 65536 for degree in degrees for value in (cosine(degree), sine(degree))]


def ball(pen: Pen, facts: Facts) -> None:
    """A ball, plain or striped."""
    pen.oval("main", 0, 0, 450)
    if facts["skin"] == "striped":
        pen.poly("accent", -440, -90, 440, -90, 440, 90, -440, 90, mark=True)
        pen.slice("accent", 0, 0, 440, 440, 225, 315, mark=True)
        pen.slice("accent", 0, 0, 440, 440, 45, 135, mark=True)


def square(pen: Pen, facts: Facts) -> None:
    """A square, its corners sharp or rounded."""
    pen.rect("main", -420, -420, 420, 420, round_=190 if facts["corners"] == "rounded" else 0)


def triangle(pen: Pen, facts: Facts) -> None:
    """A triangle that points up."""
    pen.poly("main", 0, -480, 270, 420, -270, 420)


def star(pen: Pen, facts: Facts) -> None:
    """A star, its points counted."""
    count = int(facts["points"])
    half = 180 // count
    tips, dents = around(490, count, -90), around(150 + 32 * count // 2, count, -90 + half)
    pen.poly("main", *[v for i in range(0, 2 * count, 2) for v in (*tips[i : i + 2], *dents[i : i + 2])])


def heart(pen: Pen, facts: Facts) -> None:
    """A heart, whole or broken."""
    pen.poly("main", 0, 460, -250, 230, -430, 10, -470, -160, -440, -300, -350, -400, -230, -430, -110, -390, 0, -270,
             110, -390, 230, -430, 350, -400, 440, -300, 470, -160, 430, 10, 250, 230)  # fmt: skip
    if facts["break"] == "broken":
        pen.line("paper", 60, 0, -270, -90, -120, 80, 20, -60, 170, 0, 420, mark=True)


def arrow(pen: Pen, facts: Facts) -> None:
    """An arrow that points up, its shaft thick or thin."""
    half = 150 if facts["shaft"] == "thick" else 45
    pen.poly("main", 0, -480, 330, -90, half, -90, half, 480, -half, 480, -half, -90, -330, -90)


def cross(pen: Pen, facts: Facts) -> None:
    """A cross, its arms thick or thin."""
    w = 160 if facts["arms"] == "thick" else 65
    pen.poly("main", -w, -450, w, -450, w, -w, 450, -w, 450, w, w, w, w, 450, -w, 450, -w, w, -450, w, -450, -w, -w, -w)


def path(pen: Pen, facts: Facts) -> None:
    """A line: curved, or straight."""
    if facts["course"] == "straight":
        pen.line("main", 90, -440, 0, 440, 0)
    else:
        xs = range(-440, 441, 40)
        pen.line("main", 90, *[v for x in xs for v in (x, sine((x + 440) * 360 // 440) * 230 // 65536)])


def ring(pen: Pen, facts: Facts) -> None:
    """A ring, thick or thin."""
    width = 230 if facts["band"] == "thick" else 80
    pen.arc("main", width, 0, 0, 440 - width // 2, 440 - width // 2, 0, 360)


def polygon(pen: Pen, facts: Facts) -> None:
    """A regular polygon, its sides counted."""
    count = int(facts["sides"])
    pen.poly("main", *around(460, count, -90))


def kite(pen: Pen, facts: Facts) -> None:
    """A pointer as on a compass, pointing up."""
    pen.poly("main", 0, -490, 170, 0, -170, 0)
    pen.poly("paper", 0, 490, 170, 0, -170, 0)
    pen.oval("ink", 0, 0, 60)


SHAPES = (
    Kind(
        "ball",
        ball,
        colour_needs={"skin": "plain"},
        plain=True,
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
    Kind(
        "square",
        square,
        plain=True,
        features=(
            either(
                "corners",
                "structure",
                {"sharp": "{n} with sharp corners", "rounded": "{n} with rounded corners"},
                "Are the corners of the {n} sharp or rounded?",
                "What are the corners of the {n} like?",
            ),
        ),
    ),
    Kind("triangle", triangle, points=True, plain=True),
    Kind(
        "star",
        star,
        plain=True,
        features=(
            either(
                "points",
                "structure",
                {"4": "{n} with four points", "5": "{n} with five points", "8": "{n} with eight points"},
                "How many points does the {n} have?",
                options={"4": "four", "5": "five", "8": "eight"},
            ),
        ),
    ),
    Kind(
        "heart",
        heart,
        avoid=("white",),
        plain=True,
        upright=True,
        features=(
            either("break", "state", {"whole": "whole {n}", "broken": "broken {n}"}, "Is the {n} whole or broken?"),
        ),
    ),
    Kind(
        "arrow",
        arrow,
        points=True,
        features=(
            either(
                "shaft",
                "structure",
                {"thick": "{n} with a thick shaft", "thin": "{n} with a thin shaft"},
                "Is the shaft of the {n} thick or thin?",
            ),
        ),
    ),
    Kind(
        "cross",
        cross,
        plural="crosses",
        plain=True,
        features=(
            either("arms", "structure", {"thick": "thick {n}", "thin": "thin {n}"}, "Is the {n} thick or thin?"),
        ),
    ),
    Kind(
        "line",
        path,
        features=(
            either(
                "course",
                "structure",
                {"curved": "curved {n}", "straight": "straight {n}"},
                "Is the {n} curved or straight?",
                "What course does the {n} take?",
            ),
        ),
    ),
    Kind(
        "ring",
        ring,
        plain=True,
        features=(
            either("band", "structure", {"thick": "thick {n}", "thin": "thin {n}"}, "Is the {n} thick or thin?"),
        ),
    ),
    Kind(
        "polygon",
        polygon,
        features=(
            either(
                "sides",
                "structure",
                {
                    str(n): f"{{n}} with {word} sides"
                    for n, word in ((3, "three"), (4, "four"), (5, "five"), (6, "six"), (8, "eight"))
                },
                "How many sides does the {n} have?",
                options={"3": "three", "4": "four", "5": "five", "6": "six", "8": "eight"},
            ),
        ),
    ),
    Kind("compass needle", kite, coloured=False, points=True),
)
