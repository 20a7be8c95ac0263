"""A mixture's two graphs, traced from its torch modules and written without the weights that are stored elsewhere.

I images, S side in px, N image tokens, B prompts, T tokens, P tokens before them, D width of the language model.
"""

import hashlib
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from scotoma.encoders.mini import mini_folder
from scotoma.errors import UnsupportedCheckpoint
from scotoma.mixture.onnx_layout import OWN, TURNED, WEIGHTS, read_weights

__all__ = ["Stored", "cache_shape", "export_image", "export_language", "store_weights"]

SMALL = 64  # elements: what is smaller stays in the graph
SPARE_BYTES = 200_000  # of values that a graph computed ahead and keeps; more means that weights were not found again


@dataclass(frozen=True, slots=True)
class Stored:
    """Where each tensor is stored, by a digest of its values."""

    plain: Mapping[bytes, str]
    turned: Mapping[bytes, str]


def store_weights(folder: Path, model: Any) -> Stored:
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
    return Stored({mark: key for mark, (key, _) in known.items()}, turned)


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


def export_image(path: Path, model: Any, stored: Stored) -> dict[str, str]:
    """Write the graph from each tower's uint8 pixels (I, S, S, 3), `pixels_0`..., to `image_tokens` (I, N, D).

    Returns which stored tensor each of its open initialisers is.

    Raises:
        UnsupportedCheckpoint: torch cannot export it, or its weights are not found again.
    """
    sides = model.config.image_sides_px
    pixels = tuple(torch.randint(0, 256, (3, side, side, 3), dtype=torch.uint8) for side in sides)
    images = torch.export.Dim("images")
    names = [f"pixels_{number}" for number in range(len(sides))]
    shapes = (tuple({0: images} for _ in sides),)
    return _export(path, _Seeing(model), pixels, stored, names=(names, ["image_tokens"]), shapes=shapes)


def export_language(path: Path, model: Any, stored: Stored) -> dict[str, str]:
    """Write the graph from `embeds` (B, T, D), `positions`, `mask` and `past` to `logits` (B, V) and `present`.

    Returns which stored tensor each of its open initialisers is.

    Raises:
        UnsupportedCheckpoint: torch cannot export it, or its weights are not found again.
    """
    config, (layers, heads, width) = model.config.text_config, cache_shape(model)
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


def cache_shape(model: Any) -> tuple[int, int, int]:
    """Layers, heads and head width of the language model's cache."""
    config = model.config.text_config
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return config.num_hidden_layers, heads, width


def _export(
    path: Path,
    module: nn.Module,
    example: tuple[Any, ...],
    stored: Stored,
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


def _open(path: Path, graph: Any, stored: Stored) -> dict[str, str]:
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


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations; what it wrote is compared instead
        yield
