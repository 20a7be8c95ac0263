"""Which pair is of which visual pattern, as a table: for MMVP, whose own labels were never published."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from scotoma.benchmark.formats.tables import Row, headers_of, read_table
from scotoma.errors import UnknownName
from scotoma.patterns import pattern_named

__all__ = ["CODES", "find_pattern_map", "read_pattern_map"]

FILES = ("patterns.csv", "patterns_unofficial.csv")
COLUMNS = ("pattern", "patterns", "amvicc label")
CODES = {
    "od": "orientation",
    "pf": "presence",
    "sc": "state",
    "qc": "count",
    "pr": "position",
    "ca": "colour",
    "sh": "structure",
    "tx": "text",
    "vp": "viewpoint",
}
"""The two letters with which the AMVICC data set (2025) marks MMVP's pairs."""


def find_pattern_map(folder: Path) -> Path | None:
    """The table beside a benchmark: `patterns.csv`, or `patterns_unofficial.csv`."""
    return next((folder / name for name in FILES if (folder / name).is_file()), None)


def read_pattern_map(path: Path, pairs: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The patterns of each pair, by id, from a csv with the columns `index_a`, `index_b` and `pattern`.

    `amvicc_label` will do for `pattern`. A pattern is a name or title of `scotoma.patterns` or a code of two letters;
    several are separated by "|", the one to count under first. An empty cell leaves the pair without.

    Raises:
        BrokenFile: a column is missing, a pair is unknown or there twice, or a pattern is unknown.
    """
    there = headers_of(path)
    label = next((name for name in COLUMNS if name in there), COLUMNS[0])
    table = read_table(path, {"index_a": ("index a",), "index_b": ("index b",), label: (label,)})
    found: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        pair = f"{row.whole('index_a')}-{row.whole('index_b')}"
        if pair not in pairs:
            raise row.wrong("index_a", f"there is no pair {pair}; they go from {pairs[0]} to {pairs[-1]}.")
        if pair in found:
            raise row.wrong("index_a", f"pair {pair} has a row already.")
        found[pair] = tuple(_pattern(row, label, name) for name in row.cells[label].split("|") if name.strip())
    return found


def _pattern(row: Row, column: str, name: str) -> str:
    try:
        return pattern_named(CODES.get(name.strip().casefold(), name)).name
    except UnknownName as error:
        raise row.wrong(column, str(error)) from error
