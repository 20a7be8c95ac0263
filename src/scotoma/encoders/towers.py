"""An encoder made of torch modules: what the hf:, openclip: and timm: encoders share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image as PILImage

from scotoma.encoders.preprocessing import prepare
from scotoma.encoders.protocol import EncoderFacts, Preprocessing
from scotoma.encoders.runtime import Options, Runner, compile_network, settle
from scotoma.encoders.weights import weights_sha256
from scotoma.errors import NoTextTower, UnsupportedCheckpoint, UsageError

__all__ = ["Stated", "TextTower", "TowerEncoder", "build_encoder"]


@dataclass(frozen=True, slots=True)
class Stated:
    """What an adapter states of its network; the rest of the facts is found by running it once."""

    name: str
    family: str
    preprocessing: Preprocessing
    vector: str


@dataclass(frozen=True, slots=True)
class TextTower:
    """A torch module from token arrays to rows (B, D), and the tokenizer that makes those arrays, each (B, L)."""

    network: Any
    tokenise: Callable[[Sequence[str]], tuple[np.ndarray, ...]]


def build_encoder(
    stated: Stated, network: Any, options: Options, load_text: Callable[[], TextTower] | None = None
) -> "TowerEncoder":
    """An encoder around a torch module.

    `network` takes normalised float32 images (B, 3, S, S) and returns rows (B, D), or a tuple of rows and patch tokens
    (B, T, E) in raster order. `load_text`, where the model reads text, is called at the first text.

    Raises:
        UsageError: the options cannot be met, or the runtime cannot express the network.
        UnsupportedCheckpoint: the network fails on the input that the preprocessing states.
    """
    settled = settle(options)
    network = network.float().eval()
    fingerprint = weights_sha256(network.state_dict())
    from_pixels, side = _from_pixels(network, stated.preprocessing), stated.preprocessing.side_px
    width, patch_count, patch_width = _output_shapes(stated.name, from_pixels, side)
    parameters = sum(each.numel() for each in network.parameters())
    facts = EncoderFacts(
        **{each: getattr(stated, each) for each in stated.__slots__},
        width=width,
        patch_count=patch_count,
        patch_width=patch_width,
        reads_text=load_text is not None,
        weights_sha256=fingerprint,
        runtime=settled.runtime,
        device=settled.device,
        dtype=settled.dtype,
    )
    batch_size = settled.batch_size or suitable_batch_size(parameters, patch_count, settled.device)
    images = compile_network(from_pixels, [np.zeros((2, side, side, 3), dtype=np.uint8)], settled)
    return TowerEncoder(facts, batch_size, images, load_text, settled)


class TowerEncoder:
    """An `Encoder` over compiled towers; made by `build_encoder`."""

    def __init__(
        self,
        facts: EncoderFacts,
        batch_size: int,
        images: Runner,
        load_text: Callable[[], TextTower] | None,
        settled: Options,
    ) -> None:
        self._facts = facts
        self._batch_size = batch_size
        self._images = images
        self._load_text = load_text
        self._settled = settled
        self._texts: Runner | None = None
        self._tokenise: Callable[[Sequence[str]], tuple[np.ndarray, ...]] | None = None

    @property
    def facts(self) -> EncoderFacts:
        """Everything that decides the rows."""
        return self._facts

    @property
    def batch_size(self) -> int:
        """How many images the runtime takes at its best rate."""
        return self._batch_size

    def preprocess(self, picture: PILImage.Image) -> UInt8[np.ndarray, "S S 3"]:
        """The picture as the model's own pipeline resizes and crops it."""
        return prepare(picture, self._facts.preprocessing)

    def embed_images(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
        """Rows of pixels, as the model gives them."""
        return self._run(self._images, pixels, output=0, shape=(0, self._facts.width))

    def embed_patches(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T D"]:
        """Patch tokens of pixels, in raster order.

        Raises:
            UsageError: the encoder has no patch tokens.
        """
        if not self._facts.patch_count:
            raise UsageError(f"{self._facts.name} has no patch tokens: it gives one row an image.")
        return self._run(self._images, pixels, output=1, shape=(0, self._facts.patch_count, self._facts.patch_width))

    def embed_texts(self, texts: Sequence[str]) -> Float32[np.ndarray, "B D"]:
        """Rows of texts, in the space of the images; the text tower is loaded at the first call.

        Raises:
            NoTextTower: the encoder reads images only.
        """
        if self._load_text is None:
            raise NoTextTower(f"{self._facts.name} reads images only; for texts use a CLIP or SigLIP encoder.")
        if not texts:
            return np.zeros((0, self._facts.width), dtype=np.float32)
        if self._texts is None or self._tokenise is None:
            tower = self._load_text()
            self._tokenise = tower.tokenise
            self._texts = compile_network(tower.network.float(), tower.tokenise(["a", "b"]), self._settled)
        return self._texts(*self._tokenise(texts))

    @staticmethod
    def _run(runner: Runner, pixels: np.ndarray, output: int, shape: tuple[int, ...]) -> np.ndarray:
        if not len(pixels):
            return np.zeros(shape, dtype=np.float32)
        return runner(np.ascontiguousarray(pixels), output=output)


def suitable_batch_size(parameters: int, patch_count: int, device: str) -> int:
    """A power of two of images that keeps the device busy without wasting memory.

    A CPU is at its best rate at some 700 thousand million operations a batch (measured: 4 images of ViT-L/14, 32 of
    ViT-B/32), a GPU takes about 32 times as many.
    """
    operations = 2 * parameters * (patch_count or 196)
    budget, most = (7e11, 32) if device == "cpu" else (2.2e13, 512)
    return min(most, 1 << max(0, int(budget / max(operations, 1)).bit_length() - 1))


def _from_pixels(network: Any, preprocessing: Preprocessing) -> Any:
    """The network with the normalisation built in: takes uint8 pixels (B, S, S, 3)."""
    import torch

    class FromPixels(torch.nn.Module):
        mean: torch.Tensor
        scale: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            self.network = network
            self.register_buffer("mean", 255 * torch.tensor(preprocessing.mean).reshape(1, 3, 1, 1))
            self.register_buffer("scale", 1 / (255 * torch.tensor(preprocessing.std).reshape(1, 3, 1, 1)))

        def forward(self, pixels: torch.Tensor) -> Any:
            return self.network((pixels.permute(0, 3, 1, 2).to(torch.float32) - self.mean) * self.scale)

    return FromPixels()


def _output_shapes(name: str, from_pixels: Any, side_px: int) -> tuple[int, int, int]:
    """Width of the rows, number and width of the patch tokens (0, 0 without), found by running one blank image."""
    import torch

    blank = torch.zeros((1, side_px, side_px, 3), dtype=torch.uint8)
    try:
        with torch.inference_mode():
            outputs = from_pixels.eval()(blank)
    except (ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise UnsupportedCheckpoint(
            f"{name} does not take pictures of {side_px} px, which its own preprocessing gives ({reason})."
        ) from error
    rows, patches = outputs if isinstance(outputs, tuple) else (outputs, None)
    return int(rows.shape[1]), *((0, 0) if patches is None else (int(patches.shape[1]), int(patches.shape[2])))
