"""A tiny encoder with text: a picture is its mean colour, a text the colours it names. It knows nothing else."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image as PILImage

from scotoma.encoders import EncoderFacts, Preprocessing, prepare
from scotoma.errors import UsageError

__all__ = ["WORDS", "ColourWords"]

WORDS = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1)}


class ColourWords:
    """Rows of three numbers: red, green, blue. A text that names no colour is grey, (1, 1, 1)."""

    batch_size = 4
    facts = EncoderFacts(
        name="test:colour-words",
        family="test",
        width=3,
        preprocessing=Preprocessing(side_px=8, resize_px=8),
        patch_count=0,
        patch_width=0,
        vector="mean colour",
        reads_text=True,
        weights_sha256=None,
    )

    def preprocess(self, picture: PILImage.Image) -> UInt8[np.ndarray, "S S 3"]:
        """The picture at 8 x 8 px."""
        return prepare(picture, self.facts.preprocessing)

    def embed_images(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B 3"]:
        """The mean colour."""
        return np.asarray(pixels.mean(axis=(1, 2)), np.float32).reshape(-1, 3)

    def embed_patches(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T D"]:
        """None are given."""
        raise UsageError(f"{self.facts.name} has no patch tokens.")

    def embed_texts(self, texts: Sequence[str]) -> Float32[np.ndarray, "B 3"]:
        """The sum of the colours named; the word "nothing" gives zeros."""
        return np.array([_named(text) for text in texts], np.float32).reshape(-1, 3)


def _named(text: str) -> np.ndarray:
    colours = [WORDS[word] for word in text.split() if word in WORDS]
    return np.sum(colours, axis=0) if colours else np.full(3, float(text != "nothing"))
