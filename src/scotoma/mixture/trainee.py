"""A mixture made ready for a stage, and made whole after it."""

from typing import Any

import torch

from scotoma.mixture.recipe import Lora, Stage
from scotoma.mixture.trainer import sharded

__all__ = ["Trainee"]


class Trainee:
    """A model as a stage trains it: towers frozen, adapters trained, the language model as the stage says.

    What is trained is kept in float32. With dtype bfloat16 the rest is in bfloat16, and the arithmetic as well; not
    under FSDP, which wants one type in what it shards and casts by itself.
    """

    def __init__(self, model: Any, stage: Stage) -> None:
        self._model = model
        self._tuner: Any = None
        self._lora, self._checkpointing = stage.lora, stage.gradient_checkpointing
        self._use_cache = getattr(model.config, "use_cache", True)
        model.requires_grad_(False)
        model.adapters.requires_grad_(True)
        if stage.lora is not None:
            self._tuner = with_lora(model.language_model, stage.lora)
        elif stage.trains == "adapters+language":
            model.language_model.requires_grad_(True)
        low = torch.bfloat16 if stage.dtype == "bfloat16" and not sharded() else torch.float32
        for parameter in model.parameters():
            parameter.data = parameter.data.to(torch.float32 if parameter.requires_grad else low)
        for buffer in model.towers.buffers():
            if buffer.is_floating_point():
                buffer.data = buffer.data.to(low)
        if self._checkpointing:
            enable_checkpointing(model)

    def finished(self, trainer: Any) -> Any:
        """The model with everything merged, in evaluation; under FSDP on the main process alone, None elsewhere."""
        model = self._gathered(trainer) if trainer.is_fsdp_enabled else self._model
        if model is None:
            return None
        if self._tuner is not None:
            self._tuner.merge_and_unload()
        if self._checkpointing:
            disable_checkpointing(model)
        model.config.use_cache = self._use_cache
        model.requires_grad_(False)
        return model.eval()

    def _gathered(self, trainer: Any) -> Any:
        """The weights of all processes in one fresh model, on the main process; None on the others."""
        is_main, state = trainer.is_world_process_zero(), {}
        for name, part in trainer.model.state_dict().items():
            whole = part.full_tensor() if hasattr(part, "full_tensor") else part  # every process takes part
            if is_main:
                state[name] = whole.cpu()
        if not is_main:
            return None
        model = type(self._model)(self._model.config)
        if self._lora is not None:
            self._tuner = with_lora(model.language_model, self._lora)
        model.load_state_dict(state)
        return model


def with_lora(language_model: Any, lora: Lora) -> Any:
    """Put low-rank updates, which alone are trained, into the language model; peft's tuner, which can merge them."""
    from peft import LoraConfig, LoraModel

    targets: Any = lora.targets[0] if lora.targets == ("all-linear",) else list(lora.targets)
    config = LoraConfig(r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules=targets)
    return LoraModel(language_model, config, "default")


def enable_checkpointing(model: Any) -> None:
    """Compute activations again in the backward pass; under the name that this transformers has for it."""
    if hasattr(model, "activation_checkpointing_enable"):
        model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    else:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})


def disable_checkpointing(model: Any) -> None:
    """Keep activations."""
    if hasattr(model, "activation_checkpointing_disable"):
        model.activation_checkpointing_disable()
    else:
        model.gradient_checkpointing_disable()
