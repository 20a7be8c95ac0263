"""`mini:clip` and `mini:dino`: two small encoders of ours that are part of the package and run without torch."""

from pathlib import Path

from scotoma.encoders.onnx import load_onnx
from scotoma.encoders.onnx_layout import read_layout, weights_hash
from scotoma.encoders.protocol import Encoder
from scotoma.encoders.runtime import Options
from scotoma.errors import BrokenFile, MissingCheckpoint, UnknownName
from scotoma.registry import unknown

__all__ = ["MINIS", "load_mini", "mini_folder"]

MINIS = {
    "clip": "reads pictures and captions, blind to what captions leave out; trained by us on drawings",
    "dino": "sees pictures, taught without captions; trained by us on drawings",
}
FOLDER = Path(__file__).parent / "minis"


def mini_folder(name: str) -> Path:
    """The folder of the mini called `name`: a transformers checkpoint with the graphs onnxruntime runs beside it.

    Raises:
        UnknownName: there is no such mini.
    """
    if name not in MINIS:
        raise UnknownName(unknown("encoder", f"mini:{name}", [f"mini:{each}" for each in MINIS]))
    return FOLDER / name


def load_mini(target: str, options: Options, *, folder: Path | None = None) -> Encoder:
    """The encoder `mini:TARGET`. Its files are checked against their sha256 first.

    onnxruntime computes it in float32; torch or OpenVINO where one of them, or another dtype, is asked for.

    Raises:
        UnknownName: there is no such mini.
        MissingCheckpoint, BrokenFile: the package's files are incomplete or damaged.
        MissingExtra: torch is asked for and not installed.
        UsageError: the device cannot be had.
    """
    folder = folder or mini_folder(target)
    try:
        weights_hash(folder, read_layout(folder))
    except (MissingCheckpoint, BrokenFile) as error:
        raise type(error)(
            f"mini:{target} is part of the package, and its files are not as they were installed: {error} "
            "To mend it: pip install --force-reinstall --no-deps scotoma"
        ) from error
    name = f"mini:{target}"
    if options.runtime in ("auto", "onnxruntime") and options.dtype == "float32":
        return load_onnx(str(folder), options, name=name)
    from scotoma.encoders.huggingface import load_huggingface

    return load_huggingface(str(folder), options, name=name)
