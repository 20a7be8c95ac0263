"""Tables as people have them, csv, xlsx or parquet: every cell a text; complaints name row and column."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.errors import BrokenFile, MissingExtra, UnreadableSource

__all__ = ["Row", "Table", "headers_of", "read_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells under the wanted names, and where it stands, counted as a spreadsheet does (the header is
    row 1)."""

    path: Path
    number: int
    cells: Mapping[str, str]

    def wrong(self, column: str, what: str) -> BrokenFile:
        """The complaint about a cell."""
        return BrokenFile(f"{self.path}, row {self.number}, column {column}: {what}")

    def text(self, column: str) -> str:
        """A cell that must say something.

        Raises:
            BrokenFile: it is empty.
        """
        if not self.cells[column]:
            raise self.wrong(column, "empty.")
        return self.cells[column]

    def whole(self, column: str) -> int:
        """A cell that must be a number counted from 1.

        Raises:
            BrokenFile: it is something else.
        """
        text = self.text(column).removesuffix(".0")
        if not (text.isascii() and text.isdigit() and int(text) > 0):
            raise self.wrong(column, f"{text!r} is no number of a row; they count 1, 2, 3, ...")
        return int(text)


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, in its order."""

    path: Path
    rows: tuple[Row, ...]


def read_table(path: Path, columns: Mapping[str, Sequence[str]]) -> Table:
    """The wanted columns of a csv, xlsx or parquet file; `columns` gives each its names, in any case.

    Cells are texts without the spaces around them; empty rows are left out; of an xlsx the first sheet is read.

    Raises:
        BrokenFile: a column is missing or there twice, a row is of another length, or the file is damaged.
        MissingExtra: an xlsx file, and openpyxl is not installed.
    """
    head, *lines = _lines(path) or [[]]
    places = {name: _column(path, head, name, names) for name, names in columns.items()}
    rows = tuple(_rows(path, len(head), lines, places))
    if not rows:
        raise BrokenFile(f"{path} has no rows below its header.")
    return Table(path, rows)


def headers_of(path: Path) -> tuple[str, ...]:
    """The names of a table's columns as `read_table` compares them: lower case, underscores as spaces.

    Raises:
        BrokenFile, MissingExtra: as `read_table`.
    """
    if path.suffix.lower() == ".parquet":
        return tuple(_plain(name) for name in _schema(path))
    return tuple(_plain(name) for name in (_lines(path) or [[]])[0])


def _plain(header: str) -> str:
    return " ".join(header.replace("_", " ").casefold().split())


def _column(path: Path, head: Sequence[str], wanted: str, names: Sequence[str]) -> int:
    found = [number for number, header in enumerate(head) if _plain(header) in names]
    if len(found) == 1:
        return found[0]
    what = f"there are {len(found)} columns {wanted}" if found else f"there is no column {wanted}"
    raise BrokenFile(f"{path}, row 1: {what}; found {', '.join(map(repr, head)) or 'nothing'}.")


def _rows(path: Path, width: int, lines: Iterable[Sequence[str]], places: Mapping[str, int]) -> Iterator[Row]:
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        if len(cells) < width or any(cells[width:]):
            raise BrokenFile(
                f"{path}, row {number}: {len(cells)} cells; expected {width}. A text with a comma stands in quotes."
            )
        yield Row(path, number, {name: cells[place] for name, place in places.items()})


def _lines(path: Path) -> list[list[str]]:
    readers = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
    return [[cell.strip() for cell in line] for line in readers[path.suffix.lower()](path)]


def _csv(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFile(f"{path} is not UTF-8: byte {error.start} is none. Save it again as CSV UTF-8.") from error
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise BrokenFile(f"{path} is damaged: {error}. Fetch it again.") from error


def _xlsx(path: Path) -> list[list[str]]:
    from zipfile import BadZipFile

    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtra(
            f"{path} is an xlsx file, and openpyxl is not installed. pip install 'scotoma[data]', or save it as csv."
        ) from error
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise BrokenFile(f"{path} is no xlsx file: {error}. Fetch it again.") from error
    try:
        return [[_as_text(cell) for cell in line] for line in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()


def _as_text(cell: Any) -> str:
    """A cell as a spreadsheet shows it: 3, not 3.0; a time of the day without its seconds where there are none."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.time):
        return f"{cell.hour}:{cell.minute:02}" + (f":{cell.second:02}" if cell.second else "")
    return str(cell)


def _schema(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableSource(f"{path} cannot be read as Parquet: {error}.") from error


def _parquet(path: Path) -> list[list[str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [name for name in _schema(path) if _is_plain(pq.read_schema(path).field(name).type)]
    table: pa.Table = pq.read_table(path, columns=texts)
    return [texts, *([_as_text(cell) for cell in row.values()] for row in table.to_pylist())]


def _is_plain(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind))
