"""What sources state of the licences of their images."""

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

import scotoma
from scotoma.studio.release.licences import licences_of


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for name in ("1.png", "2.png"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("column", ["licence", "license", "rights"])
def test_a_tables_column_states_them(pictures: Path, column: str) -> None:
    with (pictures / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["path", "caption", column], ["2.png", "two", "MIT"], ["1.png", "one", ""]])
    found = licences_of(scotoma.open_images(pictures / "list.csv"))
    assert [each or None for each in found] == ["MIT", None]


def test_a_coco_json_states_them_by_number(pictures: Path) -> None:
    images = [{"id": 5, "file_name": "1.png", "license": 2}, {"id": 6, "file_name": "2.png", "license": 9}]
    licences = [{"id": 2, "name": "CC BY 2.0", "url": "https://creativecommons.org/licenses/by/2.0/"}]
    (pictures / "captions.json").write_text(json.dumps({"images": images, "licenses": licences, "annotations": []}))
    found = licences_of(scotoma.open_images(pictures / "captions.json"))
    assert list(found) == ["CC BY 2.0, https://creativecommons.org/licenses/by/2.0/", None]


def test_elsewhere_nothing_is_known(pictures: Path) -> None:
    assert licences_of(scotoma.open_images(pictures)) == ()
    assert licences_of("the disk is away") == ()
    with (pictures / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["path", "caption"], ["2.png", "two"]])
    assert licences_of(scotoma.open_images(pictures / "list.csv")) == ()
