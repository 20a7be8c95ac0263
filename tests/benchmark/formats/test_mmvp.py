"""MMVP is read as people have it: names, orders, spaces and copies; complaints name row and column."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scotoma.benchmark import Benchmark, open_benchmark, open_questions
from scotoma.errors import BrokenFile, UnreadableSource, UsageError
from scotoma.scoring.pairs import by_pattern
from tests.benchmark.formats.layouts import (
    HEADER,
    MMVP_ROWS,
    as_csv,
    changed,
    paint,
    png,
    write_mmvp,
    write_vlm,
    write_xlsx,
)
from tests.benchmark.shared_data import shared_data


def test_rows_are_questions_and_neighbouring_numbers_are_pairs(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_mmvp(tmp_path / "mine"))
    assert (benchmark.name, benchmark.kind, benchmark.licence, benchmark.labels) == (
        "mine",
        "pairs",
        "not stated",
        "original",
    )
    assert [pair.id for pair in benchmark.pairs] == ["1-2", "3-4"]
    assert [(q.id, q.text, q.options, q.answer) for q in benchmark.questions()] == [
        ("1", "Is the door open?", ("Yes", "No"), 0),
        ("2", "Is the door open?", ("Yes", "No"), 1),
        ("3", "How many birds?", ("One", "Two"), 1),
        ("4", "How many birds?", ("One", "Two"), 0),
    ]
    assert benchmark.missing_images == ()
    assert benchmark.image("3") == tmp_path / "mine" / "MMVP Images" / "3.jpg"
    assert benchmark.partner("3") == benchmark.questions()[3]
    assert benchmark.partner("4") == benchmark.questions()[2]
    assert (benchmark.label_versions, benchmark.patterns_from) == (("original",), None)


def test_pairs_come_by_index_and_never_by_the_order_of_the_rows(tmp_path: Path) -> None:
    lexical = [MMVP_ROWS[0], (10, "Tenth?", "(a) x (b) y", "(b)"), (9, "Tenth?", "(a) x (b) y", "(a)"), *MMVP_ROWS[1:]]
    folder = write_mmvp(tmp_path / "b", lexical, images=None)
    paint(folder / "MMVP Images", [f"{number}.jpg" for number in (1, 10, 2, 3, 4, 9)])
    benchmark = open_benchmark(folder)
    assert [pair.id for pair in benchmark.pairs] == ["1-2", "3-4", "9-10"]
    assert [benchmark.image(n).name for n in ("9", "10")] == ["9.jpg", "10.jpg"]
    assert [q.answer for q in benchmark.pairs[2].questions] == [0, 1]


@pytest.mark.parametrize("images", ["MMVP_Images", "mmvp images", "images", "Images"])
def test_the_image_folder_has_several_names(tmp_path: Path, images: str) -> None:
    benchmark = open_benchmark(write_mmvp(tmp_path / "b", images=images))
    assert benchmark.missing_images == ()
    assert benchmark.image("1").parent.name == images


def test_images_may_lie_beside_the_table_be_png_or_have_leading_zeros(tmp_path: Path) -> None:
    folder = write_mmvp(tmp_path / "b", images=None)
    paint(folder, ["001.png", "2.JPG", "3.jpeg", "0004.png", "notes.png", ".DS_Store"])
    benchmark = open_benchmark(folder)
    assert [benchmark.image(str(n)).name for n in range(1, 5)] == ["001.png", "2.JPG", "3.jpeg", "0004.png"]


def test_header_spelling_and_file_kind_do_not_change_the_benchmark(tmp_path: Path) -> None:
    plain = open_benchmark(write_mmvp(tmp_path / "b" / "x"))
    spelt = write_mmvp(
        tmp_path / "c" / "x",
        [(n, f" {text} ", f"  {options} ", key.strip("()").upper()) for n, text, options, key in MMVP_ROWS],
        header=("lndex", "question", "OPTIONS", "Correct_Answer"),
        images="MMVP_Images",
    )
    sheet = write_mmvp(tmp_path / "d" / "x")
    (sheet / "Questions.csv").unlink()
    write_xlsx(sheet / "Questions.xlsx", HEADER, MMVP_ROWS)
    for folder in (spelt, sheet):
        other = open_benchmark(folder)
        assert (other.sha256, other.questions()) == (plain.sha256, plain.questions())


def test_texts_open_without_images_and_say_which_are_missing(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_mmvp(tmp_path / "b", images=None))
    assert benchmark.missing_images == ("1.jpg", "2.jpg", "3.jpg", "4.jpg")
    assert len(benchmark.questions()) == 4
    assert benchmark.image("1") == tmp_path / "b" / "MMVP Images" / "1.jpg"
    with pytest.raises(
        UnreadableSource, match=r"4 images of b are not there: the first is 1\.jpg, looked for in .*b/MMVP"
    ):
        benchmark.pictures()
    paint(tmp_path / "b" / "MMVP Images", ["1.jpg", "2.jpg", "4.jpg"])
    assert open_benchmark(tmp_path / "b").missing_images == ("3.jpg",)


def test_the_sha256_covers_texts_keys_and_images(tmp_path: Path) -> None:
    hashes = {open_benchmark(write_mmvp(tmp_path / "a" / "x")).sha256}
    for name, rows in {
        "text": changed(MMVP_ROWS, 1, 1, "Is a door open?"),
        "options": changed(MMVP_ROWS, 1, 2, "(a) Yes (b) Not"),
        "key": changed(changed(MMVP_ROWS, 1, 3, "(b)"), 2, 3, "(a)"),
    }.items():
        hashes.add(open_benchmark(write_mmvp(tmp_path / name / "x", rows)).sha256)
    hashes.add(open_benchmark(write_mmvp(tmp_path / "none" / "x", images=None)).sha256)
    repainted = write_mmvp(tmp_path / "repainted" / "x")
    (repainted / "MMVP Images" / "2.jpg").write_bytes(png(77))
    hashes.add(open_benchmark(repainted).sha256)
    assert len(hashes) == 6


def hub_copy(folder: Path, cells: list[Any], **columns: list[Any]) -> Path:
    """A Parquet file as the hub keeps them: a column of images beside others."""
    (folder / "data").mkdir(parents=True)
    pq.write_table(pa.table({"image": cells, **columns}), folder / "data" / "train-00000-of-00001.parquet")
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "scotoma" / "images"


ORDER = (1, 3, 4, 2)  # any order of the rows


def test_a_hub_copy_with_texts_and_images_in_one_table_opens(tmp_path: Path, cache: Path) -> None:
    rows = [MMVP_ROWS[number - 1] for number in ORDER]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(HEADER)}
    folder = hub_copy(tmp_path / "b", [{"bytes": png(n), "path": None} for n in ORDER], **columns)
    benchmark = open_benchmark(folder)
    assert benchmark.questions()[1].options == ("Yes", "No")
    assert [benchmark.image(str(n)).read_bytes() for n in range(1, 5)] == [png(n) for n in range(1, 5)]
    assert benchmark.image("1").is_relative_to(cache)
    assert open_benchmark(folder).sha256 == benchmark.sha256


def test_images_of_a_hub_copy_are_told_by_their_names(tmp_path: Path, cache: Path) -> None:
    lexical = (1, 10, 2, 3, 4, 9)
    folder = hub_copy(tmp_path / "b", [{"bytes": png(n), "path": f"{n}.jpg"} for n in lexical])
    rows = [*MMVP_ROWS, (9, "Tenth?", "(a) x (b) y", "(a)"), (10, "Tenth?", "(a) x (b) y", "(b)")]
    write_mmvp(folder, rows, images=None)
    benchmark = open_benchmark(folder)
    assert benchmark.image("2").read_bytes() == png(2)
    assert benchmark.image("10").read_bytes() == png(10)


def test_images_without_names_are_refused_for_their_order_is_not_known(tmp_path: Path, cache: Path) -> None:
    folder = write_mmvp(hub_copy(tmp_path / "b", [png(n) for n in range(1, 5)]), images=None)
    with pytest.raises(
        BrokenFile, match=r"parquet, row 1, column image: nothing tells which image this is.*1, 10, 100.*'MMVP Images'"
    ):
        open_benchmark(folder)


def test_a_parquet_cell_without_an_image_is_told(tmp_path: Path, cache: Path) -> None:
    cells = [{"bytes": png(1), "path": "1.jpg"}, {"bytes": None, "path": "2.jpg"}]
    folder = write_mmvp(hub_copy(tmp_path / "b", cells), images=None)
    with pytest.raises(BrokenFile, match=r"row 2, column image: no image; expected its bytes"):
        open_benchmark(folder)


def test_images_alone_are_no_benchmark(tmp_path: Path) -> None:
    folder = hub_copy(tmp_path / "b", [{"bytes": png(n), "path": f"{n}.jpg"} for n in (1, 2)])
    with pytest.raises(
        BrokenFile, match=r"has the columns image; expected Index, Question.*put Questions\.csv beside it"
    ):
        open_benchmark(folder)


WRONG = [
    (changed(MMVP_ROWS, 2, 0, 0), r"Questions\.csv, row 3, column Index: '0' is no number of a row"),
    (changed(MMVP_ROWS, 2, 0, 1), r"row 3, column Index: 1 is also on row 2"),
    (MMVP_ROWS[:3], r"row 4, column Index: 3 has no other half: 4 is not there"),
    (MMVP_ROWS[1:], r"row 2, column Index: 2 has no other half: 1 is not there"),
    (changed(MMVP_ROWS, 3, 1, " "), r"row 4, column Question: empty"),
    (
        changed(MMVP_ROWS, 3, 2, "One or two"),
        r"row 4, column Options: 'One or two' are no options; expected two or more",
    ),
    (changed(MMVP_ROWS, 3, 3, "Two"), r"row 4, column Correct Answer: 'Two' is no option; they go from \(a\) to \(b\)"),
    (changed(MMVP_ROWS, 3, 3, "(c)"), r"row 4, column Correct Answer: '\(c\)' is no option"),
    (
        changed(MMVP_ROWS, 4, 3, "(b)"),
        r"row 5, column Correct Answer: 'Two' is right, as on row 4 to the same question",
    ),
]


@pytest.mark.parametrize(("rows", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_mistake_is_told_with_row_and_column(tmp_path: Path, rows: list[tuple[Any, ...]], message: str) -> None:
    with pytest.raises(BrokenFile, match=message):
        open_benchmark(write_mmvp(tmp_path / "b", rows))


def test_two_images_with_one_number_are_told(tmp_path: Path) -> None:
    folder = write_mmvp(tmp_path / "b")
    paint(folder / "MMVP Images", ["01.png"])
    with pytest.raises(BrokenFile, match=r"MMVP Images has two images numbered 1: 01\.png and 1\.jpg"):
        open_benchmark(folder)


def write_patterns(
    path: Path, *rows: tuple[Any, ...], header: tuple[str, ...] = ("index_a", "index_b", "pattern")
) -> Path:
    path.write_bytes(as_csv(header, rows))
    return path


def patterns_of(benchmark: Benchmark) -> list[tuple[str, ...]]:
    return [pair.patterns for pair in benchmark.pairs]


def test_pairs_have_no_pattern_unless_a_table_says_so(tmp_path: Path) -> None:
    folder = write_mmvp(tmp_path / "b")
    plain = open_benchmark(folder)
    assert patterns_of(plain) == [(), ()]
    assert [(name, len(chosen)) for name, chosen in by_pattern(plain)] == [("unsorted", 2), ("all", 2)]
    elsewhere = write_patterns(tmp_path / "mine.csv", (3, 4, "Quantity and Count"), (1, 2, "sc|color"))
    marked = open_benchmark(folder, patterns=elsewhere)
    assert patterns_of(marked) == [("state", "colour"), ("count",)]
    assert (marked.patterns_from, marked.sha256) == ("mine.csv", plain.sha256)
    write_patterns(folder / "patterns.csv", (1, 2, ""), (3, 4, "count"))
    beside = open_benchmark(folder)
    assert (patterns_of(beside), beside.patterns_from) == ([(), ("count",)], "patterns.csv")


WRONG_PATTERNS = [
    ((1, 3, "count"), r"mine\.csv, row 2, column index_a: there is no pair 1-3; they go from 1-2 to 3-4"),
    ((1, 2, "colr"), r"mine\.csv, row 2, column pattern: No pattern is named 'colr'"),
]


@pytest.mark.parametrize(("row", "message"), WRONG_PATTERNS)
def test_a_mistake_in_the_table_of_patterns_is_told(tmp_path: Path, row: tuple[Any, ...], message: str) -> None:
    with pytest.raises(BrokenFile, match=message):
        open_benchmark(write_mmvp(tmp_path / "b"), patterns=write_patterns(tmp_path / "mine.csv", row))


def test_a_pair_twice_in_the_table_of_patterns_or_no_such_column_is_told(tmp_path: Path) -> None:
    folder = write_mmvp(tmp_path / "b")
    twice = write_patterns(tmp_path / "twice.csv", (1, 2, "count"), (1, 2, "state"))
    with pytest.raises(BrokenFile, match=r"twice\.csv, row 3, column index_a: pair 1-2 has a row already"):
        open_benchmark(folder, patterns=twice)
    other = write_patterns(tmp_path / "other.csv", (1, 2, "count"), header=("index_a", "index_b", "kind"))
    with pytest.raises(BrokenFile, match=r"other\.csv, row 1: there is no column pattern; found"):
        open_benchmark(folder, patterns=other)


def test_only_mmvp_takes_a_table_of_patterns(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="emoji needs no table of patterns; only a benchmark in MMVP's layout does"):
        open_benchmark("emoji", patterns="mine.csv")
    with pytest.raises(UsageError, match="b needs no table of patterns"):
        open_questions(write_vlm(tmp_path / "b"), patterns="mine.csv")


def released() -> Path:
    return shared_data("mmvp")


def test_the_released_file_is_recognised(tmp_path: Path) -> None:
    path = released() / "Questions.csv"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == (
        "f10b751410b678f8c922124c2b6dd0d6370d78d3dffc9e83458d109b0746e12f"
    )
    benchmark = open_benchmark(released())
    assert (benchmark.name, benchmark.version, benchmark.licence) == ("MMVP", "2024-01", "MIT")
    assert (len(benchmark.pairs), len(benchmark.questions()), len(benchmark.missing_images)) == (150, 300, 300)
    assert all(pair.question_a.text == pair.question_b.text for pair in benchmark.pairs)
    assert {(pair.question_a.answer, pair.question_b.answer) for pair in benchmark.pairs} == {(0, 1)}
    assert benchmark.questions()[8].text == 'Can you see the key "Z" in the image?'
    assert benchmark.questions()[62].options == ("Correct", "Incorrect")


def test_the_unofficial_patterns_beside_it_are_read(tmp_path: Path) -> None:
    benchmark = open_benchmark(released())
    assert benchmark.patterns_from == "patterns_unofficial.csv"
    assert Counter(pair.pattern for pair in benchmark.pairs) == {
        "presence": 35,
        "state": 27,
        "position": 16,
        "structure": 15,
        "orientation": 15,
        "colour": 14,
        "count": 12,
        "viewpoint": 9,
        "text": 7,
    }
