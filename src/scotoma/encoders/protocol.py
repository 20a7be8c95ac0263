"""What an encoder states and does. N images, B batch, T patch tokens, D embedding width, S input side in px."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image as PILImage

__all__ = ["Encoder", "EncoderFacts", "Preprocessing"]


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How an upright RGB picture becomes the model's input, exactly as the model's own pipeline does it.

    `fit` says how the picture meets `resize_px`: "shorter" resizes the shorter side to it and keeps the aspect,
    "squash" resizes both sides to it, "longer" resizes the longer side and pads to a square with `pad_rgb`. The centre
    `side_px` x `side_px` is then cropped (padded with black where smaller). Resizing is Pillow's: `interpolation`,
    antialiased, rounded to uint8. `mean` and `std` are per channel on values in 0..1. `crop_rounding` says where the
    crop starts when half a pixel is over: "floor" (transformers) or "round" to even (torchvision, open_clip, timm).
    """

    side_px: int
    resize_px: int
    fit: Literal["shorter", "squash", "longer"] = "shorter"
    interpolation: Literal["nearest", "bilinear", "bicubic", "lanczos"] = "bicubic"
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    std: tuple[float, float, float] = (0.5, 0.5, 0.5)
    pad_rgb: tuple[int, int, int] = (0, 0, 0)
    crop_rounding: Literal["floor", "round"] = "floor"


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """Everything that decides an encoder's rows, for manifests and reports.

    `vector` says in words which vector is given ("projected image embedding", "class token after the final norm");
    `patch_count` is 0 where there are no patch tokens; `weights_sha256` is that of the parameters, None where there are
    none. `runtime`, `device` and `dtype` say what computes the rows and to which precision.
    """

    name: str
    family: str
    width: int
    preprocessing: Preprocessing
    patch_count: int
    patch_width: int
    vector: str
    reads_text: bool
    weights_sha256: str | None
    runtime: str = "numpy"
    device: str = "cpu"
    dtype: str = "float32"

    def as_dict(self) -> dict[str, Any]:
        """The facts as plain JSON-ready values."""
        return asdict(self)


@runtime_checkable
class Encoder(Protocol):
    """An image encoder, with a text tower where it has one.

    `preprocess` may be called from several threads at once; the other methods from one thread at a time. The same
    picture gives the same row whatever else is in the batch, up to the runtime's rounding.
    """

    @property
    def facts(self) -> EncoderFacts: ...

    @property
    def batch_size(self) -> int:
        """How many images the runtime takes at its best rate."""

    def preprocess(self, picture: PILImage.Image) -> UInt8[np.ndarray, "S S 3"]:
        """An upright RGB picture as the (S, S, 3) uint8 input of `embed_images`; normalisation happens there."""

    def embed_images(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
        """Rows (B, D) of pixels (B, S, S, 3), as the model gives them: not normalised to unit length."""

    def embed_patches(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T D"]:
        """Patch tokens (B, T, D) of pixels (B, S, S, 3), in raster order, class and register tokens dropped.

        Raises:
            UsageError: the encoder has no patch tokens.
        """

    def embed_texts(self, texts: Sequence[str]) -> Float32[np.ndarray, "B D"]:
        """Rows (B, D) of texts, in the space of the images.

        Raises:
            NoTextTower: the encoder reads images only.
        """
