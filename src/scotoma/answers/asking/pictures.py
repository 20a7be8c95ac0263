"""Images as they are sent: the file's own bytes where every provider reads its format, else a PNG of it."""

import base64
import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from scotoma.answers.controls import Picture
from scotoma.errors import BrokenImage
from scotoma.images.decoding import decode

__all__ = ["GREY", "Sent", "encode", "encode_bytes"]

GREY = (128, 128, 128)
"""The colour of a blank image: mid grey."""

# What the providers of inspect_ai read; anything else is sent as PNG.
KNOWN = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True)
class Sent:
    """An image as a data URL, and the sha256 of the bytes in it."""

    url: str
    sha256: str


def encode(picture: Picture) -> Sent:
    """The image of a request, ready to be sent.

    Its type is told from the bytes, not from the file's name, and bytes of a known type are sent untouched.

    Raises:
        BrokenImage: the file cannot be read or decoded; the message names it.
    """
    try:
        data = picture.path.read_bytes()
        return encode_bytes(_png(Image.new("RGB", decode(data).size, GREY)) if picture.blank else data)
    except (OSError, BrokenImage) as error:
        raise BrokenImage(f"{picture.path} cannot be sent: {error}") from error


def encode_bytes(data: bytes) -> Sent:
    """An image file's bytes, ready to be sent: untouched where their type is known, else as PNG.

    Raises:
        BrokenImage: they cannot be decoded.
    """
    kind = _kind(data)
    if kind is None:
        data = _png(decode(data))
    return Sent(
        f"data:{kind or 'image/png'};base64,{base64.b64encode(data).decode()}", hashlib.sha256(data).hexdigest()
    )


def _kind(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for head, kind in KNOWN.items() if data.startswith(head)), None)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
