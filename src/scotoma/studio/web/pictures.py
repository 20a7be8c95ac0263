"""The run's pictures as the browser gets them: decoded here and encoded anew, never a file's own bytes."""

import hashlib
import io
import threading
from pathlib import Path

from PIL import Image as PILImage

from scotoma.files import whole_file
from scotoma.images import decode
from scotoma.report.embedded import read_embedded
from scotoma.studio.web.studio import Studio

__all__ = ["picture_bytes", "thumb_bytes"]

THUMB_PX = 320  # twice the 160 px of a card's picture, for dense screens
LONGEST_PX = 8192  # WebP takes no more than 16383, and no screen needs more
LOSSLESS_PX = 2_000_000  # pixels up to which a picture is sent as it is; a larger one at quality 92
DECODING = threading.Semaphore(2)  # a picture of the greatest size takes half a gigabyte while it is decoded


def picture_bytes(studio: Studio, row: int) -> tuple[bytes, str]:
    """The picture of an embedding row as WebP, upright and in RGB, and its media type.

    Raises:
        BrokenImage: its bytes cannot be had, are others than were embedded, or hold no picture of an allowed size.
        UnknownName: the run has no such row.
    """
    picture = _decoded(studio, row, LONGEST_PX)
    lossless = picture.width * picture.height <= LOSSLESS_PX
    return _webp(picture, lossless=lossless, quality=20 if lossless else 92, method=1), "image/webp"


def thumb_bytes(studio: Studio, row: int) -> tuple[bytes, str]:
    """A small copy as WebP, its longer side 320 px at most, and its media type; made once and kept in the run folder.

    Raises:
        BrokenImage: the picture cannot be had, or is none.
        UnknownName: the run has no such row.
    """
    path = _thumb_path(studio, row)
    if path.exists():
        return path.read_bytes(), "image/webp"
    data = _webp(_decoded(studio, row, THUMB_PX), quality=76, method=4)
    with whole_file(path) as file:
        file.write(data)
    return data, "image/webp"


def _thumb_path(studio: Studio, row: int) -> Path:
    image = studio.picture(row)[1]
    name = hashlib.sha256(f"{image.sha256}\n{image.id}".encode("utf-8", "replace")).hexdigest()
    return studio.run / "studio" / "thumbs" / name[:2] / f"{name[2:]}.webp"


def _decoded(studio: Studio, row: int, longest_px: int) -> PILImage.Image:
    place, image = studio.picture(row)
    with DECODING:
        picture = decode(read_embedded(studio.collection, place, image))
        picture.thumbnail((longest_px, longest_px), PILImage.Resampling.LANCZOS)
    return picture


def _webp(picture: PILImage.Image, *, lossless: bool = False, quality: int, method: int) -> bytes:
    data = io.BytesIO()
    picture.save(data, "WEBP", lossless=lossless, quality=quality, method=method)
    return data.getvalue()
