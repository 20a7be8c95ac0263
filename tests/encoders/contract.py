"""What every encoder must do, as functions to run over any of them. Use: `check_encoder(load_encoder(...))`."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.encoders import Encoder
from scotoma.errors import NoTextTower, UsageError

__all__ = ["check_encoder", "drawn_picture"]

SIZES = ((97, 61), (61, 97), (40, 40), (13, 9), (1, 1), (300, 7))


def drawn_picture(seed: int, size: tuple[int, int]) -> PILImage.Image:
    """A photograph-like RGB picture of (width, height) px: noise with a 1/f spectrum and a colour cast of its own."""
    generator = np.random.default_rng(seed)
    width, height = size
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
    spectrum = np.fft.rfft2(generator.standard_normal((3, height, width)), axes=(1, 2)) / (frequency + 1 / 64)
    waves = np.fft.irfft2(spectrum, s=(height, width), axes=(1, 2))
    waves = 50 * waves / max(waves.std(), 1e-9) + generator.uniform(60, 200, (3, 1, 1))
    return PILImage.fromarray(np.clip(waves, 0, 255).astype(np.uint8).transpose(1, 2, 0))


def check_encoder(encoder: Encoder, rounding: float = 1e-4) -> None:
    """Hold one encoder to the protocol; `rounding` is the largest allowed relative change of a row with its batch."""
    pictures = [drawn_picture(seed, size) for seed, size in enumerate(SIZES)]
    pixels = np.stack([encoder.preprocess(picture) for picture in pictures])
    _facts_state_what_comes_out(encoder, pixels)
    _preprocessing_is_the_same_from_many_threads(encoder, pictures, pixels)
    _a_row_does_not_depend_on_its_batch(encoder, pixels, rounding)
    _different_pictures_have_different_rows(encoder, pixels)
    _an_empty_batch_gives_no_rows(encoder, pixels)
    _patches_are_given_or_refused(encoder, pixels, rounding)
    _texts_are_given_or_refused(encoder, rounding)


def _facts_state_what_comes_out(encoder: Encoder, pixels: np.ndarray) -> None:
    facts = encoder.facts
    side = facts.preprocessing.side_px
    assert isinstance(encoder, Encoder)
    assert encoder.batch_size >= 1
    assert pixels.shape[1:] == (side, side, 3)
    assert pixels.dtype == np.uint8
    rows = encoder.embed_images(pixels)
    assert rows.shape == (len(pixels), facts.width)
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows, axis=1).min() > 0
    assert json.loads(json.dumps(facts.as_dict()))["name"] == facts.name
    assert facts.vector
    assert facts.weights_sha256 is None or len(facts.weights_sha256) == 64


def _preprocessing_is_the_same_from_many_threads(
    encoder: Encoder, pictures: list[PILImage.Image], pixels: np.ndarray
) -> None:
    with ThreadPoolExecutor(4) as threads:
        again = list(threads.map(encoder.preprocess, pictures * 4))
    np.testing.assert_array_equal(np.stack(again), np.concatenate([pixels] * 4))


def _a_row_does_not_depend_on_its_batch(encoder: Encoder, pixels: np.ndarray, rounding: float) -> None:
    together = encoder.embed_images(pixels)
    kept = together.copy()
    reordered = encoder.embed_images(pixels[::-1])[::-1]
    alone = np.concatenate([encoder.embed_images(pixels[row : row + 1]) for row in range(len(pixels))])
    np.testing.assert_array_equal(together, kept, err_msg="a later call changed rows already given")
    np.testing.assert_array_equal(encoder.embed_images(pixels), together)
    scale = np.linalg.norm(together, axis=1, keepdims=True)
    for other in (alone, reordered):
        assert (np.abs(other - together) / scale).max() <= rounding


def _different_pictures_have_different_rows(encoder: Encoder, pixels: np.ndarray) -> None:
    rows = encoder.embed_images(pixels)
    assert len(np.unique(rows, axis=0)) == len(np.unique(pixels.reshape(len(pixels), -1), axis=0))


def _an_empty_batch_gives_no_rows(encoder: Encoder, pixels: np.ndarray) -> None:
    assert encoder.embed_images(pixels[:0]).shape == (0, encoder.facts.width)


def _patches_are_given_or_refused(encoder: Encoder, pixels: np.ndarray, rounding: float) -> None:
    facts = encoder.facts
    if not facts.patch_count:
        with pytest.raises(UsageError, match=f"{facts.name} has no patch tokens"):
            encoder.embed_patches(pixels)
        return
    patches = encoder.embed_patches(pixels)
    assert patches.shape == (len(pixels), facts.patch_count, facts.patch_width)
    assert patches.dtype == np.float32
    assert np.isfinite(patches).all()
    alone = encoder.embed_patches(pixels[1:2])
    assert np.abs(alone[0] - patches[1]).max() <= rounding * np.linalg.norm(patches[1], axis=1).max()


def _texts_are_given_or_refused(encoder: Encoder, rounding: float) -> None:
    facts = encoder.facts
    texts = ["a dog on the left", "a cat", "two birds that look away from each other", ""]
    if not facts.reads_text:
        with pytest.raises(NoTextTower, match=f"{facts.name} reads images only"):
            encoder.embed_texts(texts)
        return
    rows = encoder.embed_texts(texts)
    assert rows.shape == (len(texts), facts.width)
    assert rows.dtype == np.float32
    assert len(np.unique(rows, axis=0)) == len(texts)
    alone = np.concatenate([encoder.embed_texts([text]) for text in texts])
    assert np.abs(alone - rows).max() <= rounding * np.linalg.norm(rows, axis=1).max()
    assert encoder.embed_texts([]).shape == (0, facts.width)
