"""The frozen towers' features of images, computed once.

M images in all, I images of a batch, N patch tokens, W tower width, S input side in px.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image as PILImage

from scotoma.errors import BrokenImage
from scotoma.images.decoding import decode
from scotoma.mixture.conversations import ImageSource
from scotoma.progress import Progress, silent

__all__ = ["FeatureRows", "PixelRows", "encode_images", "open_picture"]


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


def encode_images(
    model: Any, processor: Any, images: Sequence[ImageSource], *, batch_size: int = 32, progress: Progress = silent
) -> tuple[np.ndarray, ...]:
    """Every tower's features of the images, float16 (M, N, W) a tower, in memory.

    Raises:
        BrokenImage: an image that cannot be opened.
    """
    arrays = empty_features(model, len(images))
    with progress("encoding", len(images), "images") as advance:
        for start in range(0, len(images), batch_size):
            pictures = [open_picture(image) for image in images[start : start + batch_size]]
            for array, features in zip(arrays, tower_features(model, processor, pictures), strict=True):
                array[start : start + len(pictures)] = features
            advance(len(pictures))
    return arrays


def empty_features(model: Any, images: int) -> tuple[np.ndarray, ...]:
    """Room for the features of so many images, an array a tower."""
    return tuple(
        np.zeros((images, tower.patch_count, tower.width), dtype=np.float16) for tower in model.config.tower_configs
    )


def tower_features(model: Any, processor: Any, pictures: Sequence[PILImage.Image]) -> list[np.ndarray]:
    """Every tower's features of pictures, float16 (I, N, W) a tower."""
    device = next(model.towers.parameters()).device
    pixels = [each.to(device) for each in processor.pixels(pictures)]
    return [each.to(torch.float16).cpu().numpy() for each in model.image_features(pixels)]


class FeatureRows:
    """A batch's images as rows of features computed before, float32 (I, N, W) a tower."""

    def __init__(self, arrays: Sequence[np.ndarray]) -> None:
        self._arrays = arrays

    def __call__(self, rows: Sequence[int]) -> dict[str, Any]:
        return {"features": [torch.from_numpy(array[rows].astype(np.float32)) for array in self._arrays]}


class PixelRows:
    """A batch's images as pixels (I, 3, S, S) a tower, opened when they are needed.

    Raises:
        BrokenImage: when called, on an image that cannot be opened.
    """

    def __init__(self, images: Sequence[ImageSource], processor: Any) -> None:
        self._images, self._processor = images, processor

    def __call__(self, rows: Sequence[int]) -> dict[str, Any]:
        return {"pixel_values": self._processor.pixels([open_picture(self._images[row]) for row in rows])}
