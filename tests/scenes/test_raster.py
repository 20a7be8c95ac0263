"""Polygons become samples by one rule, and samples become pixels in whole numbers."""

from fractions import Fraction

import numpy as np
import pytest

from scotoma.scenes.draws import Draw
from scotoma.scenes.geometry import ONE, cosine, disc_of, following, oval, placed, quads, sine
from scotoma.scenes.raster import GRID, SAMPLES, Canvas, Ramp

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def painted(points: list[tuple[int, int]], side_px: int) -> np.ndarray:
    canvas = Canvas(side_px)
    canvas.colour(WHITE)
    canvas.fill(np.array(points), following((len(points),)), canvas.colour(BLACK))
    return canvas.indexes


def winding(points: list[tuple[int, int]], x: Fraction, y: Fraction) -> int:
    """The definition: signed crossings at or left of the point, of edges that span its height."""
    total = 0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        low, high, sign = ((x0, y0), (x1, y1), 1) if y0 < y1 else ((x1, y1), (x0, y0), -1)
        if low[1] <= y < high[1]:
            crossing = low[0] + (y - low[1]) * Fraction(high[0] - low[0], high[1] - low[1])
            total += sign if crossing <= x else 0
    return total


@pytest.mark.parametrize("seed", range(12))
def test_a_sample_is_painted_if_the_contour_winds_around_its_centre(seed: int) -> None:
    draw = Draw("polygon", seed)
    side = draw.between(2, 5)
    # Coordinates on sample centres, on grid lines and beyond the frame are all among these.
    points = [(draw.between(-4, 20) * GRID // 16, draw.between(-4, 20) * GRID // 16) for _ in range(3 + seed % 5)]
    found = painted(points, side)
    step = Fraction(GRID, side * SAMPLES)
    for row in range(side * SAMPLES):
        for column in range(side * SAMPLES):
            inside = winding(points, (column + Fraction(1, 2)) * step, (row + Fraction(1, 2)) * step) != 0
            assert found[row, column] == inside, (seed, row, column)


def test_polygons_that_share_an_edge_leave_no_gap_and_do_not_overlap() -> None:
    left, right = [(0, 0), (1700, 0), (2300, 4096), (0, 4096)], [(1700, 0), (4096, 0), (4096, 4096), (2300, 4096)]
    assert np.array_equal(painted(left, 7) + painted(right, 7), np.ones((28, 28)))


def test_a_pixel_is_the_average_of_its_samples_rounded_half_up() -> None:
    canvas = Canvas(1)
    canvas.colour(WHITE)
    half = np.array([(0, 0), (GRID // 2, 0), (GRID // 2, GRID), (0, GRID)])
    canvas.fill(half, following((4,)), canvas.colour((0, 100, 255)))
    # 8 of 16 samples are white: (8 * 255 + 8 * 0) / 16 = 127.5, (255 + 100) / 2 = 177.5, 255.
    assert canvas.pixels().tolist() == [[[128, 178, 255]]]


def test_overlapping_contours_of_one_fill_make_their_union() -> None:
    square = np.array([(0, 0), (2048, 0), (2048, 2048), (0, 2048)])
    canvas = Canvas(4)
    canvas.colour(WHITE)
    canvas.fill(np.concatenate([square, square + 1024]), following((4, 4)), canvas.colour(BLACK))
    assert int(canvas.indexes.sum()) == 8 * 8 + 8 * 8 - 4 * 4


def test_nothing_outside_the_frame_is_an_error() -> None:
    assert not painted([(-900, -900), (-100, -900), (-100, -100)], 2).any()
    assert not painted([(100, 5000), (900, 5000), (900, 9000)], 2).any()


def test_a_ramp_goes_from_its_first_colour_above_to_its_last_below() -> None:
    canvas = Canvas(4)
    whole = np.array([(0, 0), (GRID, 0), (GRID, GRID), (0, GRID)])
    canvas.fill(whole, following((4,)), Ramp([BLACK, (90, 90, 90), WHITE], 0, GRID * 3 // 4))
    assert canvas.pixels()[:, 0, 0].tolist() == [0, 90, 255, 255]


def test_a_large_picture_is_averaged_in_strips_like_a_small_one() -> None:
    big = Canvas(300)
    big.indexes[:] = np.where(np.arange(1200) // 4 % 2, big.colour(WHITE), big.colour(BLACK))[:, None]
    assert big.pixels()[:, 0, 0].tolist() == [0 if row % 2 == 0 else 255 for row in range(300)] or (
        big.pixels()[:, 0, 0].tolist() == [255 if row % 2 else 0 for row in range(300)]
    )


def test_no_sine_lies_so_near_a_tie_that_another_library_could_round_it_otherwise() -> None:
    from decimal import Decimal, getcontext

    getcontext().prec = 50
    for degree in range(360):
        x = Decimal(degree) * Decimal("3.14159265358979323846264338327950288419716939937511") / 180
        term, total, k = x, x, 1
        while abs(term) > Decimal("1e-40"):
            term = -term * x * x / ((2 * k) * (2 * k + 1))
            total, k = total + term, k + 1
        exact = total * ONE
        assert abs(exact - sine(degree)) < Decimal("0.4999")
        assert cosine(degree) == sine(degree + 90)


def test_turning_is_clockwise_and_flipping_comes_first() -> None:
    arrow = np.array([(0, -500), (500, 0)])
    assert placed(arrow, 0, 0, 1000, angle=90).tolist() == [[500, 0], [0, 500]]
    assert placed(arrow, 10, 20, 1000, flipped=True).tolist() == [[10, -480], [-490, 20]]


def test_a_line_and_its_joints_run_the_same_way_round() -> None:
    def area(points: np.ndarray) -> int:
        x, y = points[:, 0], points[:, 1]
        return int((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())

    for end in ((100, 0), (0, 100), (-70, 30), (20, -90)):
        assert area(quads(np.array([(0, 0), end]), 20, closed=False, over=0)) > 0
    assert area(np.array(disc_of(40))) > 0
    assert area(np.array(oval(30, 10))) > 0
