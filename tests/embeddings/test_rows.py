from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scotoma.embeddings import ShardedRows
from scotoma.errors import BrokenFile, ShapeMismatch

LENGTHS = (5, 0, 1, 7, 4)
COUNT = sum(LENGTHS)
WIDTH = 3


@pytest.fixture(scope="module")
def whole() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(COUNT, WIDTH)).astype(np.float16)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory, whole: np.ndarray) -> ShardedRows:
    return ShardedRows(write_shards(tmp_path_factory.mktemp("shards"), np.split(whole, np.cumsum(LENGTHS)[:-1])))


def write_shards(folder: Path, shards: list[Any]) -> list[Path]:
    paths = [folder / f"img_emb_{number}.npy" for number in range(len(shards))]
    for path, shard in zip(paths, shards, strict=True):
        np.save(path, shard)
    return paths


def test_shards_look_like_one_array(rows: ShardedRows, whole: np.ndarray) -> None:
    assert (rows.shape, rows.dtype, rows.ndim, len(rows)) == (whole.shape, whole.dtype, 2, len(whole))
    assert rows.nbytes == whole.nbytes
    assert rows.lengths == list(LENGTHS)
    assert np.array_equal(np.asarray(rows), whole)
    assert np.array_equal(np.stack(list(rows)), whole)
    assert np.asarray(rows, np.float64).dtype == np.float64
    assert repr(rows) == "ShardedRows(17 x 3 float16, 5 shards)"


BOUND = st.none() | st.integers(-COUNT - 3, COUNT + 3)


@given(start=BOUND, stop=BOUND, step=st.sampled_from([None, 1, 2, 5, -1, -3]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_slice_is_that_of_the_array(
    rows: ShardedRows, whole: np.ndarray, start: int | None, stop: int | None, step: int | None
) -> None:
    assert np.array_equal(rows[start:stop:step], whole[start:stop:step])


@given(indices=st.lists(st.integers(-COUNT, COUNT - 1), max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_indices_in_any_order_give_the_rows_of_the_array(
    rows: ShardedRows, whole: np.ndarray, indices: list[int]
) -> None:
    chosen = np.array(indices, dtype=np.int64)
    assert np.array_equal(rows[chosen], whole[chosen])
    assert np.array_equal(rows[np.sort(chosen)], whole[np.sort(chosen)])


def test_one_row_and_booleans_work_as_in_numpy(rows: ShardedRows, whole: np.ndarray) -> None:
    assert np.array_equal(rows[-1], whole[-1])
    assert np.array_equal(rows[np.uint8(6)], whole[6])
    mask = whole[:, 0] > 0
    assert np.array_equal(rows[mask], whole[mask])


def test_a_slice_within_a_shard_copies_nothing(rows: ShardedRows) -> None:
    assert not rows[6:9].flags.owndata
    assert rows[4:9].flags.owndata  # spans three shards
    with pytest.raises(ValueError, match="read-only"):
        rows[6:9][0, 0] = 1


@pytest.mark.parametrize("key", [COUNT, -COUNT - 1, [0, COUNT], np.array([-COUNT - 1])])
def test_a_row_that_is_not_there_is_an_index_error(rows: ShardedRows, key: Any) -> None:
    with pytest.raises(IndexError, match=r"row (17|-18) of 17 rows"):
        _ = rows[key]


@pytest.mark.parametrize("key", [[0.5], [[1, 2]], np.ones(4, bool)])
def test_what_is_no_index_is_an_index_error(rows: ShardedRows, key: Any) -> None:
    with pytest.raises(IndexError, match="a list of integers or 17 booleans"):
        _ = rows[key]


def test_an_array_without_a_copy_cannot_be_had(rows: ShardedRows) -> None:
    with pytest.raises(ValueError, match="cannot become an array without a copy"):
        np.asarray(rows, copy=False)


@pytest.mark.parametrize("other", [np.zeros((2, WIDTH + 1), np.float16), np.zeros((2, WIDTH), np.float32)])
def test_shards_of_other_width_or_dtype_are_an_error_that_names_them(tmp_path: Path, other: np.ndarray) -> None:
    paths = write_shards(tmp_path, [np.zeros((2, WIDTH), np.float16), other])
    with pytest.raises(ShapeMismatch, match=r"3 x float16 \(img_emb_0.npy\), \d x float.. \(img_emb_1.npy\)"):
        ShardedRows(paths)


def test_no_shards_at_all_are_an_error() -> None:
    with pytest.raises(ShapeMismatch, match="an empty list of files holds none"):
        ShardedRows([])


def test_a_missing_damaged_or_foreign_shard_is_an_error_that_names_it(tmp_path: Path) -> None:
    (path,) = write_shards(tmp_path, [np.zeros((20, 30), np.float32)])
    whole = path.read_bytes()
    for data in (whole[:-5], whole[:20], b"", b"not a table at all"):
        path.write_bytes(data)
        with pytest.raises(BrokenFile, match=r"img_emb_0.npy cannot be read as a .npy file"):
            ShardedRows([path])
    for array in (np.zeros(4), np.zeros((2, 2), int)):
        np.save(path, array)
        with pytest.raises(BrokenFile, match="expected a table of real numbers, N x D"):
            ShardedRows([path])
    path.unlink()
    with pytest.raises(BrokenFile, match=r"img_emb_0.npy is missing"):
        ShardedRows([path])
