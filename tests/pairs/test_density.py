"""The density of all pairs: exact above the floor, an honest estimate below it."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import Float64

from scotoma.errors import BadRow, BadThreshold, BrokenFile, ShapeMismatch, UsageError
from scotoma.pairs.counts import Count, Density, load_density, wilson
from scotoma.pairs.density import density
from scotoma.pairs.oracle import brute_force
from scotoma.pairs.thresholds import match_thresholds, suggest_thresholds

EDGES = np.linspace(-1, 1, 41)


def turned(*degrees: float) -> Float64[np.ndarray, "N 2"]:
    """Unit rows at these angles: the cosine of two is that of the angle between them."""
    radians = np.radians(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], 1)


def cloud(count: int, seed: int = 0) -> tuple[Float64[np.ndarray, "N 6"], Float64[np.ndarray, "N 5"]]:
    """A suspect that crowds everything around one direction, and a reference that does not."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, 6)) + 3 * np.eye(6)[0], rng.normal(size=(count, 5))


# Suspect at 0, 10, 30 and 60 degrees: the six angles between them are 10, 30, 60, 20, 50, 30 for the pairs
# 01, 02, 03, 12, 13, 23. Reference at 0, 90, 90 and 180 degrees: 90, 90, 180, 0, 90, 90.
FOUR = turned(0, 10, 30, 60), turned(0, 90, 90, 180)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        (0.95, None, 1),  # cos 10 = 0.985 only: cos 20 = 0.94
        (0.93, None, 2),  # cos 10 and cos 20
        (0.93, 0.5, 1),  # the reference calls 12 the same (cos 0 = 1), and 01 different (cos 90 = 0)
        (0.8, 0.5, 3),  # 01, and 02 and 23 (cos 30 = 0.866)
        (-1.0, -0.5, 1),  # 03 lies at 180 degrees in the reference
        (-1.0, None, 6),
    ],
)
def test_few_images_are_counted_exactly(above: float, below: float | None, expected: int) -> None:
    assert density(*FOUR).count(above, below) == Count(expected, expected, expected)


def test_opposite_images_are_counted_too() -> None:
    found = density(turned(0, 180), turned(0, 45))
    assert found.exact_suspect.tolist() == [-1.0]
    assert found.exact_reference == pytest.approx([math.sqrt(0.5)])


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_images_have_no_pairs(count: int) -> None:
    rows = np.ones((count, 3))
    found = density(rows, rows)
    assert found.pairs == 0
    assert found.count(-1.0) == Count(0, 0, 0)
    assert found.histogram(EDGES, EDGES).sum() == 0


