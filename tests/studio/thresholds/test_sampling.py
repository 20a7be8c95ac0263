"""Samples of a region: its pairs alone, each as likely as the others, and the same for the same seed."""

import functools
from dataclasses import replace

import numpy as np
import pytest

from scotoma.errors import UsageError
from scotoma.pairs import brute_force, density
from scotoma.report.contents import Contents
from scotoma.studio.thresholds.regions import Region, corner
from scotoma.studio.thresholds.sampling import JOINED_IMAGES, Sampled, draw_pairs, join_region
from tests.studio.gallery.planted import planted


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    bare = planted(tmp_path_factory.mktemp("planted"))
    return replace(bare, density=density(bare.suspect.rows, bare.reference.rows, exact_pairs=900, sample=2000))


def every_pair(contents: Contents, region: Region) -> set[tuple[int, int]]:
    found = brute_force(contents.suspect.rows, contents.reference.rows, above=-1.0, below=None)
    inside = region.holds(found["suspect"], found["reference"])
    return set(zip(found["i"][inside].tolist(), found["j"][inside].tolist(), strict=True))


def names(sampled: Sampled) -> list[tuple[int, int]]:
    return [(pair.i, pair.j) for pair in sampled.pairs]


@pytest.mark.parametrize(
    ("region", "source"),
    [
        (corner(0.93, 0.2), "mined"),
        (Region(0.92, 0.97, -0.1, 0.5), "mined"),
        (corner(0.9, None), "counted"),
        (Region(0.5, 0.95, -1.0, 0.1), "counted"),
        (Region(-0.2, 0.1, -0.1, 0.1), "drawn"),
    ],
)
def test_a_sample_holds_pairs_of_its_region_only_and_all_if_asked_for(
    contents: Contents, region: Region, source: str
) -> None:
    expected = every_pair(contents, region)
    sampled = draw_pairs(contents, region, 10**4, 5, tries=10**5)
    assert sampled.source == source
    assert len(names(sampled)) == len(set(names(sampled)))
    assert set(names(sampled)) == expected
    assert sampled.population == (None if source == "drawn" else len(expected))


@pytest.mark.parametrize("region", [corner(0.93, 0.2), corner(0.8, None), Region(-0.2, 0.1)])
def test_the_same_seed_draws_the_same_pairs_and_another_others(contents: Contents, region: Region) -> None:
    first = draw_pairs(contents, region, 12, 1)
    assert first == draw_pairs(contents, region, 12, 1)
    assert names(first) != names(draw_pairs(contents, region, 12, 2))
    assert len(first.pairs) == 12


@pytest.mark.parametrize("region", [corner(0.93, 0.2), Region(0.5, 1.0, -0.3, 0.3), Region(0.0, 0.02, 0.0, 0.1)])
def test_every_pair_of_the_region_is_as_likely_as_the_others(contents: Contents, region: Region) -> None:
    pairs = sorted(every_pair(contents, region))
    drawn = dict.fromkeys(pairs, 0)
    size, rounds = max(1, len(pairs) // 4), 150
    gather = functools.cache(functools.partial(join_region, contents))
    for seed in range(rounds):
        for pair in names(draw_pairs(contents, region, size, seed, gather=gather)):
            drawn[pair] += 1
    share = size / len(pairs)
    # each count is binomial: five standard deviations leave one failure in 10,000 runs over these few hundred pairs
    spread = 5 * np.sqrt(rounds * share * (1 - share))
    assert max(abs(count - rounds * share) for count in drawn.values()) < spread


def test_the_cosines_are_those_of_the_join(contents: Contents) -> None:
    known = {(pair["i"], pair["j"]): (pair["suspect"], pair["reference"]) for pair in contents.pairs.to_pylist()}
    for region in (corner(0.9, 0.6), corner(0.9, None)):
        sampled = draw_pairs(contents, region, 50, 0)
        mined = [pair for pair in sampled.pairs if (pair.i, pair.j) in known]
        assert mined
        assert all((pair.suspect, pair.reference) == known[pair.i, pair.j] for pair in mined)


def test_of_an_empty_region_nothing_is_found_within_the_bound(contents: Contents) -> None:
    sampled = draw_pairs(contents, Region(-1.0, -0.99), 5, 0, tries=3000)
    assert (sampled.pairs, sampled.tried, sampled.source) == ((), 3000, "drawn")


def test_a_run_too_large_to_be_joined_for_a_page_is_sent_to_the_command(contents: Contents) -> None:
    large = replace(contents, certificate=replace(contents.certificate, rows=JOINED_IMAGES + 1))
    with pytest.raises(UsageError, match=r"Mine it: `scotoma mine --above 0.8 --below 0.3` on the run folder"):
        draw_pairs(large, corner(0.8, 0.3), 5, 0)
