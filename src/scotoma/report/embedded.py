"""The bytes of a run's pictures as they were embedded, had again from where they lie."""

import hashlib
from pathlib import Path

from scotoma.errors import BrokenImage
from scotoma.images import Collection
from scotoma.records import Image

__all__ = ["read_embedded"]


def read_embedded(collection: Collection | str, place: int, image: Image) -> bytes:
    """The bytes of the image at that place of the collection that was embedded.

    Without a collection, in words why there is none, an image whose uri is a path is read from there.

    Raises:
        BrokenImage: they cannot be had now, or are others than were embedded.
    """
    data = _stored(collection, place, image)
    if image.sha256 not in (None, hashlib.sha256(data).hexdigest()):
        raise BrokenImage(f"{image.uri} holds other bytes than were embedded")
    return data


def _stored(collection: Collection | str, place: int, image: Image) -> bytes:
    if not isinstance(collection, str):
        if place < len(collection) and collection[place].id == image.id:
            return collection.read(place)
        raise BrokenImage(f"{collection.source} does not hold {image.id} any more where it was when it was embedded")
    path = Path(image.uri)
    if not path.is_absolute():
        raise BrokenImage(f"{image.uri} cannot be read: {collection}")
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise BrokenImage(f"{path} cannot be read: {error}") from error
