"""The drawing shows what the density holds."""

import re

import numpy as np
import pytest

from scotoma.pairs import Density
from scotoma.report.figure import COLOURS, density_figure

EMPTY = np.empty(0)


def known(floor: float = 0.5, sampled: int = 200) -> Density:
    rng = np.random.default_rng(0)
    exact = np.sort(rng.uniform(0.5, 1, 300))[::-1]
    rest = rng.uniform(-0.3, 0.5, sampled)
    return Density(200, floor, exact, rng.uniform(-0.2, 0.9, 300), rest, rng.uniform(-0.2, 0.9, sampled))


def test_there_is_one_drawing_of_all_pairs_and_one_of_the_corner() -> None:
    figure = density_figure(known(), 0.95, 0.6, ("clip", "dino"))
    assert len(figure.drawings) == 2
    for drawing in figure.drawings:
        assert drawing.count("var(--accent)") == 2  # the frame's fill and stroke
        assert "cosine in clip" in drawing
        assert "cosine in dino" in drawing
    assert "stroke-dasharray" in figure.drawings[0]
    assert "stroke-dasharray" not in figure.drawings[1]  # the floor lies outside the corner


def test_no_border_is_drawn_where_nothing_is_sampled() -> None:
    exact = known()
    whole = Density(25, -1.0, exact.exact_suspect, exact.exact_reference, EMPTY, EMPTY)
    assert not any("stroke-dasharray" in drawing for drawing in density_figure(whole, 0.95, 0.6, ("a", "b")).drawings)


def test_the_legend_names_the_colours_that_are_used() -> None:
    figure = density_figure(known(), 0.95, 0.6, ("clip", "dino"))
    used = {int(number) for drawing in figure.drawings for number in re.findall(r"var\(--density-(\d)\)", drawing)}
    listed = [colour for colour, _ in figure.legend]
    assert used <= set(listed)
    assert len(set(listed)) == len(listed) <= COLOURS
    assert [least for _, least in figure.legend][:3] == [1, 3, 10]


def test_more_than_ten_steps_become_decades() -> None:
    # 2 pairs sampled of 5e11: each stands for 2.5e11, twelve decades, of which two neighbours may share a colour
    huge = Density(1_000_000, 0.9, np.array([0.95]), np.array([0.1]), np.array([0.1, 0.3]), np.array([0.1, 0.3]))
    legend = density_figure(huge, 0.95, 0.6, ("clip", "dino")).legend
    assert [least for _, least in legend] == [10**power for power in range(12)]
    assert legend[-1][0] == COLOURS - 1


@pytest.mark.parametrize("names", [("<b>clip</b>", 'di"no&'), ("]]>", "</svg><script>")])
def test_names_are_text_in_the_drawing(names: tuple[str, str]) -> None:
    for drawing in density_figure(known(), 0.95, 0.6, names).drawings:
        assert "<b>" not in drawing
        assert "<script>" not in drawing
        assert drawing.count("</svg>") == 1


def test_a_threshold_keeps_its_digits_on_the_axis() -> None:
    drawing = density_figure(known(), 0.998, 0.6, ("clip", "dino")).drawings[1]
    assert re.search(r">0\.99\d<", drawing)


def test_without_pairs_there_is_nothing_to_draw() -> None:
    assert density_figure(Density(1, -1.0, EMPTY, EMPTY, EMPTY, EMPTY), 0.95, 0.6, ("a", "b")).drawings == []
