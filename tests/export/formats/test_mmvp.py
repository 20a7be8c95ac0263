"""MMVP's layout as it was released: its own text goes in and comes out."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.benchmark import open_benchmark
from scotoma.errors import BrokenFile, BrokenImage, UsageError
from scotoma.export import export_benchmark
from scotoma.export.formats.mmvp import lettered
from scotoma.images import decode
from tests.benchmark.shared_data import shared_data
from tests.export.reading_back import READERS
from tests.export.sample import sample_benchmark

# webdataset leaves its shards to the garbage collector to close
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
)

STRAY_SPACES = 10  # rows of the released file with a space too many around question, options or key


def released(folder: Path) -> Path:
    """MMVP's own texts, with drawn pictures in place of its photographs."""
    texts = shared_data("mmvp")
    (folder / "MMVP Images").mkdir(parents=True)
    shutil.copyfile(texts / "Questions.csv", folder / "Questions.csv")
    for number in range(1, 301):
        colour = (number % 256, number // 256, 7)
        PILImage.new("RGB", (4, 4), colour).save(folder / "MMVP Images" / f"{number}.jpg")
    return folder


def lines(folder: Path) -> list[bytes]:
    return (folder / "Questions.csv").read_bytes().splitlines(keepends=True)


def test_the_released_text_comes_out_byte_for_byte_but_for_stray_spaces(tmp_path: Path) -> None:
    opened = open_benchmark(released(tmp_path / "MMVP"))
    assert export_benchmark(opened, "mmvp", tmp_path / "out").lost == ()
    before, after = lines(tmp_path / "MMVP"), lines(tmp_path / "out")
    others = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert len(others) == STRAY_SPACES
    for one, other in others:  # nothing but spaces differs in them
        assert one.replace(b" ", b"") == other.replace(b" ", b"")
    assert before[0] == after[0] == b"Index,Question,Options,Correct Answer\n"
    again = open_benchmark(tmp_path / "out")
    assert (again.name, again.version, again.sha256) == ("MMVP", "2024-01", opened.sha256)
    assert (again.errata, again.labels) == (opened.errata, "original")
    assert not (tmp_path / "out" / "errata.json").exists()  # its errata are known wherever its texts are


def test_corrected_labels_change_four_keys_and_nothing_else(tmp_path: Path) -> None:
    opened = open_benchmark(released(tmp_path / "MMVP"))
    for labels in ("original", "corrected"):
        export_benchmark(opened, "mmvp", tmp_path / labels, labels=labels)
    with (
        (tmp_path / "original" / "Questions.csv").open() as one,
        (tmp_path / "corrected" / "Questions.csv").open() as two,
    ):
        differ = [(a, b) for a, b in zip(csv.reader(one), csv.reader(two), strict=True) if a != b]
    assert [(a[0], a[3], b[3]) for a, b in differ] == [
        ("99", "(a)", "(b)"),
        ("100", "(b)", "(a)"),
        ("279", "(a)", "(b)"),
        ("280", "(b)", "(a)"),
    ]
    assert [a[:3] for a, _ in differ] == [b[:3] for _, b in differ]
    assert open_benchmark(tmp_path / "corrected").labels == "corrected"


@pytest.mark.parametrize("name", ["vlmevalkit", "webdataset"])
def test_the_released_text_comes_through_other_formats(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(released(tmp_path / "MMVP"))
    export_benchmark(opened, name, tmp_path / "out")
    rows = READERS[name](tmp_path / "out")
    asked = [(each.id, each.text, each.options, each.answer) for each in opened.questions()]
    assert [(row.id, row.question, row.options, row.answer) for row in rows] == asked


def test_a_part_of_mmvp_keeps_its_numbers(tmp_path: Path) -> None:
    folder = released(tmp_path / "MMVP")
    rows = lines(folder)
    (folder / "Questions.csv").write_bytes(b"".join([rows[0], *rows[99:103]]))
    export_benchmark(open_benchmark(folder), "mmvp", tmp_path / "out")
    assert (tmp_path / "out" / "Questions.csv").read_bytes() == b"".join([rows[0], *rows[99:103]])
    assert sorted(path.name for path in (tmp_path / "out" / "MMVP Images").iterdir()) == [
        "100.jpg", "101.jpg", "102.jpg", "99.jpg",
    ]  # fmt: skip


def test_other_ids_are_numbered_in_the_order_of_the_pairs_and_errata_with_them(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", errata=True))
    export_benchmark(opened, "mmvp", tmp_path / "out")
    table = (tmp_path / "out" / "Questions.csv").read_text()
    assert table.splitlines()[1:4] == [
        "1,Is it open?,(a) no (b) yes,(b)",
        "2,Is it open?,(a) no (b) yes,(a)",
        '3,"How many dots, or \'points\'?","(a) 2, or 3 (b) 4",(b)',
    ]
    errata = json.loads((tmp_path / "out" / "errata.json").read_text())["errata"]
    assert [(each["pair"], each["question"], each["image"], each["old"]) for each in errata] == [
        ("3-4", "3", "3.jpg", "b"),
        ("3-4", "4", "4.jpg", "a"),
    ]
    assert (tmp_path / "out" / "patterns.csv").read_text().splitlines()[:3] == [
        "index_a,index_b,pattern",
        "1,2,state",
        "3,4,count|colour",
    ]


def test_jpegs_are_true_ones_and_those_that_were_are_not_encoded_again(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    export_benchmark(opened, "mmvp", tmp_path / "out", jpeg=True)
    files = [tmp_path / "out" / "MMVP Images" / f"{number}.jpg" for number in range(1, 9)]
    assert all(path.read_bytes().startswith(b"\xff\xd8\xff") for path in files)
    assert files[0].read_bytes() == (tmp_path / "sample" / "images" / "one a.jpg").read_bytes()
    before = np.asarray(decode((tmp_path / "sample" / "images" / "four.png").read_bytes()), dtype=int)
    after = np.asarray(decode(files[6].read_bytes()), dtype=int)
    assert 0 < np.abs(before - after).mean() < 5  # noise at quality 95; measured 1.9
    said = [json.loads(line) for line in (tmp_path / "out" / "provenance.jsonl").read_text().splitlines()]
    assert said[0]["exported_sha256"] == said[0]["sha256"]
    assert said[6]["exported_sha256"] != said[6]["sha256"]
    assert json.loads((tmp_path / "out" / "export.json").read_text())["images"] == "JPEG, quality 95"


def test_what_is_no_picture_cannot_be_made_a_jpeg(tmp_path: Path) -> None:
    folder = sample_benchmark(tmp_path / "sample")
    (folder / "images" / "four.png").write_bytes(b"<svg onload='alert(1)'/>")
    opened = open_benchmark(folder)
    with pytest.raises(BrokenImage, match=r"four\.png cannot be written as JPEG: not an image: SVG or other XML"):
        export_benchmark(opened, "mmvp", tmp_path / "out", jpeg=True)
    assert not (tmp_path / "out").exists()


def changed(folder: Path, **fields: object) -> Path:
    """The sample with other fields in its first line."""
    sample_benchmark(folder)
    first, *others = (folder / "questions.jsonl").read_text().splitlines()
    (folder / "questions.jsonl").write_text("\n".join([json.dumps({**json.loads(first), **fields}), *others]))
    return folder


def test_what_cannot_be_told_from_a_cell_is_refused(tmp_path: Path) -> None:
    ambiguous = changed(tmp_path / "ambiguous", options=["plan (b)", "plan (c)"])
    with pytest.raises(UsageError, match=r"Question 'one/a' has the options .*; mmvp has all of them in one cell, "):
        export_benchmark(open_benchmark(ambiguous), "mmvp", tmp_path / "out")
    many = changed(tmp_path / "many", options=[f"option {number}" for number in range(27)])
    with pytest.raises(UsageError, match="Question 'one/a' has 27 options; mmvp letters 26 at most"):
        export_benchmark(open_benchmark(many), "mmvp", tmp_path / "out")
    empty = changed(tmp_path / "empty", question=" \n")
    with pytest.raises(UsageError, match="Question 'one/a' has no text but spaces, which mmvp cannot hold"):
        export_benchmark(open_benchmark(empty), "mmvp", tmp_path / "out")
    same = changed(tmp_path / "same", question="Is it open? ", answer=0)
    with pytest.raises(
        BrokenFile, match=r"out/Questions\.csv, row 3, .*'no' is right, as on row 2 to the same"
    ) as caught:
        export_benchmark(open_benchmark(same), "mmvp", tmp_path / "out")
    assert ".part" not in str(caught.value)


def test_options_are_lettered() -> None:
    assert lettered(("Open", "Closed", "Gone")) == "(a) Open (b) Closed (c) Gone"
