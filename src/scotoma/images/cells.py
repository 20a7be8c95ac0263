"""Images whose bytes, or whose paths, stand in the cells of a table."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from scotoma.errors import BrokenImage
from scotoma.images.collection import Entry
from scotoma.images.stores import join, read_bytes

__all__ = ["CellImages", "Cells", "is_base64"]

# How the base64 of a JPEG, PNG, GIF, WebP and BMP begins.
BASE64_HEADS = ("/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR", "Qk")


@runtime_checkable
class Cells(Protocol):
    """One column, read at random and from several threads: bytes, a string, a dict of bytes and path, or None."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> Any: ...


class CellImages:
    """N images in a column of what lies at `where`. Paths in it are seen from `base`."""

    def __init__(
        self,
        source: str,
        kind: str,
        cells: Cells,
        *,
        ids: Sequence[str],
        base: str,
        captions: Sequence[str | None] | None,
        where: str,
    ) -> None:
        self._source, self._kind, self._cells, self._where = source, kind, cells, where
        self._ids, self._base, self._captions = ids, base, captions

    @property
    def source(self) -> str:
        """What the collection was opened from, as given."""
        return self._source

    @property
    def kind(self) -> str:
        """The registered kind."""
        return self._kind

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, index: int) -> Entry:
        return Entry(self._ids[index], f"{self._where}#{index}", self._captions[index] if self._captions else None)

    def read(self, index: int) -> bytes:
        """The encoded bytes in one cell, or in the file that it names.

        Raises:
            BrokenImage: the cell is empty, or what it names cannot be read.
        """
        return _bytes_of(self._cells[index], self._base)


def _bytes_of(cell: Any, base: str) -> bytes:
    if isinstance(cell, dict):
        stored, path = cell.get("bytes"), cell.get("path")
        return _bytes_of(path if stored is None else stored, base)
    if cell is None or cell == "":
        raise BrokenImage("the cell is empty")
    if isinstance(cell, bytes):
        return cell
    if not isinstance(cell, str):
        raise BrokenImage(f"the cell holds a {type(cell).__name__}, not bytes or a path")
    return _unpacked(cell) if is_base64(cell) else read_bytes(join(base, cell))


def is_base64(text: str) -> bool:
    """Whether a cell holds an encoded image as text, and not a path."""
    return text.startswith("data:image/") or (len(text) > 64 and "." not in text and text.startswith(BASE64_HEADS))


def _unpacked(text: str) -> bytes:
    encoded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise BrokenImage(f"damaged base64: {error}") from error
