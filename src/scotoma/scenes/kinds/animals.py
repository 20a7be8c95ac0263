"""Animals."""

from scotoma.scenes.kinds.kind import Facts, Kind, either
from scotoma.scenes.pen import Pen

__all__ = ["ANIMALS"]


def fish(pen: Pen, facts: Facts) -> None:
    """A fish swimming to the right, plain or striped."""
    pen.poly("dark", -250, 0, -480, -230, -420, 0, -480, 230)
    pen.poly("dark", -80, -230, 60, -380, 150, -200)
    pen.oval("main", 90, 0, 380, 260)
    if facts.get("skin") == "striped":
        for x in (-120, 30, 180):
            pen.line("dark", 60, x, -170, x + 30, 0, x, 170, mark=True)
    pen.oval("paper", 310, -70, 55, mark=True)
    pen.oval("ink", 320, -70, 28, mark=True)
    pen.line("ink", 24, 380, 80, 320, 100, mark=True)


ANIMALS = (
    Kind(
        "fish",
        fish,
        plural="fish",
        faces=True,
        upright=True,
        features=(
            either(
                "skin",
                "structure",
                {"striped": "{n} with stripes", "plain": "{n} without stripes"},
                "Does the {n} have stripes?",
                options={"striped": "yes", "plain": "no"},
            ),
        ),
    ),
)
