"""A folder of broken and odd files: each is accounted for, and none is fatal."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scotoma.images import open_images, read_image
from scotoma.records import Image
from tests.images.damage import make_damaged_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("damage") / "photos"
    return path, make_damaged_folder(path)


def records(path: Path) -> dict[str, Image]:
    collection = open_images(path)
    return {record.id: record for record, _ in (read_image(collection, index) for index in range(len(collection)))}


def test_every_odd_file_is_read_or_quarantined_for_the_reason_expected(folder: tuple[Path, dict[str, str]]) -> None:
    path, expected = folder
    found = records(path)
    assert found.keys() == expected.keys()
    assert len(expected) >= 50
    for name, record in found.items():
        if expected[name] == "ok":
            assert record.status == "ok", name
            assert record.width is not None
            assert record.sha256 is not None
        else:
            assert record.status.startswith(f"broken: {expected[name]}"), (name, record.status)
            assert record.width is None


def test_no_reason_is_longer_than_a_line(folder: tuple[Path, dict[str, str]]) -> None:
    for name, record in records(folder[0]).items():
        assert "\n" not in record.status, name
        assert len(record.status) < 200, name


def test_several_threads_read_what_one_thread_reads(folder: tuple[Path, dict[str, str]]) -> None:
    path, _ = folder
    collection = open_images(path)
    start = threading.Barrier(4)

    def read_all(_: int) -> dict[str, Image]:
        start.wait()
        return records(path)

    with ThreadPoolExecutor(4) as pool:
        several = list(pool.map(read_all, range(4)))
    assert len(collection) == len(several[0])
    assert all(found == records(path) for found in several)
