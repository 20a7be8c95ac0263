"""The fingerprint of a network's parameters."""

import hashlib
from typing import Any

__all__ = ["weights_sha256"]


def weights_sha256(state: dict[str, Any]) -> str:
    """The sha256, in hexadecimal, of a torch state dict: over the sorted names, each with dtype, shape and bytes.

    The same parameters give the same hash whichever file format they came from.
    """
    import torch

    digest = hashlib.sha256()
    for name in sorted(state):
        tensor = state[name].detach().cpu().contiguous()
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
