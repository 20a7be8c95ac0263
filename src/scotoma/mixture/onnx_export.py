"""Writing a trained mixture as a folder that onnxruntime runs: two graphs and the weights that no tower has."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from scotoma.encoders.mini import mini_folder
from scotoma.encoders.onnx_layout import file_hash
from scotoma.errors import MissingExtra, UnsupportedCheckpoint, UsageError
from scotoma.mixture.building import TowerSource, load_tower
from scotoma.mixture.onnx_graphs import cache_shape, export_image, export_language, store_weights
from scotoma.mixture.onnx_layout import IMAGE, LANGUAGE, TOKENIZER, WEIGHTS, Layout, LayoutTower, write_layout
from scotoma.mixture.onnx_model import OnnxMixture
from scotoma.models.protocol import Prompt

__all__ = ["export_mixture"]

TOLERANCE = 1e-4  # of the largest logit: float32 graphs differ by 1e-6; a wrong graph by far more
BFLOAT16 = 2**-8  # of a number: what it may lose when it is kept in bfloat16


def export_mixture(folder: Path, model: Any, processor: Any, *, trained_on: str = "") -> Path:
    """Write `folder` from a mixture of built-in encoders and any causal language model with a cache; returns it.

    The towers' weights stay where they are, in the package; the adapters' and the language model's are stored once, as
    float16. What onnxruntime then makes of prompts is held against what torch makes of the same, before the folder
    appears. `trained_on` says in a sentence what the weights have seen.

    Raises:
        UnsupportedCheckpoint: a tower that is not in the package, or not as it is there; no chat template of text
            alone; weights outside float16's range; or torch cannot export it, or what it exports gives other numbers.
        UsageError: the folder holds something else; an exported mixture is replaced.
        MissingExtra: onnx or onnxscript is not installed.
    """
    _check(folder, model, processor)
    _restore_towers(model)
    _round(model)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as name:
        part = Path(name) / "folder"
        part.mkdir()
        stored = store_weights(part, model)
        opened = {
            IMAGE: export_image(part / IMAGE, model, stored),
            LANGUAGE: export_language(part / LANGUAGE, model, stored),
        }
        processor.tokenizer.backend_tokenizer.save(str(part / TOKENIZER))
        write_layout(part, _layout(part, model, processor, opened, trained_on))
        _compare(OnnxMixture(folder.name, part, "cpu"), model, processor)
        if folder.exists():
            shutil.rmtree(folder)
        part.rename(folder)
    return folder


def _check(folder: Path, model: Any, processor: Any) -> None:
    import importlib.util

    missing = [name for name in ("onnx", "onnxscript") if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingExtra(f"Exporting needs {', '.join(missing)}: pip install {' '.join(missing)}")
    if folder.exists() and any(folder.iterdir()) and not (folder / "mixture.json").is_file():
        raise UsageError(f"{folder} holds something other than an exported mixture. Choose another folder.")
    strange = [tower.name for tower in model.config.tower_configs if not tower.name.startswith("mini:")]
    if strange:
        raise UnsupportedCheckpoint(
            f"The mixture's tower {strange[0]} is not in the package. Expected mini:clip or mini:dino."
        )
    if processor.content != "text" or not isinstance(processor.chat_template, str):
        raise UnsupportedCheckpoint(
            "The mixture has no chat template that takes texts; expected a language model's own."
        )


def _restore_towers(model: Any) -> None:
    """Give the mixture the towers of the package, which a checkpoint in bfloat16 has to three digits only.

    Raises:
        UnsupportedCheckpoint: its towers are others.
    """
    for tower in model.towers:
        config = tower.config
        source = TowerSource(config.name, config.side_px, config.layer, final_norm=config.final_norm)
        network = load_tower(source).network
        for (name, own), other in zip(tower.network.named_parameters(), network.parameters(), strict=True):
            if not torch.allclose(own.float(), other, rtol=BFLOAT16, atol=BFLOAT16**2):
                raise UnsupportedCheckpoint(f"The mixture's {config.name} is not the package's: {name} differs.")
        tower.network = network
        tower.freeze()


def _round(model: Any) -> None:
    """Give every parameter the value that its float16 has."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(parameter.half().float())
            if not bool(parameter.isfinite().all()):
                raise UnsupportedCheckpoint(f"{name} has values outside float16's range, or none. Train it again.")


def _layout(folder: Path, model: Any, processor: Any, opened: dict[str, dict[str, str]], trained_on: str) -> Layout:
    config, settings = model.config, model.generation_config
    layers, heads, head_width = cache_shape(model)
    embedding = model.get_input_embeddings().weight
    return Layout(
        mixture=config.mixture,
        towers=tuple(
            LayoutTower(
                each.name, file_hash(mini_folder(each.name.removeprefix("mini:")) / WEIGHTS), each.preprocessing
            )
            for each in config.tower_configs
        ),
        tokens_per_image=config.tokens_per_image,
        image_token=processor.image_token,
        image_token_id=config.image_token_id,
        ends=_listed(settings.eos_token_id),
        never=_listed(settings.suppress_tokens),
        layers=layers,
        heads=heads,
        head_width=head_width,
        embedding=next(name for name, each in model.named_parameters() if each is embedding),
        chat_template=processor.chat_template,
        special_tokens={
            name: token for name, token in processor.tokenizer.special_tokens_map.items() if isinstance(token, str)
        },
        weights=opened,
        sha256={name: file_hash(folder / name) for name in (IMAGE, LANGUAGE, WEIGHTS, TOKENIZER)},
        trained_on=trained_on,
    )


def _listed(tokens: int | Sequence[int] | None) -> tuple[int, ...]:
    if tokens is None:
        return ()
    return (tokens,) if isinstance(tokens, int) else tuple(tokens)


def _compare(mine: OnnxMixture, model: Any, processor: Any) -> None:
    """Hold what onnxruntime makes of a few prompts against torch.

    Raises:
        UnsupportedCheckpoint: they differ.
    """
    random = np.random.default_rng(0)
    picture = Image.fromarray(random.integers(0, 256, (70, 96, 3), dtype=np.uint8))
    prompts = [Prompt((picture, "Which colour is it? (a) Red (b) Blue")), Prompt(("Hello?",))]
    found = mine.logits(prompts)
    for prompt, row in zip(prompts, found, strict=True):
        text = mine.prompts.text(prompt)
        begins = processor.tokenizer.bos_token
        plain = {"add_special_tokens": not (begins and text.startswith(begins))}
        with torch.no_grad():
            wanted = model(**processor(text, list(prompt.images), **plain)).logits[0, -1].numpy()
        error = float(np.abs(row - wanted).max() / np.abs(wanted).max())
        if not error <= TOLERANCE:
            raise UnsupportedCheckpoint(
                f"The exported mixture's scores differ from torch's by {error:.1e} of the largest; at most "
                f"{TOLERANCE:.0e} is allowed."
            )
