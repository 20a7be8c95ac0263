"""What every test shares: nothing is fetched, and torchvision imports beside a torch build that lacks its operators."""

import importlib.util
import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")


def declare_torchvision_operators() -> None:
    """Declare the two operators whose absence makes torchvision fail at import beside the CPU build of torch."""
    import torch

    for name in ("nms", "qnms"):
        schema = f"torchvision::{name}"
        try:
            torch.library.define(schema, "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        except RuntimeError:  # the wheel matches, and brought its own
            return


if importlib.util.find_spec("torch"):
    declare_torchvision_operators()
