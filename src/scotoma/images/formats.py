"""Which files are taken for images, which decoders may touch them, and what a file is that none of them opens."""

__all__ = ["DECODERS", "IMAGE_SUFFIXES", "describe"]

# Pillow's common formats, and those of cameras and phones that Pillow opens only with a plugin: a folder of .heic
# pictures must not pass for an empty one.
IMAGE_SUFFIXES = frozenset(
    {
        *(".apng", ".avif", ".bmp", ".dib", ".gif", ".heic", ".heif", ".ico", ".j2k", ".jfif", ".jp2", ".jpe"),
        *(".jpeg", ".jpg", ".jxl", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".qoi", ".tif", ".tiff", ".webp"),
    }
)

# Pillow's names, in the order in which they are tried. Left out on purpose: EPS, for decoding it runs an interpreter on
# the file, and TGA and PCX, which have next to no signature, so that damaged bytes would pass for a picture. HEIF and
# JXL are there for those who have registered a plugin.
DECODERS = (
    *("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM"),
    *("AVIF", "JPEG2000", "ICO", "DIB", "QOI", "HEIF", "JXL"),
)

SIGNATURES = (
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIF"),
    (4, b"ftypmsf1", "HEIF"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyp", "a video (MP4 family)"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (0, b"%PDF", "a PDF"),
    (0, b"%!PS", "PostScript"),
    (0, b"PK\x03\x04", "a zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"\xff\xd8", "JPEG"),
    (0, b"\x89PNG", "PNG"),
    (0, b"GIF8", "GIF"),
)


def describe(data: bytes) -> str:
    """What bytes that no decoder opens seem to be, in a few words."""
    for offset, signature, name in SIGNATURES:
        if data.startswith(signature, offset):
            return name
    head = data[:512].lstrip()
    if head[:5].lower() in {b"<?xml", b"<svg "}:
        return "SVG or other XML"
    if head[:5].lower() in {b"<!doc", b"<html"}:
        return "an HTML page"
    if not any(data[:4096]):
        return "nothing but zero bytes"
    return "text" if _is_text(data[:512]) else "of no known format"


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head)
