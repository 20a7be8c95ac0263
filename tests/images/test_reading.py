"""One image, whatever state it is in."""

import hashlib
from pathlib import Path

from scotoma.images import open_images, read_image
from scotoma.records import Image
from tests.images.damage import FILES, bomb, encoded, picture
from tests.images.test_folder import PNG


def test_a_sound_image_has_hash_and_upright_size(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(FILES["exif 6.jpg"][0]())
    record, found = read_image(open_images(tmp_path), 0)
    sha256 = hashlib.sha256((tmp_path / "1.jpg").read_bytes()).hexdigest()
    assert record == Image("1.jpg", str(tmp_path / "1.jpg"), sha256, 48, 64)  # 64 x 48 px, lying on its side
    assert found is not None
    assert found.size == (48, 64)
    assert record.ok


def test_an_undecodable_image_keeps_its_hash_and_an_unreadable_one_has_none(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"text")
    (tmp_path / "list.txt").write_text("1.jpg\n2.jpg\n")
    collection = open_images(tmp_path / "list.txt")
    first, second = (read_image(collection, index) for index in range(2))
    sha256 = hashlib.sha256(b"text").hexdigest()
    assert first == (Image("1.jpg", str(tmp_path / "1.jpg"), sha256, status="broken: not an image: text"), None)
    assert second == (
        Image("2.jpg", str(tmp_path / "2.jpg"), status="broken: no such file or directory"),
        None,
    )
    assert not first[0].ok


def test_the_caption_travels_with_the_image_broken_or_not(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(PNG)
    (tmp_path / "t.csv").write_text("path,caption\n1.png,a cat\n2.png,a dog\n")
    collection = open_images(tmp_path / "t.csv")
    assert [read_image(collection, index)[0].caption for index in range(2)] == ["a cat", "a dog"]


def test_the_limit_on_pixels_is_the_callers(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(encoded(picture(), "PNG"))
    (tmp_path / "2.png").write_bytes(bomb())
    collection = open_images(tmp_path)
    assert read_image(collection, 0, max_pixels=64 * 48)[0].ok
    record, found = read_image(collection, 0, max_pixels=100)
    assert found is None
    assert record.status == "broken: claims 64 x 48 px, more than the limit of 100 px"
    assert read_image(collection, 1)[0].status.startswith("broken: claims 100,000 x 100,000 px")
