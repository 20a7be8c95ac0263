import numpy as np
import pytest

from scotoma.embeddings import Embeddings
from scotoma.embeddings.table import as_records, as_table, ids_of, top_reasons
from scotoma.errors import ShapeMismatch
from scotoma.records import Image

IMAGES = [
    Image("a", "x/a", "0" * 64, 3, 4, "a cat"),
    Image("b", "x/b", status="broken: not there"),
    Image("c", "x/c", "1" * 64, 5, 6),
    Image("d", "x/d", "2" * 64, 7, 8),
]


def test_images_come_back_from_their_table() -> None:
    assert as_records(as_table(IMAGES)) == IMAGES
    assert as_records(as_table([])) == []


def test_ids_are_a_sequence_of_the_images_that_have_rows() -> None:
    ids = ids_of(as_table(IMAGES))
    names = ["a", "c", "d"]
    assert list(ids) == names
    assert ids == names
    assert hash(ids) == hash(ids_of(as_table(IMAGES)))
    assert ids != ["a", "c"]
    assert (len(ids), ids[0], ids[-1], "c" in ids, ids.index("d")) == (3, "a", "d", True, 2)
    assert repr(ids) == "Ids(3: a, c, d)"
    for index in (3, -4):
        with pytest.raises(IndexError):
            _ = ids[index]


@pytest.mark.parametrize("start", [None, -5, -2, 0, 1, 3, 5])
@pytest.mark.parametrize("stop", [None, -5, -1, 0, 2, 5])
@pytest.mark.parametrize("step", [None, 2, -1, -2])
def test_a_slice_of_ids_is_that_of_a_list(start: int | None, stop: int | None, step: int | None) -> None:
    assert ids_of(as_table(IMAGES))[start:stop:step] == ["a", "c", "d"][start:stop:step]


def test_rows_without_their_ids_are_an_error() -> None:
    with pytest.raises(ShapeMismatch, match="2 rows came with 3 ids"):
        Embeddings(np.zeros((2, 4), np.float32), ["a", "b", "c"], as_table(IMAGES), {})


def test_embeddings_say_what_they_are() -> None:
    made = Embeddings(np.zeros((3, 4), np.float32), ["a", "c", "d"], as_table(IMAGES), {"name": "toy:layout"})
    assert repr(made) == "Embeddings(toy:layout: 3 x 4, 1 broken)"
    assert made.broken == {"not there": 1}


def test_only_the_most_frequent_reasons_are_told() -> None:
    assert top_reasons({"empty": 9, "cut": 3}) == "9 empty, 3 cut"
    assert top_reasons({"a": 9, "b": 3, "c": 2, "d": 1, "e": 1}) == "9 a, 3 b, 2 c and 2 other reasons"
