"""Files of one JSON object a line, held to a shape; complaints name file, line and field."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from scotoma.errors import BrokenFile

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Placed", "read_lines", "shaped"]

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Placed(Generic[Shape]):
    """A line and where it stands, for complaints."""

    line: Shape
    number: int
    path: Path

    def wrong(self, what: str) -> BrokenFile:
        """The complaint about the line."""
        return BrokenFile(f"{self.path}, line {self.number}: {what}")


def read_lines(path: Path, shape: type[Shape]) -> list[Placed[Shape]]:
    """The lines of a file that are not empty.

    Raises:
        BrokenFile: one is not of the shape, or there is none.
    """
    from pydantic import TypeAdapter

    kind = TypeAdapter(shape)
    placed = [
        Placed(shaped(kind, text, f"{path}, line {number}"), number, path)
        for number, text in enumerate(path.read_bytes().splitlines(), start=1)
        if text.strip()
    ]
    if not placed:
        raise BrokenFile(f"{path} holds no questions; expected one JSON object a line.")
    return placed


def shaped(shape: "TypeAdapter[Shape]", text: bytes, where: str) -> Shape:
    """A JSON text as the shape has it.

    Raises:
        BrokenFile: it is not of the shape; the message names the field.
    """
    from pydantic import ValidationError

    try:
        return shape.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the whole"
        raise BrokenFile(f"{where}: {field}: {first['msg']}. docs/how-to/benchmarks.md lists the fields.") from error
