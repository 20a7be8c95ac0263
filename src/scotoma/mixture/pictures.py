"""The images of a training: opened, named, and those that cannot be opened found before they are needed."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from PIL import Image as PILImage

from scotoma.errors import BrokenImage
from scotoma.images.decoding import decode
from scotoma.mixture.conversations import ImageSource
from scotoma.mixture.samples import LeftOut, Samples
from scotoma.progress import Progress, silent

__all__ = ["broken_images", "image_key", "images_key", "open_picture", "opened_blocks", "without_broken"]

BLOCK = 64  # arbitrary: images opened ahead


def open_picture(image: ImageSource) -> PILImage.Image:
    """The picture, RGB and upright.

    Raises:
        BrokenImage: the file is not there or cannot be decoded; `args[0]` says why.
    """
    if isinstance(image, PILImage.Image):
        return image.convert("RGB")
    try:
        return decode(image.read_bytes())
    except OSError as error:
        raise BrokenImage(f"cannot be read: {error.strerror or error}") from error


def image_key(image: ImageSource) -> str:
    """What tells an image from others: a file's path, size and time of change, a picture's sha256."""
    if isinstance(image, PILImage.Image):
        head = f"{image.mode} {image.size} ".encode()
        return hashlib.sha256(head + image.tobytes()).hexdigest()
    try:
        about = image.stat()
    except OSError:
        return f"{image} missing"
    return f"{image} {about.st_size} {about.st_mtime_ns}"


def images_key(images: Sequence[ImageSource]) -> str:
    """What tells a list of images from others: a hash over their keys in order."""
    return hashlib.sha256("\n".join(map(image_key, images)).encode()).hexdigest()[:16]


def opened_blocks(
    images: Sequence[ImageSource], blocks: Sequence[range], *, workers: int | None = None
) -> Iterator[tuple[range, list[PILImage.Image | str]]]:
    """Blocks of the images, opened by threads a block ahead: each image's picture, or why there is none."""
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        ahead = None
        for block in blocks:
            coming = block, [pool.submit(_picture_or_reason, images[row]) for row in block]
            if ahead:
                yield ahead[0], [each.result() for each in ahead[1]]
            ahead = coming
        if ahead:
            yield ahead[0], [each.result() for each in ahead[1]]


def broken_images(
    images: Sequence[ImageSource], *, workers: int | None = None, progress: Progress = silent
) -> dict[int, str]:
    """The rows of the images that cannot be opened, and why; every file is read and decoded once."""
    blocks = [range(start, min(start + BLOCK, len(images))) for start in range(0, len(images), BLOCK)]
    broken: dict[int, str] = {}
    with progress("checking images", len(images), "images") as advance:
        for block, pictures in opened_blocks(images, blocks, workers=workers):
            broken |= {row: each for row, each in zip(block, pictures, strict=True) if isinstance(each, str)}
            advance(len(block))
    return broken


def without_broken(samples: Samples, broken: dict[int, str]) -> tuple[Samples, list[LeftOut]]:
    """The samples whose images can all be opened, and the others with the reason."""
    left_out = []
    for sample in samples.items:
        reasons = [f"{_name(samples.images[row])}: {broken[row]}" for row in sample.images if row in broken]
        left_out += [LeftOut(sample.place, "; ".join(reasons))] if reasons else []
    kept = [sample for sample in samples.items if not any(row in broken for row in sample.images)]
    return replace(samples, items=tuple(kept)), left_out


def _picture_or_reason(image: ImageSource) -> PILImage.Image | str:
    try:
        return open_picture(image)
    except BrokenImage as error:
        return str(error.args[0])


def _name(image: ImageSource) -> str:
    return str(image) if isinstance(image, Path) else "a picture in memory"
