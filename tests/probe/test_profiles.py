"""Whole profiles, on drawn scenes: encoders whose blind spots are known show them."""

import contextlib
import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.encoders import load_encoder
from scotoma.errors import BadRow, ShapeMismatch, UnknownName, UsageError
from scotoma.patterns import PATTERNS
from scotoma.probe import Plan, Profile, Row, probe, probe_several
from scotoma.probe.embedding import pictures_asked
from scotoma.scenes import render
from tests.probe.encoders import Fixed, Reading

TOYS = ("toy:palette", "toy:edges")
SMALL = Plan(("presence", "text"), n=5, train=6, side_px=64)


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    plan = Plan(("orientation", "position", "colour"), n=30, train=90, side_px=64)
    return {each.name: each for each in probe_several([load_encoder(name) for name in TOYS], plan)}


def row(profile: Profile, pattern: str) -> Row:
    return next(each for each in profile.rows if each.pattern == pattern)


@pytest.mark.parametrize("pattern", ["orientation", "position"])
def test_a_palette_is_blind_to_where_things_are_and_which_way_they_face(
    profiles: dict[str, Profile], pattern: str
) -> None:
    found = row(profiles["toy:palette"], pattern)
    assert found.reads_as == "blind"
    assert found.movement.above.value > 0.95
    assert found.movement.jitter.farther.value < 0.6
    assert found.linear is not None
    assert found.linear.pairs.value < 0.15  # its two images have one answer


def test_a_palette_sees_colours_and_edges_do_not(profiles: dict[str, Profile]) -> None:
    palette, edges = (row(profiles[name], "colour") for name in ("toy:palette", "toy:edges"))
    assert palette.linear is not None
    assert edges.linear is not None
    assert palette.movement.jitter.ratio.low > 5 > edges.movement.jitter.ratio.high
    assert palette.linear.images.low > 0.75 > edges.linear.images.high
    assert palette.reads_as in ("sees", "drowned")


@pytest.mark.parametrize("pattern", ["orientation", "position"])
def test_edges_see_where_things_are_and_which_way_they_face(profiles: dict[str, Profile], pattern: str) -> None:
    assert row(profiles["toy:edges"], pattern).reads_as == "sees"


def test_an_encoder_has_the_same_profile_in_company_and_alone(profiles: dict[str, Profile]) -> None:
    plan = profiles["toy:edges"].plan
    edges = probe_several([load_encoder("toy:edges", batch_size=7)], Plan(("colour",), n=plan.n, train=1, side_px=64))
    assert edges[0].rows[0].movement == row(profiles["toy:edges"], "colour").movement


def test_the_same_seed_gives_the_same_profile() -> None:
    first, again = (probe_several([load_encoder("toy:thumb")], SMALL)[0] for _ in range(2))
    assert [each.movement for each in first.rows] == [each.movement for each in again.rows]
    assert [each.linear for each in first.rows] == [each.linear for each in again.rows]


def test_no_pair_is_both_fitted_on_and_asked_about_nor_in_plans_of_two_seeds() -> None:
    plans = [Plan(("count",), n=4, train=5, seed=seed, side_px=16) for seed in (0, 1)]
    seeds = [pair.seed for plan in plans for pair in plan.pairs("count")]
    assert len(set(seeds)) == len(seeds) == 18
    measured = probe_several([load_encoder("toy:thumb")], plans[0])[0].rows[0].measured
    assert measured.seeds == seeds[:4]


def test_longer_plans_ask_about_the_same_pairs_first() -> None:
    short, long = (list(Plan(("count",), n=n, train=0, side_px=16).pairs("count")) for n in (2, 4))
    assert short == long[:2]


def test_the_change_is_made_to_either_scene_of_a_pair_by_turns() -> None:
    pairs = list(Plan(("colour",), n=2, train=0, side_px=32).pairs("colour"))
    for number, pair in enumerate(pairs):
        drawn = [np.asarray(picture) for _, picture in pictures_asked(pair, number)]
        scenes = [np.asarray(render(scene, 32)) for scene in (pair.scene_a, pair.scene_b)]
        assert np.array_equal(drawn[0], scenes[number % 2])
        assert np.array_equal(drawn[1], scenes[1 - number % 2])


def test_every_pattern_can_be_probed() -> None:
    profile = probe(load_encoder("toy:layout"), n=1, train=0)
    assert [each.pattern for each in profile.rows] == [pattern.name for pattern in PATTERNS]
    assert all(each.movement.n == 1 and each.matching is None and each.linear is None for each in profile.rows)


