"""Mixtures in folders, as transformers keeps its models."""

from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForImageTextToText, AutoProcessor

from scotoma.mixture.configuration import MixtureConfig
from scotoma.mixture.modeling import MixtureForConditionalGeneration
from scotoma.mixture.processing import MixtureProcessor

__all__ = ["load_mixture_model", "register", "save_mixture"]


def register() -> None:
    """Make mixtures known to transformers' AutoConfig, AutoModelForImageTextToText and AutoProcessor."""
    AutoConfig.register(MixtureConfig.model_type, MixtureConfig, exist_ok=True)
    AutoModelForImageTextToText.register(MixtureConfig, MixtureForConditionalGeneration, exist_ok=True)
    AutoProcessor.register(MixtureConfig, MixtureProcessor, exist_ok=True)


def save_mixture(folder: Path, model: Any, processor: Any, *, max_shard_size: str = "5GB") -> None:
    """Write a mixture with its processor; weights in safetensors, in parts of at most `max_shard_size`."""
    model.save_pretrained(folder, max_shard_size=max_shard_size)
    processor.save_pretrained(folder)


def load_mixture_model(folder: Path, device: str = "cpu", dtype: str = "float32") -> tuple[Any, Any]:
    """The model and the processor of a folder that `save_mixture` wrote."""
    register()  # reading a tokenizer reads config.json too
    model = MixtureForConditionalGeneration.from_pretrained(folder, dtype=getattr(torch, dtype))
    for tower in model.towers:
        tower.freeze()
    return model.to(device).eval(), MixtureProcessor.from_pretrained(folder)
