"""The processes of one training, as torchrun or accelerate starts them: which this is, and waiting for the others."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch

__all__ = ["Process", "this_process"]

PATIENCE = timedelta(days=7)  # the main process may encode images for days while the others wait


@dataclass(frozen=True, slots=True)
class Process:
    """One of `count` processes; `number` 0 is the main one, which writes."""

    number: int = 0
    count: int = 1
    device: str = "cpu"

    @property
    def is_main(self) -> bool:
        """Whether it is the one that writes."""
        return self.number == 0

    def wait(self) -> None:
        """Return when every process has come here."""
        if self.count > 1:
            torch.distributed.barrier()


@contextlib.contextmanager
def this_process() -> Iterator[Process]:
    """This process among those that the environment names (RANK, WORLD_SIZE, ...); joined for the block."""
    from accelerate import PartialState

    joined = torch.distributed.is_initialized()
    settings: dict[str, Any] = {"timeout": PATIENCE} if torch.cuda.is_available() else {"cpu": True}
    state = PartialState(**settings)
    yield Process(state.process_index, state.num_processes, str(state.device))
    if state.num_processes > 1 and not joined:
        torch.distributed.destroy_process_group()
