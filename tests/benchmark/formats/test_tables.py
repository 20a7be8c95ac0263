"""Tables are read alike from csv, xlsx and parquet, and complaints name row and column."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scotoma.benchmark.formats.tables import headers_of, read_table
from scotoma.errors import BrokenFile, UnreadableSource
from tests.benchmark.formats.layouts import as_csv, write_xlsx

COLUMNS = {"Index": ("index", "lndex"), "Question": ("question",)}
HEADER = ("Index", "Question", "Extra")
ROWS: list[tuple[Any, ...]] = [(1, " Is it, or not? ", "x"), (2, 'Can you see the key "Z"?', "y")]


def write_csv(path: Path) -> None:
    path.write_bytes(as_csv(HEADER, ROWS))


def write_parquet(path: Path) -> None:
    columns: dict[str, Any] = dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))
    columns["image"] = [{"bytes": b"1", "path": "1.jpg"}] * len(ROWS)
    pq.write_table(pa.table(columns), path)


WRITERS = {".csv": write_csv, ".xlsx": lambda path: write_xlsx(path, HEADER, ROWS), ".parquet": write_parquet}


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_three_kinds_of_file_give_the_same_rows(tmp_path: Path, suffix: str) -> None:
    writer: Callable[[Path], None] = WRITERS[suffix]
    writer(tmp_path / f"Questions{suffix}")
    rows = read_table(tmp_path / f"Questions{suffix}", COLUMNS).rows
    assert [(row.number, dict(row.cells)) for row in rows] == [
        (2, {"Index": "1", "Question": "Is it, or not?"}),
        (3, {"Index": "2", "Question": 'Can you see the key "Z"?'}),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbflndex,Question\r\n1,a?\r\n\r\n2,b?\r\n",  # a mark of byte order, other line ends, an empty row
        b" INDEX ,question\n1,a?\n2,b?",
        b"Question,Index\na?,1\nb?,2\n",
        b"Index,Question\n1.0,a?,\n2,b?,,\n",  # a number as spreadsheets save it, empty cells to the right
    ],
)
def test_a_csv_may_be_written_in_many_ways(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "q.csv").write_bytes(content)
    rows = read_table(tmp_path / "q.csv", COLUMNS).rows
    assert [(row.whole("Index"), row.text("Question")) for row in rows] == [(1, "a?"), (2, "b?")]


def test_cells_of_a_spreadsheet_are_what_it_shows(tmp_path: Path) -> None:
    cells = [datetime.time(11, 54), datetime.time(1, 2, 3), 12.0, 1.5, None, True]
    write_xlsx(tmp_path / "q.xlsx", ("Index", "Question"), [(n, cell) for n, cell in enumerate(cells, start=1)])
    rows = read_table(tmp_path / "q.xlsx", COLUMNS).rows
    assert [row.cells["Question"] for row in rows] == ["11:54", "1:02:03", "12", "1.5", "", "True"]


def test_headers_are_compared_in_lower_case_with_underscores_as_spaces(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("Correct_Answer,  Question  ID\n")
    assert headers_of(tmp_path / "q.csv") == ("correct answer", "question id")
    write_parquet(tmp_path / "q.parquet")
    assert headers_of(tmp_path / "q.parquet") == ("index", "question", "extra", "image")


WRONG = [
    (b"", r"q\.csv, row 1: there is no column Index; found nothing"),
    (b"Number,Question\n1,a\n", r"row 1: there is no column Index; found 'Number', 'Question'"),
    (b"Index,lndex,Question\n1,1,a\n", r"row 1: there are 2 columns Index"),
    (b"Index,Question\n", r"q\.csv has no rows below its header"),
    (b"Index,Question\n1,a,b\n", r"row 2: 3 cells; expected 2\. A text with a comma stands in quotes"),
    (b"Index,Question\n1,a\n2\n", r"row 3: 1 cells; expected 2"),
    (b"Index,Question\n1,caf\xe9\n", r"q\.csv is not UTF-8: byte 20 is none\. Save it again as CSV UTF-8"),
    (b'Index,Question\n1,"a"b\n', r"q\.csv is damaged: .*Fetch it again"),
]


@pytest.mark.parametrize(("content", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_damaged_csv_is_told_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "q.csv").write_bytes(content)
    with pytest.raises(BrokenFile, match=message):
        read_table(tmp_path / "q.csv", COLUMNS)


def test_a_file_that_is_no_xlsx_or_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "q.xlsx").write_text("Index,Question\n")
    with pytest.raises(BrokenFile, match=r"q\.xlsx is no xlsx file: .*Fetch it again"):
        read_table(tmp_path / "q.xlsx", COLUMNS)
    (tmp_path / "q.parquet").write_text("Index,Question\n")
    with pytest.raises(UnreadableSource, match=r"q\.parquet cannot be read as Parquet"):
        read_table(tmp_path / "q.parquet", COLUMNS)


@pytest.mark.parametrize("cell", ["0", "-1", "1.5", "one", "²"])
def test_an_index_counts_from_1(tmp_path: Path, cell: str) -> None:
    (tmp_path / "q.csv").write_text(f"Index,Question\n{cell},a\n", encoding="utf-8")
    row = read_table(tmp_path / "q.csv", COLUMNS).rows[0]
    with pytest.raises(BrokenFile, match=rf"q\.csv, row 2, column Index: '{cell}' is no number of a row; they count 1"):
        row.whole("Index")


def test_an_empty_cell_is_told_where_a_text_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("Index,Question\n1, \n")
    with pytest.raises(BrokenFile, match=r"q\.csv, row 2, column Question: empty"):
        read_table(tmp_path / "q.csv", COLUMNS).rows[0].text("Question")
