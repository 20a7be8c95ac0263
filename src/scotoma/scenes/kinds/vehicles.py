"""Things that drive, swim and fly."""

from scotoma.scenes.kinds.kind import Facts, Kind, has, seen
from scotoma.scenes.pen import Pen

__all__ = ["VEHICLES"]


def wheel(pen: Pen, x: int, y: int, radius: int) -> None:
    """A wheel with a hub."""
    pen.oval("ink", x, y, radius)
    pen.oval("metal", x, y, radius * 45 // 100, mark=True)


def car(pen: Pen, facts: Facts) -> None:
    """A car facing right, or head-on."""
    if facts.get("view") == "from the front":
        pen.rect("ink", -330, 220, -190, 380, round_=30)
        pen.rect("ink", 190, 220, 330, 380, round_=30)
        pen.poly("main", -270, -260, 270, -260, 350, -10, -350, -10)
        pen.poly("glass", -215, -210, 215, -210, 275, -20, -275, -20, mark=True)
        pen.rect("main", -400, -20, 400, 280, round_=70)
        for x in (-290, 290):
            pen.oval("glow", x, 80, 65)
        pen.rect("dark", -150, 110, 150, 200, round_=30, mark=True)
        if facts.get("rack") == "yes":
            pen.rect("wood", -220, -370, 220, -275)
        return
    pen.poly("main", -240, 20, -140, -200, 130, -200, 260, 20)
    pen.poly("glass", -175, 0, -105, -155, -20, -155, -20, 0, mark=True)
    pen.poly("glass", 20, 0, 20, -155, 105, -155, 195, 0, mark=True)
    pen.poly("main", -480, 210, -480, 60, -440, 0, 260, 0, 430, 50, 480, 110, 480, 210)
    pen.rect("blush", -480, 50, -430, 110, mark=True)
    pen.oval("glow", 445, 110, 38, mark=True)
    wheel(pen, -270, 210, 115)
    wheel(pen, 270, 210, 115)
    if facts.get("rack") == "yes":
        pen.rect("wood", -130, -310, 110, -215)


VEHICLES = (
    Kind(
        "car",
        car,
        faces=True,
        upright=True,
        facing_needs={"view": "from the side"},
        features=(
            seen("from the side", "from the front"),
            has("rack", "luggage on its roof", "Is there any luggage on the roof of the {n}?"),
        ),
    ),
)
