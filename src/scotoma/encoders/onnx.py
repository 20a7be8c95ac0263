"""`onnx:FOLDER`: an exported image tower, with a text tower where there is one, run by onnxruntime without torch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image as PILImage

from scotoma.encoders.onnx_layout import OnnxLayout, read_layout, weights_hash
from scotoma.encoders.onnx_session import NUMPY_TYPES, check_image, choose_device, open_session
from scotoma.encoders.onnx_text import TextSide
from scotoma.encoders.preprocessing import normalise, prepare
from scotoma.encoders.protocol import EncoderFacts
from scotoma.encoders.runtime import Options
from scotoma.errors import NoTextTower, UnsupportedCheckpoint, UsageError

__all__ = ["OnnxEncoder", "load_onnx"]

BATCH = {"cpu": 16, "cuda": 128}  # arbitrary: enough to fill two cores, or a GPU, and small in memory


def load_onnx(target: str, options: Options, *, name: str | None = None) -> "OnnxEncoder":
    """The encoder exported to the folder `target`: ours, or one of optimum's or transformers.js' making.

    onnxruntime computes it, in the precision of the exported graph: on the GPU where the device is "cuda", or is "auto"
    and onnxruntime was built for it, else on every core of the CPU. torch is not needed. `name` is what the facts call
    it, "onnx:TARGET" by default.

    Raises:
        MissingCheckpoint: the folder, or a file it names, is not there.
        UnsupportedCheckpoint: the folder is of no known layout, or a graph does not fit its description.
        BrokenFile: a file is damaged.
        UsageError: another runtime or precision, or a device that onnxruntime lacks.
    """
    if options.runtime not in ("auto", "onnxruntime") or options.dtype != "float32":
        raise UsageError(
            f"onnx: folders run in onnxruntime, in the precision they were exported with; {options.runtime} in "
            f"{options.dtype} was asked for. Use runtime 'auto' and dtype 'float32'."
        )
    folder = Path(target).expanduser()
    layout = read_layout(folder)
    sha256 = weights_hash(folder, layout)
    device = choose_device(options.device)
    image = open_session(folder / layout.image.file, device)
    check_image(image, folder, layout)
    facts = EncoderFacts(
        name=name or f"onnx:{target}",
        family="onnx",
        width=layout.image.width,
        preprocessing=layout.preprocessing,
        patch_count=layout.image.patch_count,
        patch_width=layout.image.patch_width,
        vector=layout.vector,
        reads_text=layout.text is not None,
        weights_sha256=sha256,
        runtime="onnxruntime",
        device=device,
    )
    return OnnxEncoder(facts, layout, folder, image, options.batch_size or BATCH[device.partition(":")[0]])


class OnnxEncoder:
    """An exported encoder; `image` is onnxruntime's session. The text tower is opened at the first text."""

    def __init__(self, facts: EncoderFacts, layout: OnnxLayout, folder: Path, image: Any, batch_size: int) -> None:
        self._facts = facts
        self._layout = layout
        self._folder = folder
        self._image = image
        self._batch_size = batch_size
        self._text: TextSide | None = None

    @property
    def facts(self) -> EncoderFacts:
        """What decides the rows."""
        return self._facts

    @property
    def batch_size(self) -> int:
        """How many images are given to onnxruntime at once."""
        return self._batch_size

    def preprocess(self, picture: PILImage.Image) -> UInt8[np.ndarray, "S S 3"]:
        """An upright RGB picture as the (S, S, 3) uint8 input of `embed_images`."""
        return prepare(picture, self._facts.preprocessing)

    def embed_images(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
        """Rows (B, D) as the graph gives them: not normalised to unit length."""
        graph = self._layout.image
        if not len(pixels):
            return np.zeros((0, graph.width), np.float32)
        found = self._run(pixels, graph.output)
        rows = found if graph.token is None else found[:, graph.token]
        return _shaped(rows, (graph.width,), self._folder / graph.file, graph.output)

    def embed_patches(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T D"]:
        """Patch tokens (B, T, D) in raster order, class and register tokens dropped.

        Raises:
            UsageError: the folder states no patch tokens.
        """
        graph = self._layout.image
        if graph.patches is None:
            raise UsageError(f"{self._facts.name} has no patch tokens: it was exported without them.")
        if not len(pixels):
            return np.zeros((0, graph.patch_count, graph.patch_width), np.float32)
        tokens = self._run(pixels, graph.patches)[:, graph.patches_skip :]
        return _shaped(tokens, (graph.patch_count, graph.patch_width), self._folder / graph.file, graph.patches)

    def embed_texts(self, texts: Sequence[str]) -> Float32[np.ndarray, "B D"]:
        """Rows (B, D) of texts, in the space of the images.

        Raises:
            NoTextTower: the folder has no text tower.
            MissingExtra: `tokenizers` is not installed.
        """
        graph = self._layout.text
        if graph is None:
            raise NoTextTower(f"{self._facts.name} reads images only: the folder has no text tower.")
        if not len(texts):
            return np.zeros((0, self._facts.width), np.float32)
        if self._text is None:
            self._text = TextSide(self._folder, graph, self._facts.device)
        return _shaped(self._text.rows(texts), (self._facts.width,), self._folder / graph.file, graph.output)

    def _run(self, pixels: UInt8[np.ndarray, "B S S 3"], output: str) -> np.ndarray:
        given = next(entry for entry in self._image.get_inputs() if entry.name == self._layout.image.input)
        fixed = given.shape[0] if isinstance(given.shape[0], int) else None
        parts = []
        for start in range(0, len(pixels), fixed or len(pixels)):
            part = _input_array(pixels[start : start + (fixed or len(pixels))], self._layout, given.type)
            short = fixed - len(part) if fixed else 0
            padded = np.concatenate([part, np.repeat(part[:1], short, axis=0)]) if short else part
            rows = self._image.run([output], {given.name: padded})[0]
            parts.append(np.asarray(rows[: len(part)], np.float32))
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _input_array(pixels: UInt8[np.ndarray, "B S S 3"], layout: OnnxLayout, kind: str) -> Any:
    values: Any = pixels.transpose(0, 3, 1, 2)
    if layout.image.normalisation == "outside":
        values = normalise(pixels, layout.preprocessing)
    if layout.image.layout == "NHWC":
        values = values.transpose(0, 2, 3, 1)
    return np.ascontiguousarray(values, dtype=NUMPY_TYPES[kind])


def _shaped(rows: np.ndarray, shape: tuple[int, ...], path: Path, output: str) -> np.ndarray:
    if rows.shape[1:] != shape:
        raise UnsupportedCheckpoint(
            f"{path}: output {output!r} has the shape {tuple(rows.shape[1:])} an item; the folder's description says "
            f"{shape}. Correct width, patch_count or token in encoder.json."
        )
    return rows
