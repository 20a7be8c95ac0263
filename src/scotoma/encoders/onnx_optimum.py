"""Folders as optimum and transformers.js export them: `onnx/vision_model.onnx` beside Hugging Face's JSON files."""

from pathlib import Path
from typing import Any

from scotoma.encoders.huggingface_processor import read_processor
from scotoma.encoders.onnx_layout import ImageGraph, OnnxLayout, TextGraph
from scotoma.encoders.upstream import read_object
from scotoma.errors import UnsupportedCheckpoint

__all__ = ["read_optimum"]

# The image feature of each kind that a test holds to transformers: (words, output, which token is the vector).
# CLIP's graph projects; SigLIP's pools with its attention head; the others give all tokens after the final norm.
CLASS_TOKEN = ("class token after the final norm", "last_hidden_state", 0)
VECTORS: dict[str, tuple[str, str, int | None]] = {
    "clip": ("projected image embedding", "image_embeds", None),
    "siglip": ("attention-pooled image embedding", "pooler_output", None),
    "vit": CLASS_TOKEN,
    "dinov2": CLASS_TOKEN,
    "dinov2_with_registers": CLASS_TOKEN,
    "dinov3_vit": CLASS_TOKEN,
}
REGISTERS = {"dinov2_with_registers": 4, "dinov3_vit": 4}  # transformers' defaults, where config.json is silent


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
    settings = folder / "preprocessor_config.json"
    preprocessing = read_processor(read_object(settings), str(settings))
    graph = _image(image, config, family, preprocessing.side_px)
    return OnnxLayout(folder.name, VECTORS[family][0], preprocessing, graph, _text(folder, config, family), {})


def _image(file: str, config: dict[str, Any], family: str, side_px: int) -> ImageGraph:
    _, output, token = VECTORS[family]
    vision = {**config, **config.get("vision_config", {})}
    width = int(config.get("projection_dim", 512) if family == "clip" else vision.get("hidden_size", 768))
    has_patches = family != "clip"  # its exported graph gives the projected embedding alone
    side = side_px // int(vision.get("patch_size", 14 if family == "dinov2" else 16))
    return ImageGraph(
        file=file,
        input="pixel_values",
        output=output,
        width=width,
        layout="NCHW",
        normalisation="outside",
        token=token,
        patches="last_hidden_state" if has_patches else None,
        patches_skip=(token is not None) + int(vision.get("num_register_tokens", REGISTERS.get(family, 0))),
        patch_count=side * side if has_patches else 0,
        patch_width=width if has_patches else 0,
    )


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
