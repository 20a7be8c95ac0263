"""What the rules need to know of images: hashes, sizes in px, and small copies to compare."""

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image as PILImage

from scotoma.errors import BrokenImage
from scotoma.images import decode
from scotoma.lint.records import PictureFacts
from scotoma.progress import Progress, silent

__all__ = ["SIDE", "facts_of", "measure_pictures", "small_copy"]

SIDE = 56
"""The side of the small copies, in px: a part of an image as large as a 56th of it is still a cell of its own."""


def measure_pictures(
    places: Mapping[str, Path], *, progress: Progress = silent
) -> tuple[dict[str, PictureFacts], dict[str, str]]:
    """The facts of each image file that can be decoded, by id, and of the others why they cannot.

    A file that is not there is in neither.
    """
    there = {name: path for name, path in places.items() if path.is_file()}
    facts, broken = dict[str, PictureFacts](), dict[str, str]()
    with progress("Looking at images", len(there), "images") as advance, ThreadPoolExecutor() as pool:
        for name, found in zip(there, pool.map(_measured, there.values()), strict=True):
            if isinstance(found, str):
                broken[name] = found
            else:
                facts[name] = found
            advance(1)
    return facts, broken


def facts_of(data: bytes) -> PictureFacts:
    """The facts of an image, from its file's bytes.

    Raises:
        BrokenImage: they cannot be decoded.
    """
    picture = decode(data)
    return PictureFacts(hashlib.sha256(data).hexdigest(), *picture.size, small_copy(picture))


def small_copy(picture: PILImage.Image) -> UInt8[np.ndarray, "S S 3"]:
    """The picture stretched to a square of `SIDE` px, each px the mean of those it stands for."""
    shrunk = picture.convert("RGB").resize((SIDE, SIDE), PILImage.Resampling.BOX)
    return np.asarray(shrunk, np.uint8)


def _measured(path: Path) -> PictureFacts | str:
    try:
        return facts_of(path.read_bytes())
    except BrokenImage as error:
        return str(error)
