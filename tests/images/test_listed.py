"""List files, globs and Python sequences."""

from pathlib import Path

import pytest

from scotoma.errors import BrokenImage, EmptyCollection, UnreadableSource
from scotoma.images import open_images
from tests.images.damage import encoded, picture
from tests.images.test_folder import PNG, fill, ids


def test_a_list_keeps_its_order_and_skips_blank_lines_and_comments(tmp_path: Path) -> None:
    fill(tmp_path / "photos", "10.png", "2.png", "with space.png")
    list_file = tmp_path / "list.txt"
    list_file.write_bytes("\ufeff# mine\r\nphotos/10.png\r\n\r\n  photos/2.png  \r\nphotos/with space.png\n".encode())
    collection = open_images(list_file)
    assert collection.kind == "list"
    assert ids(collection) == ["photos/10.png", "photos/2.png", "photos/with space.png"]
    assert collection[0].uri == str(tmp_path / "photos" / "10.png")
    assert [collection.read(index) for index in range(3)] == [PNG] * 3


def test_a_list_mixes_absolute_paths_urls_and_what_is_missing(tmp_path: Path) -> None:
    fill(tmp_path, "1.png")
    absolute = str(tmp_path / "1.png")
    (tmp_path / "list.txt").write_text(f"{absolute}\nfile://{absolute}\nmissing.png\n.\nunknown://x/1.png\n")
    collection = open_images(tmp_path / "list.txt")
    assert ids(collection) == [absolute, f"file://{absolute}", "missing.png", ".", "unknown://x/1.png"]
    assert collection.read(0) == collection.read(1) == PNG
    for index, reason in ((2, "no such file"), (3, "is a folder, not a file"), (4, "Protocol not known: unknown")):
        with pytest.raises(BrokenImage, match=reason):
            collection.read(index)


def test_relative_paths_are_seen_from_root_where_one_is_given(tmp_path: Path) -> None:
    fill(tmp_path / "photos", "1.png")
    (tmp_path / "list.txt").write_text("1.png\n")
    assert open_images(tmp_path / "list.txt", root=tmp_path / "photos").read(0) == PNG
    assert open_images(["1.png"], root=tmp_path / "photos").read(0) == PNG


def test_a_path_named_twice_is_two_images(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("1.png\n2.png\n1.png\n")
    assert ids(open_images(tmp_path / "list.txt")) == ["1.png", "2.png", "1.png#2"]


def test_a_list_of_nothing_and_a_list_that_is_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# a\n\n# b\n")
    with pytest.raises(EmptyCollection, match=r"list.txt names no image: 2 comment lines. Write a path"):
        open_images(tmp_path / "list.txt")
    with pytest.raises(UnreadableSource, match=r"The list .*gone.txt cannot be read: no such file or directory"):
        open_images(tmp_path / "gone.txt", kind="list")


def test_a_sequence_of_paths_is_a_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "1.png", "2.png")
    monkeypatch.chdir(tmp_path)
    collection = open_images((tmp_path / "2.png", "1.png"))
    assert collection.kind == "list"
    assert collection.source == "a sequence of 2 paths"
    assert ids(collection) == [str(tmp_path / "2.png"), "1.png"]
    assert collection[1].uri == str(tmp_path / "1.png")
    assert collection.read(1) == PNG


def test_a_sequence_of_something_else_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="Item 1 of the sequence is a int; expected a path or URL"):
        open_images(["1.png", 2])
    with pytest.raises(EmptyCollection, match="a sequence of 0 paths names no image"):
        open_images([])


def test_a_glob_and_a_single_image_are_lists(tmp_path: Path) -> None:
    fill(tmp_path, "10.png", "9.png", "a/1.png", "9.txt", "odd[1].png")
    assert ids(open_images(f"{tmp_path}/[0-9]*")) == [f"{tmp_path}/9.png", f"{tmp_path}/10.png"]
    assert ids(open_images(f"{tmp_path}/odd[1].png")) == [f"{tmp_path}/odd[1].png"]  # a name, not a pattern
    assert len(open_images(f"{tmp_path}/**/*.png")) == 4
    with pytest.raises(EmptyCollection, match=r"holds no images: 1 file, of which \.txt 1"):
        open_images(f"{tmp_path}/*.txt", kind="list")
    with pytest.raises(EmptyCollection, match="no files at all"):
        open_images(f"{tmp_path}/*.webp")


def test_any_suffix_may_be_named_in_a_list(tmp_path: Path) -> None:
    (tmp_path / "scan").write_bytes(encoded(picture(), "BMP"))
    (tmp_path / "list.txt").write_text("scan")
    assert open_images(tmp_path / "list.txt").read(0).startswith(b"BM")
