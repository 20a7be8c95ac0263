"""Folders: what counts as an image, links, loops, and what cannot be listed."""

import os
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest

from scotoma.errors import BrokenImage, EmptyCollection, UnreadableSource
from scotoma.images import Collection, open_images
from tests.images.damage import encoded, picture

PNG = encoded(picture(), "PNG")


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PNG)
    return folder


def ids(collection: Collection) -> list[str]:
    return [collection[index].id for index in range(len(collection))]


def test_images_are_found_in_all_folders_in_natural_order(tmp_path: Path) -> None:
    fill(
        tmp_path, "10.jpg", "2.JPG", "b/10.png", "b/9.webp", "a/deep/er/1.tiff", "b.gif", "notes.txt", "x.json", "noext"
    )
    collection = open_images(tmp_path)
    assert ids(collection) == ["2.JPG", "10.jpg", "a/deep/er/1.tiff", "b/9.webp", "b/10.png", "b.gif"]
    assert collection.kind == "folder"
    assert collection.source == str(tmp_path)
    assert collection[0].uri == str(tmp_path / "2.JPG")
    assert collection.read(0) == PNG
    assert isinstance(collection, Collection)


def test_hidden_files_and_folders_are_skipped(tmp_path: Path) -> None:
    fill(tmp_path, "1.jpg", ".2.jpg", ".cache/3.jpg", "a/.b/4.jpg")
    assert ids(open_images(tmp_path)) == ["1.jpg"]


def test_a_loop_of_links_ends_and_lists_nothing_twice(tmp_path: Path) -> None:
    fill(tmp_path, "1.jpg", "b/2.jpg")
    (tmp_path / "a").symlink_to("b")  # before its target in the alphabet
    (tmp_path / "b" / "up").symlink_to("..")
    (tmp_path / "self").symlink_to("self")
    collection = open_images(tmp_path)
    assert ids(collection) == ["1.jpg", "b/2.jpg", "self"]
    with pytest.raises(BrokenImage, match="the link leads nowhere: too many levels of symbolic links"):
        collection.read(2)


def test_many_folders_that_link_to_each_other_are_listed_once_each(tmp_path: Path) -> None:
    """Followed path by path, twelve folders that link to one another make 12! paths."""
    names = [f"f{n}" for n in range(12)]
    fill(tmp_path, *(f"{name}/1.jpg" for name in names))
    for name in names:
        for other in names:
            if other != name:
                (tmp_path / name / f"to {other}").symlink_to(tmp_path / other)
    assert ids(open_images(tmp_path)) == [f"{name}/1.jpg" for name in names]


def test_links_out_of_the_folder_are_followed(tmp_path: Path) -> None:
    fill(tmp_path / "elsewhere", "1.jpg", "sub/2.jpg")
    photos = fill(tmp_path / "photos", "0.jpg")
    (photos / "album").symlink_to(tmp_path / "elsewhere")
    (photos / "one.jpg").symlink_to(tmp_path / "elsewhere" / "1.jpg")
    collection = open_images(photos)
    assert ids(collection) == ["0.jpg", "album/1.jpg", "album/sub/2.jpg", "one.jpg"]
    assert all(collection.read(index) == PNG for index in range(4))


def test_a_link_that_leads_nowhere_is_an_entry_that_says_so(tmp_path: Path) -> None:
    fill(tmp_path, "1.jpg")
    (tmp_path / "gone").symlink_to(tmp_path / "unmounted")
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "unmounted.jpg")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "unmounted.txt")
    collection = open_images(tmp_path)
    assert ids(collection) == ["1.jpg", "gone", "gone.jpg"]
    with pytest.raises(BrokenImage, match="the link leads nowhere: no such file or directory"):
        collection.read(1)
    with pytest.raises(BrokenImage, match=r"^no such file or directory$"):
        collection.read(2)


LIST_AS_ANYBODY = """
import os, sys
from scotoma.errors import BrokenImage, UnreadableSource
from scotoma.images import folder, open_images
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
collection = open_images(sys.argv[1])
for index in range(len(collection)):
    try:
        collection.read(index)
        print(collection[index].id, "is read")
    except BrokenImage as error:
        print(collection[index].id, "-", error)
try:
    open_images(sys.argv[1] + "/locked")
except UnreadableSource as error:
    print(error)
"""


def test_what_the_user_may_not_read_is_an_entry_that_says_so() -> None:
    """In a process that gives up root's rights, for root may read anything."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folder is closed to other users
        folder = fill(Path(name), "1.jpg", "2.jpg", "locked/3.jpg")
        (folder / "2.jpg").chmod(0)
        (folder / "locked").chmod(0)
        folder.chmod(0o755)
        command = [sys.executable, "-c", LIST_AS_ANYBODY, name]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        (folder / "locked").chmod(0o700)
    assert run.stdout.splitlines() == [
        "1.jpg is read",
        "2.jpg - permission denied",
        "locked/ - the folder cannot be listed: permission denied",
        f"{name}/locked: the folder cannot be listed: permission denied. Check its permissions.",
    ], run.stderr


def test_names_of_any_bytes_have_ids_that_are_text(tmp_path: Path) -> None:
    try:
        fill(tmp_path, os.fsdecode(b"caf\xe9.jpg"), "new\nline.jpg", "cafe\u0301.png")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    collection = open_images(tmp_path)
    assert ids(collection) == [unicodedata.normalize("NFC", "café.png"), "caf\\xe9.jpg", "new\nline.jpg"]
    assert all(collection.read(index) == PNG for index in range(3))
    for index in range(3):
        collection[index].uri.encode()


def test_two_unicode_forms_of_a_name_have_two_ids(tmp_path: Path) -> None:
    fill(tmp_path, "é.png", "e\u0301.png")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system holds the two forms for one name")
    assert ids(open_images(tmp_path)) == ["é.png", "é.png#2"]


def test_an_empty_folder_says_what_it_holds_instead(tmp_path: Path) -> None:
    with pytest.raises(EmptyCollection, match=r"holds no images: no files at all. Looked for \.apng, "):
        open_images(tmp_path)
    for name in ("a.txt", "b/c.txt", "d.json"):
        fill(tmp_path, name)
    with pytest.raises(EmptyCollection, match=r"holds no images: 3 files, of which \.txt 2, \.json 1\. Looked for"):
        open_images(tmp_path)


def test_a_missing_folder_and_a_file_forced_to_be_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="photos does not exist"):
        open_images(tmp_path / "photos", kind="folder")
    fill(tmp_path, "1.jpg")
    with pytest.raises(UnreadableSource, match=r"1\.jpg is not a folder"):
        open_images(tmp_path / "1.jpg", kind="folder")
