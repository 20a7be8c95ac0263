"""transformers' Trainer as a stage uses it: quiet, its samples in our order, its checkpoints small and whole."""

import inspect
import json
import math
import os
import shutil
from pathlib import Path
from typing import Any

import torch
from accelerate import DistributedType, FullyShardedDataParallelPlugin
from torch.utils.data import Sampler
from transformers import PrinterCallback, Trainer, TrainerCallback

from scotoma.errors import UsageError
from scotoma.files import write_json
from scotoma.mixture.collating import IGNORED
from scotoma.progress import Advance

__all__ = ["StageTrainer", "last_checkpoint", "remove_torn_checkpoints", "sharded"]

WEIGHTS = "trained.safetensors"
WHOLE, KIND, VERSION = "whole.json", "scotoma checkpoint", 1
LOSSES = "losses.jsonl"


class StageTrainer(Trainer):
    """A Trainer whose losses go to `losses.jsonl` in its folder, and whose checkpoints hold what is trained alone.

    Under FSDP the checkpoints are accelerate's own.
    """

    def __init__(self, *, folder: Path, order: Sampler[int], advance: Advance, **kwargs: Any) -> None:
        self._order, self._folder = order, folder
        super().__init__(**kwargs)
        self._trims_logits = "logits_to_keep" in inspect.signature(kwargs["model"].language_model.forward).parameters
        self.remove_callback(PrinterCallback)
        self.add_callback(_Report(folder, advance))

    def create_accelerator_and_postprocess(self) -> None:
        """As the Trainer's; and where FSDP is asked for on CPUs, it is used, which accelerate leaves out in silence."""
        super().create_accelerator_and_postprocess()
        state = self.accelerator.state
        if sharded() and not self.is_fsdp_enabled and state.distributed_type == DistributedType.MULTI_CPU:
            state.fsdp_plugin = FullyShardedDataParallelPlugin()
            if self.accelerator.mixed_precision != "no":
                state.fsdp_plugin.set_mixed_precision(self.accelerator.mixed_precision)
            state.distributed_type = DistributedType.FSDP
            self.is_fsdp_enabled = True

    def _get_train_sampler(self, train_dataset: Any = None) -> Sampler[int]:
        return self._order

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The loss over the answers, with logits for no place where nothing is learnt.

        Image tokens are most of a text, and logits over a vocabulary cost more than a small model's layer.
        """
        if self._trims_logits:
            labels = inputs.pop("labels")
            follows = labels[:, 1:]
            places = (follows != IGNORED).any(dim=0).nonzero().squeeze(1)
            places = places if len(places) else places.new_zeros(1)
            learnt = follows[:, places]
            inputs = {**inputs, "labels": learnt, "shift_labels": learnt, "logits_to_keep": places}
        return super().compute_loss(model, inputs, *args, **kwargs)

    def floating_point_ops(self, inputs: dict[str, Any]) -> int:
        """Not counted: it would go through every parameter at every step."""
        return 0

    def save_model(self, output_dir: str | None = None, _internal_call: bool = False) -> None:
        """What is trained, for a checkpoint; under FSDP accelerate writes it with the optimiser's state."""
        if not self.is_fsdp_enabled:
            super().save_model(output_dir, _internal_call)

    def _save(self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None) -> None:
        from safetensors.torch import save_file

        if self.args.should_save:
            folder = Path(output_dir) if output_dir else self._folder
            folder.mkdir(parents=True, exist_ok=True)
            save_file(trained_state(self.model), folder / WEIGHTS)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        from safetensors.torch import load_file

        if self.is_fsdp_enabled:
            super()._load_from_checkpoint(resume_from_checkpoint, model)
            return
        state = load_file(Path(resume_from_checkpoint) / WEIGHTS)
        with torch.no_grad():
            for name, parameter in trained_parameters(self.model).items():
                parameter.copy_(state[name])

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        super()._save_checkpoint(model, trial)
        self.accelerator.wait_for_everyone()
        if self.args.should_save:
            checkpoint = self._folder / f"checkpoint-{self.state.global_step}"
            write_json(checkpoint / WHOLE, KIND, VERSION, {"step": self.state.global_step})


def sharded() -> bool:
    """Whether accelerate's launcher asks for FSDP."""
    return os.environ.get("ACCELERATE_USE_FSDP", "false").lower() == "true"


def trained_parameters(model: Any) -> dict[str, Any]:
    """The parameters that training changes, by name."""
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


def trained_state(model: Any) -> dict[str, Any]:
    """A copy of what training changes, by name, on the CPU."""
    return {name: each.detach().cpu().contiguous() for name, each in trained_parameters(model).items()}


def last_checkpoint(folder: Path) -> Path | None:
    """The last checkpoint in the folder that was written to its end, if there is one."""
    whole = [path.parent for path in folder.glob(f"checkpoint-*/{WHOLE}")]
    return max(whole, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def remove_torn_checkpoints(folder: Path) -> None:
    """Delete checkpoints that a killed run left unfinished."""
    for path in folder.glob("checkpoint-*"):
        if not (path / WHOLE).exists():
            shutil.rmtree(path)


class _Report(TrainerCallback):
    """Tells of each step that is done, and appends its loss to a file.

    Raises:
        UsageError: a loss is not a number.
    """

    def __init__(self, folder: Path, advance: Advance) -> None:
        self._path, self._advance = folder / LOSSES, advance

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.is_world_process_zero:
            self._path.write_text("".join(_line(entry) for entry in state.log_history if "loss" in entry))

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._advance(1)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
        if not logs or "loss" not in logs:
            return
        if not math.isfinite(logs["loss"]):
            raise UsageError(
                f"The loss of step {state.global_step} is {logs['loss']}: the training is lost. Give a smaller "
                "learning rate (lr), a longer warm-up (warmup_share), or dtype float32."
            )
        if state.is_world_process_zero:
            with self._path.open("a") as file:
                file.write(_line({**logs, "step": state.global_step}))


def _line(entry: dict[str, Any]) -> str:
    kept = {name: entry[name] for name in ("step", "epoch", "loss", "learning_rate", "grad_norm") if name in entry}
    return json.dumps(kept) + "\n"
