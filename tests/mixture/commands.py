"""scotoma's command line in processes of its own, one or several."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["DEADLINE_S", "start", "start_two", "until"]

DEADLINE_S = 900.0  # a busy machine may need minutes to start Python with torch

# Python reads this before anything else; see declare_torchvision_operators in tests/conftest.py.
SITE = """
import importlib, importlib.util
if importlib.util.find_spec("torchvision"):
    try:
        importlib.import_module("torchvision")
    except RuntimeError:
        import torch
        for name in ("nms", "qnms"):
            schema = f"torchvision::{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            torch.library.define(schema.partition("(")[0], "(" + schema.partition("(")[2])
"""


def start(tmp_path: Path, *words: str) -> "subprocess.Popen[str]":
    """The command under way, in one process."""
    return _start(tmp_path, [sys.executable, "-m", "scotoma", *words], {})


def start_two(tmp_path: Path, *words: str, **environment: str) -> "subprocess.Popen[str]":
    """The command under way in two processes, as torchrun starts them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    run = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", port]
    return _start(tmp_path, [*run, "-m", "scotoma", *words], environment)


def until(done: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    """Return when `done` or the process has ended."""
    deadline = time.monotonic() + DEADLINE_S
    while not done() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _start(tmp_path: Path, words: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    site = tmp_path / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(SITE)
    path = os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])
    own = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", **environment}
    return subprocess.Popen(words, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
