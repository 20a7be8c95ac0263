"""Importing the model libraries, and telling damaged files from those of another model."""

import contextlib
import json
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from scotoma.encoders.runtime import need
from scotoma.errors import BrokenFile, MissingCheckpoint, MissingExtra, ScotomaError, UnsupportedCheckpoint

__all__ = ["import_library", "is_offline", "read_object", "reading_weights", "weight_files"]


def import_library(package: str, purpose: str) -> Any:
    """The module `package`, for `purpose` ("openclip: encoders").

    Raises:
        MissingExtra: it is not installed, or it does not import: mostly a torchvision built for another torch.
    """
    need(package, "torch", purpose)
    try:
        return import_module(package)
    except (ImportError, RuntimeError, AttributeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise MissingExtra(
            f"The package {package} is installed but cannot be imported ({reason}). If the reason speaks of "
            "torchvision, that was built for another torch: install both from one index, with pip install --upgrade "
            "torch torchvision."
        ) from error


def is_offline() -> bool:
    """Whether the user asked that nothing be fetched (HF_HUB_OFFLINE, as huggingface_hub reads it)."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE")


@contextlib.contextmanager
def reading_weights(where: str) -> Iterator[None]:
    """Turns what torch and safetensors raise over a weight file into errors of ours; `where` names the file.

    Raises:
        BrokenFile: the file is damaged.
        UnsupportedCheckpoint: it holds the parameters of another model: missing, unexpected, or of another shape.
    """
    import pickle

    from safetensors import SafetensorError

    try:
        yield
    except (ScotomaError, OSError):
        raise
    except (SafetensorError, pickle.UnpicklingError, EOFError, IndexError) as error:
        raise BrokenFile(f"The weights of {where} cannot be read ({_short(error)}). Download them again.") from error
    except (RuntimeError, KeyError, AttributeError, ValueError, TypeError) as error:
        if "PytorchStreamReader" in str(error):
            raise BrokenFile(
                f"The weights of {where} cannot be read ({_short(error)}). Download them again."
            ) from error
        raise UnsupportedCheckpoint(
            f"The weights of {where} do not fit the architecture ({_short(error)}). Name the architecture that these "
            "weights were trained for."
        ) from error


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object from somebody else's file.

    Raises:
        BrokenFile: the file is not a JSON object.
    """
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise BrokenFile(f"{path} is not JSON ({error}). Download it again.") from error
    if not isinstance(content, dict):
        raise BrokenFile(f"{path} is not a JSON object. Download it again.")
    return content


def weight_files(folder: Path) -> list[Path]:
    """The weight files in a folder, of any of the formats the libraries read.

    Raises:
        MissingCheckpoint: there is none.
    """
    found = sorted(path for ending in ("safetensors", "bin", "pth", "pt") for path in folder.glob(f"*.{ending}"))
    if not found:
        raise MissingCheckpoint(f"{folder} holds a configuration but no weights. Copy model.safetensors beside it.")
    return found


def _short(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:300]}"
