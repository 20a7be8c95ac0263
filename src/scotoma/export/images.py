"""What images are called in an export, and their bytes."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from scotoma.benchmark.writing import check_name
from scotoma.errors import BrokenImage, UsageError
from scotoma.images.decoding import decode
from scotoma.images.formats import IMAGE_SUFFIXES

__all__ = ["JPEG_QUALITY", "as_jpeg", "file_names", "image_bytes", "suffix_for"]

JPEG_QUALITY = 95
HEADS = (
    (0, b"\xff\xd8\xff", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", ".png"),
    (0, b"GIF8", ".gif"),
    (8, b"WEBP", ".webp"),
    (0, b"BM", ".bmp"),
    (0, b"II*\0", ".tif"),
    (0, b"MM\0*", ".tif"),
    (4, b"ftypavif", ".avif"),
)


def file_names(images: Mapping[str, Path]) -> dict[str, str]:
    """A name for each image, by its id: the id itself where it is a path that every usual system takes, else
    "image-000007.png", counted in the order of the images."""
    reserved = {each.casefold() for each in images}
    taken: set[str] = set()
    names: dict[str, str] = {}
    for number, (each, path) in enumerate(images.items(), start=1):
        if _is_portable(each) and each.casefold() not in taken:
            taken.add(each.casefold())
            names[each] = each
            continue
        suffix = suffix_for(path.read_bytes()[:16], path.name)
        name = f"image-{number:06}{suffix}"
        while name in reserved:
            name = f"_{name}"
        names[each] = name
    return names


def suffix_for(head: bytes, name: str) -> str:
    """The suffix for an image by its first 16 bytes, else that of its name, else ".bin"."""
    for offset, signature, suffix in HEADS:
        if head.startswith(signature, offset):
            return suffix
    own = PurePosixPath(name).suffix.lower()
    return own if own in IMAGE_SUFFIXES else ".bin"


def image_bytes(path: Path) -> bytes:
    """An image file's own bytes.

    Raises:
        BrokenImage: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenImage(f"{path} cannot be read: {error.strerror}") from error


def as_jpeg(path: Path) -> bytes:
    """The image as a JPEG: its own bytes where they are one, else encoded at quality 95 without chroma subsampling.

    Raises:
        BrokenImage: it cannot be read or decoded; the message names the file.
    """
    data = image_bytes(path)
    if suffix_for(data[:16], "") == ".jpg":
        return data
    out = io.BytesIO()
    try:
        decode(data).save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    except BrokenImage as error:
        raise BrokenImage(f"{path} cannot be written as JPEG: {error}") from error
    return out.getvalue()


def _is_portable(name: str) -> bool:
    try:
        check_name(name, "The image")
    except UsageError:
        return False
    parts: Sequence[str] = PurePosixPath(name).parts
    return not any(part.startswith((".", " ")) or part.endswith((".", " ")) for part in parts)
