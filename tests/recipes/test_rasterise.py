"""Drawings become squares on white."""

import numpy as np
import pytest
from PIL import Image
from rasterise import crop_to_drawing, draw_svg, fit, on_white

from scotoma.errors import BrokenImage

WIDE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="red"/></svg>'


def test_a_wide_drawing_is_centred_on_white() -> None:
    pixels = np.asarray(draw_svg(WIDE, 32))
    assert pixels.shape == (32, 32, 3)
    assert (pixels[8:24] == [255, 0, 0]).all()
    assert (pixels[:8] == 255).all()
    assert (pixels[24:] == 255).all()


@pytest.mark.parametrize(
    "head", ['width="20mm" height="10mm" viewBox="0 0 20 10"', 'viewBox="0 0 20 10"', 'width="2em" viewBox="0,0,20,10"']
)
def test_the_size_may_stand_in_units_or_in_the_viewbox(head: str) -> None:
    svg = WIDE.replace('width="20" height="10"', head, 1)
    assert draw_svg(svg, 32).getpixel((16, 16)) == (255, 0, 0)
    assert draw_svg(svg, 32).getpixel((16, 4)) == (255, 255, 255)


def test_a_small_drawing_on_a_large_page_is_cut_out() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">'
        '<rect x="10" y="10" width="120" height="120" fill="blue"/></svg>'
    )
    share = [(np.asarray(draw_svg(svg, 64, crop=crop))[..., 0] < 128).mean() for crop in (False, True)]
    assert share[0] == pytest.approx((120 / 297) ** 2, abs=0.02)
    assert share[1] == pytest.approx(1 / 1.08**2, abs=0.04)  # a margin of 4 per cent on each side


def test_an_empty_page_is_left_as_it_is() -> None:
    page = Image.new("RGB", (30, 20), "white")
    assert crop_to_drawing(page).size == (30, 20)


def test_what_is_transparent_becomes_white() -> None:
    half = Image.new("RGBA", (2, 1), (255, 0, 0, 0))
    half.putpixel((1, 0), (255, 0, 0, 255))
    palette = half.quantize(4)
    for picture in (half, palette):
        assert [on_white(picture).getpixel((x, 0)) for x in (0, 1)] == [(255, 255, 255), (255, 0, 0)]


def test_pixel_art_stays_crisp_when_enlarged() -> None:
    art = Image.new("RGB", (2, 2), "black")
    art.putpixel((0, 0), (255, 0, 0))
    assert set(fit(art, 64).getcolors() or ()) == {(1024, (255, 0, 0)), (3072, (0, 0, 0))}


def test_what_is_no_svg_is_a_broken_image() -> None:
    with pytest.raises(BrokenImage):
        draw_svg("<svg xmlns:: >", 32)
