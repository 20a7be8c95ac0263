"""The pairs come out as CSV and JSON lines with nothing lost."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pytest

from scotoma.errors import BrokenFile
from scotoma.files import write_parquet
from scotoma.pairs import export_pairs

CAPTIONS = ['a "quoted", caption', "two\nlines", None, "\u05e9\u05dc\u05d5\u05dd \U0001f680", "broken"]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Five images of which the second is broken, so that embedding row 1 is the third image; two pairs."""
    status = ["ok", "broken: torn", "ok", "ok", "ok"]
    captions = [CAPTIONS[0], CAPTIONS[4], *CAPTIONS[1:4]]
    names = [f"{number}.png" for number in range(5)]
    images = {"id": names, "uri": [f"/there/{name}" for name in names], "caption": captions, "status": status}
    write_parquet(tmp_path / "images.parquet", pa.table(images))
    pairs = {"i": [0, 1], "j": [3, 2], "id_i": ["0.png", "2.png"], "id_j": ["4.png", "3.png"]}
    cosines = {"suspect": [0.1 + 0.2, 0.9999999999999999], "reference": [-1e-17, 0.5]}
    write_parquet(tmp_path / "pairs" / "pairs.parquet", pa.table({**pairs, **cosines}))
    return tmp_path


def test_json_lines_hold_every_pair_with_its_images(run: Path) -> None:
    lines = export_pairs(run)[1].read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, lines)
    assert (first["i"], first["j"], first["id_i"], first["id_j"]) == (0, 3, "0.png", "4.png")
    assert first["uri_j"] == "/there/4.png"
    assert (first["caption_i"], first["caption_j"]) == (CAPTIONS[0], CAPTIONS[3])
    assert (second["id_i"], second["caption_i"], second["caption_j"]) == ("2.png", "two\nlines", None)
    assert [first["suspect"], second["suspect"]] == [0.1 + 0.2, 0.9999999999999999]  # the same float64
    assert first["reference"] == -1e-17


def test_the_csv_holds_the_same(run: Path) -> None:
    table, lines = export_pairs(run)
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row, line in zip(rows, map(json.loads, lines.read_text(encoding="utf-8").splitlines()), strict=True):
        assert {key: "" if value is None else str(value) for key, value in line.items()} == row


def test_a_run_without_pairs_has_files_without_rows(run: Path) -> None:
    empty = pa.schema([("i", pa.int64()), ("j", pa.int64()), ("suspect", pa.float64()), ("reference", pa.float64())])
    write_parquet(run / "pairs" / "pairs.parquet", empty.empty_table())
    table, lines = export_pairs(run)
    assert lines.read_text() == ""
    assert table.read_text().startswith("i,j,id_i,id_j,uri_i,uri_j,caption_i,caption_j,suspect,reference")


def test_a_missing_or_damaged_table_is_named(run: Path) -> None:
    (run / "images.parquet").write_bytes(b"no table")
    with pytest.raises(BrokenFile, match=r"images.parquet cannot be read as Parquet"):
        export_pairs(run)
    (run / "pairs" / "pairs.parquet").unlink()
    with pytest.raises(BrokenFile, match=r"pairs.parquet is missing. Run `scotoma mine`"):
        export_pairs(run)
