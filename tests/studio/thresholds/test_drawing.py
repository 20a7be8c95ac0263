"""The drawing of the density: every cell where it belongs, in the colour of its count."""

import re

import numpy as np

from scotoma.pairs import Density
from scotoma.studio.thresholds.drawing import BINS, HEIGHT, LEFT, TOP, WIDTH, View, draw, views_of
from scotoma.studio.thresholds.regions import Region

EMPTY = np.empty(0)


def cells_of(path: str) -> set[tuple[int, int]]:
    """The bins that a path covers, from the left and from the bottom."""
    wide, high = WIDTH / BINS, HEIGHT / BINS
    covered = set()
    for x, y, width in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v", path):
        first, count = round((float(x) - LEFT) / wide), round(float(width) / wide)
        row = round((TOP + HEIGHT - float(y)) / high) - 1
        covered |= {(column, row) for column in range(first, first + count)}
    return covered


def test_cells_lie_where_their_cosines_are_and_have_the_colour_of_their_count() -> None:
    suspect = np.sort(np.array([0.81] * 1 + [0.905] * 5 + [1.0] * 120))[::-1].copy()
    reference = np.where(suspect == 1.0, 0.0, np.where(suspect > 0.9, 0.5, 0.99))
    picture = draw(Density(17, -1.0, suspect, reference, EMPTY, EMPTY), View(0.8, 1.0, 0.0, 1.0))
    assert [least for _, least in picture.legend] == [1, 3, 10, 30, 100]
    colour = {least: number for number, least in picture.legend}
    paths = dict(picture.paths)
    assert cells_of(paths[colour[1]]) == {(4, 79)}  # (0.81 - 0.8) / 0.2 * 80 = 4; 0.99 * 80 = 79.2
    assert cells_of(paths[colour[3]]) == {(42, 40)}  # 0.105 / 0.2 * 80 = 42
    assert cells_of(paths[colour[100]]) == {(79, 0)}  # a cosine of 1 lies in the last cell
    assert set(paths) == {colour[1], colour[3], colour[100]}


def test_a_sampled_pair_weighs_as_many_as_it_stands_for() -> None:
    density = Density(101, 0.9, np.array([0.95]), np.array([0.1]), np.array([0.25, 0.25]), np.array([0.1, 0.1]))
    picture = draw(density, View(0.0, 1.0, 0.0, 1.0))
    colour = dict(picture.legend)
    least = {cell: colour[number] for number, path in picture.paths for cell in cells_of(path)}
    assert least == {(76, 8): 1, (20, 8): 3000}  # 5,050 pairs less one stand behind the two
    assert picture.floor == round(LEFT + 0.9 * WIDTH, 2)


def test_the_frame_of_a_region_follows_its_bounds_and_stays_in_the_drawing() -> None:
    picture = draw(Density(17, -1.0, np.array([0.9]), np.array([0.5]), EMPTY, EMPTY), View(0.5, 1.0, 0.0, 1.0))
    assert picture.frame(Region(0.75, 1.0, -1.0, 0.6)) == (LEFT + WIDTH / 2, TOP + 0.4 * HEIGHT, WIDTH / 2, 153.0)
    assert picture.frame(Region(-0.5)) == (LEFT, TOP, WIDTH, HEIGHT)


def test_the_views_are_all_pairs_and_the_neighbourhood_of_the_threshold() -> None:
    density = Density(17, -1.0, np.array([0.97, 0.31]), np.array([0.52, -0.33]), EMPTY, EMPTY)
    whole, near = views_of(density, 0.95)
    assert (whole.left, whole.right, whole.bottom, whole.top) == (0.3, 1.0, -0.35, 0.55)
    assert near.left == 0.95 - 1.5 * (1 - 0.95)
    assert views_of(Density(1, -1.0, EMPTY, EMPTY, EMPTY, EMPTY), 0.95) == []


def test_ticks_are_round_numbers_within_the_view() -> None:
    picture = draw(Density(17, -1.0, np.array([0.9]), np.array([0.5]), EMPTY, EMPTY), View(0.875, 1.0, -0.4, 1.0))
    assert [tick.text for tick in picture.across] == ["0.88", "0.90", "0.92", "0.94", "0.96", "0.98", "1.00"]
    assert [tick.text for tick in picture.up] == ["-0.4", "-0.2", "0.0", "0.2", "0.4", "0.6", "0.8", "1.0"][:8]
    assert picture.across[-1].at == LEFT + WIDTH
