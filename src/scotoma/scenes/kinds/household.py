"""Things in a house."""

from scotoma.scenes.kinds.kind import Facts, Kind, has, seen
from scotoma.scenes.pen import Pen

__all__ = ["HOUSEHOLD"]


def cup(pen: Pen, facts: Facts) -> None:
    """A cup with its handle on the right, from the side or from above."""
    handle = facts.get("handle", "yes") == "yes"
    if facts.get("view") == "from above":
        if handle:
            pen.line("main", 90, 300, 0, 460, 0)
        pen.oval("main", -30, 0, 360)
        pen.oval("bark", -30, 0, 285)
        return
    if handle:
        pen.arc("main", 80, 230, -40, 170, 170, -90, 90)
    pen.poly("main", -330, -330, 270, -330, 220, 280, 150, 350, -210, 350, -280, 280)
    pen.oval("dark", -30, -330, 300, 60)


HOUSEHOLD = (Kind("cup", cup, upright=True, features=(seen("from the side", "from above"), has("handle", "a handle"))),)
