"""A loaded picture of any of Pillow's modes to RGB."""

import numpy as np
from jaxtyping import Num, UInt8
from PIL import Image, ImageChops

__all__ = ["to_rgb"]

WHITE = (255, 255, 255)
ALPHA_MODES = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})


def to_rgb(picture: Image.Image) -> Image.Image:
    """The picture as RGB, what is transparent laid onto white.

    Integer greys of 16 bits keep their high byte, as Pillow does for 16-bit colours. 32-bit integers are taken for
    16-bit values where all lie in 0..65535, floats for shares where all lie in 0..1 and for 8-bit values where all lie
    in 0..255; any other range is stretched so that the least becomes black and the greatest white.

    Raises:
        ValueError: a mode that has no road to RGB (LAB), or samples that are not finite.
    """
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        return _grey(picture)
    if picture.mode == "CMYK":
        return _inks(picture).convert("RGB")
    if picture.mode in ALPHA_MODES or "transparency" in picture.info:
        return _onto_white(picture)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _onto_white(picture: Image.Image) -> Image.Image:
    whole = picture.convert("LA") if picture.mode == "La" else picture  # La converts to LA only
    rgba = whole.convert("RGBA")
    ground = Image.new("RGB", rgba.size, WHITE)
    ground.paste(rgba, mask=rgba.getchannel("A"))
    return ground


def _inks(picture: Image.Image) -> Image.Image:
    """CMYK with 255 as full ink. Pillow takes every CMYK JPEG for one with Adobe's inverted samples; those without
    Adobe's marker are not."""
    plain_jpeg = picture.format in {"JPEG", "MPO"} and "adobe" not in picture.info
    return ImageChops.invert(picture) if plain_jpeg else picture


def _grey(picture: Image.Image) -> Image.Image:
    samples = np.asarray(picture)
    if picture.mode == "F" and not np.isfinite(samples).all():
        raise ValueError("samples that are not finite numbers")
    grey = Image.fromarray(_eight_bits(samples))
    transparent = picture.info.get("transparency")
    if isinstance(transparent, int):
        grey.paste(255, mask=Image.fromarray(samples == transparent))
    return grey.convert("RGB")


def _eight_bits(samples: Num[np.ndarray, "H W"]) -> UInt8[np.ndarray, "H W"]:
    low, high = float(samples.min()), float(samples.max())
    if samples.dtype.kind in "ui" and low >= 0 and high <= 0xFFFF:
        return (samples.astype(np.uint16) >> 8).astype(np.uint8)
    values = samples.astype(np.float64)
    if samples.dtype.kind == "f" and low >= 0 and high <= 255:
        return np.rint(values * (255 if high <= 1 else 1)).astype(np.uint8)
    return np.rint((values - low) * (255 / ((high - low) or 1))).astype(np.uint8)
