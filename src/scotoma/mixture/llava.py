"""A LLaVA-1.5 checkpoint as a mixture of one tower."""

from typing import Any

import torch
import transformers
from torch import nn
from transformers import ProcessorMixin

from scotoma.encoders.huggingface import folder_or_repository, processor_settings, reading_checkpoint
from scotoma.encoders.huggingface_processor import read_processor
from scotoma.encoders.huggingface_towers import Checkpoint, has_vocabulary, load_model, refuse_missing
from scotoma.errors import MissingCheckpoint, UnsupportedCheckpoint
from scotoma.mixture.building import assemble, network_settings
from scotoma.mixture.configuration import MixtureConfig, TowerConfig
from scotoma.mixture.processing import IMAGE_TOKEN, processor_for

__all__ = ["from_llava"]

# Which of an image's tokens are its patches alone: CLIP puts a class token first, SigLIP has none.
PATCHES = {"clip_vision_model": "default", "siglip_vision_model": "full"}


def from_llava(source: str) -> tuple[Any, Any]:
    """The model and processor of a LLaVA checkpoint in the hub's format, in float32, as a `single` mixture.

    Its answers are those of transformers' own LLaVA. The layouts of older checkpoints are read as transformers reads
    them.

    Raises:
        MissingCheckpoint, BrokenFile: it is not there, or damaged.
        UnsupportedCheckpoint: no LLaVA, or one whose image features a mixture cannot express.
    """
    where = folder_or_repository(source)
    with reading_checkpoint(source):
        config = transformers.AutoConfig.from_pretrained(where, trust_remote_code=False)
    checkpoint = Checkpoint(source, where, config)
    check_kind(checkpoint)
    with reading_checkpoint(source):
        llava, missing = load_model("LlavaForConditionalGeneration", checkpoint, dtype=torch.float32)
    refuse_missing(missing, llava, checkpoint)
    preprocessing = read_processor(processor_settings(source, where), source)
    parts, projector = llava.model, llava.model.multi_modal_projector
    network = parts.vision_tower
    tower = TowerConfig(
        f"hf:{source}",
        network_settings(network.config),
        network.config.image_size,
        config.vision_feature_layer,
        False,
        preprocessing,
    )
    made = MixtureConfig(
        mixture="single", towers=[tower], text_config=config.text_config, image_token_id=config.image_token_id
    )
    adapter = nn.Sequential(projector.linear_1, nn.GELU(), projector.linear_2)
    model = assemble(made, [network], [adapter], causal(config.text_config, parts.language_model, llava.lm_head))
    model.generation_config = llava.generation_config
    return model, read_llava_processor(checkpoint, made)


def check_kind(checkpoint: Checkpoint) -> None:
    """Refuse what is no LLaVA with one layer of patches, and a projector of two layers.

    Raises:
        UnsupportedCheckpoint: it is not.
    """
    source, config = checkpoint.source, checkpoint.config
    if config.model_type != "llava":
        raise UnsupportedCheckpoint(
            f"{source} is a {config.model_type} model. Expected a LLaVA-1.5 in the hub's format, such as "
            "llava-hf/llava-1.5-7b-hf."
        )
    expected = {
        "vision_feature_select_strategy": PATCHES.get(config.vision_config.model_type),
        "projector_hidden_act": "gelu",
        "multimodal_projector_bias": True,
    }
    for name, wanted in expected.items():
        if getattr(config, name) != wanted:
            raise UnsupportedCheckpoint(
                f"{source} has {name} = {getattr(config, name)!r}, which a mixture cannot express with a "
                f"{config.vision_config.model_type}: expected {wanted!r}."
            )
    if not isinstance(config.vision_feature_layer, int):
        raise UnsupportedCheckpoint(
            f"{source} reads the layers {config.vision_feature_layer} of its tower together; a mixture reads one."
        )


def causal(config: Any, base: Any, head: nn.Module) -> Any:
    """The causal language model of a base and a head that are there."""
    with torch.device("meta"):
        model: Any = transformers.AutoModelForCausalLM.from_config(config)
    setattr(model, model.base_model_prefix, base)
    model.set_output_embeddings(head)
    return model


def read_llava_processor(checkpoint: Checkpoint, config: MixtureConfig) -> Any:
    """The processor of a LLaVA, whose chat template takes parts.

    Raises:
        MissingCheckpoint: it comes without a tokenizer.
        UnsupportedCheckpoint: its image token is not the one of its config.json.
    """
    if not has_vocabulary(checkpoint):
        raise MissingCheckpoint(
            f"{checkpoint.source} comes without a tokenizer. Copy tokenizer.json and tokenizer_config.json from the "
            "same repository beside its weights."
        )
    with reading_checkpoint(checkpoint.source):
        tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint.where, trust_remote_code=False)
        settings, _ = ProcessorMixin.get_processor_dict(checkpoint.where)
    found = tokenizer.convert_tokens_to_ids(IMAGE_TOKEN)
    if found != config.image_token_id:
        raise UnsupportedCheckpoint(
            f"The tokenizer of {checkpoint.source} gives {IMAGE_TOKEN} the id {found}, its config.json says "
            f"{config.image_token_id}. Take both files from the same repository."
        )
    return processor_for(config, tokenizer, content="parts", chat_template=settings.get("chat_template"))
