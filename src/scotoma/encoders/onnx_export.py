"""Writing an `onnx:` folder from torch modules: traced, written, read back and compared before it counts."""

import contextlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scotoma.encoders.onnx_layout import ImageGraph, OnnxLayout, TextGraph, file_hash, write_layout
from scotoma.encoders.onnx_session import open_session
from scotoma.encoders.protocol import EncoderFacts
from scotoma.errors import MissingExtra, UnsupportedCheckpoint, UsageError

if TYPE_CHECKING:
    import torch

__all__ = ["TextExport", "export_onnx"]

# Words no torch operator bears: the exporter names values inside the graph after operators ("embedding").
ROWS, PATCHES, TEXT_ROWS = "image_row", "patch_tokens", "text_row"
TOLERANCE = 1e-3  # of the largest value: float32 graphs differ by 1e-6 to 1e-5; a wrong graph by far more
ONE_FILE_BYTES = 1_500_000_000  # protobuf ends at 2 GiB; larger weights go to a file beside the graph


@dataclass(frozen=True, slots=True)
class TextExport:
    """What the text side of an export needs: `module` takes (B, context_length) int64 ids and gives (B, D)."""

    module: "torch.nn.Module"
    tokenizer: Path
    context_length: int
    pad_id: int = 0


def export_onnx(
    folder: Path, image: "torch.nn.Module", facts: EncoderFacts, *, text: TextExport | None = None, opset: int = 18
) -> Path:
    """Export an image tower, and a text tower where given, as a folder for `onnx:FOLDER`; returns the folder.

    `image` takes normalised float32 (B, 3, S, S) and gives (B, D), or (B, D) and the patch tokens (B, T, E) in raster
    order; it must be in eval mode. `facts` states name, widths, preprocessing, vector and patch count. The exported
    graph takes the uint8 (B, S, S, 3) pixels themselves: the normalisation is inside. Batch size stays free. The graph
    is run on three random pictures, and one alone, against the module before the folder appears.

    Raises:
        MissingExtra: torch, onnx or onnxscript is not installed.
        UsageError: the folder holds something else; an exported encoder is replaced.
        UnsupportedCheckpoint: torch cannot export the module, or the exported graph gives other numbers.
    """
    _require()
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / "encoder.json").is_file():
        raise UsageError(f"{folder} holds something other than an exported encoder. Choose another folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as name:
        part = Path(name) / "folder"
        part.mkdir()
        has_patches = _export_image(part / "image.onnx", image, facts, opset)
        graph = ImageGraph(
            file="image.onnx",
            input="pixels",
            output=ROWS,
            width=facts.width,
            patches=PATCHES if has_patches else None,
            patch_count=facts.patch_count if has_patches else 0,
            patch_width=facts.patch_width if has_patches else 0,
        )
        described = _export_text(part, text, opset) if text else None
        hashes = {path.name: file_hash(path) for path in sorted(part.iterdir())}
        write_layout(part, OnnxLayout(facts.name, facts.vector, facts.preprocessing, graph, described, hashes))
        if folder.exists():
            shutil.rmtree(folder)
        part.rename(folder)
    return folder


def _export_image(path: Path, image: "torch.nn.Module", facts: EncoderFacts, opset: int) -> bool:
    import torch

    side = facts.preprocessing.side_px
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, (3, side, side, 3), dtype=torch.uint8, generator=generator)
    tower = _with_normalisation(image, facts)
    with torch.no_grad():
        results = tower(pixels)
    outputs = [ROWS, PATCHES][: len(results)]
    expected = [(facts.width,), (facts.patch_count, facts.patch_width)][: len(outputs)]
    if [tuple(r.shape[1:]) for r in results] != expected:
        found = [tuple(r.shape[1:]) for r in results]
        raise UnsupportedCheckpoint(f"The module gives {found} an image; the facts say {expected}. Correct the facts.")
    _export(path, tower, pixels, {"pixels": outputs}, opset)
    return len(results) > 1


def _export_text(folder: Path, text: TextExport, opset: int) -> TextGraph:
    import torch

    class Ids(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = text.module

        def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor]:
            return (self.inner(input_ids),)

    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1, 8, (3, text.context_length), generator=generator)
    _export(folder / "text.onnx", Ids(), ids, {"input_ids": [TEXT_ROWS]}, opset)
    shutil.copyfile(text.tokenizer, folder / "tokenizer.json")
    return TextGraph("text.onnx", "tokenizer.json", "input_ids", TEXT_ROWS, text.context_length, text.pad_id)


def _with_normalisation(image: "torch.nn.Module", facts: EncoderFacts) -> "torch.nn.Module":
    import torch

    class Bytes(torch.nn.Module):
        mean: torch.Tensor
        std: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            self.inner = image
            self.register_buffer("mean", torch.tensor(facts.preprocessing.mean).view(1, 3, 1, 1))
            self.register_buffer("std", torch.tensor(facts.preprocessing.std).view(1, 3, 1, 1))

        def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, ...]:
            values = (pixels.permute(0, 3, 1, 2).to(torch.float32) / 255 - self.mean) / self.std
            found = self.inner(values)
            return tuple(found) if isinstance(found, (tuple, list)) else (found,)

    return Bytes()


def _export(
    path: Path, module: "torch.nn.Module", example: "torch.Tensor", names: dict[str, list[str]], opset: int
) -> None:
    import torch

    ((given, outputs),) = names.items()
    module = module.eval()
    size_bytes = sum(value.numel() * value.element_size() for value in module.state_dict().values())
    try:
        with _quiet():
            torch.onnx.export(
                module,
                (example,),
                str(path),
                input_names=[given],
                output_names=outputs,
                dynamic_shapes=({0: torch.export.Dim("batch")},),
                opset_version=opset,
                dynamo=True,
                external_data=size_bytes > ONE_FILE_BYTES,
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as error:
        raise UnsupportedCheckpoint(
            f"torch cannot export this module to ONNX ({str(error)[:300]}). Simplify its forward pass, or use the "
            "encoder through hf:, openclip: or timm:."
        ) from error
    _compare(path, module, example)


def _compare(path: Path, module: "torch.nn.Module", example: "torch.Tensor") -> None:
    import torch

    session = open_session(path, "cpu")
    for batch in (example, example[:1]):
        with torch.no_grad():
            wanted = [np.asarray(value) for value in module(batch)]
        found = session.run(None, {session.get_inputs()[0].name: batch.numpy()})
        for mine, theirs in zip(found, wanted, strict=True):
            error = float(np.abs(mine - theirs).max() / np.abs(theirs).max())
            if not error <= TOLERANCE:
                raise UnsupportedCheckpoint(
                    f"The exported {path.name} differs from the module by {error:.1e} of the largest value; at most "
                    f"{TOLERANCE:.0e} is allowed. Is the module free of randomness?"
                )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations; what it wrote is compared instead
        yield


def _require() -> None:
    missing = []
    for name in ("torch", "onnx", "onnxscript"):
        try:
            _import(name)
        except ImportError:
            missing.append(name)
    if missing:
        raise MissingExtra(f"Exporting needs {', '.join(missing)}: pip install {' '.join(missing)}")


def _import(name: str) -> Any:
    from importlib import import_module

    return import_module(name)
