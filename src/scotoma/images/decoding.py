"""Encoded bytes to an upright RGB picture, or the reason why not."""

import functools
import io
import logging
import struct
import warnings
import zlib
from collections.abc import Callable

from PIL import Image
from PIL.Image import Transpose

from scotoma.errors import BrokenImage
from scotoma.images.colour import to_rgb
from scotoma.images.formats import DECODERS, describe

__all__ = ["MAX_PIXELS", "decode"]

# What Pillow itself refuses by default (twice its MAX_IMAGE_PIXELS of 1 GiB / 4 / 3): 512 MiB of RGB.
MAX_PIXELS = 178_956_970

# What Pillow's decoders raised on 130,000 truncated and bit-flipped files of 30 kinds, and, in the last lines, what
# the sources of their header parsers can raise besides.
DECODER_ERRORS = (
    OSError,  # also UnidentifiedImageError: truncated data, a codec's refusal
    SyntaxError,  # a header that is not what the signature promised
    ValueError,  # wrong lengths, unknown modes
    RuntimeError,  # AVIF's codec
    TypeError,  # a header's value of another type than its tag should have
    Image.DecompressionBombError,  # of a picture inside the file (ICO)
    MemoryError,  # a size that no machine has; the same message where a sound picture is too big for this one
    *(EOFError, IndexError, KeyError, OverflowError, ZeroDivisionError, struct.error, zlib.error),
)

ORIENTATION_TAG = 0x0112
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def decode(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """The picture in encoded bytes, as RGB, upright, its alpha laid onto white.

    The first frame of an animation, the first page of a document. EXIF (or XMP) orientation is applied; an EXIF block
    that cannot be read leaves the picture as stored. 16-bit samples are scaled to 8 bits, CMYK becomes RGB by Pillow's
    formula, and an ICC profile is not applied: the encoders' own pipelines do not either. The format is found from the
    bytes, whatever the file's name. `max_pixels` is held against the size a file claims, before its pixels are read.

    Safe in several threads. A truncated file is never a half-empty picture.

    Raises:
        BrokenImage: the bytes hold no picture that can be read whole; `args[0]` says why in a few words.
    """
    _quiet_pillow()
    if not data:
        raise BrokenImage("an empty file")
    picture = _open(data)
    _check_size(picture, max_pixels)
    try:
        picture.load()
        upright = UPRIGHT.get(_orientation(picture))
        rgb = to_rgb(picture)
    except DECODER_ERRORS as error:
        raise BrokenImage(_refusal(picture.format, error)) from error
    _check_size(rgb, max_pixels)  # an icon may hold a larger picture than its table claims
    return rgb.transpose(upright) if upright is not None else rgb


def _open(data: bytes) -> Image.Image:
    """The picture with its header read. Not `Image.open`, whose limit on pixels is one for the whole process."""
    head = data[:16].ljust(16, b"\0")  # some signature checks read beyond the end of a shorter file
    for name, factory, accept in _decoders():
        accepted = accept(head) if accept else True
        if not accepted or isinstance(accepted, str):  # a string: Pillow was built without this codec
            continue
        try:
            return factory(io.BytesIO(data), "")
        except DECODER_ERRORS as error:
            raise BrokenImage(_refusal(name, error)) from error
    raise BrokenImage(f"not an image: {describe(data)}")


@functools.cache
def _decoders() -> list[tuple[str, Callable[..., Image.Image], Callable[[bytes], bool | str] | None]]:
    Image.init()
    return [(name, *Image.OPEN[name]) for name in DECODERS if name in Image.OPEN]


def _check_size(picture: Image.Image, max_pixels: int) -> None:
    width, height = picture.size
    if width * height > max_pixels:
        raise BrokenImage(f"claims {width:,} x {height:,} px, more than the limit of {max_pixels:,} px")
    if not width * height:
        raise BrokenImage(f"claims {width} x {height} px")


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(ORIENTATION_TAG, 1)
    except DECODER_ERRORS:  # a damaged EXIF block does not make a sound picture broken
        return 1
    return value if isinstance(value, int) else 1


def _refusal(name: str | None, error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    if any(phrase in text for phrase in ("unpack", "not identified by", "out of range")):  # said of buffers, not files
        text = "the header is cut off or wrong"
    return f"damaged {name or 'image'}: {text[:1].lower()}{text[1:160]}"


def _quiet_pillow() -> None:
    """Keep Pillow's warnings on odd metadata out of the user's sight.

    A filter that names Pillow alone is put in front wherever it is not; it is never taken away, for restoring the
    list of filters (`warnings.catch_warnings`) in one thread undoes what another has set meanwhile.
    """
    first = warnings.filters[0] if warnings.filters else None
    pattern = first[3] if first else None
    if pattern is None or getattr(pattern, "pattern", None) != PILLOW_MODULES:
        warnings.filterwarnings("ignore", module=PILLOW_MODULES)


PILLOW_MODULES = r"PIL\."
logging.getLogger("PIL").addHandler(logging.NullHandler())
