"""Krippendorff's alpha: by hand, against the package of that name, and where it does not exist."""

import krippendorff
import numpy as np
import pytest

from scotoma.scoring.agreement import krippendorff_alpha


def test_a_small_table_gives_what_one_gets_by_hand() -> None:
    # Two people, units (a, a), (b, b), (b, b), (a, b). Coincidences, two a unit: aa 2, bb 4, ab 1, ba 1; n = 8, with
    # 3 a and 5 b. Seen disagreement (1 + 1) / 8; expected (3 * 5 + 5 * 3) / (8 * 7).
    # alpha = 1 - (2/8) / (30/56) = 1 - 14/30 = 8/15.
    found = krippendorff_alpha([("a", "a"), ("b", "b"), ("b", "b"), ("a", "b")], range(4))
    assert found.alpha is not None
    assert found.alpha.value == pytest.approx(8 / 15)
    assert (found.units, found.judgements, found.alone, found.missing) == (4, 8, 0, 0)
    assert found.undefined is None


def test_missing_judgements_are_counted_and_a_unit_with_one_judgement_says_nothing() -> None:
    # Units (a, a, a), (a, b, -), (b, b, -), (b, -, -): the last falls away. n = 7, with 4 a and 3 b.
    # The first unit of three people adds 3 * 2 / (3 - 1) = 3 to aa; the second 1 to ab and 1 to ba; the third 2 to bb.
    # Seen 2/7, expected 2 * 4 * 3 / (7 * 6) = 24/42: alpha = 1 - (2/7) * (42/24) = 1/2.
    table = [("a", "a", "a"), ("a", "b", None), ("b", "b", None), ("b", None, None)]
    found = krippendorff_alpha(table, range(4))
    assert found.alpha is not None
    assert found.alpha.value == pytest.approx(1 / 2)
    assert (found.units, found.judgements, found.alone, found.missing) == (3, 7, 1, 4)


def test_opposite_answers_throughout_are_below_chance() -> None:
    # (a, b) and (b, a): seen disagreement 1, expected 2 * 2 * 2 / (4 * 3) = 2/3: alpha = 1 - 3/2.
    found = krippendorff_alpha([("a", "b"), ("b", "a")], range(2))
    assert found.alpha is not None
    assert found.alpha.value == pytest.approx(-1 / 2)


@pytest.mark.parametrize("seed", range(5))
def test_the_value_is_that_of_the_package(seed: int) -> None:
    generator = np.random.default_rng(seed)
    table = generator.integers(0, 4, (4, 30)).astype(float)
    table[generator.random(table.shape) < 0.3] = np.nan
    units = [[None if np.isnan(value) else int(value) for value in unit] for unit in table.T]
    found = krippendorff_alpha(units, range(30))
    assert found.alpha is not None
    assert found.alpha.value == pytest.approx(krippendorff.alpha(table, level_of_measurement="nominal"), abs=1e-12)


def test_without_variation_alpha_is_undefined_and_not_one() -> None:
    found = krippendorff_alpha([("a", "a"), ("a", "a"), ("b", None)], range(3))
    assert found.alpha is None
    assert found.undefined == "no variation: every judgement is the same"
    assert (found.units, found.alone, found.missing) == (2, 1, 1)


@pytest.mark.parametrize("table", [[], [("a", None)], [("a",), ("b",)]])
def test_alpha_of_single_judgements_is_undefined(table: list[tuple[str | None, ...]]) -> None:
    found = krippendorff_alpha(table, range(len(table)))
    assert found.alpha is None
    assert found.undefined == "nothing was judged by two people"


def test_the_order_of_people_and_units_does_not_matter() -> None:
    table = [("a", "b", "a"), ("b", "b", "b"), ("a", None, "a"), ("c", "b", "c")]
    one = krippendorff_alpha(table, range(4))
    other = krippendorff_alpha([unit[::-1] for unit in table[::-1]], range(4)[::-1])
    assert one.alpha is not None
    assert other.alpha is not None
    assert one.alpha.value == pytest.approx(other.alpha.value)


def test_the_interval_is_made_from_whole_pairs_and_its_seed() -> None:
    generator = np.random.default_rng(8)
    agreeing = np.repeat(generator.random(40) < 0.7, 2)  # both questions of a pair fare alike
    truth = np.tile([0, 1], 40)
    table = [(int(key), int(key if same else 1 - key)) for key, same in zip(truth, agreeing, strict=True)]
    pairs = np.repeat(np.arange(40), 2).tolist()
    one, again = (krippendorff_alpha(table, pairs, seed=3).alpha for _ in range(2))
    apart = krippendorff_alpha(table, range(80), seed=3).alpha
    assert one is not None
    assert apart is not None
    assert one == again
    assert one.method == "BCa bootstrap over 40 groups, 4999 draws, seed 3"
    assert one.low < one.value < one.high
    assert one.high - one.low > 1.2 * (apart.high - apart.low)  # sqrt(2) in theory
