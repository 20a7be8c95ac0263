"""Encoders for these tests: complete ones, small enough that what they must score is known."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image as PILImage

from scotoma.encoders import load_encoder
from scotoma.encoders.protocol import EncoderFacts

__all__ = ["Fixed", "Reading"]

TOY = load_encoder("toy:thumb")


class Fixed:
    """Gives the same row for every picture, and has no text tower."""

    batch_size = 8

    def __init__(self, row: Sequence[float], stated: int | None = None) -> None:
        self._row = np.array(row, np.float32)
        width = stated or len(row)
        self.facts: EncoderFacts = replace(TOY.facts, name="test:fixed", width=width, reads_text=False)

    def preprocess(self, picture: PILImage.Image) -> np.ndarray:
        return TOY.preprocess(picture)

    def embed_images(self, pixels: np.ndarray) -> np.ndarray:
        return np.tile(self._row, (len(pixels), 1))

    def embed_patches(self, pixels: np.ndarray) -> np.ndarray:
        return TOY.embed_patches(pixels)

    def embed_texts(self, texts: Sequence[str]) -> np.ndarray:
        return TOY.embed_texts(texts)


class Reading:
    """A thumbnail's rows for pictures, and for a text those of the picture that `picture_of` sees behind it."""

    batch_size = 16

    def __init__(self, picture_of: Callable[[str], PILImage.Image]) -> None:
        self.facts: EncoderFacts = replace(TOY.facts, name="test:reading", reads_text=True)
        self._picture_of = picture_of

    def preprocess(self, picture: PILImage.Image) -> np.ndarray:
        return TOY.preprocess(picture)

    def embed_images(self, pixels: np.ndarray) -> np.ndarray:
        return TOY.embed_images(pixels)

    def embed_patches(self, pixels: np.ndarray) -> np.ndarray:
        return TOY.embed_patches(pixels)

    def embed_texts(self, texts: Sequence[str]) -> np.ndarray:
        return TOY.embed_images(np.stack([TOY.preprocess(self._picture_of(text)) for text in texts]))
