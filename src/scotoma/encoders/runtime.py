"""What computes a network: torch, OpenVINO or onnxruntime, on which device and to which precision."""

import contextlib
import importlib.util
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from scotoma.errors import MissingExtra, UsageError

__all__ = ["Options", "Runner", "check_options", "compile_network", "need", "onnx_session", "settle"]

RUNTIMES = ("auto", "torch", "openvino", "onnxruntime")
DTYPES = ("float32", "bfloat16", "float16")


@dataclass(frozen=True, slots=True)
class Options:
    """How an encoder is to be computed. "auto" takes the fastest that keeps the rows exact to float32 rounding.

    `device` is "auto", "cpu", or any name torch knows ("cuda", "cuda:1", "mps", "xpu"). `batch_size` None lets the
    encoder choose.
    """

    runtime: str = "auto"
    device: str = "auto"
    dtype: str = "float32"
    batch_size: int | None = None


@runtime_checkable
class Runner(Protocol):
    """A compiled network: arrays in, the output with the given index out, as float32."""

    def __call__(self, *inputs: np.ndarray, output: int = 0) -> np.ndarray: ...


def need(package: str, extra: str, purpose: str) -> None:
    """Make sure that an optional package is installed.

    Raises:
        MissingExtra: it is not; the message says how to install it.
    """
    if importlib.util.find_spec(package) is None:
        raise MissingExtra(f"{purpose} needs the package {package}. Install it with: pip install 'scotoma[{extra}]'")


def check_options(options: Options) -> None:
    """Refuse what exists on no machine.

    Raises:
        UsageError: an unknown runtime or dtype, or a batch size below 1.
    """
    for kind, asked, known in (("runtime", options.runtime, RUNTIMES), ("dtype", options.dtype, DTYPES)):
        if asked not in known:
            raise UsageError(f"No {kind} is called {asked!r}. Known: {', '.join(known)}.")
    if options.batch_size is not None and options.batch_size < 1:
        raise UsageError(f"The batch size is {options.batch_size}; it must be at least 1.")


def settle(options: Options) -> Options:
    """The options with every "auto" decided for this machine and everything asked for checked.

    On a GPU that is torch; on a CPU it is OpenVINO where installed, at about twice torch's rate, else torch.

    Raises:
        UsageError: an unknown runtime or dtype, a device this machine lacks, or a combination that does not exist.
        MissingExtra: the runtime asked for is not installed.
    """
    check_options(options)
    device = _settle_device(options.device)
    runtime = options.runtime if options.runtime != "auto" else _fastest(device, options.dtype)
    if runtime != "torch":
        need(runtime, "torch", f"The runtime {runtime}")
    _check_combination(runtime, device, options.dtype)
    return replace(options, runtime=runtime, device=device)


def _settle_device(asked: str) -> str:
    import torch

    if asked == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(asked)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"The device {asked!r} cannot be used here ({reason}). Use 'cpu' or 'auto'.") from error
    return asked


def _fastest(device: str, dtype: str) -> str:
    if device != "cpu" or importlib.util.find_spec("openvino") is None:
        return "torch"
    return "openvino" if dtype in _openvino_dtypes() else "torch"


def _check_combination(runtime: str, device: str, dtype: str) -> None:
    if runtime == "openvino" and device != "cpu":
        raise UsageError(f"The runtime openvino computes on the CPU, not on {device!r}. Use the runtime torch there.")
    if runtime == "openvino" and dtype not in _openvino_dtypes():
        raise UsageError(
            f"OpenVINO has no {dtype} arithmetic on this processor. Use float32, or force the runtime torch."
        )
    if runtime == "onnxruntime" and dtype != "float32":
        raise UsageError(f"The runtime onnxruntime computes in float32, not {dtype}. Use openvino or torch.")


def _openvino_dtypes() -> set[str]:
    import openvino

    can = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    names = {"FP32": "float32", "BF16": "bfloat16", "FP16": "float16"}
    return {names[each] for each in can if each in names}


def compile_network(network: Any, example: Sequence[np.ndarray], settled: Options) -> Runner:
    """A torch module as a callable on arrays, computed as the settled options say.

    `network` takes tensors like `example` (the first dimension is the batch, of any length afterwards) and returns a
    tensor or a tuple of tensors. The module may be consumed: do not use it afterwards.

    Raises:
        UsageError: the runtime cannot express the network.
    """
    network = network.eval().requires_grad_(False)
    build: dict[str, Callable[[Any, Sequence[np.ndarray], Options], Runner]] = {
        "torch": _torch_runner,
        "openvino": _openvino_runner,
        "onnxruntime": _onnx_runner,
    }
    return build[settled.runtime](network, example, settled)


