import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.encoders import load_encoder
from scotoma.encoders.toy import TOYS
from tests.encoders.contract import check_encoder, drawn_picture


def cosine(name: str, first: PILImage.Image, second: PILImage.Image) -> float:
    encoder = load_encoder(f"toy:{name}")
    a, b = encoder.embed_images(np.stack([encoder.preprocess(first), encoder.preprocess(second)])).astype(np.float64)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def halves(left: str, right: str) -> PILImage.Image:
    picture = PILImage.new("RGB", (64, 64), left)
    picture.paste(right, (32, 0, 64, 64))
    return picture


@pytest.mark.parametrize("name", TOYS)
def test_a_weightless_encoder_keeps_the_contract(name: str) -> None:
    check_encoder(load_encoder(f"toy:{name}"))


@pytest.mark.parametrize("name", TOYS)
@pytest.mark.parametrize("colour", ["white", "black", "#7f7f7f", "red"])
def test_a_blank_picture_has_a_row_that_is_not_zero(name: str, colour: str) -> None:
    blank = PILImage.new("RGB", (40, 30), colour)
    assert cosine(name, blank, blank) == pytest.approx(1)


@pytest.mark.parametrize("name", TOYS)
def test_photographs_are_told_apart(name: str) -> None:
    pictures = [drawn_picture(seed, (80, 60)) for seed in range(20)]
    encoder = load_encoder(f"toy:{name}")
    rows = encoder.embed_images(np.stack([encoder.preprocess(picture) for picture in pictures]))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = (rows @ rows.T)[np.triu_indices(20, 1)]
    assert cosines.max() < 0.999
    assert np.median(cosines) < 0.9
    assert cosines.std() > 0.05


def test_the_palette_does_not_see_where_a_colour_lies_but_the_layout_does() -> None:
    first, second = halves("red", "blue"), halves("blue", "red")
    assert cosine("palette", first, second) > 0.9999
    assert cosine("layout", first, second) < 0


def test_edges_do_not_see_the_colour_but_the_palette_does() -> None:
    # Pure red is as bright as the grey 0.299 * 255 = 76.
    first, second = halves("red", "white"), halves("#4c4c4c", "white")
    assert cosine("edges", first, second) > 0.999
    assert cosine("palette", first, second) < 0.6


def test_the_layout_does_not_see_fine_detail_but_the_edges_do() -> None:
    stripes = np.zeros((64, 64, 3), dtype=np.uint8)
    stripes[::2] = 255
    first, second = PILImage.fromarray(stripes), PILImage.fromarray(stripes.transpose(1, 0, 2).copy())
    assert cosine("layout", first, second) > 0.9999
    checked = np.kron(np.indices((8, 8)).sum(axis=0) % 2, np.ones((8, 8), dtype=np.uint8))
    coarse = PILImage.fromarray((255 * checked[..., None].repeat(3, axis=2)).astype(np.uint8))
    assert cosine("edges", first, coarse) < 0.6


def test_a_vertical_edge_falls_into_the_bin_of_horizontal_gradients() -> None:
    # The gradient of left-black, right-white points along +x: angle 0, so bin 0 of nine, in the two middle columns of
    # cells. Over the picture the central differences are 1 in two pixel columns of 64: each cell beside the edge has 8
    # of its 64 pixels at strength 1, a mean of 1/8.
    encoder = load_encoder("toy:edges")
    cells = encoder.embed_patches(encoder.preprocess(halves("black", "white"))[None]).reshape(8, 8, 9)
    expected = np.zeros((8, 8, 9), dtype=np.float32)
    expected[:, 3:5, 0] = 1 / 8
    np.testing.assert_allclose(cells, expected, atol=1e-6)


def test_oklab_is_ottossons() -> None:
    # Ottosson's page gives linear white as (1, 0, 0), and sRGB red as about (0.628, 0.225, 0.126).
    encoder = load_encoder("toy:layout")
    cells = encoder.embed_patches(
        np.stack([np.full((64, 64, 3), colour, dtype=np.uint8) for colour in ((255, 255, 255), (255, 0, 0))])
    )
    np.testing.assert_allclose(cells[0, 0] / (1, 3, 3) + (0.6, 0, 0), (1, 0, 0), atol=2e-3)
    np.testing.assert_allclose(cells[1, 0] / (1, 3, 3) + (0.6, 0, 0), (0.628, 0.225, 0.126), atol=2e-3)
