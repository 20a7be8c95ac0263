"""A picture as a model's input. H, W picture height and width, S input side in px, B batch."""

from typing import Literal

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image as PILImage

from scotoma.encoders.protocol import Preprocessing

__all__ = ["normalise", "prepare"]

FILTERS = {
    "nearest": PILImage.Resampling.NEAREST,
    "bilinear": PILImage.Resampling.BILINEAR,
    "bicubic": PILImage.Resampling.BICUBIC,
    "lanczos": PILImage.Resampling.LANCZOS,
}

# Above this many times the input's area a resized picture is not computed whole. Computing only the part that is kept
# would be a tenth faster everywhere, but Pillow takes its two passes in the order that is cheaper for what it is asked,
# and rounds between them: portraits came out up to 8 levels off.
STRIP = 64


def prepare(picture: PILImage.Image, preprocessing: Preprocessing) -> UInt8[np.ndarray, "S S 3"]:
    """The picture as (S, S, 3) uint8 pixels, resized and cropped exactly as `preprocessing` says.

    Of a strip such as 30,000 x 1 px only the part that the crop keeps is computed, which bounds the memory; there a few
    pixels may be off by some levels of 255.
    """
    rgb = picture if picture.mode == "RGB" else picture.convert("RGB")
    width, height = resized_size(rgb.width, rgb.height, preprocessing)
    side = preprocessing.side_px
    left, kept_width, pad_left = _span(width, side, preprocessing.crop_rounding)
    top, kept_height, pad_top = _span(height, side, preprocessing.crop_rounding)
    kept = _resized_part(rgb, (width, height), (left, top, left + kept_width, top + kept_height), preprocessing)
    if kept.size == (side, side):
        return np.array(kept)
    fill = preprocessing.pad_rgb if preprocessing.fit == "longer" else (0, 0, 0)
    canvas = np.empty((side, side, 3), dtype=np.uint8)
    canvas[:] = fill
    canvas[pad_top : pad_top + kept_height, pad_left : pad_left + kept_width] = np.asarray(kept)
    return canvas


def resized_size(width: int, height: int, preprocessing: Preprocessing) -> tuple[int, int]:
    """Width and height in px of the whole resized picture, before the crop.

    The long side is rounded down for "shorter" (transformers, torchvision) and to the nearest even for "longer"
    (open_clip, timm). A side never falls below 1 px.
    """
    target = preprocessing.resize_px
    if preprocessing.fit == "squash":
        return target, target
    if preprocessing.fit == "shorter":
        short, long = sorted((width, height))
        grown = int(target * long / short)
        return (target, grown) if width <= height else (grown, target)
    ratio = max(width, height) / target
    return max(1, round(width / ratio)), max(1, round(height / ratio))


def normalise(pixels: UInt8[np.ndarray, "B S S 3"], preprocessing: Preprocessing) -> Float32[np.ndarray, "B 3 S S"]:
    """Pixels as the float32 channels-first input of a network: values in 0..1, minus the mean, over the deviation."""
    mean, std = (np.array(values, dtype=np.float32) for values in (preprocessing.mean, preprocessing.std))
    scaled = (pixels.astype(np.float32) / np.float32(255) - mean) / std
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def _span(length: int, side: int, rounding: Literal["floor", "round"]) -> tuple[int, int, int]:
    """Along one axis: where the crop starts, how many px it keeps, and how many px of padding come before them."""
    if length < side:
        return 0, length, (side - length) // 2
    over = length - side
    return (over // 2 if rounding == "floor" else round(over / 2)), side, 0


def _resized_part(
    rgb: PILImage.Image, size: tuple[int, int], part: tuple[int, int, int, int], preprocessing: Preprocessing
) -> PILImage.Image:
    """The rectangle `part` of the picture resized to `size`."""
    method = FILTERS[preprocessing.interpolation]
    if size[0] * size[1] <= STRIP * preprocessing.side_px**2:
        return rgb.resize(size, method).crop(part)
    left, top, right, bottom = part
    across, down = rgb.width / size[0], rgb.height / size[1]
    box = (left * across, top * down, min(right * across, rgb.width), min(bottom * down, rgb.height))
    return rgb.resize((right - left, bottom - top), method, box=box)
