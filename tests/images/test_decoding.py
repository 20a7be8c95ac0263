"""Encoded bytes to upright RGB: against Pillow's own loading, the definition of EXIF's turns, and damaged files."""

import contextlib
import io
import struct
import warnings
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from jaxtyping import UInt8
from PIL import Image, ImageChops, ImageFile

from scotoma.errors import BrokenImage
from scotoma.images import MAX_PIXELS, decode
from tests.images.damage import FILES, bomb, encoded, picture, png, without_adobe_marker

GREY16 = Image.fromarray(np.linspace(0, 65535, 48 * 64).reshape(48, 64).astype(np.uint16))
ALPHA = Image.merge("RGBA", (*picture().split(), picture().getchannel("R")))


def second() -> list[Image.Image]:
    return [picture().rotate(90)]  # made afresh: Pillow notes a codec's settings on what it saves


FORMATS = {
    "jpeg": encoded(picture(), "JPEG"),
    "progressive jpeg": encoded(picture(), "JPEG", progressive=True),
    "cmyk jpeg": encoded(picture().convert("CMYK"), "JPEG"),
    "exif jpeg": FILES["exif 6.jpg"][0](),
    "mpo": encoded(picture(), "MPO", save_all=True, append_images=second()),
    "png": encoded(picture(), "PNG"),
    "png16": encoded(GREY16, "PNG"),
    "palette png": encoded(picture().quantize(16), "PNG", transparency=b"\0\x80"),
    "apng": encoded(picture(), "PNG", save_all=True, append_images=second()),
    "gif": encoded(picture(), "GIF"),
    "animated gif": encoded(picture(), "GIF", save_all=True, append_images=second()),
    "webp": encoded(picture(), "WEBP"),
    "lossless webp": encoded(ALPHA, "WEBP", lossless=True),
    "animated webp": encoded(picture(), "WEBP", save_all=True, append_images=second()),
    "bmp": encoded(picture(), "BMP"),
    "tiff": encoded(picture(), "TIFF"),
    "lzw tiff": encoded(picture(), "TIFF", compression="tiff_lzw"),
    "jpeg tiff": encoded(picture(), "TIFF", compression="jpeg"),
    "pages": encoded(picture(), "TIFF", save_all=True, append_images=second()),
    "ico": encoded(ALPHA, "ICO", sizes=[(32, 32)]),
    "ppm": encoded(picture(), "PPM"),
    "pgm16": encoded(Image.fromarray(np.asarray(GREY16).astype(np.int32)), "PPM"),
    "jpeg2000": encoded(picture(), "JPEG2000"),
    **({"avif": encoded(picture(), "AVIF")} if "AVIF" in Image.SAVE else {}),
}

# Where EXIF says that the stored rows and columns lie, as what makes the picture upright.
TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    1: lambda stored: stored,
    2: lambda stored: stored[:, ::-1],  # mirrored
    3: lambda stored: stored[::-1, ::-1],  # upside down
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.transpose(1, 0, 2),
    6: lambda stored: stored.transpose(1, 0, 2)[:, ::-1],  # the first row is the right side
    7: lambda stored: stored.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda stored: stored.transpose(1, 0, 2)[::-1],  # the first row is the left side
}


