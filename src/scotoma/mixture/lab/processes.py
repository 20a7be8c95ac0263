"""Work in several processes of one thread each, which end with the one that started them."""

import concurrent.futures
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

__all__ = ["in_processes"]

T = TypeVar("T")
R = TypeVar("R")

LOOK_EVERY_S = 1.0  # how long an orphan may go on
FEW_PLANS = {"LRU_CACHE_CAPACITY": "64", "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64"}
"""torch keeps a plan for each shape it multiplies in bfloat16, up to 1,024: measured 10 MB for each new length of a
batch, and with 64 it is no slower."""


def in_processes(work: Callable[[T], R], parts: Sequence[T], jobs: int) -> Iterator[R]:
    """The result of each part, in order; `jobs` parts at a time, each in a process with one thread.

    One job, or one part, is done in this process, with its threads. If this process is killed, the others end within
    about a second.
    """
    if jobs < 2 or len(parts) < 2:
        yield from map(work, parts)
        return
    for name, value in FEW_PLANS.items():
        os.environ.setdefault(name, value)  # read when torch is imported, so by the processes alone
    spawning = multiprocessing.get_context("spawn")  # torch's threads do not survive a fork
    with concurrent.futures.ProcessPoolExecutor(
        min(jobs, len(parts)), mp_context=spawning, initializer=_settle, initargs=(os.getpid(),)
    ) as pool:
        yield from pool.map(work, parts)


def _settle(parent: int) -> None:
    import torch

    torch.set_num_threads(1)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    os._exit(1)
