"""Each of Pillow's modes to RGB, against values worked out by hand."""

import numpy as np
import pytest
from PIL import Image

from scotoma.images.colour import to_rgb

RGB = tuple[int, int, int]


def one(mode: str, value: object) -> Image.Image:
    return Image.new(mode, (2, 3), value)  # type: ignore[arg-type]


def colour(picture: Image.Image) -> RGB:
    rgb = to_rgb(picture)
    assert rgb.mode == "RGB"
    assert rgb.size == picture.size
    value = rgb.getpixel((1, 2))
    assert isinstance(value, tuple)
    return value[0], value[1], value[2]


@pytest.mark.parametrize(
    ("mode", "value", "expected"),
    [
        ("RGB", (1, 2, 3), (1, 2, 3)),
        ("L", 77, (77, 77, 77)),
        ("1", 1, (255, 255, 255)),
        ("1", 0, (0, 0, 0)),
        ("RGBX", (1, 2, 3, 4), (1, 2, 3)),
        ("RGBA", (255, 0, 0, 255), (255, 0, 0)),
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 128), (255, 127, 127)),  # (0 * 128 + 255 * 127) / 255 = 127
        ("LA", (0, 51), (204, 204, 204)),  # (0 * 51 + 255 * 204) / 255
        ("RGBa", (100, 0, 0, 100), (255, 155, 155)),  # red at 100 / 255, its colour already multiplied by alpha
        ("La", (0, 51), (204, 204, 204)),
        ("CMYK", (0, 255, 255, 0), (255, 0, 0)),
        ("CMYK", (0, 0, 0, 255), (0, 0, 0)),
        ("CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("YCbCr", (255, 128, 128), (255, 255, 255)),
        ("I;16", 0xFFFF, (255, 255, 255)),
        ("I;16", 0x80FF, (128, 128, 128)),  # the high byte
        ("I;16", 0x00FF, (0, 0, 0)),
        ("I", 0x80FF, (128, 128, 128)),  # within 16 bits: as 16 bits
        ("F", 1.0, (255, 255, 255)),  # within 0..1: a share
        ("F", 0.5, (128, 128, 128)),  # 127.5 to the even neighbour
        ("F", 200.0, (200, 200, 200)),  # within 0..255: as 8 bits
    ],
)
def test_a_colour_of_each_mode_becomes_the_rgb_expected(mode: str, value: object, expected: RGB) -> None:
    assert colour(one(mode, value)) == expected


def test_every_sixteen_bit_value_keeps_its_place_and_none_is_clipped() -> None:
    samples = np.arange(65_536, dtype=np.uint16).reshape(256, 256)
    grey = np.asarray(to_rgb(Image.fromarray(samples)))[..., 0].ravel()
    assert np.array_equal(grey, np.repeat(np.arange(256), 256))


@pytest.mark.parametrize("order", ["I;16L", "I;16B"])
def test_the_byte_order_of_sixteen_bit_samples_is_minded(order: str) -> None:
    data = (0x1234).to_bytes(2, "big" if order.endswith("B") else "little") * 6
    assert colour(Image.frombytes("I;16B" if order.endswith("B") else "I;16", (2, 3), data)) == (0x12,) * 3


def test_wider_ranges_are_stretched_from_black_to_white() -> None:
    integers = np.array([[-100, 0, 100_100]], dtype=np.int32)
    # (0 + 100) * 255 / 100_200 = 0.25
    assert np.asarray(to_rgb(Image.fromarray(integers)))[0, :, 0].tolist() == [0, 0, 255]
    floats = np.array([[-2.0, 0.0, 2.0]], dtype=np.float32)
    assert np.asarray(to_rgb(Image.fromarray(floats)))[0, :, 0].tolist() == [0, 128, 255]
    flat = np.full((2, 2), 1e9, dtype=np.float32)
    assert not np.asarray(to_rgb(Image.fromarray(flat))).any()


def test_samples_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        to_rgb(Image.fromarray(np.array([[0.0, np.nan]], dtype=np.float32)))


def test_a_palette_with_levels_of_transparency_is_laid_onto_white() -> None:
    palette = Image.new("P", (2, 3), 1)
    palette.putpalette([9, 9, 9, 255, 0, 0])
    palette.info["transparency"] = bytes([255, 128])
    assert colour(palette) == (255, 127, 127)
    palette.info["transparency"] = 1
    assert colour(palette) == (255, 255, 255)


def test_a_transparent_colour_is_white() -> None:
    picture = one("RGB", (10, 20, 30))
    picture.info["transparency"] = (10, 20, 30)
    assert colour(picture) == (255, 255, 255)
    grey = one("I;16", 5_000)
    grey.info["transparency"] = 5_000
    assert colour(grey) == (255, 255, 255)
    grey.info["transparency"] = 5_001
    assert colour(grey) == (5_000 >> 8,) * 3
