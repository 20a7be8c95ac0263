"""COCO json: the join by id, the images' folder, and what is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

from scotoma.errors import EmptyCollection, UnreadableSource
from scotoma.images import open_images
from tests.images.test_folder import PNG, fill, ids

CONTENT = {
    "images": [{"id": 9, "file_name": "10.png"}, {"id": 3, "file_name": "2.png"}, {"id": 5, "file_name": "3.png"}],
    "annotations": [
        {"id": 1, "image_id": 3, "caption": " two, first "},
        {"id": 2, "image_id": 9, "caption": "ten"},
        {"id": 3, "image_id": 3, "caption": "two, second"},
        {"id": 4, "image_id": 5, "bbox": [0, 0, 1, 1]},
    ],
}


def write(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
    return path


def test_captions_are_joined_by_image_id_and_not_by_order(tmp_path: Path) -> None:
    fill(tmp_path, "10.png", "2.png")
    collection = open_images(write(tmp_path / "captions.json", CONTENT))
    assert collection.kind == "coco"
    assert ids(collection) == ["10.png", "2.png", "3.png"]  # the json's own order
    assert [collection[index].caption for index in range(3)] == ["ten", "two, first", None]
    assert collection.read(1) == PNG
    assert collection[0].uri == str(tmp_path / "10.png")


@pytest.mark.parametrize("where", ["annotations", "annotations/images", "images", "annotations/val2017", "val2017"])
def test_the_images_are_found_where_people_put_them(tmp_path: Path, where: str) -> None:
    fill(tmp_path / "coco" / where, "10.png")
    collection = open_images(write(tmp_path / "coco" / "annotations" / "captions_val2017.json", CONTENT))
    assert collection.read(0) == PNG


def test_the_images_may_be_anywhere_that_root_says(tmp_path: Path) -> None:
    fill(tmp_path / "else where", "10.png")
    collection = open_images(write(tmp_path / "c.json", CONTENT), root=tmp_path / "else where")
    assert collection.read(0) == PNG


def test_images_that_are_nowhere_are_read_from_their_url(tmp_path: Path) -> None:
    fill(tmp_path / "web", "10.png")
    url = (tmp_path / "web" / "10.png").as_uri()
    collection = open_images(write(tmp_path / "c.json", {"images": [{"id": 1, "file_name": "x.png", "coco_url": url}]}))
    assert ids(collection) == ["x.png"]
    assert collection[0].uri == url
    assert collection.read(0) == PNG


def test_images_that_are_nowhere_at_all_are_an_error_that_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource) as error:
        open_images(write(tmp_path / "a" / "captions_val.json", CONTENT))
    assert "names 3 images, and the first, '10.png', is in none of" in str(error.value)
    for folder in ("a", "a/images", "images", "a/val", "val"):
        assert str(tmp_path / folder) in str(error.value)
    assert str(error.value).endswith("Say where they are with root=.")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"annotations": []}, r"is not COCO's layout: expected a list under 'images', found 'annotations'\."),
        ({}, r"expected a list under 'images', found nothing\."),
        ([1], r"expected a list under 'images', found a list\."),
        ({"images": [{"id": 1}]}, r"is not COCO's layout: images\[0\] has no 'file_name'\."),
        ({"images": [{"file_name": "10.png"}], "annotations": {}}, r"is not COCO's layout: 'annotations' is no list\."),
    ],
)
def test_json_of_another_layout_is_named(tmp_path: Path, content: Any, message: str) -> None:
    fill(tmp_path, "10.png")
    with pytest.raises(UnreadableSource, match=message):
        open_images(write(tmp_path / "c.json", content))


def test_no_images_and_no_json_are_named(tmp_path: Path) -> None:
    with pytest.raises(EmptyCollection, match=r"c\.json lists no image: its 'images' is empty"):
        open_images(write(tmp_path / "c.json", {"images": []}))
    (tmp_path / "c.json").write_text("{")
    with pytest.raises(UnreadableSource, match=r"c\.json is not JSON: "):
        open_images(tmp_path / "c.json")
    with pytest.raises(UnreadableSource, match=r"gone\.json cannot be read: no such file or directory"):
        open_images(tmp_path / "gone.json", kind="coco")
