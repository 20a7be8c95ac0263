"""Writing a trained mixture as a folder that onnxruntime runs: two graphs and the weights that no tower has.

I images, S side in px, B prompts, T tokens, P tokens before them, D width of the language model.
"""

import hashlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from scotoma.encoders.mini import mini_folder
from scotoma.encoders.onnx_layout import file_hash
from scotoma.errors import MissingExtra, UnsupportedCheckpoint, UsageError
from scotoma.mixture.building import TowerSource, load_tower
from scotoma.mixture.onnx_layout import (
    IMAGE,
    LANGUAGE,
    OWN,
    TOKENIZER,
    TURNED,
    WEIGHTS,
    Layout,
    LayoutTower,
    read_weights,
    write_layout,
)
from scotoma.mixture.onnx_model import OnnxMixture
from scotoma.models.protocol import Prompt

__all__ = ["export_mixture"]

TOLERANCE = 1e-4  # of the largest logit: float32 graphs differ by 1e-6; a wrong graph by far more
BFLOAT16 = 2**-8  # of a number: what it may lose when it is kept in bfloat16
SMALL = 64  # elements: what is smaller stays in the graph
SPARE_BYTES = 200_000  # of values that a graph computed ahead and keeps; more means that weights were not found again


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
        stored = _store(part, model)
        opened = {
            IMAGE: _export_image(part / IMAGE, model, stored),
            LANGUAGE: _export_language(part / LANGUAGE, model, stored),
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


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where each tensor is stored, by a digest of its values."""

    plain: Mapping[bytes, str]
    turned: Mapping[bytes, str]


def _store(folder: Path, model: Any) -> _Stored:
    """Write what no tower's own file has, each tensor once."""
    from safetensors.numpy import save

    known: dict[bytes, tuple[str, np.ndarray]] = {}
    for tower in model.config.tower_configs:
        for name, values in read_weights(mini_folder(tower.name.removeprefix("mini:")) / WEIGHTS).items():
            known.setdefault(_digest(values), (f"{tower.name}/{name}", values))
    own: dict[str, np.ndarray] = {}
    for name, parameter in model.named_parameters():
        values = parameter.detach().half().numpy()
        if _digest(values) not in known:
            own[name] = values
            known[_digest(values)] = f"{OWN}{name}", values
    (folder / WEIGHTS).write_bytes(save({name: np.ascontiguousarray(values) for name, values in own.items()}))
    turned = {_digest(values.T): f"{key}{TURNED}" for key, values in known.values() if values.ndim == 2}
    return _Stored({mark: key for mark, (key, _) in known.items()}, turned)


def _digest(values: np.ndarray) -> bytes:
    """What tells arrays apart, shape included; float16 and float32 of the same values are the same."""
    plain = np.ascontiguousarray(values, np.float32)
    return hashlib.sha256(repr(values.shape).encode() + plain.tobytes()).digest()


class _Seeing(nn.Module):
    """The uint8 pixels (I, S, S, 3) of each tower to image tokens (I, N, D)."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, *pixels: Tensor) -> Tensor:
        features = []
        for tower, each in zip(self.model.towers, pixels, strict=True):
            mean, std = (torch.tensor(each).view(1, 3, 1, 1) for each in _normalisation(tower.config))
            features.append(tower((each.permute(0, 3, 1, 2).to(torch.float32) / 255 - mean) / std))
        tokens: Tensor = self.model.mix(features)
        return tokens


def _normalisation(tower: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tower.preprocessing.mean, tower.preprocessing.std


class _Reading(nn.Module):
    """Embedded tokens (B, T, D), their places (B, T), what each may look at (B, 1, T, P + T) and the past of the P
    before them, to the scores (B, V) of what comes next and the past of all."""

    def __init__(self, language_model: Any) -> None:
        super().__init__()
        self.language_model = language_model

    def forward(self, embeds: Tensor, positions: Tensor, mask: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        from transformers import DynamicCache

        cache = DynamicCache()
        for number in range(past.shape[0]):
            cache.update(past[number, 0], past[number, 1], number)
        found = self.language_model(
            inputs_embeds=embeds,
            position_ids=positions,
            attention_mask=mask,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        present = torch.stack([torch.stack([layer.keys, layer.values]) for layer in found.past_key_values.layers])
        return found.logits[:, -1], present


def _export_image(path: Path, model: Any, stored: _Stored) -> dict[str, str]:
    sides = model.config.image_sides_px
    pixels = tuple(torch.randint(0, 256, (3, side, side, 3), dtype=torch.uint8) for side in sides)
    images = torch.export.Dim("images")
    names = [f"pixels_{number}" for number in range(len(sides))]
    shapes = (tuple({0: images} for _ in sides),)
    return _export(path, _Seeing(model), pixels, stored, names=(names, ["image_tokens"]), shapes=shapes)


def _export_language(path: Path, model: Any, stored: _Stored) -> dict[str, str]:
    config, (layers, heads, width) = model.config.text_config, _cache_shape(model)
    batch, tokens, past = 3, 7, 5  # any numbers that differ from each other and from 0 and 1
    example = (
        torch.randn((batch, tokens, config.hidden_size)),
        torch.arange(past, past + tokens).repeat(batch, 1),
        torch.zeros((batch, 1, tokens, past + tokens)),
        torch.randn((layers, 2, batch, heads, past, width)),
    )
    free, any_batch, any_tokens = torch.export.Dim.AUTO, torch.export.Dim("batch"), torch.export.Dim("tokens")
    shapes = (
        {0: any_batch, 1: any_tokens},
        {0: any_batch, 1: any_tokens},
        {0: any_batch, 2: any_tokens, 3: free},
        {2: any_batch, 4: free},
    )
    names = ["embeds", "positions", "mask", "past"], ["logits", "present"]
    return _export(path, _Reading(model.language_model), example, stored, names=names, shapes=shapes)


def _cache_shape(model: Any) -> tuple[int, int, int]:
    """Layers, heads and head width of the language model's cache."""
    config = model.config.text_config
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return config.num_hidden_layers, heads, width


def _export(
    path: Path,
    module: nn.Module,
    example: tuple[Any, ...],
    stored: _Stored,
    *,
    names: tuple[list[str], list[str]],
    shapes: tuple[Any, ...],
) -> dict[str, str]:
    """Write the graph without its weights; which stored tensor each of its open initialisers is."""
    try:
        with _quiet(), torch.no_grad():
            program = torch.onnx.export(
                module.eval(),
                example,
                input_names=names[0],
                output_names=names[1],
                dynamic_shapes=shapes,
                opset_version=18,
                dynamo=True,
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as error:
        raise UnsupportedCheckpoint(f"torch cannot export {path.name} of this mixture: {str(error)[:300]}.") from error
    assert program is not None  # dynamo=True gives one
    return _open(path, program.model_proto, stored)


def _open(path: Path, graph: Any, stored: _Stored) -> dict[str, str]:
    """Write a graph with its weights taken out, where they are stored; which stored tensor each of them is."""
    from onnx import TensorProto, numpy_helper

    found: dict[str, str] = {}
    spare = 0
    for tensor in graph.graph.initializer:
        mark = _digest(numpy_helper.to_array(tensor)) if tensor.data_type == TensorProto.FLOAT else b""
        key = stored.plain.get(mark) or stored.turned.get(mark)
        if key is None or np.prod(tensor.dims) < SMALL:
            spare += len(tensor.raw_data)
            continue
        found[tensor.name] = key
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=WEIGHTS)
    if spare > SPARE_BYTES:
        raise UnsupportedCheckpoint(f"{path.name} keeps {spare:,} bytes of weights that are stored nowhere else.")
    del graph.graph.value_info[:]
    for node in graph.graph.node:  # where in the exporter's Python each operator came from: nine tenths of the file
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    path.write_bytes(graph.SerializeToString())
    return found


def _layout(folder: Path, model: Any, processor: Any, opened: dict[str, dict[str, str]], trained_on: str) -> Layout:
    config, settings = model.config, model.generation_config
    layers, heads, head_width = _cache_shape(model)
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


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations; what it wrote is compared instead
        yield
