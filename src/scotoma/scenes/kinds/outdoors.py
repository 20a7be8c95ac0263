"""Things outdoors."""

from scotoma.scenes.kinds.kind import Facts, Kind, has
from scotoma.scenes.pen import Pen

__all__ = ["OUTDOORS"]


def house(pen: Pen, facts: Facts) -> None:
    """A house with a pointed roof."""
    if facts.get("chimney", "yes") == "yes":
        pen.rect("bark", 180, -440, 300, -150)
    pen.rect("main", -360, -80, 360, 440)
    pen.poly("accent", -470, -60, 0, -430, 470, -60)
    pen.rect("wood", -80, 140, 80, 440)
    for x in (-230, 230):
        pen.rect("glass", x - 70, 60, x + 70, 200)


OUTDOORS = (Kind("house", house, upright=True, features=(has("chimney", "a chimney"),)),)
