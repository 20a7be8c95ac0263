"""What every source of images offers, whatever lies behind it."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

__all__ = ["Collection", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An image as its source lists it, not yet read: a unique stable id, where it lies, and its caption if any."""

    id: str
    uri: str
    caption: str | None = None


@runtime_checkable
class Collection(Protocol):
    """A listed, ordered set of N encoded images.

    The order is natural ("2.jpg" before "10.jpg") and the same on every machine. Listing reads no pixels. `read` may be
    called from several threads at once.
    """

    @property
    def source(self) -> str:
        """What the collection was opened from, as given."""

    @property
    def kind(self) -> str:
        """The registered kind: "folder", "list", "table", "webdataset", "dataset", "coco"."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> Entry: ...

    def read(self, index: int) -> bytes:
        """The encoded bytes of one image.

        Raises:
            BrokenImage: the bytes cannot be had (missing, no permission, truncated archive, ...); the reason is said.
        """
