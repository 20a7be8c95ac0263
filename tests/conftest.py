"""What every test shares: shapes are checked, nothing is fetched, and torchvision imports beside any torch build."""

import importlib
import importlib.util
import os
import signal
from pathlib import Path

from jaxtyping import install_import_hook

os.environ.setdefault("HF_HUB_OFFLINE", "1")

SOURCE = Path(__file__).parents[1] / "src"


def checked_modules() -> list[str]:
    """Every module but the kernels, whose functions numba compiles and no decorator may wrap."""
    paths = (path.relative_to(SOURCE).with_suffix("") for path in SOURCE.rglob("*.py") if "kernels" not in path.parts)
    return [".".join(path.parts) for path in paths if path.stem != "__init__"]


def declare_torchvision_operators() -> None:
    """Declare the two operators whose absence makes torchvision fail at import beside the CPU build of torch."""
    import torch

    for name in ("nms", "qnms"):
        schema = f"torchvision::{name}"
        torch.library.define(schema, "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


# A shell's background job ignores SIGINT, and so would the commands that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
install_import_hook(checked_modules(), "beartype.beartype")
if importlib.util.find_spec("torchvision"):
    try:
        importlib.import_module("torchvision")
    except RuntimeError:  # "operator torchvision::nms does not exist": the two wheels are of different makes
        declare_torchvision_operators()
