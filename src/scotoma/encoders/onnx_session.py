"""onnxruntime sessions: the device, and errors that name the file."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from scotoma.encoders.onnx_layout import OnnxLayout
from scotoma.encoders.runtime import onnx_session
from scotoma.errors import BrokenFile, UnsupportedCheckpoint

__all__ = ["NUMPY_TYPES", "check_image", "check_names", "choose_device", "open_session"]

NUMPY_TYPES: dict[str, Any] = {
    "tensor(uint8)": np.uint8,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
}


def choose_device(device: str) -> str:
    """The device asked for; for "auto" the GPU where this onnxruntime was built for one."""
    import onnxruntime

    if device != "auto":
        return device
    return "cuda" if "CUDAExecutionProvider" in onnxruntime.get_available_providers() else "cpu"


def open_session(path: Path, device: str, weights: Mapping[str, np.ndarray] | None = None) -> Any:
    """An onnxruntime session for the file on "cpu" or "cuda[:N]".

    `weights` are the values of initialisers that the file names and does not hold.

    Raises:
        UsageError: onnxruntime has no provider for the device.
        BrokenFile: the file is no ONNX graph, or a damaged one.
        UnsupportedCheckpoint: this onnxruntime lacks something the graph needs.
    """
    with _readable(path):
        return onnx_session(path, device, weights)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    from onnxruntime.capi import onnxruntime_pybind11_state as native

    damaged = (native.InvalidProtobuf, native.InvalidGraph, native.Fail, native.NoSuchFile, native.InvalidArgument)
    try:
        yield
    except damaged as error:
        raise BrokenFile(f"onnxruntime cannot read {path} ({str(error)[:200]}). Export or copy it again.") from error
    except (native.NotImplemented, native.RuntimeException) as error:
        raise UnsupportedCheckpoint(
            f"This onnxruntime cannot run {path} ({str(error)[:200]}). Update onnxruntime, or export "
            "with an older opset."
        ) from error


def check_names(session: Any, path: Path, given: str, *outputs: str | None) -> None:
    """Hold the graph to the input and outputs it is said to have.

    Raises:
        UnsupportedCheckpoint: it has no such input or output.
    """
    inputs = [entry.name for entry in session.get_inputs()]
    results = [entry.name for entry in session.get_outputs()]
    wrong = [] if given in inputs else [f"input {given!r}"]
    wrong += [f"output {name!r}" for name in outputs if name and name not in results]
    if wrong:
        raise UnsupportedCheckpoint(
            f"{path} has no {' and no '.join(wrong)}; it has the inputs {inputs} and the outputs {results}. "
            "Correct the names in encoder.json."
        )


def check_image(session: Any, folder: Path, layout: OnnxLayout) -> None:
    """Hold the image graph to its description: names, and the input side where the graph fixes one.

    Raises:
        UnsupportedCheckpoint: they differ.
    """
    image, path = layout.image, folder / layout.image.file
    check_names(session, path, image.input, image.output, image.patches)
    shape = next(entry.shape for entry in session.get_inputs() if entry.name == image.input)
    sides = shape[1:3] if image.layout == "NHWC" else shape[2:4]
    wrong = [side for side in sides if isinstance(side, int) and side != layout.preprocessing.side_px]
    if wrong:
        raise UnsupportedCheckpoint(
            f"{path} takes pictures of {wrong[0]} px ({image.layout}), but the preprocessing gives "
            f"{layout.preprocessing.side_px} px. Correct side_px, or the layout, in encoder.json."
        )
