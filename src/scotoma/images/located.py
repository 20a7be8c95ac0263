"""A collection whose images are one file or URL each."""

from collections.abc import Mapping, Sequence

from scotoma.errors import BrokenImage
from scotoma.images.collection import Entry
from scotoma.images.stores import join, read_bytes

__all__ = ["LocatedImages"]


class LocatedImages:
    """N images, each in a file or under a URL of its own; a million of them are a few lists of strings.

    `locations` are seen from `base`. `problems` maps an index to why the source could not list what should have been
    there: such an entry stands for what is missing and reads as a BrokenImage.
    """

    def __init__(
        self,
        source: str,
        kind: str,
        *,
        ids: Sequence[str],
        locations: Sequence[str],
        base: str = "",
        captions: Sequence[str | None] | None = None,
        problems: Mapping[int, str] | None = None,
    ) -> None:
        self._source, self._kind = source, kind
        self._ids, self._locations, self._base = ids, locations, base
        self._captions, self._problems = captions, problems or {}

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
        caption = self._captions[index] if self._captions is not None else None
        uri = join(self._base, self._locations[index])
        return Entry(
            self._ids[index], uri.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"), caption
        )

    def read(self, index: int) -> bytes:
        """The encoded bytes of one image.

        Raises:
            BrokenImage: the file cannot be read, or the entry stands for something that could not be listed.
        """
        if index in self._problems:
            raise BrokenImage(self._problems[index])
        return read_bytes(join(self._base, self._locations[index]))
