"""Images as they are sent."""

import base64
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from scotoma.answers.asking.pictures import GREY, encode
from scotoma.answers.controls import Picture
from scotoma.errors import BrokenImage


def write(path: Path, kind: str) -> Path:
    Image.new("RGB", (12, 7), (200, 10, 10)).save(path, kind)
    return path


def decoded(url: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))


@pytest.mark.parametrize(
    ("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif"), ("WEBP", "image/webp")]
)
def test_a_known_format_is_sent_untouched_whatever_the_files_name(tmp_path: Path, kind: str, mime: str) -> None:
    path = write(tmp_path / "picture.xyz", kind)
    sent = encode(Picture(path))
    assert sent.url == f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    assert sent.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_another_format_is_sent_as_png_with_the_same_pixels(tmp_path: Path) -> None:
    sent = encode(Picture(write(tmp_path / "picture.bmp", "BMP")))
    assert sent.url.startswith("data:image/png;")
    assert decoded(sent.url).convert("RGB").tobytes() == Image.new("RGB", (12, 7), (200, 10, 10)).tobytes()


def test_a_blank_image_is_grey_and_of_the_same_size(tmp_path: Path) -> None:
    path = write(tmp_path / "picture.jpg", "JPEG")
    sent = encode(Picture(path, blank=True))
    assert decoded(sent.url).size == (12, 7)
    assert decoded(sent.url).getcolors() == [(84, GREY)]
    assert sent == encode(Picture(path, blank=True))
    assert sent.sha256 != encode(Picture(path)).sha256


def test_a_file_that_cannot_be_sent_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("not a picture")
    for name in ("text.jpg", "nowhere.jpg"):
        with pytest.raises(BrokenImage, match=f"{name} cannot be sent: "):
            encode(Picture(tmp_path / name))
