"""Weightless encoders: classical image descriptors in numpy, deterministic, with nothing to download.

They are real descriptors with real blind spots: `toy:palette` cannot see where a colour lies, `toy:layout` cannot see
detail, `toy:edges` cannot see colour. A pair of them runs the whole job offline.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image as PILImage

from scotoma.encoders import descriptors
from scotoma.encoders.preprocessing import prepare
from scotoma.encoders.protocol import EncoderFacts, Preprocessing
from scotoma.encoders.runtime import Options
from scotoma.errors import NoTextTower, UnknownName, UsageError
from scotoma.registry import unknown

__all__ = ["TOYS", "Toy", "ToyEncoder", "load_toy"]

SIDE_PX = 64
BATCH_SIZE = 64  # measured: the arrays of 64 pictures of 64 px stay in the second-level cache


@dataclass(frozen=True, slots=True)
class Toy:
    """One descriptor: rows (B, D) of pixels (B, S, S, 3), and its cells as patch tokens (B, T, E) where it has any."""

    about: str
    vector: str
    rows: Callable[[np.ndarray], np.ndarray]
    patches: Callable[[np.ndarray], np.ndarray] | None = None


TOYS = {
    "edges": Toy(
        "edge orientations; blind to colour",
        "histograms of oriented gradients on an 8 x 8 grid",
        descriptors.edges,
        descriptors.edge_cells,
    ),
    "layout": Toy(
        "where colours lie, coarsely; blind to detail",
        "low frequencies of an 8 x 8 grid of mean Oklab colours",
        descriptors.layout,
        descriptors.colour_cells,
    ),
    "palette": Toy(
        "how much of each colour; blind to where it lies",
        "Oklab colour histogram",
        descriptors.palette,
    ),
    "thumb": Toy(
        "the raw pixels of a thumbnail; blind to detail and thrown off by any shift",
        "16 x 16 px thumbnail",
        descriptors.thumb,
        descriptors.thumb_cells,
    ),
}


class ToyEncoder:
    """An `Encoder` over one descriptor."""

    def __init__(self, name: str, toy: Toy, batch_size: int | None = None) -> None:
        self._toy = toy
        self._batch_size = batch_size or BATCH_SIZE
        blank = np.zeros((1, SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
        cells = toy.patches(blank) if toy.patches else np.zeros((1, 0, 0))
        self._facts = EncoderFacts(
            name=f"toy:{name}",
            family="toy",
            width=toy.rows(blank).shape[1],
            preprocessing=Preprocessing(
                side_px=SIDE_PX,
                resize_px=SIDE_PX,
                fit="squash",
                interpolation="bilinear",
                mean=(0.0, 0.0, 0.0),
                std=(1.0, 1.0, 1.0),
            ),
            patch_count=cells.shape[1],
            patch_width=cells.shape[2],
            vector=toy.vector,
            reads_text=False,
            weights_sha256=None,
        )

    @property
    def facts(self) -> EncoderFacts:
        """Everything that decides the rows."""
        return self._facts

    @property
    def batch_size(self) -> int:
        """How many images are described at the best rate."""
        return self._batch_size

    def preprocess(self, picture: PILImage.Image) -> UInt8[np.ndarray, "S S 3"]:
        """The picture squashed to 64 x 64 px."""
        return prepare(picture, self._facts.preprocessing)

    def embed_images(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
        """The descriptors of pixels; never a zero row."""
        if not len(pixels):
            return np.zeros((0, self._facts.width), dtype=np.float32)
        return self._toy.rows(pixels).astype(np.float32, copy=False)

    def embed_patches(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T D"]:
        """The descriptor's cells, in raster order.

        Raises:
            UsageError: the descriptor has no cells.
        """
        if self._toy.patches is None:
            raise UsageError(f"{self._facts.name} has no patch tokens: it gives one row an image.")
        if not len(pixels):
            return np.zeros((0, self._facts.patch_count, self._facts.patch_width), dtype=np.float32)
        return self._toy.patches(pixels).astype(np.float32, copy=False)

    def embed_texts(self, texts: Sequence[str]) -> Float32[np.ndarray, "B D"]:
        """No text can be embedded.

        Raises:
            NoTextTower: always.
        """
        raise NoTextTower(f"{self._facts.name} reads images only; for texts use a CLIP or SigLIP encoder.")


def load_toy(name: str, options: Options) -> ToyEncoder:
    """The weightless encoder `toy:NAME`; of the options only the batch size matters.

    Raises:
        UnknownName: no descriptor has that name.
    """
    if name not in TOYS:
        raise UnknownName(unknown("encoder", f"toy:{name}", [f"toy:{each}" for each in TOYS]))
    return ToyEncoder(name, TOYS[name], options.batch_size)
