import json
from pathlib import Path

import pytest

from scotoma.errors import BrokenFile, RunLocked
from scotoma.files import locked, made_by, read_json, whole_file, write_json


def test_a_file_whose_writing_fails_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    with whole_file(path) as file:
        file.write(b"first")
    with pytest.raises(RuntimeError, match="half way"), whole_file(path) as file:
        file.write(b"sec")
        raise RuntimeError("half way")
    assert path.read_bytes() == b"first"
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]


def test_json_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", "scotoma-test", 2, {"x": [1, 2.5, "é"]})
    assert read_json(tmp_path / "a.json", "scotoma-test", 2) == {"x": [1, 2.5, "é"]}


def test_not_a_number_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", "scotoma-test", 1, {"x": float("nan")})


@pytest.mark.parametrize("version", [1, 3])
def test_another_version_is_refused_and_both_are_named(tmp_path: Path, version: int) -> None:
    write_json(tmp_path / "a.json", "scotoma-test", version, {})
    with pytest.raises(BrokenFile, match=rf"scotoma-test \(version {version}\); expected scotoma-test \(version 2\)"):
        read_json(tmp_path / "a.json", "scotoma-test", 2)


@pytest.mark.parametrize("text", ["", "{", "[1]", json.dumps({"no": "head"})])
def test_a_damaged_or_foreign_file_is_refused_by_its_path(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(BrokenFile, match=r"a\.json"):
        read_json(tmp_path / "a.json", "scotoma-test", 1)


def test_a_folder_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(RunLocked, match="being written by another process"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_what_made_a_file_is_said() -> None:
    note = made_by("pyarrow")
    assert {"scotoma", "python", "numpy", "pyarrow"} <= set(note["versions"])
