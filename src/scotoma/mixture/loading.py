"""Mixtures in folders, as transformers keeps its models."""

import shutil
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForImageTextToText, AutoProcessor

from scotoma.encoders.huggingface import reading_checkpoint
from scotoma.encoders.huggingface_towers import (
    Checkpoint,
    has_vocabulary,
    load_model,
    quiet_transformers,
    refuse_missing,
)
from scotoma.encoders.upstream import read_object
from scotoma.errors import MissingCheckpoint, UnsupportedCheckpoint
from scotoma.mixture.configuration import MixtureConfig
from scotoma.mixture.modeling import MixtureForConditionalGeneration
from scotoma.mixture.processing import MixtureProcessor

__all__ = ["load_mixture_model", "register", "save_mixture"]

PARTIAL = ".partial"


def register() -> None:
    """Make mixtures known to transformers' AutoConfig, AutoModelForImageTextToText and AutoProcessor."""
    AutoConfig.register(MixtureConfig.model_type, MixtureConfig, exist_ok=True)
    AutoModelForImageTextToText.register(MixtureConfig, MixtureForConditionalGeneration, exist_ok=True)
    AutoProcessor.register(MixtureConfig, MixtureProcessor, exist_ok=True)


def save_mixture(folder: Path | str, model: Any, processor: Any, *, max_shard_size: str = "5GB") -> None:
    """Write a mixture with its processor, in place of one that is there.

    The weights are safetensors, in parts of at most `max_shard_size`. config.json comes last, so that a save which is
    killed leaves no folder that looks like a mixture.
    """
    folder = Path(folder).expanduser()
    partial = folder / PARTIAL
    partial.mkdir(parents=True, exist_ok=True)
    with quiet_transformers():
        model.save_pretrained(partial, max_shard_size=max_shard_size)
        processor.save_pretrained(partial)
    for stale in (folder / "config.json", *folder.glob("model*.safetensors*")):
        stale.unlink(missing_ok=True)
    for each in sorted(partial.rglob("*"), key=lambda path: path.name == "config.json"):
        if each.is_file():
            (folder / each.relative_to(partial)).parent.mkdir(exist_ok=True)
            each.replace(folder / each.relative_to(partial))
    shutil.rmtree(partial)


def load_mixture_model(
    folder: Path | str, device: str = "cpu", dtype: str = "float32", *, attention: str | None = None
) -> tuple[Any, Any]:
    """The model, in evaluation, and the processor of a folder that `save_mixture` wrote.

    `dtype` "auto" is the checkpoint's own. `attention` is one of transformers' implementations, None the fastest.

    Raises:
        MissingCheckpoint: there is no such folder, or its weights or tokenizer are missing.
        UnsupportedCheckpoint: what is there is no mixture, or lacks parameters.
        BrokenFile: a damaged file.
    """
    folder = Path(folder).expanduser()
    check_folder(folder)
    register()
    source = str(folder)
    with reading_checkpoint(source):
        checkpoint = Checkpoint(source, source, AutoConfig.from_pretrained(source))
        chosen = dtype if dtype == "auto" else getattr(torch, dtype)
        implementation = {} if attention is None else {"attn_implementation": attention}
        model, missing = load_model("AutoModelForImageTextToText", checkpoint, dtype=chosen, **implementation)
    refuse_missing(missing, model, checkpoint)
    return model.to(device), read_processor_of(checkpoint)


def check_folder(folder: Path) -> None:
    """Refuse a folder that is no mixture.

    Raises:
        MissingCheckpoint: there is no folder.
        UnsupportedCheckpoint: it is none.
        BrokenFile: its config.json is damaged.
    """
    if not folder.is_dir():
        raise MissingCheckpoint(f"There is no folder {folder}. mix: takes the folder of a mixture.")
    if not (folder / "config.json").is_file():
        found = ", ".join(sorted(each.name for each in folder.iterdir())[:6]) or "nothing"
        raise UnsupportedCheckpoint(
            f"{folder} is no mixture: it holds {found}, and no config.json. Give the folder that save_mixture or "
            "'scotoma mix train' wrote."
        )
    kind = read_object(folder / "config.json").get("model_type")
    if kind != MixtureConfig.model_type:
        raise UnsupportedCheckpoint(
            f"{folder} is a transformers checkpoint of the kind {kind}, not a mixture. Ask it as 'hf:{folder}'."
        )


def read_processor_of(checkpoint: Checkpoint) -> Any:
    """The processor of a mixture's folder.

    Raises:
        MissingCheckpoint: a file of it is missing.
        BrokenFile: a damaged file.
    """
    folder = Path(checkpoint.where)
    if not has_vocabulary(checkpoint) or not (folder / "processor_config.json").is_file():
        raise MissingCheckpoint(
            f"{folder} lacks what makes a mixture's input: tokenizer.json or processor_config.json. Copy all files of "
            "the folder that it came from."
        )
    with reading_checkpoint(checkpoint.source):
        return MixtureProcessor.from_pretrained(folder)
