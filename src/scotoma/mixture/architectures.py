"""The architectures of well-known towers and language models, for estimates where not even a config.json is at hand.

Numbers of layers, widths and the like are facts of the published models; weights are not needed to reckon with them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.mixture.configuration import MixtureConfig, TowerConfig
from scotoma.mixture.recipe import Recipe, RecipeTower

__all__ = ["KNOWN", "Architecture", "describe_mixture", "read_network_config"]


@dataclass(frozen=True, slots=True)
class Architecture:
    """A published network: transformers' configuration, the side it is given (0: not a tower), and where that is from.

    `parameters` is the published total that our count of the configuration agrees with: of the image tower without its
    pooler and projection, or of the whole language model.
    """

    config: dict[str, Any]
    parameters: int
    source: str
    side_px: int = 0


_VIT_L = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "patch_size": 14}
_CLIP_L = {"model_type": "clip_vision_model", **_VIT_L, "intermediate_size": 4096, "hidden_act": "quick_gelu"}
_LLAMA_7B = {
    "model_type": "llama",
    "vocab_size": 32_000,
    "hidden_size": 4096,
    "intermediate_size": 11_008,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 32,
    "tie_word_embeddings": False,
}
_LLAMA_13B = {
    **_LLAMA_7B,
    "hidden_size": 5120,
    "intermediate_size": 13_824,
    "num_hidden_layers": 40,
    "num_attention_heads": 40,
    "num_key_value_heads": 40,
}
_CARD = "config.json of the repository; parameters as its safetensors header has them"
_LLAMA = "Touvron et al. 2023 (arXiv 2302.13971), Table 2: 6.7B and 13.0B; Vicuna keeps LLaMA's architecture"

KNOWN: dict[str, Architecture] = {
    "openai/clip-vit-large-patch14": Architecture(
        {**_CLIP_L, "image_size": 224}, 303_179_776, "Radford et al. 2021 (arXiv 2103.00020), Table 20", 224
    ),
    "openai/clip-vit-large-patch14-336": Architecture(
        {**_CLIP_L, "image_size": 336}, 303_507_456, "Radford et al. 2021 (arXiv 2103.00020), Table 20", 336
    ),
    "facebook/dinov2-large": Architecture(
        {"model_type": "dinov2", **_VIT_L, "mlp_ratio": 4, "image_size": 518},
        304_368_640,
        "Oquab et al. 2023 (arXiv 2304.07193), Table 17; trained up to 518 px, read at 224 px",
        224,
    ),
    "lmsys/vicuna-7b-v1.3": Architecture(_LLAMA_7B, 6_738_415_616, _LLAMA),
    "lmsys/vicuna-7b-v1.5": Architecture(_LLAMA_7B, 6_738_415_616, _LLAMA),
    "lmsys/vicuna-13b-v1.3": Architecture(_LLAMA_13B, 13_015_864_320, _LLAMA),
    "lmsys/vicuna-13b-v1.5": Architecture(_LLAMA_13B, 13_015_864_320, _LLAMA),
    "Qwen/Qwen2.5-0.5B-Instruct": Architecture(
        {
            "model_type": "qwen2",
            "vocab_size": 151_936,
            "hidden_size": 896,
            "intermediate_size": 4864,
            "num_hidden_layers": 24,
            "num_attention_heads": 14,
            "num_key_value_heads": 2,
            "tie_word_embeddings": True,
        },
        494_032_768,
        _CARD,
    ),
    "HuggingFaceTB/SmolLM2-135M-Instruct": Architecture(
        {
            "model_type": "llama",
            "vocab_size": 49_152,
            "hidden_size": 576,
            "intermediate_size": 1536,
            "num_hidden_layers": 30,
            "num_attention_heads": 9,
            "num_key_value_heads": 3,
            "tie_word_embeddings": True,
        },
        134_515_008,
        _CARD,
    ),
}


def describe_mixture(recipe: Recipe) -> MixtureConfig:
    """The configuration of the recipe's mixture, from configurations alone: no weights are read, and none fetched.

    Raises:
        UnknownName: a tower of another kind.
        MissingCheckpoint, UnsupportedCheckpoint: a configuration that is not on this machine, not published here, and
            not at the hub; or one that is no tower or language model.
        UsageError: a side that is no whole number of patches, or a layer that the tower lacks.
    """
    return MixtureConfig(
        mixture=recipe.mixture,
        ssl_ratio=recipe.ssl_ratio,
        adapter=recipe.adapter,
        towers=[_describe_tower(each) for each in recipe.towers],
        text_config=read_network_config(recipe.language),
    )


def read_network_config(source: str) -> Any:
    """transformers' configuration of a folder or repository: the folder's, else the cached, the published, the hub's.

    Raises:
        MissingCheckpoint: there is none of the four.
        UnsupportedCheckpoint: a configuration that transformers does not read.
    """
    import transformers

    from scotoma.encoders.huggingface import folder_or_repository, reading_checkpoint

    known = KNOWN.get(source)
    if known is not None and not Path(source).expanduser().is_dir() and not _is_cached(source):
        return transformers.AutoConfig.for_model(**known.config)
    where = source if _is_cached(source) else folder_or_repository(source)
    with reading_checkpoint(source):
        return transformers.AutoConfig.from_pretrained(where, trust_remote_code=False)


def _is_cached(source: str) -> bool:
    import huggingface_hub

    from scotoma.encoders.hub import is_repository

    return is_repository(source) and isinstance(huggingface_hub.try_to_load_from_cache(source, "config.json"), str)


def _describe_tower(tower: RecipeTower) -> TowerConfig:
    from scotoma.encoders.protocol import Preprocessing
    from scotoma.mixture.building import LAYERS, TowerSource, check_asked, network_settings, tower_folder

    source = tower_folder(tower.source)
    config = read_network_config(source)
    network = getattr(config, "vision_config", config)
    side = tower.side_px or _own_side(source)
    layer = LAYERS.get(network.model_type, -1) if tower.layer is None else tower.layer
    check_asked(TowerSource(tower.source, side, layer, tower.final_norm), network)
    network.image_size = side
    # How pictures become its input costs nothing that is reckoned here, so any preprocessing of this side will do.
    settings, any_of_this_side = network_settings(network), Preprocessing(side, side)
    return TowerConfig(tower.source, settings, side, layer, tower.final_norm, any_of_this_side)


def _own_side(source: str) -> int:
    """The side that the tower's own preprocessing makes."""
    from scotoma.encoders.huggingface import folder_or_repository, processor_settings
    from scotoma.encoders.huggingface_processor import read_processor

    known = KNOWN.get(source)
    if known is not None and not Path(source).expanduser().is_dir():
        return known.side_px
    return read_processor(processor_settings(source, folder_or_repository(source)), source).side_px
