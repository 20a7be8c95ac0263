"""A folder of broken and odd files, each with what is to become of it. Other tests and benchmarks build it too."""

import functools
import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

__all__ = ["FILES", "bomb", "encoded", "make_damaged_folder", "picture", "png", "without_adobe_marker"]

OK = "ok"
MEMORY = Path("/proc/self/mem")


def picture(width: int = 64, height: int = 48) -> Image.Image:
    """A picture no two of whose corners are alike, so that a turn or a flip shows."""
    y, x = np.mgrid[:height, :width]
    channels = (x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1), (x + y) % 256)
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


def encoded(image: Image.Image, codec: str, **options: Any) -> bytes:
    """The image's bytes in one of Pillow's formats."""
    buffer = io.BytesIO()
    image.save(buffer, codec, **options)
    return buffer.getvalue()


def make_damaged_folder(path: Path) -> dict[str, str]:
    """Fill `path` with broken and odd files; gives for each id in the collection "ok", or how its reason begins.

    Nothing here depends on who runs it: what cannot be read cannot be read by root either.
    """
    path.mkdir(parents=True, exist_ok=True)
    for name, (make, _) in FILES.items():
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_bytes(make())
    for name, (make_link, _) in LINKS.items():
        make_link(path / name)
    for name in NOT_IMAGES:
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_bytes(_png() if name.endswith(".png") else b"not an image")
    (path / "loop").symlink_to(".", target_is_directory=True)
    (path / "second way").symlink_to("folder.jpg", target_is_directory=True)
    return {name: expected for name, (_, expected) in (*FILES.items(), *LINKS.items())}


def _turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(picture(), "JPEG", exif=exif)


def _alpha(mode: str) -> Image.Image:
    """Opaque on the left, transparent on the right."""
    image = picture().convert("RGBA")
    image.paste((0, 0, 0, 0), (32, 0, 64, 48))
    return image.convert(mode)


def _grey16() -> Image.Image:
    return Image.fromarray(np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16))


def _palette() -> bytes:
    return encoded(picture().quantize(16), "PNG", transparency=bytes(range(0, 256, 16)))


def _animated(codec: str) -> bytes:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "lime", "blue")]
    return encoded(frames[0], codec, save_all=True, append_images=frames[1:], duration=50)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, data: bytes, *, depth: int = 8, colours: int = 2) -> bytes:
    """A PNG written by hand: `data` is the zlib stream, `colours` PNG's colour type (2 is RGB, 0 grey)."""
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def bomb() -> bytes:
    """A PNG of a few hundred bytes that claims ten gigapixels."""
    return png(100_000, 100_000, zlib.compress(bytes(100_000)))


def without_adobe_marker(jpeg: bytes) -> bytes:
    """The JPEG with its APP14 segment taken out."""
    start = jpeg.index(b"\xff\xee")
    (size,) = struct.unpack(">H", jpeg[start + 2 : start + 4])
    return jpeg[:start] + jpeg[start + 2 + size :]


def _corrupt_exif() -> bytes:
    """A sound JPEG whose EXIF block points beyond its own end."""
    block = b"Exif\0\0II*\0\x08\0\0\0\x20\0" + b"\x12\x01\x03\0\xff\xff\xff\x7f\xff\xff\xff\x7f" + b"\x0e\x01"
    jpeg = encoded(picture(), "JPEG")
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def _cut(data: bytes, share: float = 0.5) -> bytes:
    return data[: int(len(data) * share)]


