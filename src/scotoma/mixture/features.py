"""The frozen towers' features of images, computed once.

M images in all, I images of a batch, N patch tokens, W tower width, S input side in px.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image as PILImage

from scotoma.encoders.preprocessing import normalise, prepare
from scotoma.encoders.protocol import Preprocessing
from scotoma.mixture.conversations import ImageSource
from scotoma.mixture.pictures import open_picture
from scotoma.progress import Progress, silent

__all__ = ["FeatureRows", "PixelRows", "encode_images", "tower_features", "tower_inputs"]


def encode_images(
    model: Any, processor: Any, images: Sequence[ImageSource], *, batch_size: int = 32, progress: Progress = silent
) -> tuple[np.ndarray, ...]:
    """Every tower's features of the images, float16 (M, N, W) a tower, in memory.

    Raises:
        BrokenImage: an image that cannot be opened.
    """
    configs = model.config.tower_configs
    arrays = tuple(np.zeros((len(images), each.patch_count, each.width), dtype=np.float16) for each in configs)
    with progress("encoding images", len(images), "images") as advance:
        for start in range(0, len(images), batch_size):
            pictures = [open_picture(image) for image in images[start : start + batch_size]]
            for array, features in zip(arrays, tower_features(model.towers, processor, pictures), strict=True):
                array[start : start + len(pictures)] = features
            advance(len(pictures))
    return arrays


@torch.inference_mode()
def tower_features(
    towers: Any, processor: Any, pictures: Sequence[PILImage.Image], numbers: Sequence[int] | None = None
) -> list[np.ndarray]:
    """The features of pictures, float16 (I, N, W) a tower: of all towers, or of those of these numbers."""
    device, pixels = next(towers.parameters()).device, processor.pixels(pictures)
    chosen = range(len(towers)) if numbers is None else numbers
    return [towers[each](pixels[each].to(device)).to(torch.float16).cpu().numpy() for each in chosen]


def tower_inputs(pictures: Sequence[PILImage.Image], preprocessings: Sequence[Preprocessing]) -> list[torch.Tensor]:
    """Pictures as each tower's input: float32 (I, 3, S, S), normalised as the tower's own pipeline does."""
    inputs = []
    for preprocessing in preprocessings:
        side = preprocessing.side_px
        prepared = np.zeros((len(pictures), side, side, 3), dtype=np.uint8)
        for place, picture in enumerate(pictures):
            prepared[place] = prepare(picture, preprocessing)
        inputs.append(torch.from_numpy(normalise(prepared, preprocessing)))
    return inputs


class FeatureRows:
    """A batch's images as rows of features computed before, float32 (I, N, W) a tower."""

    def __init__(self, arrays: Sequence[np.ndarray]) -> None:
        self._arrays = arrays

    def __call__(self, rows: Sequence[int]) -> dict[str, Any]:
        return {"features": [torch.from_numpy(array[rows].astype(np.float32)) for array in self._arrays]}


class PixelRows:
    """A batch's images as pixels (I, 3, S, S) a tower, opened when they are needed.

    It goes to other processes without the processor, which would bring transformers along.

    Raises:
        BrokenImage: when called, on an image that cannot be opened.
    """

    def __init__(self, images: Sequence[ImageSource], preprocessings: Sequence[Preprocessing]) -> None:
        self._images, self._preprocessings = images, preprocessings

    def __call__(self, rows: Sequence[int]) -> dict[str, Any]:
        pictures = [open_picture(self._images[row]) for row in rows]
        return {"pixel_values": tower_inputs(pictures, self._preprocessings)}
