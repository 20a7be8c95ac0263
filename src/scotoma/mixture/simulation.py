"""A training step without weights: the real modules on torch's meta device, which computes shapes and no values.

Operations are counted as they are called, and memory as storages come and go, so that whatever transformers and
autograd really do is in the figures. B samples in a batch, N image tokens, T tokens, D language model width.
"""

import copy
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode
from transformers import AttentionInterface

from scotoma.mixture.configuration import MixtureConfig
from scotoma.mixture.modeling import MixtureForConditionalGeneration
from scotoma.mixture.recipe import Stage
from scotoma.mixture.trainee import Trainee

__all__ = [
    "ImageReading",
    "LiveBytes",
    "StepFlops",
    "count_step",
    "make_meta_mixture",
    "peak_activations",
    "read_image",
]

ATTENTION = "scotoma_meta"
MODE: Any = TorchDispatchMode  # whose methods torch leaves untyped


def _attention(module: nn.Module, *states: Any, scaling: float | None = None, **given: Any) -> tuple[Tensor, None]:
    """Fused attention over query, key and value: on the meta device torch would choose the unfused kind, which keeps
    every T x T weight. Masks change no shape, and are not read."""
    query, key, value = states[:3]
    if (groups := query.shape[1] // key.shape[1]) > 1:
        key, value = (each.repeat_interleave(groups, dim=1) for each in (key, value))
    asked = given.get("is_causal")
    causal = bool(getattr(module, "is_causal", True) if asked is None else asked)
    out = torch.ops.aten._scaled_dot_product_flash_attention(query, key, value, 0.0, causal, False, scale=scaling)[0]
    return out.transpose(1, 2).contiguous(), None


AttentionInterface.register(ATTENTION, _attention)


@dataclass(frozen=True, slots=True)
class ImageReading:
    """One image read: floating-point operations of each tower, of the adapters (with the mixing), and of the language
    model over the image's tokens; and the most bytes that a tower needs at a time, in float32.

    A multiplication and an addition are two operations; attention counts whole, masked or not.
    """

    towers: tuple[int, ...]
    adapters: int
    language: int
    tower_bytes: int


@dataclass(frozen=True, slots=True)
class StepFlops:
    """Floating-point operations of one sample in training after the towers, without what gradient checkpointing
    computes again."""

    forward: int
    backward: int


def make_meta_mixture(config: MixtureConfig, stage: Stage | None = None) -> Any:
    """The mixture without weights, ready to be trained as `stage` says; frozen in float32 where None."""
    config = copy.deepcopy(config)
    config.text_config.dtype = None  # else the language model would be made in its checkpoint's
    with torch.device("meta"):
        model: Any = MixtureForConditionalGeneration(config)
        for part in (*(tower.network for tower in model.towers), model.language_model):
            part.set_attn_implementation(ATTENTION)
        if stage is None:
            model.requires_grad_(False)
        else:
            Trainee(model, stage)
    model.train(stage is not None)
    return model


def read_image(config: MixtureConfig) -> ImageReading:
    """What one image costs, forward; the language model's share without its head, as in reading a prompt."""
    model = make_meta_mixture(config)
    towers, features, most = list[int](), list[Tensor](), 0
    for tower, side in zip(model.towers, config.image_sides_px, strict=True):
        pixels = torch.empty(1, 3, side, side, device="meta")
        with FlopCounterMode(display=False) as counter, LiveBytes([pixels, *tower.parameters()]) as live:
            features.append(tower(pixels))
        towers.append(counter.get_total_flops())
        most = max(most, live.peak)
    with FlopCounterMode(display=False) as adapters:
        tokens_1ND = model.mix(features)
    with FlopCounterMode(display=False) as language:
        model.language_model.base_model(inputs_embeds=tokens_1ND, use_cache=False)
    return ImageReading(tuple(towers), adapters.get_total_flops(), language.get_total_flops(), most)


def count_step(model: Any, *, text_tokens: int) -> StepFlops:
    """The operations of one sample with one image: forward, and backward as far as something is trained.

    `model` is of a stage without gradient checkpointing.
    """
    inputs = _inputs(model.float(), 1, text_tokens)
    with FlopCounterMode(display=False) as counter:
        loss = _loss(model, inputs)
        forward = counter.get_total_flops()
        loss.backward()
    return StepFlops(forward, counter.get_total_flops() - forward)


def peak_activations(model: Any, *, dtype: str, samples: int, text_tokens: int) -> int:
    """The most bytes at a time, in a step over `samples` samples of one length, that are neither weights nor their
    gradients nor the optimiser's: what is kept for the backward pass, and what an operation needs for the moment.

    All arithmetic is in `dtype`. The towers, which keep nothing, are left out.
    """
    inputs = _inputs(model.to(getattr(torch, dtype)), samples, text_tokens)
    # The counter of operations would keep alive what checkpointing computes again: not both in one run.
    with LiveBytes([*model.parameters(), *model.buffers(), *inputs.features, inputs.ids, inputs.labels]) as live:
        _loss(model, inputs).backward()
    return live.peak + sum(each.untyped_storage().nbytes() for each in inputs.features)


class LiveBytes(TorchDispatchMode):
    """Follows the bytes of all storages that are made in its block; `peak` leaves out the gradients of parameters.

    `there` are tensors whose storages were made before. A storage counts from the operation that makes it until nothing
    holds it any more, which is what an allocator without fragments would need. Works on any device.
    """

    def __init__(self, there: Iterable[Tensor]) -> None:
        MODE.__init__(self)
        there = list(there)
        self._trained = [each for each in there if each.requires_grad]
        self._sizes = {each.untyped_storage()._cdata: 0 for each in there}
        self._now = self._gradients = self.peak = 0
        self._hooks: list[Any] = []

    def __enter__(self) -> "LiveBytes":
        """Begin to follow."""
        self._hooks = [each.register_post_accumulate_grad_hook(self._got_gradient) for each in self._trained]
        MODE.__enter__(self)
        return self

    def __exit__(self, *raised: Any) -> None:
        """Follow no more."""
        MODE.__exit__(self, *raised)
        for hook in self._hooks:
            hook.remove()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """The operation's result, its storages noted."""
        out = func(*args, **(kwargs or {}))
        for tensor in out if isinstance(out, (tuple, list)) else (out,):
            if isinstance(tensor, Tensor):
                self._see(tensor.untyped_storage())
        return out

    def _see(self, storage: Any) -> None:
        key = storage._cdata
        if key in self._sizes:
            return
        self._sizes[key] = storage.nbytes()
        self._now += storage.nbytes()
        self.peak = max(self.peak, self._now - self._gradients)
        weakref.finalize(storage, self._forget, key)

    def _forget(self, key: int) -> None:
        self._now -= self._sizes.pop(key)

    def _got_gradient(self, parameter: Tensor) -> None:
        if parameter.grad is not None:
            self._gradients += parameter.grad.untyped_storage().nbytes()


@dataclass(frozen=True, slots=True)
class _Inputs:
    features: list[Tensor]
    ids: Tensor
    labels: Tensor


def _inputs(model: Any, samples: int, text_tokens: int) -> _Inputs:
    dtype, length = model.adapters[0][0].weight.dtype, text_tokens + model.config.tokens_per_image
    ids, labels = (torch.zeros(samples, each, dtype=torch.long, device="meta") for each in (text_tokens, length))
    # Behind a class token, as towers give them: that makes the adapters copy them.
    features = [
        torch.empty(samples, 1 + each.patch_count, each.width, dtype=dtype, device="meta")[:, 1:]
        for each in model.config.tower_configs
    ]
    return _Inputs(features, ids, labels)


def _loss(model: Any, inputs: _Inputs) -> Any:
    """As in the mixture's own forward pass, but that images stand before the text: their places would be values."""
    text_BTD = model.get_input_embeddings()(inputs.ids)
    embeds_BTD = torch.cat([model.mix(inputs.features), text_BTD], dim=1)
    return model.language_model(inputs_embeds=embeds_BTD, labels=inputs.labels, use_cache=False).loss
