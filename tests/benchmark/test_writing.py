"""Our own layout is written complete or absent, read back, and hashed as the reader hashes it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.benchmark.reading import Head, Line
from scotoma.benchmark.writing import new_folder, write_folder
from scotoma.errors import BrokenFile, UsageError
from tests.benchmark.small import lines, write_benchmark

HEAD = Head("small", "0.3", "CC0-1.0")


def small_lines(**changed: Any) -> list[Line]:
    """The six lines of `small`, the first with other fields."""
    first, *others = [
        Line(**{**row, "options": (*row["options"],), "patterns": (*row["patterns"],)}) for row in lines()
    ]
    return [replace(first, **changed), *others]


def small_images(folder: Path) -> dict[str, bytes | Path]:
    """The four pictures of `small`, as files."""
    source = write_benchmark(folder / "source") / "images"
    return {path.name: path for path in sorted(source.iterdir())}


def left_over(folder: Path) -> list[str]:
    """What lies in `folder` beside the source of the pictures."""
    return sorted(path.name for path in folder.iterdir() if path.name != "source")


def test_what_is_written_is_what_a_hand_made_folder_holds(tmp_path: Path) -> None:
    images = small_images(tmp_path)
    sha256 = write_folder(tmp_path / "new", HEAD, small_lines(), images)
    written, by_hand = open_benchmark(tmp_path / "new"), open_benchmark(tmp_path / "source")
    assert written.sha256 == by_hand.sha256 == sha256
    assert written.pairs[0].question_a == by_hand.pairs[0].question_a
    assert json.loads((tmp_path / "new" / "benchmark.json").read_text())["sha256"] == sha256
    assert left_over(tmp_path) == ["new"]


def test_images_may_be_bytes_in_folders_and_the_target_an_empty_folder(tmp_path: Path) -> None:
    images = {f"deep/{name}": Path(str(path)).read_bytes() for name, path in small_images(tmp_path).items()}
    (tmp_path / "new").mkdir()
    moved = [replace(line, image=f"deep/{line.image}") for line in small_lines()]
    write_folder(tmp_path / "new", HEAD, moved, images, beside={"notes/provenance.jsonl": b"{}\n"})
    assert open_benchmark(tmp_path / "new").pairs[0].image_a.read_bytes() == images["deep/red.png"]
    assert (tmp_path / "new" / "notes" / "provenance.jsonl").read_bytes() == b"{}\n"


def test_texts_of_any_kind_come_back_as_they_went_in(tmp_path: Path) -> None:
    hostile = "a\tb\nc\r\x00\u2028</script>=cmd|' /C calc'!A0 \U0001f600"
    write_folder(tmp_path / "new", HEAD, small_lines(question=hostile, id=hostile), small_images(tmp_path))
    question = open_benchmark(tmp_path / "new").pairs[0].question_a
    assert (question.id, question.text) == (hostile, hostile)


def test_a_folder_that_holds_something_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"full is there already and holds thesis\.txt, among others; nothing is"):
        write_folder(tmp_path / "full", HEAD, small_lines(), small_images(tmp_path))
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="file is a file; expected a folder that is new or empty"):
        write_folder(
            tmp_path / "file", HEAD, small_lines(), {"red.png": b"", "blue.png": b"", "green.png": b"", "grey.png": b""}
        )
    with pytest.raises(UsageError, match=r"file/below cannot be made: Not a directory\. Give a folder where you may"):
        write_folder(tmp_path / "file" / "below", HEAD, [], {})
    assert left_over(tmp_path) == ["file", "full"]


@pytest.mark.parametrize(
    "name", ["../x.png", "/x.png", "a/../../x.png", "", ".", "a//x.png", "./x.png", "a\x00.png", "a\n.png", "a\\x.png"]
)
def test_the_name_of_an_image_cannot_lead_out_or_be_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"^The image .* Give it another name\.$"):
        write_folder(tmp_path / "new", HEAD, small_lines(image=name), {**small_images(tmp_path), name: b"x"})
    assert left_over(tmp_path) == []


def test_names_too_long_or_in_each_others_way_are_told(tmp_path: Path) -> None:
    images = small_images(tmp_path)
    with pytest.raises(UsageError, match=r"^The image 'é{40}'\.\.\. has a part of 604 bytes; a file's name has 255"):
        write_folder(tmp_path / "new", HEAD, small_lines(), {**images, "é" * 300 + ".png": b"x"})
    with pytest.raises(UsageError, match=r"'red\.png' is the name of an image, and of a folder with others"):
        write_folder(tmp_path / "new", HEAD, small_lines(), {**images, "red.png/a.png": b"x"})
    with pytest.raises(UsageError, match=r"'red\.png' and 'RED\.png' differ in case alone"):
        write_folder(tmp_path / "new", HEAD, small_lines(), {**images, "RED.png": b"x"})
    with pytest.raises(UsageError, match=r"The file 'images/more\.png' is part of the layout"):
        write_folder(tmp_path / "new", HEAD, small_lines(), images, beside={"images/more.png": b"x"})


def test_an_image_that_is_not_there_is_told_before_anything_is_written(tmp_path: Path) -> None:
    images = small_images(tmp_path)
    with pytest.raises(UsageError, match=r"Question 'one-a' names the image 'pink\.png', which is not among those"):
        write_folder(tmp_path / "new", HEAD, small_lines(image="pink.png"), images)
    with pytest.raises(UsageError, match=r"'pink\.png' is to be copied from .*gone\.png, which is no file"):
        write_folder(tmp_path / "new", HEAD, small_lines(), {**images, "pink.png": tmp_path / "gone.png"})
    assert left_over(tmp_path) == []


def test_lines_the_reader_refuses_are_never_there_and_the_message_names_the_folder_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=r"new/questions\.jsonl, line 1: answer is 5; it counts the options") as caught:
        write_folder(tmp_path / "new", HEAD, small_lines(answer=5), small_images(tmp_path))
    assert ".part" not in str(caught.value)
    with pytest.raises(BrokenFile, match=r"new is not small 0\.3 as it was released"):
        write_folder(
            tmp_path / "new",
            replace(HEAD, sha256="0" * 64),
            small_lines(),
            {path.name: path for path in (tmp_path / "source" / "images").iterdir()},
        )
    assert left_over(tmp_path) == []


def test_half_of_a_character_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Question 'one-a' has half of a character in a text"):
        write_folder(tmp_path / "new", HEAD, small_lines(question="\ud83d"), small_images(tmp_path))


def test_a_folder_filled_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="new is there already and holds theirs"), new_folder(tmp_path / "new") as part:
        (part / "ours").touch()
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "theirs").touch()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["theirs"]
    assert left_over(tmp_path) == ["new"]