def _torch_runner(network: Any, example: Sequence[np.ndarray], settled: Options) -> Runner:
    import torch

    network = network.to(settled.device)
    kind = torch.device(settled.device).type
    dtype = getattr(torch, settled.dtype)

    def run(*inputs: np.ndarray, output: int = 0) -> np.ndarray:
        tensors = [torch.from_numpy(np.ascontiguousarray(each)) for each in inputs]
        if kind == "cuda":
            tensors = [each.pin_memory().to(settled.device, non_blocking=True) for each in tensors]
        elif kind != "cpu":
            tensors = [each.to(settled.device) for each in tensors]
        # Autocast rather than half weights: the same rate, and the norms and the residual stream stay in float32
        # (on ViT-L/14 a cosine of 0.99996 to float32 instead of 0.9999).
        with torch.inference_mode(), torch.autocast(kind, dtype=dtype, enabled=dtype != torch.float32):
            outputs = network(*tensors)
        chosen = outputs[output] if isinstance(outputs, tuple) else outputs
        array: np.ndarray = chosen.float().cpu().numpy()
        return array

    return run


def _openvino_runner(network: Any, example: Sequence[np.ndarray], settled: Options) -> Runner:
    import openvino

    shapes = [openvino.PartialShape([-1, *each.shape[1:]]) for each in example]
    tensors = _tensors(example)
    with _quietly():
        try:
            model = openvino.convert_model(network, example_input=tensors, input=shapes)
        except (RuntimeError, openvino.frontend.OpConversionFailure, openvino.frontend.OpValidationFailure) as error:
            raise UsageError(
                f"OpenVINO cannot convert this network ({_conversion_failure(error)}). Use the runtime torch."
            ) from error
    precision = {"float32": "f32", "bfloat16": "bf16", "float16": "f16"}[settled.dtype]
    # Without the hint OpenVINO silently computes in bfloat16 on processors that have it.
    properties = {
        "INFERENCE_PRECISION_HINT": precision,
        "EXECUTION_MODE_HINT": "ACCURACY" if settled.dtype == "float32" else "PERFORMANCE",
        "INFERENCE_NUM_THREADS": usable_threads(),
        "NUM_STREAMS": "1",
    }
    request = openvino.Core().compile_model(model, "CPU", properties).create_infer_request()

    def run(*inputs: np.ndarray, output: int = 0) -> np.ndarray:
        outputs = request.infer(list(inputs), share_inputs=True, share_outputs=True)
        return np.array(outputs[output], dtype=np.float32)

    return run


def _conversion_failure(error: Exception) -> str:
    """The line of a long report that says why: the operations without a rule, else the last one."""
    lines = [line.strip("- ") for line in str(error).strip().splitlines()]
    return next((line for line in lines if line.startswith("No conversion rule")), lines[-1])


def _onnx_runner(network: Any, example: Sequence[np.ndarray], settled: Options) -> Runner:
    import torch

    need("onnx", "dev", "Exporting to the runtime onnxruntime")
    names = [f"input{index}" for index in range(len(example))]
    with tempfile.TemporaryDirectory() as folder, _quietly():
        path = Path(folder) / "network.onnx"
        try:
            torch.onnx.export(
                network,
                _tensors(example),
                path,
                input_names=names,
                dynamic_axes={name: {0: "batch"} for name in names},
                dynamo=False,
            )
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[0]
            raise UsageError(f"This network cannot be exported to ONNX ({reason}). Use the runtime torch.") from error
        session = onnx_session(path, settled.device)

    def run(*inputs: np.ndarray, output: int = 0) -> np.ndarray:
        name = session.get_outputs()[output].name
        array: np.ndarray = session.run([name], dict(zip(names, inputs, strict=True)))[0]
        return array.astype(np.float32, copy=False)

    return run


def onnx_session(path: Path, device: str, weights: Mapping[str, np.ndarray] | None = None) -> Any:
    """An onnxruntime session for the file on "cpu" or "cuda[:N]", with all usable threads.

    `weights` are the values of initialisers that the file names and does not hold.

    Raises:
        UsageError: onnxruntime has no provider for the device.
    """
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = usable_threads()
    settings.log_severity_level = 3
    if weights:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(each)) for each in weights.values()]
        settings.add_external_initializers(list(weights), values)
    provider: Any = "CPUExecutionProvider"
    if device != "cpu":
        kind, _, index = device.partition(":")
        if kind != "cuda" or "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
            raise UsageError(f"onnxruntime cannot use the device {device!r} here. Use 'cpu'.")
        provider = ("CUDAExecutionProvider", {"device_id": int(index or 0)})
    return onnxruntime.InferenceSession(str(path), settings, providers=[provider])


def usable_threads() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tensors(example: Sequence[np.ndarray]) -> Any:
    import torch

    tensors = tuple(torch.from_numpy(each) for each in example)
    return tensors if len(tensors) > 1 else tensors[0]


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Tracing tells of its own deprecation and of every shape it takes for a constant; the parity tests watch those."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
