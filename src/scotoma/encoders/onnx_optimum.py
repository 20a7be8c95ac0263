"""Folders as optimum and transformers.js export them: `onnx/vision_model.onnx` beside Hugging Face's JSON files."""

from pathlib import Path
from typing import Any, Literal

from scotoma.encoders.onnx_layout import ImageGraph, OnnxLayout, TextGraph, read_object
from scotoma.encoders.protocol import Preprocessing
from scotoma.errors import UnsupportedCheckpoint

__all__ = ["read_optimum"]

# The image feature of each kind that was tried: (words, output, token, patches output, tokens before the patches).
# CLIP's graph projects; SigLIP's pools with its attention head; DINOv2's gives all tokens after the final norm.
VECTORS: dict[str, tuple[str, str, int | None, str | None, int]] = {
    "clip": ("projected image embedding", "image_embeds", None, None, 0),
    "siglip": ("attention-pooled image embedding", "pooler_output", None, "last_hidden_state", 0),
    "dinov2": ("class token after the final norm", "last_hidden_state", 0, "last_hidden_state", 1),
    "vit": ("class token after the final norm", "last_hidden_state", 0, "last_hidden_state", 1),
}
RESAMPLING: dict[int, Literal["nearest", "lanczos", "bilinear", "bicubic"]] = {
    0: "nearest",
    1: "lanczos",
    2: "bilinear",
    3: "bicubic",
}


def read_optimum(folder: Path) -> OnnxLayout | None:
    """The layout of such a folder; None where it is not one.

    Raises:
        UnsupportedCheckpoint: the model or its preprocessing is of a kind not read.
        BrokenFile: one of the JSON files is damaged.
    """
    image = _first(folder, "vision_model.onnx", "model.onnx")
    if not (image and (folder / "config.json").is_file() and (folder / "preprocessor_config.json").is_file()):
        return None
    config = read_object(folder / "config.json")
    kind = str(config.get("model_type"))
    family = "siglip" if kind == "siglip2" else kind.removesuffix("_vision_model")
    if family not in VECTORS:
        raise UnsupportedCheckpoint(
            f"{folder} holds an exported model of type {kind!r}; without an encoder.json these are read: "
            f"{', '.join(VECTORS)}. Write an encoder.json beside it: docs/how-to/onnx-folders.md."
        )
    words, output, token, patches, skip = VECTORS[family]
    vision = {**config, **config.get("vision_config", {})}
    preprocessing = _preprocessing(folder / "preprocessor_config.json")
    side = preprocessing.side_px // int(vision.get("patch_size", 16))
    width = int(config.get("projection_dim", 512) if family == "clip" else vision.get("hidden_size", 768))
    graph = ImageGraph(
        file=image,
        input="pixel_values",
        output=output,
        width=width,
        layout="NCHW",
        normalisation="outside",
        token=token,
        patches=patches,
        patches_skip=skip,
        patch_count=side * side if patches else 0,
        patch_width=width if patches else 0,
    )
    return OnnxLayout(folder.name, words, preprocessing, graph, _text(folder, config, family), {})


def _first(folder: Path, *names: str) -> str | None:
    for place in ("", "onnx/"):
        for name in names:
            if (folder / place / name).is_file():
                return place + name
    return None


def _text(folder: Path, config: dict[str, Any], family: str) -> TextGraph | None:
    file = _first(folder, "text_model.onnx")
    if file is None or not (folder / "tokenizer.json").is_file() or family not in ("clip", "siglip"):
        return None
    text = config.get("text_config", {})
    # Where the folder is silent: transformers' own defaults. CLIP reads nothing behind the end of the text, so that any
    # padding will do.
    length, pad = (77, 0) if family == "clip" else (64, 1)
    return TextGraph(
        file=file,
        tokenizer="tokenizer.json",
        input="input_ids",
        output="text_embeds" if family == "clip" else "pooler_output",
        context_length=int(text.get("max_position_embeddings", length)),
        pad_id=int(text.get("pad_token_id", pad)),
        mask="attention_mask",
    )


def _preprocessing(path: Path) -> Preprocessing:
    config = read_object(path)
    size, crop = config.get("size"), config.get("crop_size")
    crops = bool(config.get("do_center_crop", crop is not None))
    resized = _side(size, path)
    fit: Literal["shorter", "squash"] = (
        "shorter" if isinstance(size, int) or "shortest_edge" in (size or {}) else "squash"
    )
    resample = RESAMPLING.get(int(config.get("resample", 3)))
    unusual = [key for key in ("do_resize", "do_rescale", "do_normalize") if config.get(key, True) is False]
    if fit == "shorter" and not crops:
        unusual.append("a shorter side without a centre crop")
    if resample is None or unusual:
        raise UnsupportedCheckpoint(
            f"{path} asks for {', '.join(unusual) or 'resampling ' + str(config.get('resample'))}, which scotoma's "
            "preprocessing cannot express. Write an encoder.json beside it: docs/how-to/onnx-folders.md."
        )
    mean, std = config.get("image_mean", (0.5, 0.5, 0.5)), config.get("image_std", (0.5, 0.5, 0.5))
    return Preprocessing(
        side_px=_side(crop, path) if crops else resized,
        resize_px=resized,
        fit=fit,
        interpolation=resample,
        mean=(float(mean[0]), float(mean[1]), float(mean[2])),
        std=(float(std[0]), float(std[1]), float(std[2])),
    )


def _side(size: Any, path: Path) -> int:
    values = {size} if isinstance(size, int) else set(size.values()) if isinstance(size, dict) else set()
    if len(values) != 1:
        raise UnsupportedCheckpoint(f"{path} gives the size {size!r}; expected one number, or a square.")
    return int(values.pop())
