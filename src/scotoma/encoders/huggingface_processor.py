"""A transformers image processor's settings as our `Preprocessing`.

Read from the JSON file rather than through transformers, which would need torchvision. The reference is transformers'
Pillow processors; its torchvision processors differ by a level or two of 255 in some pixels (decision 0030).
"""

from dataclasses import replace
from typing import Any, Literal

from scotoma.encoders.protocol import Preprocessing
from scotoma.errors import UnsupportedCheckpoint

__all__ = ["read_processor"]

HALF = [0.5, 0.5, 0.5]
CLIP = {"image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]}
IMAGENET = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
INCEPTION = {"image_mean": HALF, "image_std": HALF}
SQUARE_224, SHORTER_224 = {"height": 224, "width": 224}, {"shortest_edge": 224}

# What each class of transformers 5.23 takes for a setting that its file leaves out. `square` says what a bare number
# as size means there: both sides, or the shorter one.
DEFAULTS: dict[str, dict[str, Any]] = {
    "Beit": {"square": True, "resample": 3, "size": SQUARE_224, **INCEPTION},
    "Bit": {"square": False, "resample": 3, "size": SHORTER_224, "do_center_crop": True, **CLIP},
    "CLIP": {"square": False, "resample": 3, "size": SHORTER_224, "do_center_crop": True, **CLIP},
    "Blip": {"square": True, "resample": 3, "size": {"height": 384, "width": 384}, **CLIP},
    "ChineseCLIP": {"square": False, "resample": 3, "size": SHORTER_224, "do_center_crop": True, **CLIP},
    "ConvNext": {"square": False, "resample": 3, "size": {"shortest_edge": 384}, "crop_pct": 224 / 256, **INCEPTION},
    "DeiT": {"square": True, "resample": 3, "size": {"height": 256, "width": 256}, "do_center_crop": True, **INCEPTION},
    "DINOv3ViT": {"square": True, "resample": 2, "size": SQUARE_224, **IMAGENET},
    "Siglip": {"square": True, "resample": 3, "size": SQUARE_224, **INCEPTION},
    "ViT": {"square": True, "resample": 2, "size": SQUARE_224, **INCEPTION},
}
FILTERS: dict[int, Literal["nearest", "bilinear", "bicubic", "lanczos"]] = {
    0: "nearest",
    1: "lanczos",
    2: "bilinear",
    3: "bicubic",
}


def read_processor(settings: dict[str, Any], where: str) -> Preprocessing:
    """The preprocessing that the content of a `preprocessor_config.json` asks for; `where` is for messages.

    Raises:
        UnsupportedCheckpoint: a kind of processor not read, or a setting that `Preprocessing` cannot express.
    """
    kind = _kind(settings, where)
    if kind not in DEFAULTS:
        raise UnsupportedCheckpoint(
            f"{where} asks for the image processor {kind or 'of no name'}, which scotoma does not read. Known: "
            f"{', '.join(DEFAULTS)}."
        )
    full = {**DEFAULTS[kind], **{key: value for key, value in settings.items() if value is not None}}
    if not full.get("do_resize", True):
        raise _not_expressed(where, "do_resize", False, "an encoder needs inputs of one size")
    if full.get("do_pad"):
        raise _not_expressed(where, "do_pad", True, "padding on the right and below is not read")
    if full["resample"] not in FILTERS:
        raise _not_expressed(where, "resample", full["resample"], f"known are {sorted(FILTERS)}")
    size = _size(full["size"], full["square"])
    fitted = _fitted_by_share(size, full, where) if kind == "ConvNext" else _fitted(size, full, where)
    mean, std = _normalisation(full)
    return replace(fitted, interpolation=FILTERS[full["resample"]], mean=mean, std=std)


def _kind(settings: dict[str, Any], where: str) -> str:
    """The processor's class without the endings that name its implementation: CLIPImageProcessorFast is "CLIP"."""
    name = settings.get("image_processor_type") or settings.get("feature_extractor_type") or ""
    for ending in ("Fast", "Pil", "ImageProcessor", "FeatureExtractor"):
        name = name.removesuffix(ending)
    return str(name)


def _size(size: Any, square: bool) -> dict[str, int]:
    if isinstance(size, int):
        return {"height": size, "width": size} if square else {"shortest_edge": size}
    if isinstance(size, list):
        return {"height": size[0], "width": size[1]}
    return {key: value for key, value in size.items() if value is not None}


def _fitted(size: dict[str, int], full: dict[str, Any], where: str) -> Preprocessing:
    crop = _size(full.get("crop_size", SQUARE_224), True) if full.get("do_center_crop", False) else None
    if set(size) == {"shortest_edge"}:
        if crop is None:
            raise _not_expressed(where, "do_center_crop", False, "with size.shortest_edge the inputs differ in shape")
        return Preprocessing(_side(crop, "crop_size", where), size["shortest_edge"], "shorter")
    side = _side(size, "size", where)
    return Preprocessing(side if crop is None else _side(crop, "crop_size", where), side, "squash")


def _fitted_by_share(size: dict[str, int], full: dict[str, Any], where: str) -> Preprocessing:
    """ConvNeXt's rule: below 384 px the crop is `crop_pct` of the resized picture, from there on it is squashed."""
    if full.get("do_center_crop"):
        raise _not_expressed(where, "do_center_crop", True, "a ConvNext processor crops by crop_pct")
    if set(size) != {"shortest_edge"}:
        raise _not_expressed(where, "size", size, "a ConvNext processor has size.shortest_edge")
    side = size["shortest_edge"]
    return Preprocessing(side, side, "squash") if side >= 384 else Preprocessing(side, int(side / full["crop_pct"]))


def _side(size: dict[str, int], setting: str, where: str) -> int:
    if set(size) != {"height", "width"} or size["height"] != size["width"]:
        raise _not_expressed(where, setting, size, "only squares are read")
    return size["height"]


def _normalisation(full: dict[str, Any]) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Mean and deviation on values in 0..1, whatever factor the processor multiplies bytes with first."""
    factor = 255.0 * (full.get("rescale_factor", 1 / 255) if full.get("do_rescale", True) else 1)
    # Files round the factor (0.00392156862745098); a mean of 0.5 is to stay 0.5.
    factor = 1.0 if abs(factor - 1) < 1e-6 else factor
    mean, std = (full["image_mean"], full["image_std"]) if full.get("do_normalize", True) else ([0.0] * 3, [1.0] * 3)
    return _three(mean, factor), _three(std, factor)


def _three(values: Any, factor: float) -> tuple[float, float, float]:
    red, green, blue = values if isinstance(values, list) else [values] * 3
    return red / factor, green / factor, blue / factor


def _not_expressed(where: str, setting: str, value: Any, reason: str) -> UnsupportedCheckpoint:
    return UnsupportedCheckpoint(
        f"{where} sets {setting} to {value!r}, which scotoma's preprocessing cannot express: {reason}. Give a copy of "
        "the checkpoint with another preprocessor_config.json."
    )
