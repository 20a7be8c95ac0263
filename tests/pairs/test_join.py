"""The join against its definition written the slow way, over generated collections, kernels, tiles and threads."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scotoma.pairs import brute_force, iter_pairs, mine_pairs
from scotoma.pairs.engine import Join
from scotoma.pairs.preparing import Options, kernel_names, prepare
from scotoma.pairs.tiles import triangle
from tests.pairs.clouds import cloud, plant

COLUMNS = ("i", "j", "suspect", "reference")
KERNELS = ("auto", *kernel_names())


def assert_same(found: pa.Table, a: np.ndarray, b: np.ndarray, above: float, below: float | None) -> None:
    expected = brute_force(a, b, above, below)
    for name in COLUMNS:
        np.testing.assert_array_equal(found[name].to_numpy(), expected[name], err_msg=name)


@st.composite
def collections(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    count = draw(st.sampled_from([2, 3, 6, 63, 64, 65, 100, 129, 191, 250]))
    seed = draw(st.integers(0, 2**31))
    sides = []
    for which in range(2):
        width = draw(st.sampled_from([1, 2, 3, 7, 16, 33, 64, 130, 200]))
        decay = draw(st.sampled_from([0.0, 0.7, 1.2, 3.0]))
        centre = draw(st.sampled_from([0.0, 0.7, 3.0]))
        extra = {"clumps": draw(st.integers(0, 4)), "copies": draw(st.integers(0, 10))}
        dtype = draw(st.sampled_from([np.float16, np.float32, np.float64]))
        sides.append(cloud(count, width, seed + which, decay=decay, centre=centre, **extra).astype(dtype))
    return sides[0], sides[1]


@settings(max_examples=240, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    sides=collections(),
    above=st.sampled_from([-1.0, -0.3, 0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 1.0]),
    below=st.sampled_from([None, -1.0, 0.0, 0.3, 0.6, 0.9, 1.0]),
    how=st.fixed_dictionaries(
        {
            "kernel": st.sampled_from(KERNELS),
            "tile": st.sampled_from([None, 1, 64, 128, 4096]),
            "threads": st.integers(1, 3),
        }
    ),
)
def test_the_pairs_are_those_of_the_definition_for_every_kernel_tile_and_thread_count(
    sides: tuple[np.ndarray, np.ndarray],
    above: float,
    below: float | None,
    how: dict[str, Any],
) -> None:
    found = mine_pairs(*sides, above, below, **how)
    assert_same(found, *sides, above, below)


@pytest.fixture(scope="module")
def planted() -> tuple[np.ndarray, np.ndarray, set[tuple[int, int]]]:
    """1,500 rows with clumps, duplicates, 400 pairs planted within 2e-7 of 0.95 and 0.6; and the pairs to be found."""
    draw = np.random.default_rng(5)
    a = cloud(1500, 96, 1, clumps=10, copies=30).astype(np.float32)
    b = cloud(1500, 160, 2, decay=0.7, centre=0.2, clumps=5, copies=30).astype(np.float32)
    pairs = draw.permutation(1500)[:800].reshape(-1, 2)
    plant(a, pairs, 0.95 + draw.uniform(-2e-7, 2e-7, 400), 3)
    plant(b, pairs, 0.6 + draw.uniform(-2e-7, 2e-7, 400), 4)
    expected = brute_force(a, b)
    wanted = set(zip(expected["i"].tolist(), expected["j"].tolist(), strict=True))
    passing = wanted & {(min(pair), max(pair)) for pair in pairs.tolist()}
    assert 60 < len(passing) < 140  # a quarter of those planted passes both thresholds
    return a, b, wanted


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("prefix", [32, 64, 128])
def test_pairs_at_the_thresholds_are_decided_alike_by_every_kernel_and_prefix(
    planted: tuple[np.ndarray, np.ndarray, set[tuple[int, int]]], kernel: str, prefix: int
) -> None:
    a, b, expected = planted
    for tile in (64, 512):
        join = prepare(a, b, 0.95, 0.6, Options(threads=2, kernel=kernel, prefix=prefix, tile=tile))
        assert pairs_of(join) == expected


def pairs_of(join: Join) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for decided in join.run(triangle(join.sides[0].count, join.rule.tile), 2):
        found |= set(zip(decided.pairs.i.tolist(), decided.pairs.j.tolist(), strict=True))
    return found


@pytest.mark.parametrize("kernel", kernel_names())
def test_a_tile_with_more_candidates_than_room_is_split_and_loses_nothing(kernel: str) -> None:
    a = cloud(700, 48, 3, decay=2.0, clumps=20).astype(np.float16)
    b = cloud(700, 32, 4).astype(np.float16)
    join = prepare(a, b, 0.2, 0.9, Options(threads=2, kernel=kernel, tile=1024, capacity=4096))
    decided = list(join.run(triangle(700, join.rule.tile), 2))
    assert len(decided) > 10
    assert sum(d.counts.examined for d in decided) == 700 * 699 // 2
    found = {pair for d in decided for pair in zip(d.pairs.i.tolist(), d.pairs.j.tolist(), strict=True)}
    expected = brute_force(a, b, 0.2, 0.9)
    assert found == set(zip(expected["i"].tolist(), expected["j"].tolist(), strict=True))


def test_the_leader_bound_dismisses_a_clump_and_no_pair() -> None:
    draw = np.random.default_rng(0)
    a, b = cloud(2000, 64, 5), cloud(2000, 64, 6, centre=0.0)
    clump = draw.choice(2000, 300, replace=False)
    a[clump] = a[0] + 0.1 * (a[clump] - a[0])
    b[clump] = b[0] + 0.2 * (b[clump] - b[0])
    b[clump[:7]] = -b[clump[:7]]  # alike for the suspect only
    join = prepare(a, b, 0.9, 0.5, Options(kernel=kernel_names()[0], tile=512))
    decided = list(join.run(triangle(2000, join.rule.tile), 2))
    expected = brute_force(a, b, 0.9, 0.5)
    assert sum(d.counts.found for d in decided) == len(expected["i"]) > 2000
    assert join.rule.leaders >= 1
    assert sum(d.counts.leader_rejected for d in decided) > 40_000
    assert sum(d.counts.above for d in decided) < 5_000


def test_the_first_pair_by_hand() -> None:
    # cos((3,4),(4,3)) = 24/25 = 0.96 > 0.95; cos((1,0),(1,2)) = 1/sqrt(5) = 0.447 < 0.6; row 2 is far from both
    a = np.array([[3, 4], [4, 3], [-1, 0]], np.float32)
    b = np.array([[1, 0], [1, 2], [0, 1]], np.float32)
    assert mine_pairs(a, b).to_pylist() == [{"i": 0, "j": 1, "suspect": 24 / 25, "reference": 1 / np.sqrt(5)}]


def test_thresholds_are_strict_and_equal_rows_have_cosine_one() -> None:
    a = np.array([[0.1, 0.7, 0.3], [0.1, 0.7, 0.3], [0.2, 1.4, 0.6]], np.float32)
    assert len(mine_pairs(a, a, above=1.0, below=None)) == 0
    assert mine_pairs(a, a, above=0.5, below=None)["suspect"].to_pylist() == [1.0] * 3
    assert len(mine_pairs(a, a, above=0.5, below=1.0)) == 0


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_rows_give_an_empty_table_of_the_right_types(kernel: str, count: int) -> None:
    table = mine_pairs(np.ones((count, 3), np.float32), np.ones((count, 2), np.float16), kernel=kernel)
    assert table.num_rows == 0
    assert table.schema == pa.schema(zip(COLUMNS, [pa.int64(), pa.int64(), pa.float64(), pa.float64()], strict=True))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("size", [1e-30, 1.0, 1e30, 1e-200, 1e200, 5e-324])
def test_the_size_of_rows_does_not_matter(kernel: str, size: float) -> None:
    rows = cloud(300, 20, 7, clumps=6)
    if size == 5e-324:
        rows = np.rint(rows * 1000)  # the smallest float64 there is, times whole numbers
    a = (rows * size).astype(np.float64 if abs(np.log10(size)) > 30 else np.float32)
    assert_same(mine_pairs(a, rows, 0.8, None, kernel=kernel), a, rows, 0.8, None)
    assert len(mine_pairs(a, rows, 0.8, None, kernel=kernel)) > 100


class Borrowed:
    """Rows that are not an array: sliced and indexed alike, as shards on a disk are."""

    def __init__(self, rows: np.ndarray) -> None:
        self._rows = rows
        self.shape, self.dtype = rows.shape, rows.dtype

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, key: Any) -> np.ndarray:
        return np.array(self._rows[key])


@pytest.mark.parametrize("kernel", kernel_names())
def test_rows_of_every_make_give_the_same_pairs(kernel: str, tmp_path: object) -> None:
    a, b = cloud(400, 40, 8, clumps=9).astype(np.float16), cloud(400, 24, 9).astype(np.float32)
    np.save(f"{tmp_path}/a.npy", a)
    mapped = np.load(f"{tmp_path}/a.npy", mmap_mode="r")
    wide = np.repeat(a, 2, axis=1)[:, ::2]
    makes = (mapped, Borrowed(a), wide, np.asfortranarray(a), a.astype(">f2"), a[::-1][::-1])
    expected = mine_pairs(a, b, 0.8, 0.7, kernel="blocked")
    assert len(expected) > 100
    for make in makes:
        assert mine_pairs(make, b, 0.8, 0.7, kernel=kernel, tile=128).equals(expected)
        assert mine_pairs(b, make, 0.3, 0.9, kernel=kernel).equals(mine_pairs(b, a, 0.3, 0.9))


def test_the_stream_holds_the_same_pairs_in_an_order_that_threads_do_not_change() -> None:
    a, b = cloud(900, 32, 10, clumps=9), cloud(900, 32, 11)
    streams = [list(iter_pairs(a, b, above=0.7, below=0.9, threads=n, tile=128)) for n in (1, 3)]
    assert len(streams[0]) > 3
    for one, other in zip(*streams, strict=True):
        for name in COLUMNS:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert sum(len(batch) for batch in streams[0]) == len(mine_pairs(a, b, 0.7, 0.9))


def test_progress_ends_at_all_pairs() -> None:
    import contextlib
    from collections.abc import Iterator

    from scotoma.progress import Advance

    seen: list[int] = []

    @contextlib.contextmanager
    def progress(what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        seen.append(-total)
        yield seen.append

    mine_pairs(np.ones((130, 2), np.float32), np.ones((130, 2), np.float32), tile=64, progress=progress)
    assert sum(seen) == 0
    assert seen[0] == -130 * 129 // 2
