"""Data sets: local folders and open ones; the hub itself is never asked."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scotoma.errors import BrokenImage, MissingExtra, UnreadableSource
from scotoma.images import open_images
from tests.images.damage import encoded, picture
from tests.images.test_folder import PNG, fill, ids

datasets = pytest.importorskip("datasets")
JPEG = encoded(picture(), "JPEG")


@pytest.fixture(autouse=True)
def _quiet() -> None:
    datasets.disable_progress_bars()


def rows(cells: list[Any], **columns: list[str]) -> Any:
    features = {"image": datasets.Image(), **{name: datasets.Value("string") for name in columns}}
    return datasets.Dataset.from_dict({"image": cells, **columns}, features=datasets.Features(features))


def test_a_saved_data_set_is_read_as_bytes_and_never_decoded(tmp_path: Path) -> None:
    fill(tmp_path, "beside.png")
    cells = [
        {"bytes": JPEG, "path": None},
        {"bytes": None, "path": str(tmp_path / "beside.png")},
        {"bytes": b"no image", "path": None},
    ]
    rows(cells, caption=["a", "b", "c"]).save_to_disk(tmp_path / "saved")
    collection = open_images(tmp_path / "saved")
    assert collection.kind == "dataset"
    assert ids(collection) == ["0", "1", "2"]
    assert [collection.read(index) for index in range(3)] == [JPEG, PNG, b"no image"]
    assert [collection[index].caption for index in range(3)] == ["a", "b", "c"]
    assert collection[2].uri == f"{tmp_path}/saved#2"


def test_an_open_data_set_is_a_collection_and_keeps_its_order() -> None:
    opened = rows([{"bytes": bytes([n]), "path": f"{n}.jpg"} for n in range(5)])
    assert ids(open_images(opened)) == [f"{n}.jpg" for n in range(5)]
    chosen = open_images(opened.select([3, 1]))
    assert ids(chosen) == ["3.jpg", "1.jpg"]
    assert [chosen.read(0), chosen.read(1)] == [b"\3", b"\1"]


def test_several_splits_must_be_named(tmp_path: Path) -> None:
    one, two = rows([{"bytes": PNG, "path": None}]), rows([{"bytes": JPEG, "path": None}] * 2)
    datasets.DatasetDict(train=one, test=two).save_to_disk(tmp_path / "two")
    with pytest.raises(UnreadableSource, match=r"two has 2 splits: 'train' \(1 rows\), 'test' \(2 rows\)\. Name one"):
        open_images(tmp_path / "two")
    with pytest.raises(UnreadableSource, match=r"two has no split 'val'\. It has 'train', 'test'\."):
        open_images(tmp_path / "two", split="val")
    assert open_images(tmp_path / "two", split="test").read(1) == JPEG
    datasets.DatasetDict(train=one).save_to_disk(tmp_path / "one")
    assert open_images(tmp_path / "one").read(0) == PNG


def test_the_image_column_is_found_by_its_feature_and_not_by_its_bytes() -> None:
    features = datasets.Features(sound=datasets.Value("binary"), photo=datasets.Image())
    opened = datasets.Dataset.from_dict({"sound": [b"x"], "photo": [{"bytes": PNG, "path": None}]}, features=features)
    assert open_images(opened).read(0) == PNG
    assert open_images(opened, image_column="sound").read(0) == b"x"
    both = datasets.Features(left=datasets.Image(), right=datasets.Image())
    cell = [{"bytes": PNG, "path": None}]
    with pytest.raises(
        UnreadableSource, match=r"has 2 columns of images: 'left', 'right'. Name one with image_column="
    ):
        open_images(datasets.Dataset.from_dict({"left": cell, "right": cell}, features=both))
    with pytest.raises(UnreadableSource, match="has no column that holds images"):
        open_images(datasets.Dataset.from_dict({"label": [1]}))


def test_an_empty_cell_is_a_broken_image() -> None:
    collection = open_images(rows([{"bytes": PNG, "path": None}, None]))
    with pytest.raises(BrokenImage, match="the cell is empty"):
        collection.read(1)


def test_a_data_set_that_streams_is_refused() -> None:
    streaming = rows([{"bytes": PNG, "path": None}]).to_iterable_dataset()
    with pytest.raises(UnreadableSource, match=r"is a IterableDataset; expected a datasets\.Dataset"):
        open_images(streaming)


def test_offline_only_this_machine_is_searched_and_that_is_said() -> None:
    """In a process of its own: datasets reads HF_HUB_OFFLINE once, when imported."""
    code = "from scotoma import open_images; open_images('no-one/nothing-at-all')"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"HF_HUB_OFFLINE": "1"}
    )
    last = run.stderr.strip().splitlines()[-1]
    assert "UnreadableSource: The data set 'no-one/nothing-at-all' cannot be had: " in last
    assert "No folder or file has that name. HF_HUB_OFFLINE is set, so only this machine was searched" in last


def test_a_folder_that_is_no_data_set_is_named(tmp_path: Path) -> None:
    fill(tmp_path, "1.png")
    with pytest.raises(UnreadableSource, match=r"The data set .* cannot be had: .*"):
        open_images(tmp_path, kind="dataset")


def test_without_datasets_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtra, match=r'need datasets\. Install it: pip install "scotoma\[data\]"'):
        open_images("no-one/nothing-at-all")
