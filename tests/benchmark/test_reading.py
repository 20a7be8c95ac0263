"""Our own layout is read whole, and complaints name file and line."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as PILImage

from scotoma.benchmark import open_benchmark
from scotoma.errors import BrokenFile, UnreadableSource
from tests.benchmark.small import lines, write_benchmark


def test_a_folder_is_read_as_it_was_written(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_benchmark(tmp_path / "b", errata=["two-a: was red"]))
    assert (benchmark.name, benchmark.version, benchmark.licence) == ("small", "0.3", "CC0-1.0")
    assert (benchmark.mended, benchmark.errata) == (("two-a: was red",), ())
    assert [pair.id for pair in benchmark.pairs] == ["one", "two", "three"]
    assert [pair.pattern for pair in benchmark.pairs] == ["colour", "colour", "state"]  # "color" is an alias
    assert [pair.group for pair in benchmark.pairs] == ["bright", "bright", "three"]
    first = benchmark.pairs[0]
    assert (first.caption_a, first.caption_b) == ("a red picture", "a blue picture")
    assert (first.question_a.options, first.question_a.answer) == (("red", "blue"), 0)
    assert (first.question_b.id, first.question_b.answer) == ("one-b", 1)
    assert first.image_b == tmp_path / "b" / "images" / "blue.png"
    assert (benchmark.has_captions, benchmark.groups) == (True, 2)


def test_each_picture_is_listed_once_under_its_image_id(tmp_path: Path) -> None:
    pictures = open_benchmark(write_benchmark(tmp_path / "b")).pictures()
    assert [pictures[index].id for index in range(len(pictures))] == ["red.png", "blue.png", "green.png", "grey.png"]
    assert pictures.read(2) == (tmp_path / "b" / "images" / "green.png").read_bytes()


def test_lines_of_a_pair_need_not_be_neighbours(tmp_path: Path) -> None:
    here = open_benchmark(write_benchmark(tmp_path / "b", lines()[::-1]))
    there = open_benchmark(write_benchmark(tmp_path / "c"))
    assert sorted(pair.id for pair in here.pairs) == sorted(pair.id for pair in there.pairs)
    assert here.pairs[-1].question_a == there.pairs[0].question_a


def test_a_benchmark_may_have_no_captions(tmp_path: Path) -> None:
    bare = [{key: value for key, value in row.items() if key != "caption"} for row in lines()]
    assert not open_benchmark(write_benchmark(tmp_path / "b", bare)).has_captions


def test_the_sha256_covers_texts_images_and_head_but_not_spaces(tmp_path: Path) -> None:
    plain = open_benchmark(write_benchmark(tmp_path / "plain")).sha256
    spaced = write_benchmark(tmp_path / "spaced")
    spread = "\r\n".join(json.dumps(row, separators=(" , ", " : ")) for row in lines())
    (spaced / "questions.jsonl").write_bytes(f"{spread}\r\n\r\n".encode())
    assert open_benchmark(spaced).sha256 == plain
    renamed = write_benchmark(tmp_path / "renamed", benchmark_version="0.4")
    reworded = write_benchmark(tmp_path / "reworded", [{**row, "question": "What colour?"} for row in lines()])
    repainted = write_benchmark(tmp_path / "repainted")
    PILImage.new("RGB", (8, 8), (254, 0, 0)).save(repainted / "images" / "red.png")
    others = {open_benchmark(folder).sha256 for folder in (renamed, reworded, repainted)}
    assert len(others) == 3
    assert plain not in others


def test_content_other_than_the_stated_sha256_is_refused(tmp_path: Path) -> None:
    right = open_benchmark(write_benchmark(tmp_path / "plain")).sha256
    assert open_benchmark(write_benchmark(tmp_path / "stated", sha256=right)).sha256 == right
    changed = write_benchmark(tmp_path / "changed", lines()[:4], sha256=right)
    with pytest.raises(
        BrokenFile, match=r"changed is not small 0\.3 as it was released: its content has sha256 \w{12}"
    ):
        open_benchmark(changed)


@pytest.mark.parametrize("name", ["benchmark.json", "questions.jsonl"])
def test_a_folder_without_one_of_the_files_is_no_benchmark(tmp_path: Path, name: str) -> None:
    folder = write_benchmark(tmp_path / "b")
    (folder / name).unlink()
    with pytest.raises(UnreadableSource, match=f"b is no benchmark: it has no {name}. Expected a folder with"):
        open_benchmark(folder)


def test_a_head_that_lacks_or_misspells_a_field_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=r"benchmark\.json: lisence: Unexpected keyword argument.*lists the fields"):
        open_benchmark(write_benchmark(tmp_path / "b", lisence="MIT"))


def changed(number: int, **fields: Any) -> list[dict[str, Any]]:
    """The six lines, with fields of one of them changed; counted from 1 as messages do."""
    return [{**row, **fields} if at == number else row for at, row in enumerate(lines(), start=1)]


WRONG = [
    (changed(2, answer="1"), r"questions\.jsonl, line 2: answer: Input should be a valid integer"),
    (changed(2, captoin="a"), r"line 2: captoin: Unexpected keyword argument"),
    (changed(4, side="c"), r"line 4: side: Input should be 'a' or 'b'"),
    (changed(3, answer=2), r"line 3: answer is 2; it counts the options from 0 to 1"),
    (changed(3, answer=-1), r"line 3: answer is -1;"),
    (changed(3, options=["red"]), r"line 3: options are \['red'\]; expected at least two, all different"),
    (changed(3, options=["red", "red"]), r"line 3: options are .* all different"),
    (changed(5, patterns=[]), r"line 5: patterns is empty"),
    (changed(5, patterns=["colur"]), r"line 5: No pattern is named 'colur'\. Did you mean 'colour'\?"),
    (changed(6, image="pink.png"), r"line 6: image 'pink\.png' is not there; looked for .*images/pink\.png"),
    (changed(6, image="../b/images/red.png"), r"line 6: image '\.\./b/images/red\.png' leads out of the folder"),
    (changed(6, image="/etc/hosts"), r"line 6: image '/etc/hosts' leads out of the folder"),
    (changed(6, id="one-a"), r"line 6: id 'one-a' is also on line 1"),
    (changed(6, side="a"), r"line 6: pair 'three' has its side 'a' on line 5 already"),
    (lines()[:5], r"line 5: pair 'three' has this side 'a' only"),
    (changed(4, group="dark"), r"line 4: group differs from line 3"),
    (changed(4, patterns=["state"]), r"line 4: patterns differs from line 3"),
    (changed(2, answer=0), r"line 2: the right answer is 'red', as on line 1 to the same question"),
    (changed(2, caption=None), r"line 2: one of the pair's two images has a caption, the other \(line 1\) none"),
    (changed(2, caption="a red picture"), r"line 2: the caption 'a red picture' is also that of line 1"),
    ([], r"questions\.jsonl holds no questions"),
]


@pytest.mark.parametrize(("questions", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_mistake_in_a_line_is_told_with_its_place(
    tmp_path: Path, questions: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(BrokenFile, match=message):
        open_benchmark(write_benchmark(tmp_path / "b", questions))


def test_a_line_that_is_not_json_is_told_with_its_place(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "b")
    with (folder / "questions.jsonl").open("a") as file:
        file.write("\n{'id': 1}\n")
    with pytest.raises(BrokenFile, match=r"questions\.jsonl, line 8: the whole: Invalid JSON"):
        open_benchmark(folder)
