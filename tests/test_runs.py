from pathlib import Path

import pytest

from scotoma.errors import BrokenFile
from scotoma.runs import read_stages, record_stage


def test_stages_are_kept_in_their_order_with_what_made_them(tmp_path: Path) -> None:
    record_stage(tmp_path, "embed", {"limit": 3}, "pillow")
    record_stage(tmp_path, "mine", {"above": 0.95})
    first, second = read_stages(tmp_path)
    assert (first["stage"], first["settings"]) == ("embed", {"limit": 3})
    assert (second["stage"], second["settings"]) == ("mine", {"above": 0.95})
    assert {"python", "numpy", "pyarrow", "pillow"} <= set(first["versions"])
    assert all(first[key] for key in ("command", "at", "machine"))


def test_a_stage_repeated_becomes_the_last_entry_and_with_other_settings_adds_one(tmp_path: Path) -> None:
    for above in (0.95, 0.95, 0.9, 0.95):
        record_stage(tmp_path, "mine", {"above": above})
    assert [stage["settings"]["above"] for stage in read_stages(tmp_path)] == [0.9, 0.95]


def test_a_run_without_a_note_has_no_stages(tmp_path: Path) -> None:
    assert read_stages(tmp_path) == []


def test_a_damaged_note_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"kind": "scotoma run"')
    with pytest.raises(BrokenFile, match=r"run\.json is not JSON"):
        record_stage(tmp_path, "mine", {})