def _huge_jpeg() -> bytes:
    """A JPEG whose frame header claims 65,500 x 65,500 px."""
    jpeg = bytearray(encoded(picture(), "JPEG"))
    start = jpeg.index(b"\xff\xc0")
    jpeg[start + 5 : start + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(jpeg)


def _jpeg() -> bytes:
    return encoded(picture(), "JPEG", quality=95)


def _png() -> bytes:
    return encoded(picture(), "PNG")


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    # sound, if odd
    "plain.jpg": (_jpeg, OK),
    "plain.PNG": (_png, OK),
    "png named.jpg": (_png, OK),
    "jpeg named.png": (_jpeg, OK),
    "cmyk adobe.jpg": (lambda: encoded(picture().convert("CMYK"), "JPEG", quality=95), OK),
    "cmyk plain.jpg": (lambda: without_adobe_marker(encoded(picture().convert("CMYK"), "JPEG", quality=95)), OK),
    "grey16.png": (lambda: encoded(_grey16(), "PNG"), OK),
    "grey16.tif": (lambda: encoded(_grey16(), "TIFF"), OK),
    "float.tif": (
        lambda: encoded(Image.fromarray(np.linspace(0, 1, 48 * 64, dtype=np.float32).reshape(48, 64)), "TIFF"),
        OK,
    ),
    "one bit.png": (lambda: encoded(picture().convert("1"), "PNG"), OK),
    "palette with alpha.png": (_palette, OK),
    "rgba.png": (lambda: encoded(_alpha("RGBA"), "PNG"), OK),
    "la.png": (lambda: encoded(_alpha("LA"), "PNG"), OK),
    "animated.gif": (lambda: _animated("GIF"), OK),
    "animated.webp": (lambda: _animated("WEBP"), OK),
    "animated.png": (lambda: _animated("PNG"), OK),
    "pages.tiff": (lambda: _animated("TIFF"), OK),
    "icon.ico": (lambda: encoded(_alpha("RGBA").resize((64, 64)), "ICO", sizes=[(16, 16), (64, 64)]), OK),
    "corrupt exif.jpg": (_corrupt_exif, OK),
    "1x1.png": (lambda: encoded(Image.new("RGB", (1, 1), "red"), "PNG"), OK),
    "thin.png": (lambda: encoded(Image.new("RGB", (10_000, 1), "red"), "PNG"), OK),
    "tall.jpg": (lambda: encoded(Image.new("RGB", (1, 10_000), "red"), "JPEG"), OK),
    "new\nline.png": (_png, OK),
    "naïve 画像 🦋.png": (_png, OK),
    " spaces .png": (_png, OK),
    "many.dots.in.name.Jpeg": (_jpeg, OK),
    "folder.jpg/inside.png": (_png, OK),
    **{f"exif {turn}.jpg": (functools.partial(_turned, turn), OK) for turn in range(1, 9)},
    # broken
    "truncated.jpg": (lambda: _cut(_jpeg()), "damaged JPEG"),
    "truncated.png": (lambda: _cut(_png()), "damaged PNG"),
    "truncated.webp": (lambda: _cut(encoded(picture(), "WEBP")), "damaged WEBP"),
    "truncated.gif": (lambda: _cut(encoded(picture(), "GIF")), "damaged GIF"),
    "truncated.bmp": (lambda: _cut(encoded(picture(), "BMP")), "damaged BMP"),
    "truncated.tif": (lambda: _cut(encoded(picture(), "TIFF")), "damaged TIFF"),
    "last byte missing.jpg": (lambda: _jpeg()[:-1], "damaged JPEG"),
    "header only.jpg": (lambda: _jpeg()[:4], "damaged JPEG"),
    "no frames.gif": (lambda: b"GIF89a\x20\0\x20\0\0\0\0;", "damaged GIF"),
    "flipped bits.png": (lambda: _png().replace(b"IDAT", b"IDAU"), "damaged PNG"),
    "empty.jpg": (lambda: b"", "an empty file"),
    "zeros.jpg": (lambda: bytes(5_000), "not an image: nothing but zero bytes"),
    "text.jpg": (lambda: b"404: not found\n", "not an image: text"),
    "page.jpg": (lambda: b"<!DOCTYPE html><html><body>Forbidden</body></html>", "not an image: an HTML page"),
    "document.jpg": (lambda: b"%PDF-1.7\n" + bytes(100), "not an image: a PDF"),
    "phone.heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "not an image: HEIC"),
    "noise.bmp": (lambda: np.random.default_rng(0).bytes(3_000), "not an image: of no known format"),
    "bomb.png": (bomb, "claims 100,000 x 100,000 px"),
    "huge claim.jpg": (_huge_jpeg, "claims 65,500 x 65,500 px"),
}


LINKS: dict[str, tuple[Callable[[Path], None], str]] = {
    "dangling link.jpg": (lambda path: path.symlink_to("no such file.jpg"), "no such file"),
    "dangling album": (lambda path: path.symlink_to("no such folder"), "the link leads nowhere"),
    "link to itself.png": (lambda path: path.symlink_to(path.name), "too many levels of symbolic links"),
    "pipe.jpg": (os.mkfifo, "is a pipe, socket or device"),
    "endless.jpg": (lambda path: path.symlink_to("/dev/zero"), "is a pipe, socket or device"),
}
if MEMORY.exists():  # Linux: a regular file that nobody can read from its start, root included
    LINKS["unreadable.jpg"] = (lambda path: path.symlink_to(MEMORY), "input/output error")

# Neither images nor broken ones: no collection counts them.
NOT_IMAGES = ("notes.txt", "labels.json", ".hidden.jpg", ".thumbnails/small.png")