def pixels(data: bytes) -> UInt8[np.ndarray, "H W 3"]:
    return np.asarray(decode(data))


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("codec", ["PNG", "TIFF", "WEBP"])
def test_each_exif_orientation_is_turned_upright(turn: int, codec: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    options = {"lossless": True} if codec == "WEBP" else {}
    stored = np.asarray(picture())
    assert np.array_equal(pixels(encoded(picture(), codec, exif=exif, **options)), TURNS[turn](stored))


def test_a_turned_jpeg_is_that_of_pillow_turned() -> None:
    for turn, upright in TURNS.items():
        data = FILES[f"exif {turn}.jpg"][0]()
        with Image.open(io.BytesIO(data)) as stored:
            assert np.array_equal(pixels(data), upright(np.asarray(stored)))


@pytest.mark.parametrize("name", ["jpeg", "progressive jpeg", "png", "gif", "webp", "bmp", "tiff", "ppm", "jpeg2000"])
def test_an_ordinary_file_has_the_very_pixels_of_pillow(name: str) -> None:
    with Image.open(io.BytesIO(FORMATS[name])) as plain:
        assert np.array_equal(pixels(FORMATS[name]), np.asarray(plain.convert("RGB")))


@pytest.mark.parametrize("name", [name for name in FORMATS if name.startswith(("a", "page", "mpo")) and name != "avif"])
def test_the_first_frame_is_taken(name: str) -> None:
    difference = ImageChops.difference(decode(FORMATS[name]), picture())
    assert np.asarray(difference).mean() < 10  # JPEG's and GIF's loss; the second frame differs by 80


def test_inverted_and_plain_cmyk_jpegs_show_the_same_picture() -> None:
    inks = picture().convert("CMYK")
    adobe = encoded(inks, "JPEG", quality=100)
    plain = without_adobe_marker(encoded(ImageChops.invert(inks), "JPEG", quality=100))
    expected = np.asarray(inks.convert("RGB")).astype(int)
    for data in (adobe, plain):
        assert np.abs(pixels(data) - expected).mean() < 2


def test_sixteen_bit_colours_and_greys_are_scaled_alike() -> None:
    grey = np.asarray(GREY16).astype(">u2")
    colours = np.repeat(grey[..., None], 3, axis=-1)
    rows = b"".join(b"\0" + row.tobytes() for row in colours)  # filter 0 before each row
    data = png(64, 48, zlib.compress(rows), depth=16)
    assert np.array_equal(pixels(data), (colours >> 8).astype(np.uint8))
    for name in ("png16", "pgm16"):
        assert np.array_equal(pixels(FORMATS[name]), (colours >> 8).astype(np.uint8))


def test_any_shape_of_picture_is_read() -> None:
    for size in ((1, 1), (1, 10_000), (10_000, 1), (3, 2)):
        assert decode(encoded(Image.new("RGB", size), "PNG")).size == size


def test_a_bomb_is_refused_with_the_size_found_and_the_limit() -> None:
    with pytest.raises(BrokenImage) as error:
        decode(bomb())
    assert str(error.value) == "claims 100,000 x 100,000 px, more than the limit of 178,956,970 px"
    with pytest.raises(BrokenImage, match="claims 64 x 48 px, more than the limit of 3,071 px"):
        decode(encoded(picture(), "PNG"), max_pixels=64 * 48 - 1)
    assert decode(encoded(picture(), "PNG"), max_pixels=64 * 48).size == (64, 48)


def test_the_limit_is_ours_and_not_the_process_wide_one_of_pillow() -> None:
    # 200 megapixels are more than Pillow opens at all; the data end early, and that is what is said.
    with pytest.raises(BrokenImage, match="damaged PNG"):
        decode(png(20_000, 10_000, zlib.compress(b"\0"), colours=0), max_pixels=10**9)


def test_decoding_leaves_the_settings_of_pillow_as_they_are() -> None:
    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
    for data in FORMATS.values():
        decode(data)
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    assert before[0] is not None
    assert 2 * before[0] == MAX_PIXELS


@pytest.mark.parametrize("name", ["corrupt exif.jpg", "palette with alpha.png", "animated.png"])
def test_odd_metadata_is_read_without_a_warning_whatever_the_filters(name: str) -> None:
    data = FILES[name][0]()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert decode(data).mode == "RGB"
    assert not seen
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decode(data).mode == "RGB"


def test_pillow_does_warn_of_that_exif_block() -> None:
    """Else the test above would show nothing."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with Image.open(io.BytesIO(FILES["corrupt exif.jpg"][0]())) as image:
            image.getexif()
    assert any("EXIF" in str(warning.message) for warning in seen)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "an empty file"),
        (b"\0" * 99, "not an image: nothing but zero bytes"),
        (b"see you at the sea", "not an image: text"),
        (b"<?xml version='1.0'?><svg/>", "not an image: SVG or other XML"),
        (b"<HTML><body>403", "not an image: an HTML page"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "not an image: PostScript"),
        (b"\0\0\0\x18ftypmp42" + bytes(20), "not an image: a video (MP4 family)"),
        (b"\xff\x0a" + bytes(20), "not an image: JPEG XL"),
        (b"\xff\xd8\xff", "damaged JPEG: the header is cut off or wrong"),
        (struct.pack("<2sIHHI", b"BM", 99, 0, 0, 14), "damaged BMP: the header is cut off or wrong"),
    ],
)
def test_bytes_that_are_no_picture_are_refused_with_what_they_seem_to_be(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenImage) as error:
        decode(data)
    assert str(error.value) == reason


@pytest.mark.parametrize("name", FORMATS)
def test_a_truncated_file_is_broken_or_the_whole_picture(name: str) -> None:
    data, whole = FORMATS[name], pixels(FORMATS[name])
    chance = np.random.default_rng(0)
    lengths = {*range(40), *range(len(data) - 20, len(data)), *chance.integers(0, len(data), 60).tolist()}
    refused = 0
    for length in lengths:
        try:
            found = pixels(data[:length])
        except BrokenImage:
            refused += 1
        else:
            assert np.array_equal(found, whole), f"{length} of {len(data)} bytes"
    assert refused >= 20


@pytest.mark.parametrize("name", FORMATS)
def test_flipped_bits_give_a_picture_or_a_broken_image_and_nothing_else(name: str) -> None:
    chance = np.random.default_rng(1)
    for attempt in range(80):
        data = bytearray(FORMATS[name])
        reach = len(data) if attempt % 2 else min(len(data), 200)  # half of them in the headers
        for place in chance.integers(0, reach, chance.integers(1, 6)):
            data[place] ^= 1 << int(chance.integers(0, 8))
        with contextlib.suppress(BrokenImage):
            assert decode(bytes(data), max_pixels=10**7).mode == "RGB"
