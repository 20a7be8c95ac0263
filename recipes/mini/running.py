"""A training that survives being killed: schedule, checkpoints, log."""

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from torch import nn

__all__ = ["Averaged", "Log", "groups", "rate_at", "restore", "save"]


def rate_at(step: int, steps: int, peak: float, warmup: int, decay: float = 0.3) -> float:
    """The learning rate: linear warm-up, constant, linear to zero over the last `decay` of the steps.

    Constant in the middle, so that a run can be given more steps without having been planned for them.
    Source: Zhai et al. 2022 (Scaling Vision Transformers), section 3.5, for the shape.
    """
    left = (steps - step) / (decay * steps)
    return peak * min(1.0, (step + 1) / warmup, max(0.0, left))


def groups(modules: Iterable[nn.Module], decay: float) -> list[dict[str, Any]]:
    """Parameters for AdamW: matrices decay, gains and biases do not."""
    all_of = [value for module in modules for value in module.parameters() if value.requires_grad]
    return [
        {"params": [value for value in all_of if value.ndim >= 2], "weight_decay": decay},
        {"params": [value for value in all_of if value.ndim < 2], "weight_decay": 0.0},
    ]


class Averaged:
    """An exponential moving average of a module's parameters; buffers are copied."""

    def __init__(self, module: nn.Module) -> None:
        self.state = {name: value.detach().clone() for name, value in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module: nn.Module, keep: float) -> None:
        """Move `1 - keep` of the way to the module as it is."""
        for name, value in module.state_dict().items():
            if value.is_floating_point():
                self.state[name].lerp_(value, 1 - keep)
            else:
                self.state[name].copy_(value)


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint, complete or not at all."""
    torch.save(state, path.with_suffix(".tmp"))
    os.replace(path.with_suffix(".tmp"), path)


def restore(path: Path) -> dict[str, Any] | None:
    """The checkpoint, None where there is none."""
    return torch.load(path, weights_only=True) if path.is_file() else None


class Log:
    """One JSON line a report, appended, and the same on the terminal."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start = time.monotonic()

    def __call__(self, **values: Any) -> None:
        line = {**values, "seconds": round(time.monotonic() - self._start)}
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        print(
            " ".join(
                f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}" for name, value in line.items()
            ),
            flush=True,
        )
