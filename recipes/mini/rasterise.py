"""SVG and bitmaps as square RGB pictures on white."""

import io
import re

import resvg_py
from PIL import Image, ImageOps

from scotoma.errors import BrokenImage

__all__ = ["crop_to_drawing", "draw_svg", "fit", "on_white"]

LENGTH = re.compile(r"\s*([0-9.]+(?:e[-+]?\d+)?)\s*(px|pt|mm|cm|in|pc)?\s*")
PX_PER_UNIT = {None: 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pc": 16.0}
PIXEL_ART_PX = 40  # at most this large a bitmap is pixel art, which stays crisp when enlarged
PAPER = 6  # greys this near to white (of 255) count as paper: the paper of scanned clip art is not quite white


def on_white(image: Image.Image) -> Image.Image:
    """The picture in RGB, what is transparent laid onto white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def fit(image: Image.Image, side_px: int) -> Image.Image:
    """The picture in a white square of `side_px`, as large as it goes, centred."""
    image = on_white(image)
    scale = side_px / max(image.size)
    if scale != 1:
        crisp = scale > 1 and max(image.size) <= PIXEL_ART_PX
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.NEAREST if crisp else Image.Resampling.LANCZOS)
    if image.size == (side_px, side_px):
        return image
    square = Image.new("RGB", (side_px, side_px), "white")
    square.paste(image, ((side_px - image.width) // 2, (side_px - image.height) // 2))
    return square


def crop_to_drawing(image: Image.Image, margin: float = 0.04) -> Image.Image:
    """The picture without its empty border, and a margin (a share of the drawing's longer side) around it.

    Clip art is often a small drawing on an A4 page.
    """
    image = on_white(image)
    box = ImageOps.invert(image.convert("L")).point([0] * (PAPER + 1) + [255] * (255 - PAPER)).getbbox()
    if box is None:
        return image
    left, top, right, bottom = box
    edge = round(margin * max(right - left, bottom - top))
    page = Image.new("RGB", (right - left + 2 * edge, bottom - top + 2 * edge), "white")
    page.paste(image.crop(box), (edge, edge))
    return page


def draw_svg(svg: str, side_px: int, *, crop: bool = False) -> Image.Image:
    """The drawing in a square of `side_px`; with `crop` its empty border is cut away first.

    Raises:
        BrokenImage: it is not an SVG that can be drawn.
    """
    longer_px = 3 * side_px if crop else side_px  # what is cropped is drawn larger, so that it stays sharp
    width, height = _size(svg) or (1.0, 1.0)
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            skip_system_fonts="<text" not in svg,  # listing fonts takes longer than drawing
            dpi=96.0,  # the default, 0, fails on sizes in pt or mm
            width=longer_px if width >= height else None,
            height=None if width >= height else longer_px,
        )
    except ValueError as error:
        raise BrokenImage(str(error)) from error
    image: Image.Image = Image.open(io.BytesIO(png))
    return fit(crop_to_drawing(image) if crop else image, side_px)


def _size(svg: str) -> tuple[float, float] | None:
    """Width and height in px, from the root's own or its viewBox; None where it states neither."""
    root = re.search(r"<svg\b[^>]*>", svg, re.S)
    head = root[0] if root else ""
    width, height = (_length(_attribute(head, name)) for name in ("width", "height"))
    if width and height:
        return width, height
    box = _attribute(head, "viewBox")
    if not box:
        return None
    numbers = [float(number) for number in re.split(r"[ ,]+", box.strip())]
    return numbers[2], numbers[3]


def _attribute(head: str, name: str) -> str | None:
    found = re.search(rf"\s{name}\s*=\s*[\"']([^\"']*)[\"']", head)
    return found[1] if found else None


def _length(text: str | None) -> float | None:
    found = LENGTH.fullmatch(text) if text else None
    return float(found[1]) * PX_PER_UNIT[found[2]] if found else None
