"""Solid bodies, drawn from any side: the yaw turns them about the upright axis, the pitch lifts the camera."""

from scotoma.scenes.geometry import ONE, cosine, sine
from scotoma.scenes.kinds.kind import Facts, Feature, Kind, Value, counted
from scotoma.scenes.pen import Pen

__all__ = ["SOLIDS"]

Point = tuple[int, int, int]
"""Right, down and away from the viewer, in a kind's units."""


class Camera:
    """Turns and flattens points; nothing gets smaller with distance."""

    def __init__(self, facts: Facts) -> None:
        yaw, pitch = int(facts["yaw"]), int(facts["pitch"])
        self.yaw, self.pitch = (sine(yaw), cosine(yaw)), (sine(pitch), cosine(pitch))

    def __call__(self, x: int, y: int, z: int) -> Point:
        """Where a point is seen, and how far away."""
        sin, cos = self.yaw
        across, deep = (x * cos + z * sin) // ONE, (z * cos - x * sin) // ONE
        sin, cos = self.pitch
        return across, (y * cos - deep * sin) // ONE, (deep * cos + y * sin) // ONE

    def flat(self, *points: Point) -> list[int]:
        """x, y, x, y, ... of points as they are seen."""
        return [value for point in points for value in self(*point)[:2]]


def sides(a: int, b: int, c: int) -> dict[str, tuple[Point, Point, Point, Point]]:
    """The six faces of a box of half extents a, b, c; each from its upper left corner, clockwise from outside."""
    return {
        "front": ((-a, -b, -c), (a, -b, -c), (a, b, -c), (-a, b, -c)),
        "back": ((a, -b, c), (-a, -b, c), (-a, b, c), (a, b, c)),
        "left": ((-a, -b, c), (-a, -b, -c), (-a, b, -c), (-a, b, c)),
        "right": ((a, -b, -c), (a, -b, c), (a, b, c), (a, b, -c)),
        "top": ((-a, -b, c), (a, -b, c), (a, -b, -c), (-a, -b, -c)),
        "bottom": ((-a, b, -c), (a, b, -c), (a, b, c), (-a, b, c)),
    }


ROLES = {"front": "main", "back": "main", "left": "dark", "right": "dark", "top": "light", "bottom": "dim"}


def box(pen: Pen, camera: Camera, extents: Point) -> list[str]:
    """Draw a box and say which of its faces are seen."""
    found = []
    for name, corners in sides(*extents).items():
        x0, y0, x1, y1, x2, y2 = camera.flat(*corners[:3])
        if (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1) > 0:
            pen.poly(ROLES[name], *camera.flat(*corners))
            found.append(name)
    return found


def cube(pen: Pen, facts: Facts) -> None:
    """A cube with a dot on its front."""
    camera = Camera(facts)
    if "front" in box(pen, camera, (290, 290, 290)):
        pen.poly(
            "accent", *camera.flat(*((x, y, -290) for x, y in ((0, -140), (140, 0), (0, 140), (-140, 0)))), mark=True
        )


def parcel(pen: Pen, facts: Facts) -> None:
    """A parcel with a ribbon around it."""
    camera, (a, b, c) = Camera(facts), (360, 220, 250)
    ribbons = {
        "front": ((-60, -b, -c), (60, -b, -c), (60, b, -c), (-60, b, -c)),
        "top": ((-60, -b, c), (60, -b, c), (60, -b, -c), (-60, -b, -c)),
        "bottom": ((-60, b, -c), (60, b, -c), (60, b, c), (-60, b, c)),
    }
    for name in box(pen, camera, (a, b, c)):
        if name in ribbons:
            pen.poly("accent", *camera.flat(*ribbons[name]), mark=True)


def cottage(pen: Pen, facts: Facts) -> None:
    """A hut with a door in its front, under a gabled roof."""
    camera, (a, b, c) = Camera(facts), (260, 170, 290)
    found = box(pen, camera, (a, b, c))
    ridge = [(0, -b - 220, -c), (0, -b - 220, c)]
    if "front" in found:
        pen.poly("main", *camera.flat((-a, -b, -c), ridge[0], (a, -b, -c)))
        pen.poly("bark", *camera.flat((-80, -60, -c), (80, -60, -c), (80, b, -c), (-80, b, -c)))
    for side in (-1, 1):
        x0, y0, x1, y1, x2, y2 = camera.flat((side * a, -b, -c), ridge[0], ridge[1])
        if side * ((x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1)) > 0:
            pen.poly("accent", *camera.flat((side * a, -b, -c), ridge[0], ridge[1], (side * a, -b, c)))


def ring(camera: Camera, radius: int, y: int) -> list[int]:
    """x, y, ... of a level circle as it is seen."""
    return camera.flat(*((radius * cosine(d) // ONE, y, radius * sine(d) // ONE) for d in range(0, 360, 12)))


def drum(pen: Pen, facts: Facts) -> None:
    """A drum: its skin shows from above, its hollow from below."""
    camera = Camera({**facts, "yaw": "0"})
    upper, lower = camera(0, -260, 0)[1], camera(0, 260, 0)[1]
    near, far = ((-260, 260), (260, -260))[int(facts["pitch"]) < 0]
    pen.poly("main", *ring(camera, 320, far))
    pen.poly("main", -320, upper, 320, upper, 320, lower, -320, lower)
    pen.poly("paper" if near < 0 else "ink", *ring(camera, 320, near))


def die(pen: Pen, facts: Facts) -> None:
    """A die whose front shows its dots."""
    pen.rect("main", -430, -430, 430, 430, round_=110)
    spots = {
        1: ((0, 0),),
        2: ((-1, -1), (1, 1)),
        3: ((-1, -1), (0, 0), (1, 1)),
        4: ((-1, -1), (1, -1), (-1, 1), (1, 1)),
        5: ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)),
        6: ((-1, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (1, 1)),
    }
    for x, y in spots[int(facts["dots"])]:
        pen.oval("paper", x * 240, y * 240, 90)


def angles(name: str, *degrees: int) -> Feature:
    """A camera angle; no wording, as the viewpoint pattern sets the angles and words them itself."""
    return Feature(name, "", tuple(Value(str(degree), "{n}", "") for degree in degrees), ())


VIEWED = (angles("yaw", -30, -20, 20, 30), angles("pitch", 20, 28))

SOLIDS = (
    Kind("cube", cube, avoid=("black", "white"), features=VIEWED),
    Kind("parcel", parcel, avoid=("black", "white"), features=VIEWED),
    Kind("hut", cottage, avoid=("black", "white", "brown"), features=VIEWED),
    Kind("drum", drum, avoid=("black", "white"), features=(angles("pitch", 20, 30),)),
    Kind("die", die, avoid=("white", "yellow"), plural="dice", features=(counted("dots", "dot", "dots", 1, 6),)),
)
