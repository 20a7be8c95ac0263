"""Plain shapes."""

from scotoma.scenes.geometry import cosine, sine
from scotoma.scenes.kinds.kind import Facts, Kind, either
from scotoma.scenes.pen import Pen

__all__ = ["SHAPES"]


def around(radius: int, count: int, start: int) -> list[int]:
    """x, y, x, y, ... of `count` points evenly spread on a circle, the first at `start` degrees."""
    degrees = [start + 360 * step // count for step in range(count)]
    return [value * radius // 65536 for degree in degrees for value in (cosine(degree), sine(degree))]


def ball(pen: Pen, facts: Facts) -> None:
    """A ball, plain or with stripes."""
    pen.oval("main", 0, 0, 470)
    pen.slice("light", 0, 0, 400, 400, 200, 290, mark=True)


def square(pen: Pen, facts: Facts) -> None:
    """A square, its corners sharp or rounded."""
    pen.rect("main", -430, -430, 430, 430, round_=190 if facts.get("corners") == "rounded" else 0)


def triangle(pen: Pen, facts: Facts) -> None:
    """A triangle that points up."""
    pen.poly("main", 0, -470, 460, 400, -460, 400)


def star(pen: Pen, facts: Facts) -> None:
    """A star with five or eight points."""
    count = 8 if facts.get("points") == "eight" else 5
    tips, dents = around(490, count, -90), around(220 if count == 5 else 300, count, -90 + 180 // count)
    pairs = [
        dent for step in range(count) for dent in (*tips[2 * step : 2 * step + 2], *dents[2 * step : 2 * step + 2])
    ]
    pen.poly("main", *pairs)


def heart(pen: Pen, facts: Facts) -> None:
    """A heart."""
    pen.poly("main", 0, 460, -440, -20, -470, -160, -440, -300, -350, -400, -230, -430, -110, -390, 0, -270,
             110, -390, 230, -430, 350, -400, 440, -300, 470, -160, 440, -20)  # fmt: skip


def arrow(pen: Pen, facts: Facts) -> None:
    """An arrow that points up, its shaft thick or thin."""
    half = 130 if facts.get("shaft") == "thick" else 50
    pen.poly("main", 0, -480, 330, -90, half, -90, half, 480, -half, 480, -half, -90, -330, -90)


def cross(pen: Pen, facts: Facts) -> None:
    """A cross."""
    pen.poly("main", -140, -450, 140, -450, 140, -140, 450, -140, 450, 140, 140, 140, 140, 450, -140, 450,
             -140, 140, -450, 140, -450, -140, -140, -140)  # fmt: skip


SHAPES = (
    Kind("ball", ball, plain=True),
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
    Kind("star", star, plain=True, upright=True),
    Kind("heart", heart, plain=True, upright=True),
    Kind("arrow", arrow, points=True),
    Kind("cross", cross, plain=True),
)
