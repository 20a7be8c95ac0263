"""What a kind of thing is drawn with: parts in its own box of 1,000 units a side, the origin in the middle, y down."""

from dataclasses import dataclass

from scotoma.scenes.geometry import oval

__all__ = ["Part", "Pen"]

Points = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One painted part: an area (`width` 0) or a thick line. `role` says which colour; a `mark` gets no outline."""

    points: Points
    role: str
    width: int = 0
    closed: bool = True
    mark: bool = False


class Pen:
    """Collects the parts of one thing, the first lying undermost."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def poly(self, role: str, *xy: int, mark: bool = False) -> None:
        """A polygon through x, y, x, y, ..."""
        self.parts.append(Part(tuple(zip(xy[::2], xy[1::2], strict=True)), role, mark=mark))

    def rect(
        self, role: str, left: int, top: int, right: int, bottom: int, *, round_: int = 0, mark: bool = False
    ) -> None:
        """An upright rectangle with corners of radius `round_`."""
        if round_:
            points = [
                (x + dx, y + dy)
                for x, y, start in (
                    (left + round_, top + round_, 180),
                    (right - round_, top + round_, 270),
                    (right - round_, bottom - round_, 360),
                    (left + round_, bottom - round_, 450),
                )
                for dx, dy in oval(round_, round_, start, start + 90)
            ]
            self.parts.append(Part(tuple(points), role, mark=mark))
        else:
            self.poly(role, left, top, right, top, right, bottom, left, bottom, mark=mark)

    def oval(self, role: str, x: int, y: int, rx: int, ry: int | None = None, *, mark: bool = False) -> None:
        """An ellipse, or a disc where `ry` is left out."""
        self.slice(role, x, y, rx, rx if ry is None else ry, 0, 360, mark=mark)

    def slice(self, role: str, x: int, y: int, rx: int, ry: int, start: int, end: int, *, mark: bool = False) -> None:
        """The part of an ellipse between two angles (degrees, clockwise from the right), closed by its chord."""
        points = tuple((x + dx, y + dy) for dx, dy in oval(rx, ry, start, end))
        self.parts.append(Part(points, role, mark=mark))

    def pie(self, role: str, x: int, y: int, radius: int, start: int, end: int, *, mark: bool = False) -> None:
        """A sector of a disc, with its tip in the middle."""
        points = tuple((x + dx, y + dy) for dx, dy in oval(radius, radius, start, end))
        self.parts.append(Part((*points, (x, y)), role, mark=mark))

    def line(self, role: str, width: int, *xy: int, closed: bool = False, mark: bool = False) -> None:
        """A line of `width` through x, y, x, y, ..., with round ends."""
        self.parts.append(Part(tuple(zip(xy[::2], xy[1::2], strict=True)), role, width, closed, mark))

    def arc(
        self, role: str, width: int, x: int, y: int, rx: int, ry: int, start: int, end: int, *, mark: bool = False
    ) -> None:
        """A line of `width` along an ellipse between two angles."""
        points = tuple((x + dx, y + dy) for dx, dy in oval(rx, ry, start, end))
        self.parts.append(Part(points, role, width, closed=end - start == 360, mark=mark))
