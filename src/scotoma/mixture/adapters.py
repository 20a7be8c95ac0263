"""Adapters in a file of their own, each under the tower it belongs to."""

import hashlib
from pathlib import Path
from typing import Any

from scotoma.errors import BrokenFile, RunMismatch
from scotoma.files import read_json, whole_file, write_json

__all__ = ["load_adapters", "save_adapters"]

WEIGHTS, MANIFEST = "adapters.safetensors", "adapters.json"
KIND, VERSION = "scotoma adapters", 1


def save_adapters(folder: Path, model: Any) -> str:
    """Write the model's adapters to `folder/adapters.safetensors`, with a manifest beside it; the file's sha256.

    A tensor's name begins with its adapter's number, whole and with a full stop after it, so that no other adapter's
    name contains it. The manifest says which towers each adapter reads.
    """
    from safetensors.torch import save

    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.adapters.state_dict().items()}
    data = save(tensors)
    digest = hashlib.sha256(data).hexdigest()
    with whole_file(folder / WEIGHTS) as file:
        file.write(data)
    write_json(folder / MANIFEST, KIND, VERSION, {"sha256": digest, "adapters": adapter_towers(model.config)})
    return digest


def load_adapters(folder: Path, model: Any) -> str:
    """Give the model's adapters the weights that `save_adapters` wrote, each the one of its own towers; the sha256.

    Raises:
        BrokenFile: the file is not the one in the manifest.
        RunMismatch: the adapters are of other towers, or of other shapes, than the model's.
    """
    from safetensors.torch import load

    manifest = read_json(folder / MANIFEST, KIND, VERSION)
    data = (folder / WEIGHTS).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != manifest["sha256"]:
        raise BrokenFile(
            f"{folder / WEIGHTS} has another sha256 than {MANIFEST} says: it was damaged or replaced. "
            "Train stage 1 again."
        )
    if manifest["adapters"] != adapter_towers(model.config):
        raise RunMismatch(
            f"{folder / WEIGHTS} holds adapters of {_in_words(manifest['adapters'])}; this mixture's are of "
            f"{_in_words(adapter_towers(model.config))}. Begin from the stage 1 of the same recipe."
        )
    tensors, own = load(data), model.adapters.state_dict()
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    if shapes != {name: tuple(tensor.shape) for name, tensor in own.items()}:
        raise RunMismatch(f"{folder / WEIGHTS} holds adapters of other shapes than this mixture's.")
    model.adapters.load_state_dict(tensors)
    return digest


def adapter_towers(config: Any) -> list[list[str]]:
    """For each adapter the towers that it reads, in order: one where the towers are interleaved, else all."""
    names = [tower.name for tower in config.tower_configs]
    return [[name] for name in names] if config.mixture == "interleaved" else [names]


def _in_words(adapters: list[list[str]]) -> str:
    return ", ".join(" with ".join(towers) for towers in adapters)