def test_a_text_tower_that_knows_each_picture_matches_every_pair() -> None:
    pictures = {}
    for pattern in SMALL.patterns:
        for pair in Plan((pattern,), n=SMALL.n, train=0, side_px=64).pairs(pattern):
            pictures.update({pair.caption_a: pair.image_a, pair.caption_b: pair.image_b})
    for found in probe_several([Reading(lambda text: pictures[text])], SMALL)[0].rows:
        assert found.matching is not None
        assert (found.matching.pairs.value, found.matching.captions.value) == (1.0, 1.0)


def test_a_text_tower_that_hears_one_thing_in_every_caption_matches_no_pair() -> None:
    grey = PILImage.new("RGB", (64, 64), (10, 120, 240))
    for found in probe_several([Reading(lambda text: grey)], SMALL)[0].rows:
        assert found.matching is not None
        assert (found.matching.pairs.value, found.matching.captions.value) == (0.0, 0.5)


def test_an_encoder_that_never_moves_is_blind_and_has_no_ratio() -> None:
    found = probe_several([Fixed([3.0, 4.0])], SMALL)[0].rows[0]
    moved = found.movement
    assert (moved.median, moved.still, moved.above.value) == (0.0, 5, 1.0)
    assert (moved.jitter.farther.value, moved.jitter.ties) == (0.5, 5)
    assert math.isnan(moved.jitter.ratio.value)
    assert found.linear is not None
    assert (found.linear.images.value, found.linear.pairs.value, found.linear.undecided) == (0.5, 0.0, 10)
    assert found.reads_as == "blind"


def test_without_a_linear_probe_a_row_says_what_outweighs_what() -> None:
    plan = Plan(("orientation",), n=20, train=0, side_px=64)
    edges, palette = probe_several([load_encoder("toy:edges"), load_encoder("toy:palette")], plan)
    assert edges.rows[0].linear is None
    assert [each.rows[0].reads_as for each in (edges, palette)] == ["outweighs", "outweighed"]


def test_progress_counts_every_picture_once() -> None:
    told: list[int] = []

    @contextlib.contextmanager
    def counting(what: str, total: int, unit: str, done: int = 0) -> Iterator[Callable[[int], None]]:
        told.append(-total)
        yield told.append

    probe_several([load_encoder("toy:thumb"), load_encoder("toy:edges")], SMALL, progress=counting)
    assert told[0] == -2 * (4 * 5 + 2 * 6)
    assert sum(told) == 0


def test_bad_numbers_and_names_are_refused_before_anything_is_drawn() -> None:
    with pytest.raises(UnknownName, match=r"No pattern is named 'colours'\. Did you mean 'colour'"):
        Plan(("colours",))
    with pytest.raises(
        UsageError, match="n is 0; a profile needs at least 1 pair a pattern, and about 100 to say much"
    ):
        Plan(n=0)
    with pytest.raises(UsageError, match=r"train is -1; expected 0 \(no linear probe\) or more pairs a pattern"):
        Plan(train=-1)
    with pytest.raises(UsageError, match="n and train are 1,000,200 pairs; expected at most 1,000,000 a pattern"):
        Plan(n=1_000_000)
    with pytest.raises(UsageError, match="seed is -3; expected 0 or more"):
        Plan(seed=-3)
    with pytest.raises(UsageError, match=r"above is 1\.5; expected a cosine"):
        Plan(above=1.5)
    with pytest.raises(UsageError, match="difficulty is 2"):
        Plan(difficulty=2.0)
    with pytest.raises(UsageError, match="side"):
        Plan(side_px=0)
    with pytest.raises(UsageError, match="No encoder was given; name at least one, such as toy:layout"):
        probe_several([], SMALL)


def test_patterns_are_taken_by_any_of_their_names_and_once() -> None:
    assert Plan(("Color", "count", "colour")).patterns == ("colour", "count")


@pytest.mark.parametrize(("row", "what"), [([np.nan, 1.0], "a row that is not finite"), ([0.0, 0.0], "a row of zeros")])
def test_a_row_without_direction_is_an_error_that_names_the_scene(row: list[float], what: str) -> None:
    expected = f"test:fixed gives {what} for the scene 'presence, seed 1000000000, scene'; every row must have"
    with pytest.raises(BadRow, match=expected):
        probe_several([Fixed(row)], SMALL)


def test_rows_of_another_width_than_stated_are_an_error() -> None:
    with pytest.raises(ShapeMismatch, match=r"test:fixed states rows 3 wide, but gives \(8, 2\) for 8 images"):
        probe_several([Fixed([1.0, 1.0], stated=3)], SMALL)
