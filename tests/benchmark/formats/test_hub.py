"""A benchmark as a Parquet table: checked row by row, whoever wrote it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image as PILImage

from scotoma.benchmark import open_benchmark
from scotoma.errors import BrokenFile, UsageError

Rows = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def rows(folder: Path) -> Rows:
    """One pair, with no patterns."""
    PILImage.new("RGB", (4, 4)).save(folder / "a.png")
    data = (folder / "a.png").read_bytes()
    return [
        {
            "id": f"one-{side}",
            "pair": "one",
            "side": side,
            "question": "Open?",
            "options": ["no", "yes"],
            "answer": "ab".index(side),
            "image": {"bytes": data + side.encode(), "path": f"{side}.png"},
        }
        for side in "ab"
    ]


def written(folder: Path, table: Rows, metadata: dict[bytes, bytes] | None = None) -> Path:
    (folder / "theirs" / "data").mkdir(parents=True)
    made = pa.Table.from_pylist(table).replace_schema_metadata(metadata)
    pq.write_table(made, folder / "theirs" / "data" / "test-00000-of-00001.parquet")
    return folder / "theirs"


def test_a_table_of_somebody_else_s_opens_without_patterns_and_captions(tmp_path: Path) -> None:
    opened = open_benchmark(written(tmp_path, rows(tmp_path)))
    assert (opened.name, opened.licence, len(opened.version)) == ("theirs", "not stated", 12)
    (pair,) = opened.pairs
    assert (pair.patterns, pair.pattern, pair.caption_a, pair.group) == ((), "unsorted", None, "one")
    assert pair.image_b.read_bytes().endswith(b"b")
    assert opened.missing_images == ()


def test_images_without_a_name_are_counted(tmp_path: Path) -> None:
    table = rows(tmp_path)
    for row in table:
        row["image"] = {"bytes": row["image"]["bytes"], "path": None}
    assert [question.image_id for question in open_benchmark(written(tmp_path, table)).questions()] == ["1", "2"]


def wrong_answer(table: Rows) -> None:
    table[1]["answer"] = 7


def no_image(table: Rows) -> None:
    table[1]["image"]["bytes"] = None


def leading_out(table: Rows) -> None:
    table[1]["image"]["path"] = "../../b.png"


def of_no_side(table: Rows) -> None:
    table[1]["side"] = "c"


def alone(table: Rows) -> None:
    del table[1]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (wrong_answer, r"parquet, line 2: answer is 7; it counts the options from 0 to 1"),
        (no_image, r"parquet, row 2: no image; expected its bytes, or bytes and path"),
        (leading_out, r"parquet, row 2: The image '\.\./\.\./b\.png' is no path below a folder"),
        (of_no_side, r"parquet, row 2: side: Input should be 'a' or 'b'"),
        (alone, r"parquet, line 1: pair 'one' has this side 'a' only"),
    ],
)
def test_a_mistake_is_told_with_its_row(tmp_path: Path, damage: Callable[[Rows], None], message: str) -> None:
    table = rows(tmp_path)
    damage(table)
    with pytest.raises(BrokenFile, match=message):
        open_benchmark(written(tmp_path, table))


def test_metadata_that_nobody_wrote_are_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=r"metadata: b'\[1\]' is not what scotoma writes\. Export the benchmark again"):
        open_benchmark(written(tmp_path, rows(tmp_path), {b"scotoma": b"[1]"}))


def test_a_damaged_table_and_an_empty_one_are_told(tmp_path: Path) -> None:
    folder = written(tmp_path, rows(tmp_path))
    path = next(folder.rglob("*.parquet"))
    whole = path.read_bytes()
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    with pytest.raises(BrokenFile, match=r"parquet has no rows\."):
        open_benchmark(folder)
    path.write_bytes(whole[:4] + bytes(400) + whole[404:])
    with pytest.raises(BrokenFile, match=r"parquet is damaged after row 0: .* Fetch it again\."):
        open_benchmark(folder)


def test_a_table_of_patterns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "patterns.csv").write_text("")
    with pytest.raises(UsageError, match="theirs needs no table of patterns; only a benchmark in MMVP's layout does"):
        open_benchmark(written(tmp_path, rows(tmp_path)), patterns=tmp_path / "patterns.csv")
