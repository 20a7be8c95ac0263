"""One image of a collection, read and decoded, whatever state it is in."""

import hashlib

from PIL import Image as PILImage

from scotoma.errors import BrokenImage
from scotoma.images.collection import Collection
from scotoma.images.decoding import MAX_PIXELS, decode
from scotoma.records import Image

__all__ = ["read_image"]


def read_image(
    collection: Collection, index: int, *, max_pixels: int = MAX_PIXELS
) -> tuple[Image, PILImage.Image | None]:
    """The record of one image, and its upright RGB picture, or None where the record says that it is broken.

    A broken image is a value here: its `status` is "broken: " and the reason. May be called from several threads.
    """
    entry = collection[index]
    try:
        data = collection.read(index)
    except BrokenImage as error:
        return Image(entry.id, entry.uri, caption=entry.caption, status=f"broken: {error}"), None
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        picture = decode(data, max_pixels=max_pixels)
    except BrokenImage as error:
        return Image(entry.id, entry.uri, sha256, caption=entry.caption, status=f"broken: {error}"), None
    width, height = picture.size
    return Image(entry.id, entry.uri, sha256, width, height, entry.caption), picture
