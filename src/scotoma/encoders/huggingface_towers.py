"""The towers of transformers checkpoints."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scotoma.encoders.huggingface_networks import features_network, image_network, text_network, tokens_network
from scotoma.encoders.towers import TextTower
from scotoma.errors import MissingCheckpoint, UnsupportedCheckpoint

__all__ = [
    "Checkpoint",
    "VisionTower",
    "has_vocabulary",
    "load_model",
    "quiet_transformers",
    "read_text_tower",
    "read_vision_tower",
    "refuse_missing",
]

# Models whose towers can be read one by one: the classes of the vision and the text tower, and their outputs.
CLIP = ("CLIPVisionModelWithProjection", "image_embeds", "CLIPTextModelWithProjection", "text_embeds")
SIGLIP = ("SiglipVisionModel", "pooler_output", "SiglipTextModel", "pooler_output")
SPLIT = {
    "clip": CLIP,
    "clip_vision_model": CLIP,
    "metaclip_2": tuple(each.replace("CLIP", "MetaClip2") for each in CLIP),
    "siglip": SIGLIP,
    "siglip_vision_model": SIGLIP,
}
WORDS = {"image_embeds": "projected image embedding", "pooler_output": "attention-pooled image embedding"}
CLASS_TOKENS = ("cls_token", "class_embedding", "class_token")
VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "spiece.model", "tokenizer.model")
QUIETLY_ABSENT = {"_raise_exceptions_for_missing_entries": False, "_raise_exceptions_for_connection_errors": False}
UNUSED = ("mask_token",)  # what only pretraining reads; exports often leave it out


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint under the user's name for it (`source`) and the one transformers opens (`where`)."""

    source: str
    where: str
    config: Any

    @property
    def model_class(self) -> Any:
        """The class that AutoModel takes, or None where it knows none."""
        import transformers

        return transformers.AutoModel._model_mapping.get(type(self.config), None)

    @property
    def reads_text(self) -> bool:
        """Whether it has an image and a text tower in one space."""
        return all(hasattr(self.model_class, f"get_{kind}_features") for kind in ("image", "text"))


@dataclass(frozen=True, slots=True)
class VisionTower:
    """A module from normalised images (B, 3, S, S) to rows, or rows and patch tokens, and in words which rows."""

    network: Any
    vector: str


def read_vision_tower(checkpoint: Checkpoint, side_px: int) -> VisionTower:
    """The image tower for images of `side_px`, in float32, alone wherever transformers can read it alone.

    Raises:
        UnsupportedCheckpoint: not an image encoder of a known kind, or one that lacks parameters.
    """
    kind, config = checkpoint.config.model_type, checkpoint.config
    if kind.startswith("siglip2"):
        raise UnsupportedCheckpoint(
            f"{checkpoint.source} is a SigLIP 2 model for pictures of any shape (NaFlex), which has no fixed input. "
            "Use one with a fixed size, such as hf:google/siglip2-base-patch16-224."
        )
    if kind in SPLIT and "CLIPVisionModel" not in (config.architectures or ()):
        class_name, output, _, _ = SPLIT[kind]
        return VisionTower(image_network(_read(class_name, checkpoint), output), WORDS[output])
    if checkpoint.reads_text:
        network = features_network(_read("AutoModel", checkpoint), "image", ["pixel_values"])
        return VisionTower(network, WORDS["image_embeds"])
    if getattr(checkpoint.model_class, "main_input_name", None) != "pixel_values":
        raise UnsupportedCheckpoint(
            f"{checkpoint.source} is a {kind} model, which is no image encoder that scotoma reads."
        )
    return _vision_only(checkpoint, side_px)


def read_text_tower(checkpoint: Checkpoint) -> TextTower:
    """The text tower with its tokenizer; texts are cut and padded to the length the model was trained with.

    Raises:
        MissingCheckpoint: the checkpoint comes without a tokenizer.
        UnsupportedCheckpoint: parameters are missing.
    """
    tokenizer = _tokenizer(checkpoint)
    length = checkpoint.config.text_config.max_position_embeddings
    names = [name for name in tokenizer.model_input_names if name in ("input_ids", "attention_mask")]

    def tokenise(texts: Sequence[str]) -> tuple[np.ndarray, ...]:
        tokens = tokenizer(list(texts), padding="max_length", truncation=True, max_length=length, return_tensors="np")
        return tuple(tokens[name].astype(np.int64) for name in names)

    if checkpoint.config.model_type in SPLIT:
        _, _, class_name, output = SPLIT[checkpoint.config.model_type]
        return TextTower(text_network(_read(class_name, checkpoint), output, names), tokenise)
    return TextTower(features_network(_read("AutoModel", checkpoint), "text", names), tokenise)


def _tokenizer(checkpoint: Checkpoint) -> Any:
    from transformers import AutoTokenizer

    if has_vocabulary(checkpoint):
        return AutoTokenizer.from_pretrained(checkpoint.where, trust_remote_code=False)
    raise MissingCheckpoint(
        f"{checkpoint.source} comes without a tokenizer, so texts cannot be embedded. Copy tokenizer.json and "
        "tokenizer_config.json from the same repository beside its weights."
    )