@given(
    count=st.integers(2, 60),
    exact_pairs=st.integers(1, 300),
    sample=st.integers(1, 400),
    floor=st.none() | st.floats(-1, 1),
    seed=st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_the_histogram_sums_to_all_pairs(
    count: int, exact_pairs: int, sample: int, floor: float | None, seed: int
) -> None:
    found = density(*cloud(count, seed), exact_pairs=exact_pairs, sample=sample, floor=floor, seed=seed)
    if len(found.sampled_suspect) or not found.pairs_sampled_from:
        assert found.histogram(EDGES, EDGES).sum() == pytest.approx(count * (count - 1) / 2)


@given(count=st.integers(2, 60), exact_pairs=st.integers(1, 300), share=st.floats(0, 1), below=st.floats(-1, 1))
@settings(max_examples=60, deadline=None)
def test_above_the_floor_the_count_is_the_brute_force_count(
    count: int, exact_pairs: int, share: float, below: float
) -> None:
    rows = cloud(count)
    found = density(*rows, exact_pairs=exact_pairs, sample=200)
    assert len(found.exact_suspect) <= exact_pairs
    above = min(1.0, max(found.floor, -1.0)) * (1 - share) + share
    expected = len(brute_force(*rows, above, below)["i"])
    if above >= found.floor:
        assert found.count(above, below) == Count(expected, expected, expected)


def test_the_count_is_the_same_whatever_the_order_of_the_images() -> None:
    suspect, reference = cloud(80)
    order = np.random.default_rng(1).permutation(80)
    one = density(suspect, reference, exact_pairs=500, floor=0.5)
    other = density(suspect[order], reference[order], exact_pairs=500, floor=0.5)
    assert one.floor == other.floor
    for above in (one.floor, (one.floor + 1) / 2, 0.99):
        assert one.count(above, 0.2) == other.count(above, 0.2)
        assert one.count(above, 0.2).exact


def test_below_the_floor_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    rows = cloud(120)
    truth = len(brute_force(*rows, 0.4, 0.1)["i"])
    counts = [density(*rows, exact_pairs=200, sample=500, seed=seed).count(0.4, 0.1) for seed in range(200)]
    assert not any(count.exact for count in counts)
    held = sum(count.low <= truth <= count.high for count in counts)
    # Binomial(200, 0.95) lies in 180..199 with a probability above 0.99
    assert 180 <= held <= 199
    assert np.mean([count.estimate for count in counts]) == pytest.approx(truth, rel=0.02)


def test_the_interval_is_wilsons() -> None:
    # 10 of 100, z = 1.96: centre (0.1 + 0.019208) / 1.038416 = 0.11480, half width
    # 1.96 / 1.038416 * sqrt(0.1 * 0.9 / 100 + 0.038416 / 400) = 0.05957
    assert wilson(10, 100) == pytest.approx((0.05523, 0.17437), abs=1e-5)
    assert wilson(0, 50)[0] == 0.0
    assert wilson(50, 50)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


def test_an_estimate_scales_the_sample_to_the_pairs_it_was_drawn_from() -> None:
    # 15 pairs of 6 images: 5 known exactly, 10 known by a sample of four. Above 0.5 are all five of the exact ones and
    # two of the four sampled ones: 5 + 10 * 2 / 4.
    exact, sampled = np.array([0.99, 0.95, 0.95, 0.92, 0.91]), np.array([0.8, 0.6, 0.3, -0.2])
    found = Density(6, 0.9, exact, np.zeros(5), sampled, np.array([0.1, 0.9, 0.1, 0.1]))
    low, high = wilson(2, 4)
    assert found.count(0.5) == Count(10, 5 + math.floor(10 * low), 5 + math.ceil(10 * high))
    assert found.count(0.5, 0.5).estimate == 5 + round(10 / 4)
    assert found.count(0.95) == Count(1, 1, 1)  # strictly above
    # the standard error of a cell with half the sample: 10 * sqrt(0.5 * 0.5 / 4)
    edges = np.array([-1.0, 0.5, 1.0])
    assert found.standard_errors(edges, np.array([-1.0, 1.0]))[:, 0] == pytest.approx([2.5, 2.5])


def test_the_same_seed_draws_the_same_sample() -> None:
    rows = cloud(100)
    one, again, other = (density(*rows, exact_pairs=50, sample=300, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one.sampled_suspect, again.sampled_suspect)
    assert not np.array_equal(one.sampled_suspect, other.sampled_suspect)


def test_a_floor_that_lets_too_many_pairs_through_is_raised() -> None:
    rows = cloud(100)
    found = density(*rows, floor=-1.0, exact_pairs=100, sample=50)
    assert found.floor > 0.5
    assert len(found.exact_suspect) == 99  # strictly above the hundredth largest
    assert found.exact_suspect.min() > found.floor


def test_a_million_copies_are_sampled_and_not_listed() -> None:
    suspect = np.ones((300, 4))  # 44,850 pairs, all at 1: no floor separates a thousand of them
    found = density(suspect, cloud(300)[1], exact_pairs=1000, sample=2000)
    assert found.floor == 2.0
    assert len(found.exact_suspect) == 0
    assert found.count(0.99).estimate == 44850


def test_quantiles_count_pairs_from_the_top() -> None:
    found = density(*FOUR)
    # cosines of 10, 20, 30, 30, 50, 60 degrees: one pair of six is above cos 20
    assert found.suspect_above(1 / 6) == pytest.approx(math.cos(math.radians(20)))
    assert found.suspect_above(1.0) == pytest.approx(math.cos(math.radians(60)))
    # of the two pairs above 0.93 the reference puts one at 0 and one at 1
    assert found.reference_below(0.5, 0.93) == pytest.approx(1.0)
    assert found.reference_below(0.0, 0.93) == pytest.approx(0.0, abs=1e-15)


def test_quantiles_below_the_floor_come_from_the_sample() -> None:
    rows = cloud(150)
    whole, part = density(*rows), density(*rows, exact_pairs=300, sample=20_000)
    assert part.suspect_above(0.5) == pytest.approx(whole.suspect_above(0.5), abs=0.02)
    assert part.reference_below(0.3, 0.2) == pytest.approx(whole.reference_below(0.3, 0.2), abs=0.03)


def test_suggested_thresholds_give_about_as_many_pairs_as_asked_for() -> None:
    found = density(*cloud(300))
    suggestion = suggest_thresholds(found, pairs=50, share_alike=0.01)
    assert found.count(suggestion.above).estimate == pytest.approx(448, abs=3)  # one in a hundred of 44,850
    assert suggestion.expected.exact
    assert suggestion.expected.estimate == pytest.approx(50, abs=2)


def test_matched_thresholds_cut_off_the_same_shares() -> None:
    suspect, reference = cloud(300)
    known = density(suspect, reference)
    other = density(suspect + 2 * np.eye(6)[0], reference)  # calls everything still more alike
    matched = match_thresholds(known, other, above=0.9, below=0.2)
    assert matched.above > 0.93
    assert matched.expected.estimate == pytest.approx(known.count(0.9, 0.2).estimate, rel=0.02)


def test_a_density_matched_with_itself_keeps_its_thresholds() -> None:
    known = density(*cloud(300))
    matched = match_thresholds(known, known, above=0.9, below=0.2)
    assert matched[:2] == pytest.approx((0.9, 0.2), abs=0.005)


def test_a_density_comes_back_from_its_file(tmp_path: Path) -> None:
    found = density(*cloud(60), exact_pairs=100, sample=100)
    found.save(tmp_path / "pairs" / "density.npz")
    again = load_density(tmp_path / "pairs" / "density.npz")
    assert again.count(0.2, 0.3) == found.count(0.2, 0.3)
    assert again.floor == found.floor
    assert again.facts["seed"] == 0
    assert again.facts["versions"]["numpy"]


def test_a_missing_or_damaged_density_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "density.npz"
    with pytest.raises(BrokenFile, match=r"is missing. Run `scotoma density`"):
        load_density(path)
    density(*FOUR).save(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(BrokenFile, match=r"is damaged .* run `scotoma density` again"):
        load_density(path)


def test_a_density_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "density.npz"
    density(*FOUR).save(path)
    with np.load(path) as stored:
        arrays = dict(stored)
    arrays["head"] = np.frombuffer(arrays["head"].tobytes().replace(b'"version": 1', b'"version": 9', 1), np.uint8)
    with path.open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(BrokenFile, match=r"\(version 9\); expected scotoma density \(version 1\)"):
        load_density(path)


def test_what_cannot_be_asked_is_said() -> None:
    found = density(*FOUR)
    with pytest.raises(BadThreshold, match=r"above is 1.5; expected a cosine"):
        found.count(1.5)
    with pytest.raises(BadThreshold, match="below is nan"):
        found.count(0.9, math.nan)
    with pytest.raises(BadThreshold, match="floor is 2"):
        density(*FOUR, floor=2.0)
    with pytest.raises(ShapeMismatch, match="suspect has 4 rows and the reference 3"):
        density(FOUR[0], FOUR[1][:3])
    with pytest.raises(UsageError, match=r"exact_pairs is 0 and sample"):
        density(*FOUR, exact_pairs=0)
    with pytest.raises(UsageError, match=r"share is 1.5; expected a number from 0 to 1"):
        found.suspect_above(1.5)
    with pytest.raises(UsageError, match="No pair is known there"):
        found.reference_below(0.5, 1.0)
    with pytest.raises(UsageError, match="0 pairs were asked for"):
        suggest_thresholds(found, pairs=0)
    with pytest.raises(ShapeMismatch, match="One density is of 4 images, the other of 2"):
        match_thresholds(found, density(turned(0, 1), turned(0, 1)))
    with pytest.raises(UsageError, match=r"No pair has a suspect cosine above 0.999"):
        match_thresholds(found, found, above=0.999)


def test_a_zero_row_is_named() -> None:
    suspect, reference = cloud(40)
    suspect[7] = 0
    with pytest.raises(BadRow, match="Row 7 of the suspect"):
        density(suspect, reference, exact_pairs=10, sample=500)


def test_no_image_is_paired_with_itself() -> None:
    found = density(np.eye(3), np.eye(3), floor=1.0, sample=500)
    assert found.sampled_suspect.tolist() == [0.0] * 500


def test_the_sample_stands_for_the_pairs_below_the_floor_only() -> None:
    found = density(*cloud(100), exact_pairs=1000, sample=2000)
    assert len(found.exact_suspect) > 500
    assert 0 < len(found.sampled_suspect) < 2000
    assert found.sampled_suspect.max() <= found.floor < found.exact_suspect.min()
