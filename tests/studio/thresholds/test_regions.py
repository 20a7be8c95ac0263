"""Regions of the plane of cosines: what lies in them, and how many pairs that are."""

from itertools import pairwise

import numpy as np
import pytest

from scotoma.errors import BadThreshold
from scotoma.pairs import Density
from scotoma.studio.thresholds.regions import Region, corner, count_in, read_region

RNG = np.random.default_rng(1)
EXACT = np.sort(RNG.uniform(0.5, 1, 400))[::-1].copy(), RNG.uniform(-1, 1, 400)
SAMPLED = RNG.uniform(-1, 0.5, 300), RNG.uniform(-1, 1, 300)
DENSITY = Density(100, 0.5, *EXACT, *SAMPLED)


@pytest.mark.parametrize(("above", "below"), [(0.9, 0.2), (0.5, None), (0.2, 0.6), (-1.0, None), (0.7, -0.5)])
def test_a_corner_is_counted_as_the_density_counts_it(above: float, below: float | None) -> None:
    assert count_in(DENSITY, corner(above, below)) == DENSITY.count(above, below)


def test_cells_that_tile_a_corner_share_no_pair_and_lose_none() -> None:
    across, up = [0.6, 0.7, 0.8, 1.0], [-1.0, -0.2, 0.3, 0.6]
    cells = [
        count_in(DENSITY, Region(left, right, low, high)).estimate
        for left, right in pairwise(across)
        for low, high in pairwise(up)
    ]
    assert sum(cells) == DENSITY.count(0.6, 0.6).estimate


def test_below_the_floor_an_estimate_comes_with_its_interval() -> None:
    region = Region(0.0, 0.3, -0.5, 0.5)
    hits = sum(0 < s <= 0.3 and -0.5 <= r < 0.5 for s, r in zip(*SAMPLED, strict=True))
    count = count_in(DENSITY, region)
    assert count.estimate == round((4950 - 400) * hits / 300)
    assert count.low < count.estimate < count.high


def test_bounds_are_strict_where_thresholds_are() -> None:
    region = Region(0.5, 0.7, -0.1, 0.2)
    suspect = np.array([0.5, 0.5001, 0.7, 0.7001, 0.6, 0.6, 0.6])
    reference = np.array([0.0, 0.0, 0.0, 0.0, -0.1, 0.2, -0.1001])
    assert region.holds(suspect, reference).tolist() == [False, True, True, False, True, False, False]


def test_a_wider_region_covers_a_narrower_one_and_not_the_other_way_round() -> None:
    wide, narrow = corner(0.9, None), Region(0.95, 0.99, 0.0, 0.6)
    assert wide.covers(narrow)
    assert wide.covers(wide)
    assert not narrow.covers(wide)
    assert not corner(0.9, 0.6).covers(corner(0.9, None))


def test_a_region_is_read_from_an_address_and_from_what_was_kept() -> None:
    assert read_region({"above": "0.9", "below": ""}) == corner(0.9, None)
    region = Region(0.1, 0.5, -0.25, 0.75)
    assert read_region(region.as_dict()) == region


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"above": "high"}, "above is 'high'; expected a cosine"),
        ({"above": "nan"}, "expected a cosine"),
        ({"above": "1.5"}, "expected a cosine"),
        ({"above": "0.9", "most": "0.8"}, "No pair can have a suspect's cosine above 0.9 and at most 0.8"),
        ({"above": "0", "least": "0.5", "below": "0.5"}, "Let the first be the smaller one"),
    ],
)
def test_a_region_that_cannot_be_is_refused(values: dict[str, str], message: str) -> None:
    with pytest.raises(BadThreshold, match=message):
        read_region(values)
