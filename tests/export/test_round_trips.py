"""What goes into each format comes out of it by the reader of the tool it is for, as far as its table says."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.benchmark.formats.mmvp_vlm import COLUMNS as VLM_COLUMNS
from scotoma.export import FORMATS, export_benchmark
from scotoma.patterns import PATTERNS
from tests.export.reading_back import READERS, Row, rows_of
from tests.export.sample import hostile_benchmark, sample_benchmark

# webdataset leaves its shards to the garbage collector to close
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
)

FIELDS = {
    "texts": ("question", "options", "answer"),
    "ids": ("id", "pair"),
    "captions": ("caption",),
    "patterns": ("patterns",),
    "groups": ("group",),
    "vendors": ("vendor",),
    "notes": ("note",),
}


def expected(rows: list[Row], name: str) -> list[Row]:
    """The rows as the format is said to carry them: in its order, without what its table says no to."""
    carries = FORMATS[name].carries
    lost: dict[str, Any] = {field: None for part, names in FIELDS.items() if part not in carries for field in names}
    if carries.get("patterns", "").startswith("the main one"):
        rows = [replace(row, patterns=(row.patterns or ())[:1]) for row in rows]
    if name == "mmvp":  # its options are told without the spaces around them
        rows = [replace(row, options=tuple(option.strip() for option in row.options or ())) for row in rows]
    if name == "mmvp-vlm":
        order = [pattern.name for pattern in PATTERNS]
        rows = sorted(rows, key=lambda row: order.index((row.patterns or ("",))[0]))
    return [replace(row, **lost) for row in rows]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))


def test_every_format_has_a_reader_and_every_field_a_part() -> None:
    assert READERS.keys() == FORMATS.keys()
    assert {name for names in FIELDS.values() for name in names} | {"image"} == {field.name for field in fields(Row)}
    assert "Statement" in VLM_COLUMNS


@pytest.mark.parametrize("name", FORMATS)
def test_questions_options_keys_and_bytes_come_back_from(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    export_benchmark(opened, name, tmp_path / "out")
    assert READERS[name](tmp_path / "out") == expected(rows_of(opened), name)


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_texts_and_names_come_back_unaltered_from(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(hostile_benchmark(tmp_path / "hostile"))
    export_benchmark(opened, name, tmp_path / "out")
    assert READERS[name](tmp_path / "out") == expected(rows_of(opened), name)
    below = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*")}
    assert not [path for path in below if any(ord(sign) < 32 or sign in '<>:"|?*\\' for sign in path)]
    assert {path.name for path in tmp_path.iterdir()} <= {"hostile", "out", "xdg", "cache"}


@pytest.mark.parametrize("name", ["scotoma", "hub", "lmms-eval"])
def test_a_folder_of_ours_opens_as_the_same_benchmark(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", errata=True))
    export_benchmark(opened, name, tmp_path / "out")
    again = open_benchmark(tmp_path / "out")
    assert rows_of(again) == rows_of(opened)
    assert (again.name, again.version, again.licence, again.mended) == ("sample", "2.1", "CC-BY-4.0", opened.mended)
    assert (again.errata, again.labels, again.sha256) == (opened.errata, "original", opened.sha256)
    corrected = [question.answer for question in again.labelled("corrected").questions()]
    assert corrected == [1, 0, 0, 1, 2, 0, 0, 1]
