"""The images of a release: the very bytes that were mined, and where they come from."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from scotoma.errors import BrokenImage, UnreadableSource
from scotoma.images import decode
from scotoma.records import Image
from scotoma.report.embedded import read_embedded
from scotoma.studio.web import Studio

__all__ = ["NOT_STATED", "Original", "Provenance", "provenance_jsonl", "read_original"]

NOT_STATED = "not stated"
SUFFIXES = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n": ".png", b"GIF8": ".gif"}
"""The kinds that every model's provider takes, by their first bytes; WebP is the fourth."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """A line of `provenance.jsonl`: the image's file in the benchmark, and what is known of it.

    `uri` is where the image was read from: a URL, or the path below the folder or list that was mined, so that a
    release does not tell of the author's machine. `sha256`, `width` and `height` (px, upright) are of the file that was
    mined; `copied` is False where that was no JPEG, PNG, GIF or WebP file and its pixels were written as PNG.
    """

    image: str
    uri: str
    sha256: str | None
    width: int | None
    height: int | None
    licence: str
    copied: bool


@dataclass(frozen=True, slots=True)
class Original:
    """An image's bytes for the release, and where they come from."""

    data: bytes
    provenance: Provenance


def read_original(studio: Studio, row: int, licences: Sequence[str | None]) -> Original:
    """The image of a row as it was mined; `licences` are those of the collection's images, none where it has none.

    Raises:
        UnreadableSource: the collection cannot be opened, or the image is missing or another by now.
    """
    place, image = studio.picture(row)
    try:
        data = read_embedded(studio.collection, place, image)
    except BrokenImage as error:
        raise UnreadableSource(
            f"Image {image.id!r} cannot be had: {error}. A release holds every image as it was mined: put the file "
            "back, or mine the images again."
        ) from error
    suffix = _suffix(data)
    name = f"{row}{suffix or '.png'}"
    licence = (licences[place] if place < len(licences) else None) or NOT_STATED
    uri = image.uri if "://" in image.uri else str(PurePosixPath(image.id))
    made = Provenance(name, uri, image.sha256, image.width, image.height, licence, suffix is not None)
    return Original(data if suffix else _as_png(data, image), made)


def provenance_jsonl(originals: Sequence[Original]) -> bytes:
    """`provenance.jsonl`: one image a line."""
    lines = (json.dumps(asdict(each.provenance), ensure_ascii=False) for each in originals)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _suffix(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for first, suffix in SUFFIXES.items() if data.startswith(first)), None)


def _as_png(data: bytes, image: Image) -> bytes:
    try:
        picture = decode(data)
    except BrokenImage as error:
        raise UnreadableSource(f"Image {image.id!r} cannot be decoded: {error}.") from error
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
