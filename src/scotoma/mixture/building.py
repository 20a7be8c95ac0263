"""A mixture of towers and a language model that are there already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
import transformers
from torch import nn

from scotoma.encoders.huggingface import folder_or_repository, processor_settings, reading_checkpoint
from scotoma.encoders.huggingface_processor import read_processor
from scotoma.encoders.huggingface_towers import Checkpoint, load_model, refuse_missing
from scotoma.encoders.mini import mini_folder
from scotoma.errors import UnknownName, UnsupportedCheckpoint, UsageError
from scotoma.mixture.configuration import MixtureConfig, TowerConfig
from scotoma.mixture.modeling import MixtureForConditionalGeneration, make_adapter
from scotoma.mixture.processing import IMAGE_TOKEN, processor_for
from scotoma.mixture.towers import HEADS, resize_network, tokens_of, without_heads
from scotoma.models.huggingface import importing

__all__ = ["LoadedTower", "TowerSource", "assemble", "build_mixture", "load_language", "load_tower", "network_settings"]

# Towers whose checkpoints also have a text tower: the class that reads the image half.
IMAGE_HALVES = {"clip": "CLIPVisionModel", "siglip": "SiglipVisionModel"}
# The layer that is read where nobody says: LLaVA reads CLIP's second to last (decision 0101).
LAYERS = {"clip_vision_model": -2}

# What a configuration says of files, outputs and labels, not of the network.
NO_PART = {
    *("_name_or_path", "architectures", "dtype", "id2label", "label2id", "output_attentions", "output_hidden_states"),
    *("problem_type", "return_dict", "transformers_version"),
}


@dataclass(frozen=True, slots=True)
class TowerSource:
    """A tower to be: an encoder's name ("hf:REPOSITORY_OR_FOLDER", "mini:clip", "mini:dino") and what is read from it.

    `side_px` None is the encoder's own. `layer` None is -2 for CLIP and -1, the last, for others. `final_norm` applies
    the network's last norm to what is read.
    """

    source: str
    side_px: int | None = None
    layer: int | None = None
    final_norm: bool = False


@dataclass(frozen=True, slots=True)
class LoadedTower:
    """A tower's configuration with the network that it describes."""

    config: TowerConfig
    network: Any


