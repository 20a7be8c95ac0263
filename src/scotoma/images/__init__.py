"""Where images come from, and how their bytes become pictures."""

from scotoma.images.collection import Collection, Entry
from scotoma.images.decoding import MAX_PIXELS, decode
from scotoma.images.duplicates import duplicate_groups
from scotoma.images.opening import SOURCES, open_images
from scotoma.images.ordering import natural_key
from scotoma.images.reading import read_image
from scotoma.images.sources import SourceOptions

__all__ = [
    "MAX_PIXELS",
    "SOURCES",
    "Collection",
    "Entry",
    "SourceOptions",
    "decode",
    "duplicate_groups",
    "natural_key",
    "open_images",
    "read_image",
]
