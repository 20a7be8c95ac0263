"""What the application works on, and who is at work."""

import functools
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from jaxtyping import Int

from scotoma.errors import UnknownName
from scotoma.images import Collection
from scotoma.records import Image
from scotoma.report.contents import Contents
from scotoma.studio.store import Store

__all__ = ["AUTHOR", "REVIEWER", "Person", "Settings", "Studio"]

AUTHOR = "author"
REVIEWER = "reviewer"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in: an author, who may do everything, or a reviewer."""

    name: str
    role: str

    @property
    def is_author(self) -> bool:
        """Whether the person may see and change what authors do."""
        return self.role == AUTHOR


@dataclass(frozen=True)
class Settings:
    """Where the application is reached, and how much it takes. Without `hosts` only loopback names are answered."""

    hosts: tuple[str, ...] = ()
    any_address: bool = False  # numbers in place of a name are answered too: the server is bound to more than loopback
    max_body_bytes: int = 2**20
    session_days: int = 14


@dataclass(frozen=True)
class Studio:
    """A run folder opened for work, found by pages at `request.app.state.studio`.

    `contents` is None where no pairs were mined in the folder. `collection` is the run's collection of images, opened,
    or in words why it cannot be.
    """

    run: Path
    contents: Contents | None
    collection: Collection | str
    store: Store
    settings: Settings = field(default_factory=Settings)

    @functools.cached_property
    def _places(self) -> Int[np.ndarray, " N"]:
        """The place in the collection of each embedding row: those of the images that were decoded."""
        if self.contents is None:
            return np.zeros(0, np.int64)
        ok = np.asarray(self.contents.images["status"].to_pylist(), object) == "ok"
        return np.flatnonzero(ok).astype(np.int64)

    def picture(self, row: int) -> tuple[int, Image]:
        """The image of an embedding row, and its place in the collection.

        Raises:
            UnknownName: the run has no such row.
        """
        places = self._places
        if self.contents is None or not 0 <= row < len(places):
            raise UnknownName(f"The run has no image {row}; it has {len(places):,}, numbered from 0.")
        place = int(places[row])
        return place, Image(**self.contents.images.slice(place, 1).to_pylist()[0])