def has_vocabulary(checkpoint: Checkpoint) -> bool:
    """Whether a tokenizer's words are there: without them transformers makes an empty one of the right class."""
    from transformers.utils.hub import cached_file

    return any(cached_file(checkpoint.where, name, **QUIETLY_ABSENT) is not None for name in VOCABULARIES)


def _vision_only(checkpoint: Checkpoint, side_px: int) -> VisionTower:
    """The class token where the model has one, else its own pooled output, else the mean of its patch tokens.

    A pooler trained for another end (ViT's, with its tanh) is dropped, also where the checkpoint has it: many do not,
    and the class token is what is compared elsewhere. BEiT's is kept where its weights are there: a BEiT that was
    trained to pool norms nothing else.
    """
    config = checkpoint.config
    if config.model_type == "vit_mae":
        config.mask_ratio = 0.0
    model, missing = _load("AutoModel", checkpoint)
    pools = getattr(config, "use_mean_pooling", False)
    pooler = getattr(model, "pooler", None)
    if pooler is not None and any(True for _ in pooler.parameters()):
        untrained = any(name.startswith("pooler.") for name in missing)
        if untrained or not pools:
            model.pooler = None
        missing = [name for name in missing if not name.startswith("pooler.")]
    refuse_missing(missing, model, checkpoint)
    if pools and model.pooler is not None:
        return VisionTower(tokens_network(model, "pooled"), "mean of the patch tokens, normed")
    if any(name.rpartition(".")[2] in CLASS_TOKENS for name, _ in model.named_parameters()):
        return VisionTower(
            tokens_network(model, "class"), "class token" if pools else "class token after the final norm"
        )
    if _gives_a_pooled_output(model, side_px):
        return VisionTower(tokens_network(model, "pooled"), "the model's pooled output")
    return VisionTower(tokens_network(model, "mean"), "mean of the patch tokens")


def _gives_a_pooled_output(model: Any, side_px: int) -> bool:
    import torch

    with torch.inference_mode():
        outputs = model(pixel_values=torch.zeros((1, 3, side_px, side_px)))
    return getattr(outputs, "pooler_output", None) is not None


def _read(class_name: str, checkpoint: Checkpoint) -> Any:
    """A model with every parameter from the checkpoint."""
    model, missing = _load(class_name, checkpoint)
    refuse_missing(missing, model, checkpoint)
    return model


def _load(class_name: str, checkpoint: Checkpoint) -> tuple[Any, list[str]]:
    """The model of a class in float32, and the names of the parameters that it lacks."""
    import torch

    config = _config_for(class_name, checkpoint.config)
    return load_model(class_name, checkpoint, config=config, dtype=torch.float32)


def load_model(class_name: str, checkpoint: Checkpoint, **settings: Any) -> tuple[Any, list[str]]:
    """A transformers model, and the names of the parameters that the checkpoint lacks and transformers invented.

    `settings` are from_pretrained's.

    Raises:
        UnsupportedCheckpoint: parameters of other shapes than config.json says.
    """
    import transformers

    with quiet_transformers():
        model, report = getattr(transformers, class_name).from_pretrained(
            checkpoint.where,
            **settings,
            output_loading_info=True,
            ignore_mismatched_sizes=True,  # refused below, by name
            trust_remote_code=False,
        )
    if wrong := sorted(str(each[0]) for each in report["mismatched_keys"]):
        raise UnsupportedCheckpoint(
            f"In the weights of {checkpoint.source} {len(wrong)} parameters have another shape than its config.json "
            f"says, such as {wrong[0]}. Take both files from the same repository."
        )
    return model.eval(), sorted(name for name in report["missing_keys"] if name.rpartition(".")[2] not in UNUSED)


def _config_for(class_name: str, config: Any) -> Any:
    """The part of a configuration for image and text that a class for one of them takes."""
    kind = "vision" if "Vision" in class_name else "text" if "Text" in class_name else ""
    part = getattr(config, f"{kind}_config", config)
    if part is not config and hasattr(config, "projection_dim"):
        part.projection_dim = config.projection_dim  # the parts often keep the default
    return part


def refuse_missing(missing: list[str], model: Any, checkpoint: Checkpoint) -> None:
    """Refuse a model that lacks parameters.

    Raises:
        UnsupportedCheckpoint: `missing` names any.
    """
    if missing:
        raise UnsupportedCheckpoint(
            f"The weights of {checkpoint.source} lack {len(missing)} parameters of a {type(model).__name__}, such as "
            f"{missing[0]}. They belong to another model than config.json says, or a part of them is missing: download "
            "them again."
        )


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """No progress bar and no table of the parameters of the tower that is left out."""
    from transformers.utils import logging

    # transformers leaves these functions untyped.
    quiet: Any = logging
    level, bar = quiet.get_verbosity(), quiet.is_progress_bar_enabled()
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    try:
        yield
    finally:
        quiet.set_verbosity(level)
        if bar:
            quiet.enable_progress_bar()
