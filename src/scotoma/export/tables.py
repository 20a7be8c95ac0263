"""Tables of text as bytes: csv and tsv, quoted only where a cell needs it."""

from collections.abc import Iterable, Sequence

__all__ = ["table_bytes"]


def table_bytes(rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    r"""Rows as UTF-8, lines ended by "\n"; a cell with a separator, a quote or a line end in it stands in quotes.

    Cells are written as they are: one that begins with "=" is a formula to a spreadsheet that opens the file.
    """
    return "".join(separator.join(_cell(cell, separator) for cell in row) + "\n" for row in rows).encode()


def _cell(cell: str, separator: str) -> str:
    if any(sign in cell for sign in (separator, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
