"""What a person sees first: the best of each kind, nothing twice, no image too often."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import Float64

from scotoma.errors import UnknownName, UsageError
from scotoma.pairs.choosing import CHOICE, choose_pairs
from scotoma.pairs.join import mine_pairs
from scotoma.pairs.near import near_duplicate_groups


def table(*rows: tuple[int, int, float, float]) -> Any:
    columns = zip(*rows, strict=True) if rows else [()] * 4
    types = (pa.int64(), pa.int64(), pa.float64(), pa.float64())
    names = ("i", "j", "suspect", "reference")
    return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})


def ends(chosen: Any) -> list[tuple[int, int]]:
    return list(zip(chosen["i"].to_pylist(), chosen["j"].to_pylist(), strict=True))


def apart(count: int) -> Float64[np.ndarray, "N N"]:
    """Rows of which no two are alike."""
    return np.eye(count)


def turned(*degrees: float) -> Float64[np.ndarray, "N 2"]:
    """Unit rows at these angles."""
    radians = np.radians(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], 1)


THREE = table((0, 1, 0.96, 0.5), (2, 3, 0.99, 0.55), (4, 5, 0.97, 0.1))


@pytest.mark.parametrize(
    ("order", "expected", "scores"),
    [
        ("gap", [(4, 5), (0, 1), (2, 3)], [0.87, 0.46, 0.44]),
        ("reference", [(4, 5), (0, 1), (2, 3)], [0.9, 0.5, 0.45]),
        ("suspect", [(2, 3), (4, 5), (0, 1)], [0.99, 0.97, 0.96]),
    ],
)
def test_pairs_come_in_the_order_asked_for(order: Any, expected: list[tuple[int, int]], scores: list[float]) -> None:
    chosen = choose_pairs(THREE, apart(6), apart(6), order=order)
    assert ends(chosen) == expected
    assert chosen["score"].to_pylist() == pytest.approx(scores)
    assert chosen["rank"].to_pylist() == [1, 2, 3]
    assert chosen["folded"].to_pylist() == [1, 1, 1]


def test_equal_scores_come_in_the_order_of_the_images() -> None:
    pairs = table((4, 5, 0.97, 0.1), (0, 3, 0.97, 0.1), (0, 1, 0.97, 0.1))
    assert ends(choose_pairs(pairs, apart(6), apart(6))) == [(0, 1), (0, 3), (4, 5)]


def test_pairs_between_the_same_two_groups_are_folded_into_the_best() -> None:
    # 0, 1, 2 are alike to both encoders (5 degrees apart in each), and so are 3 and 4; 5 and 6 are two more images.
    suspect = turned(0, 5, 10, 12, 14, 60, 70)
    reference = turned(0, 5, 10, 100, 105, 200, 300)
    pairs = table((0, 3, 0.96, 0.3), (1, 4, 0.99, 0.2), (2, 3, 0.97, 0.5), (5, 6, 0.98, 0.4))
    chosen = choose_pairs(pairs, suspect, reference, spread=False)
    assert ends(chosen) == [(1, 4), (5, 6)]
    assert chosen["folded"].to_pylist() == [3, 1]
    counts = json.loads(chosen.schema.metadata[CHOICE])
    assert (counts["pairs"], counts["images"], counts["after_folding"], counts["shown"]) == (4, 7, 2, 2)


def test_nothing_is_folded_when_folding_is_off() -> None:
    suspect, reference = turned(0, 5, 10, 12), turned(0, 5, 100, 105)
    pairs = table((0, 2, 0.96, 0.3), (1, 3, 0.99, 0.2))
    assert len(choose_pairs(pairs, suspect, reference, fold=None)) == 2
    assert len(choose_pairs(pairs, suspect, reference)) == 1


def test_images_alike_to_one_encoder_only_are_not_folded() -> None:
    pairs = table((0, 2, 0.96, 0.3), (1, 3, 0.99, 0.2))
    suspect = turned(0, 5, 10, 12)
    reference = turned(0, 40, 100, 140)  # cos 40 degrees = 0.77: different to the reference
    assert len(choose_pairs(pairs, suspect, reference, spread=False)) == 2


def test_no_chain_of_small_steps_joins_different_images() -> None:
    # 0, 15, 30, ... degrees: neighbours are alike (cos 15 = 0.966), the next but one are not (cos 30 = 0.866). The
    # first leads the second; the third finds no leader and leads the fourth.
    rows = turned(0, 15, 30, 45)
    groups = near_duplicate_groups(rows, rows, np.arange(4), (0.95, 0.95))
    assert groups.tolist() == [0, 0, 2, 2]
    # in another order the second, taken first, leads both its neighbours
    assert near_duplicate_groups(rows, rows, np.array([1, 0, 2, 3]), (0.95, 0.95)).tolist() == [0, 0, 0, 3]


@given(st.integers(0, 40), st.integers(0, 4), st.floats(0.3, 0.95), st.floats(0.3, 0.95))
@settings(max_examples=25, deadline=None)
def test_groups_are_those_of_the_definition(count: int, seed: int, suspect: float, reference: float) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(count, 4)) + 1.5, rng.normal(size=(count, 3)) + 1.5
    near = np.ones((count, count), bool)
    for rows, threshold in ((a, suspect), (b, reference)):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        near &= unit @ unit.T > threshold
    expected = np.full(count, -1)
    for image in range(count):
        if expected[image] < 0:
            expected[(near[image] & (expected < 0)) | (np.arange(count) == image)] = image
    assert near_duplicate_groups(a, b, np.arange(count), (suspect, reference)).tolist() == expected.tolist()


def test_no_image_comes_more_often_than_allowed() -> None:
    pairs = table(*((0, j, 0.99 - j / 1000, 0.1) for j in range(1, 7)))
    for per_image in (1, 2, 5):
        chosen = choose_pairs(pairs, apart(7), apart(7), per_image=per_image)
        assert ends(chosen) == [(0, j) for j in range(1, per_image + 1)]
    assert len(choose_pairs(pairs, apart(7), apart(7), per_image=None)) == 6


def test_near_duplicates_share_one_allowance() -> None:
    # images 0 and 1 are near-duplicates; each is in one pair, with images that are not
    suspect, reference = turned(0, 5, 30, 60), turned(0, 5, 100, 200)
    pairs = table((0, 2, 0.99, 0.1), (1, 3, 0.98, 0.1))
    assert ends(choose_pairs(pairs, suspect, reference, per_image=1)) == [(0, 2)]
    assert len(choose_pairs(pairs, suspect, reference, per_image=1, fold=None)) == 2


def test_the_best_of_every_clump_comes_before_the_second_of_any() -> None:
    # pairs of one clump lie within a few degrees in the suspect; the three best scores are all in the first clump
    suspect = turned(0, 1, 2, 3, 4, 5, 90, 91, 180, 181)
    reference = turned(0, 100, 200, 30, 130, 230, 60, 160, 0, 100)
    pairs = table((0, 1, 0.99, 0.0), (2, 3, 0.99, 0.1), (4, 5, 0.99, 0.2), (6, 7, 0.99, 0.3), (8, 9, 0.99, 0.4))
    assert ends(choose_pairs(pairs, suspect, reference)) == [(0, 1), (6, 7), (8, 9), (2, 3), (4, 5)]
    plain = choose_pairs(pairs, suspect, reference, spread=False)
    assert ends(plain) == [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]


def test_a_random_sample_depends_on_the_seed_and_on_nothing_else() -> None:
    pairs = table(*((i, i + 1, 0.96, 0.1) for i in range(0, 60, 2)))
    draws = [choose_pairs(pairs, apart(61), apart(61), order="random", top=5, seed=seed) for seed in (1, 1, 2)]
    assert ends(draws[0]) == ends(draws[1])
    assert ends(draws[0]) != ends(draws[2])
    assert ends(draws[0]) != sorted(ends(draws[0]))


def test_every_pair_is_as_likely_in_a_random_sample() -> None:
    pairs = table(*((i, i + 1, 0.96, i / 100) for i in range(0, 20, 2)))
    plain: dict[str, Any] = {"order": "random", "fold": None, "per_image": None, "top": 3}
    drawn = np.zeros(21)
    for seed in range(300):
        drawn[choose_pairs(pairs, apart(21), apart(21), seed=seed, **plain)["i"].to_numpy()] += 1
    # each of ten pairs is drawn with probability 0.3: 90 of 300, standard deviation 7.9
    assert drawn[:20:2].min() > 60
    assert drawn[:20:2].max() < 120


@given(
    count=st.integers(2, 40),
    seed=st.integers(0, 9),
    per_image=st.none() | st.integers(1, 4),
    top=st.none() | st.integers(1, 30),
    fold=st.sampled_from([None, (0.9, 0.7), (0.5, 0.2)]),
    spread=st.booleans(),
)
@settings(max_examples=50, deadline=None)
def test_whatever_is_chosen_keeps_the_rules(
    *, count: int, seed: int, per_image: int | None, top: int | None, fold: Any, spread: bool
) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(count, 5)) + 1, rng.normal(size=(count, 4))
    pairs = mine_pairs(a, b, 0.4, 0.5, threads=1)
    options: dict[str, Any] = {"per_image": per_image, "top": top, "fold": fold, "spread": spread}
    chosen = choose_pairs(pairs, a, b, **options)
    assert chosen.equals(choose_pairs(pairs, a, b, **options))
    assert set(ends(chosen)) <= set(ends(pairs))
    assert len(set(ends(chosen))) == len(chosen) <= (top or len(pairs))
    used = np.bincount(np.array(ends(chosen), int).ravel(), minlength=1)
    assert per_image is None or used.max() <= per_image
    assert chosen["rank"].to_pylist() == list(range(1, len(chosen) + 1))
    if per_image is None and top is None:
        assert sum(chosen["folded"].to_pylist()) == len(pairs)
    shuffled = pairs.take(rng.permutation(len(pairs)))
    assert ends(choose_pairs(shuffled, a, b, **options)) == ends(chosen)


def test_a_run_without_pairs_gives_an_empty_table() -> None:
    chosen = choose_pairs(table(), apart(3), apart(3))
    assert chosen.num_rows == 0
    assert chosen.column_names == ["i", "j", "suspect", "reference", "rank", "score", "folded"]


def test_what_cannot_be_chosen_is_said() -> None:
    with pytest.raises(UnknownName, match=r"No order is named 'gaps'. Did you mean 'gap'"):
        choose_pairs(THREE, apart(6), apart(6), order="gaps")
    with pytest.raises(UsageError, match="top is 0; expected at least 1"):
        choose_pairs(THREE, apart(6), apart(6), top=0)
    with pytest.raises(UsageError, match="per_image is 0; expected at least 1"):
        choose_pairs(THREE, apart(6), apart(6), per_image=0)
