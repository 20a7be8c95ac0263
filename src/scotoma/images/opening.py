"""Any source of images, opened by what it is."""

import os

from scotoma.images.collection import Collection
from scotoma.images.sources import SourceOptions
from scotoma.registry import Registry

__all__ = ["SOURCES", "open_images"]

SOURCES: Registry[Collection] = Registry(
    "kind of image source",
    "scotoma.images",
    {
        "folder": "scotoma.images.folder:open_folder",
    },
)


def open_images(
    source: object,
    *,
    kind: str | None = None,
    image_column: str | None = None,
    caption_column: str | None = None,
    split: str | None = None,
    root: str | os.PathLike[str] | None = None,
) -> Collection:
    """A collection of images, from a folder; read lazily, in natural order."""
    options = SourceOptions(image_column, caption_column, split, None if root is None else os.fspath(root))
    return SOURCES.load(kind or "folder")(str(source), options)