def build_mixture(
    towers: Sequence[TowerSource],
    language: str | tuple[Any, Any],
    *,
    mixture: str,
    ssl_ratio: float | None = None,
    adapter: str = "mlp2x_gelu",
    seed: int = 0,
) -> tuple[Any, Any]:
    """A `MixtureForConditionalGeneration` in float32 with untrained adapters, and its `MixtureProcessor`.

    `language` is a folder or repository that AutoModelForCausalLM reads, or a model and its tokenizer, which become
    part of the mixture. The tokenizer gets `<image>` where it lacks it, and the model's embeddings a row for it.

    Raises:
        UnknownName, MissingCheckpoint, UnsupportedCheckpoint, BrokenFile: a tower or language model that is not read.
        UsageError, ShapeMismatch: towers that make no such mixture.
    """
    loaded = [load_tower(each) for each in towers]
    model, tokenizer = load_language(language) if isinstance(language, str) else language
    image_token_id = add_image_token(model, tokenizer)
    config = MixtureConfig(
        mixture=mixture,
        ssl_ratio=ssl_ratio,
        adapter=adapter,
        towers=[each.config for each in loaded],
        text_config=model.config,
        image_token_id=image_token_id,
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        adapters = [make_adapter(adapter, width, model.config.hidden_size) for width in config.adapter_widths]
    built = assemble(config, [each.network for each in loaded], adapters, model)
    return built, processor_for(config, tokenizer)


def assemble(config: MixtureConfig, networks: Sequence[Any], adapters: Sequence[nn.Module], language_model: Any) -> Any:
    """The `MixtureForConditionalGeneration` of a configuration, made of parts that are there; it takes them over."""
    config.text_config.dtype = None  # else the parts would be made in it, whatever the whole is loaded as
    with torch.device("meta"):
        model: Any = MixtureForConditionalGeneration(config)
    for tower, network in zip(model.towers, networks, strict=True):
        tower.network = network
        tower.freeze()
    model.adapters = nn.ModuleList(adapters)
    model.language_model = language_model
    model.generation_config = language_model.generation_config
    # An answer must never contain an image.
    if model.generation_config.suppress_tokens is None:
        model.generation_config.suppress_tokens = [config.image_token_id]
    return model.eval()


def load_language(source: str) -> tuple[Any, Any]:
    """The causal language model of a folder or repository, in float32, and its tokenizer.

    Raises:
        MissingCheckpoint, UnsupportedCheckpoint, BrokenFile: it is not there, no language model, or damaged.
    """
    where = folder_or_repository(source)
    with reading_checkpoint(source), importing(source):
        config = transformers.AutoConfig.from_pretrained(where, trust_remote_code=False)
        checkpoint = Checkpoint(source, where, config)
        model, missing = load_model("AutoModelForCausalLM", checkpoint, dtype=torch.float32)
        tokenizer = transformers.AutoTokenizer.from_pretrained(where, trust_remote_code=False)
    refuse_missing(missing, model, checkpoint)
    return model, tokenizer


def add_image_token(model: Any, tokenizer: Any) -> int:
    """The id of `<image>`, for which tokenizer and model make room where they lack it.

    New rows are the mean of the old ones: what the model never chose before stays unlikely.
    """
    if IMAGE_TOKEN not in tokenizer.get_vocab():
        tokenizer.add_tokens([IMAGE_TOKEN], special_tokens=True)
    old = model.get_input_embeddings().weight.shape[0]
    if len(tokenizer) > old:
        model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
        with torch.no_grad():
            for rows in (model.get_input_embeddings().weight, model.get_output_embeddings().weight):
                rows[old:] = rows[:old].mean(dim=0)
    return int(tokenizer.convert_tokens_to_ids(IMAGE_TOKEN))


def load_tower(asked: TowerSource) -> LoadedTower:
    """The network of a tower in float32, for images of the side that is asked for.

    Raises:
        UnknownName: no encoder of that name can be a tower.
        MissingCheckpoint, UnsupportedCheckpoint, BrokenFile: a checkpoint that is not read.
        UsageError: a side that is no whole number of patches.
    """
    source = tower_folder(asked.source)
    where = folder_or_repository(source)
    with reading_checkpoint(source):
        config = transformers.AutoConfig.from_pretrained(where, trust_remote_code=False)
    preprocessing = read_processor(processor_settings(source, where), asked.source)
    with reading_checkpoint(source):
        network = read_network(Checkpoint(source, where, config))
    check_asked(asked, network.config)
    side, layer = asked.side_px or preprocessing.side_px, asked.layer
    network = resize_network(network, side)
    if layer is None:
        layer = LAYERS.get(network.config.model_type, -1)
    fitted = resized(preprocessing, side)
    tower = TowerConfig(asked.source, network_settings(network.config), side, layer, asked.final_norm, fitted)
    check_tokens(tower, network)
    return LoadedTower(tower, network)


def check_tokens(tower: TowerConfig, network: Any) -> None:
    """Refuse a network that does not give a token for each patch.

    Raises:
        UnsupportedCheckpoint: it does not.
        UsageError: a final norm is asked for, and it has none.
    """
    with torch.no_grad():
        shape = tuple(tokens_of(tower, network, torch.zeros((1, 3, tower.side_px, tower.side_px))).shape)
    if shape != (1, tower.patch_count, tower.width):
        raise UnsupportedCheckpoint(
            f"{tower.name} gives {shape[1]} tokens of width {shape[2]} in layer {tower.layer}, where its configuration "
            f"makes {tower.patch_count} patches of width {tower.width}. A tower has to keep a token for each patch."
        )


def network_settings(config: Any) -> dict[str, Any]:
    """A network's configuration as a `TowerConfig` has it: nothing but what makes the network."""
    return {key: value for key, value in config.to_dict().items() if key not in NO_PART}


def tower_folder(name: str) -> str:
    """The folder or repository that an encoder's name stands for.

    Raises:
        UnknownName: an encoder of another kind.
    """
    kind, _, rest = name.partition(":")
    if kind == "mini":
        return str(mini_folder(rest))
    if kind == "hf" and rest:
        return rest
    raise UnknownName(
        f"No tower is named {name!r}. A tower is an encoder whose layers can be read: hf:REPOSITORY_OR_FOLDER, "
        "mini:clip or mini:dino."
    )


def read_network(checkpoint: Checkpoint) -> Any:
    """The image network of a checkpoint, without what comes after its last norm.

    Raises:
        UnsupportedCheckpoint: no image network with patches in a grid, or one that lacks parameters.
    """
    config = checkpoint.config
    name, half = IMAGE_HALVES.get(config.model_type, "AutoModel"), getattr(config, "vision_config", config)
    if getattr(half, "hidden_size", None) is None or not isinstance(getattr(half, "patch_size", None), int):
        raise UnsupportedCheckpoint(
            f"{checkpoint.source} is a {config.model_type} model, which is no image network whose patches scotoma can "
            "read. Expected CLIP, SigLIP, DINOv2, ViT, MAE or one of their kin."
        )
    if half.model_type == "vit_mae":
        half.mask_ratio = 0.0  # every patch is to be seen
    network, missing = load_model(name, checkpoint, config=half, dtype=torch.float32)
    refuse_missing([each for each in missing if each.partition(".")[0] not in HEADS], network, checkpoint)
    return without_heads(network)


def check_asked(asked: TowerSource, config: Any) -> None:
    """Refuse a side or a layer that the network cannot have.

    Raises:
        UsageError: a side that is no whole number of patches, or a layer outside -blocks - 1 .. blocks.
    """
    side, patch, blocks = asked.side_px, config.patch_size, config.num_hidden_layers
    if side is not None and (side < patch or side % patch):
        raise UsageError(
            f"{asked.source} reads patches of {patch} px, and a side of {side} px is no whole number of them. Give a "
            f"multiple of {patch}."
        )
    if asked.layer is not None and not -blocks - 1 <= asked.layer <= blocks:
        raise UsageError(
            f"{asked.source} has {blocks} blocks, so its layers are {-blocks - 1} to {blocks}; {asked.layer} is none "
            "of them."
        )


def resized(preprocessing: Any, side_px: int) -> Any:
    """The preprocessing for another side, which keeps the same share of the picture."""
    share = preprocessing.resize_px / preprocessing.side_px
    return replace(preprocessing, side_px=side_px, resize_px=round(side_px * share))
