"""Tables of text: whatever is in a cell comes out of Python's own reader."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scotoma.export.tables import table_bytes

ROWS = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3), min_size=1)


@given(ROWS, st.sampled_from([",", "\t"]))
def test_any_cell_comes_back(rows: list[list[str]], separator: str) -> None:
    text = table_bytes(rows, separator).decode()
    assert [*csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)] == rows


@pytest.mark.parametrize(
    ("cell", "written"), [("=1+1", "=1+1"), ("a, b", '"a, b"'), ('say "x"', '"say ""x"""'), ("a\rb", '"a\rb"')]
)
def test_quotes_stand_only_where_they_must(cell: str, written: str) -> None:
    assert table_bytes([("1", cell)]) == f"1,{written}\n".encode()
