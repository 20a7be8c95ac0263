from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PILImage

from scotoma.encoders import Preprocessing, prepare
from scotoma.encoders.preprocessing import normalise, resized_size
from tests.encoders.contract import drawn_picture


@settings(max_examples=40, deadline=None)
@given(width=st.integers(1, 90), height=st.integers(1, 90), side=st.integers(4, 40), extra=st.integers(0, 9))
def test_cropping_is_that_of_the_whole_resized_picture(width: int, height: int, side: int, extra: int) -> None:
    picture = drawn_picture(width * 100 + height, (width, height))
    preprocessing = Preprocessing(side_px=side, resize_px=side + extra)
    resized = resized_size(width, height, preprocessing)
    whole = picture.resize(resized, PILImage.Resampling.BICUBIC)
    left, top = (resized[0] - side) // 2, (resized[1] - side) // 2
    pixels = prepare(picture, preprocessing)
    if resized[0] * resized[1] <= 64 * side**2:
        np.testing.assert_array_equal(pixels, np.asarray(whole.crop((left, top, left + side, top + side))))


@pytest.mark.parametrize(
    ("size", "fit", "resized"),
    [
        ((500, 333), "shorter", (336, 224)),  # 224 * 500 / 333 = 336.3, cut
        ((333, 500), "shorter", (224, 336)),
        ((500, 333), "squash", (224, 224)),
        ((500, 333), "longer", (224, 149)),  # 333 * 224 / 500 = 149.2, rounded
        ((3, 1000), "longer", (1, 224)),
    ],
)
def test_the_resized_size_is_the_upstream_libraries(size: tuple[int, int], fit: Any, resized: tuple[int, int]) -> None:
    assert resized_size(*size, Preprocessing(side_px=224, resize_px=224, fit=fit)) == resized


@pytest.mark.parametrize(("rounding", "left"), [("floor", 1), ("round", 2)])
def test_half_a_pixel_is_cut_as_the_library_in_question_cuts_it(rounding: Any, left: int) -> None:
    # 11 px wide, 8 kept: 1.5 px are over on either side.
    row = np.arange(11, dtype=np.uint8).repeat(3).reshape(1, 11, 3).repeat(8, axis=0)
    pixels = prepare(PILImage.fromarray(row), Preprocessing(side_px=8, resize_px=8, crop_rounding=rounding))
    assert pixels[0, 0, 0] == left


def test_a_picture_smaller_than_the_crop_is_padded_with_black_in_the_middle() -> None:
    pixels = prepare(PILImage.new("RGB", (10, 10), "white"), Preprocessing(side_px=8, resize_px=5))
    # 3 px are missing: 1 before, 2 after.
    assert (pixels[1:6, 1:6] == 255).all()
    assert pixels.sum() == 5 * 5 * 3 * 255


def test_the_longer_fit_pads_with_the_stated_colour() -> None:
    preprocessing = Preprocessing(side_px=8, resize_px=8, fit="longer", pad_rgb=(1, 2, 3))
    pixels = prepare(PILImage.new("RGB", (16, 8), "white"), preprocessing)
    assert (pixels[2:6] == 255).all()
    assert (pixels[[0, 1, 6, 7]] == (1, 2, 3)).all()


def test_a_strip_of_any_length_is_prepared_without_its_whole_enlargement() -> None:
    # Enlarged whole, 30,000 x 1 px would be 224 * 30,000 by 224 px: 4.5 GB.
    pixels = prepare(PILImage.new("RGB", (30_000, 1), "orange"), Preprocessing(side_px=224, resize_px=224))
    assert (pixels == (255, 165, 0)).all()


def test_a_grey_picture_is_read_as_rgb() -> None:
    assert (prepare(PILImage.new("L", (5, 9), 77), Preprocessing(side_px=4, resize_px=4)) == 77).all()


def test_normalising_is_value_minus_mean_over_deviation_channels_first() -> None:
    pixels = np.zeros((1, 2, 2, 3), dtype=np.uint8)
    pixels[0, 1, 0] = (255, 51, 0)
    out = normalise(pixels, Preprocessing(2, 2, mean=(0.5, 0.1, 0.25), std=(0.5, 0.2, 0.125)))
    # (1 - 0.5) / 0.5 = 1; (0.2 - 0.1) / 0.2 = 0.5; (0 - 0.25) / 0.125 = -2
    np.testing.assert_allclose(out[0, :, 1, 0], (1, 0.5, -2), rtol=1e-6)
    assert out.shape == (1, 3, 2, 2)
