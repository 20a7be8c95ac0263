"""Small drawings in table cells: where marks stand, and what is said for those who do not see them."""

import re

import pytest
from markupsafe import Markup

from scotoma.report.strips import COSINE_PX, EDGE_PX, SHARE_PX, Mark, cosine_axis, cosine_strip, share_axis, share_strip


def attributes(svg: Markup, element: str, kind: str) -> list[dict[str, str]]:
    """Attributes of the elements with this class."""
    found = [dict(re.findall(r'([\w-]+)="([^"]*)"', each)) for each in re.findall(rf"<{element} [^>]+", svg)]
    return [each for each in found if each.get("class") == kind]


def test_a_share_stands_between_the_ends_of_its_axis() -> None:
    inner = SHARE_PX - 2 * EDGE_PX
    for share in (0.0, 0.25, 1.0):
        strip = share_strip([Mark("suspect", share, max(0.0, share - 0.1), min(1.0, share + 0.1))], 0.5, "a share")
        (dot,) = attributes(strip, "circle", "suspect")
        assert float(dot["cx"]) == pytest.approx(EDGE_PX + share * inner, abs=0.05)
        (span,) = attributes(strip, "line", "span suspect")
        assert float(span["x1"]) <= float(dot["cx"]) <= float(span["x2"])
    (even,) = attributes(strip, "line", "even")
    assert float(even["x1"]) == pytest.approx(SHARE_PX / 2, abs=0.05)


def test_each_role_has_its_lane_and_what_is_unknown_has_none() -> None:
    strip = share_strip([Mark("suspect", 0.1, 0.0, 0.2), Mark("reference", 0.9, 0.8, 1.0)], 0.5, "both")
    (one,), (other,) = attributes(strip, "circle", "suspect"), attributes(strip, "circle", "reference")
    assert float(one["cy"]) < float(other["cy"])
    unknown = share_strip([Mark("suspect", None, 0.0, 1.0)], 0.5, "nothing")
    assert "<circle" not in unknown
    assert len(attributes(unknown, "line", "track")) == 1


def test_every_cosine_is_a_dot_and_the_zones_end_at_the_thresholds() -> None:
    strip = cosine_strip([[0.97, 0.5], [0.2]], (0.95, 0.6), 0.0, "three cosines")
    dots = attributes(strip, "circle", "one suspect")
    inner = COSINE_PX - 2 * EDGE_PX
    assert [float(dot["cx"]) for dot in dots] == pytest.approx(
        [EDGE_PX + 0.97 * inner, EDGE_PX + 0.5 * inner], abs=0.05
    )
    assert len(attributes(strip, "circle", "one reference")) == 1
    (same,), (different,) = attributes(strip, "rect", "zone suspect"), attributes(strip, "rect", "zone reference")
    assert float(same["x"]) == pytest.approx(EDGE_PX + 0.95 * inner, abs=0.05)
    assert float(same["x"]) + float(same["width"]) == pytest.approx(COSINE_PX - EDGE_PX, abs=0.11)
    assert float(different["x"]) == EDGE_PX
    assert float(different["width"]) == pytest.approx(0.6 * inner, abs=0.11)


def test_a_cosine_below_the_axis_stands_at_its_end() -> None:
    strip = cosine_strip([[-0.4], []], (0.95, None), 0.0, "one")
    assert float(attributes(strip, "circle", "one suspect")[0]["cx"]) == EDGE_PX


def test_thresholds_stand_on_the_axis_where_there_is_room() -> None:
    texts = re.findall(r">([\d.-]+)</text>", cosine_axis((0.95, 0.4), -0.2))
    assert texts == ["-0.2", "1", "0.4"]  # 0.95 is too near to 1
    assert re.findall(r">([\d.-]+)</text>", cosine_axis((0.8, None), 0.0)) == ["0", "1", "0.8"]
    assert re.findall(r">(\d+%)</text>", share_axis()) == ["0%", "50%", "100%"]


def test_a_label_is_text_whatever_it_holds() -> None:
    strip = share_strip([], 0.5, '"><script>')
    assert "<script>" not in strip
    assert 'role="img"' in strip
    assert 'aria-hidden="true"' in share_axis()
