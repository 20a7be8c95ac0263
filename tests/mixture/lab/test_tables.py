"""The laboratory's table as records and files."""

import csv
import json
from pathlib import Path

import pytest

from scotoma.mixture.lab.measures import MEASURES
from scotoma.mixture.lab.plan import ROWS
from scotoma.mixture.lab.records import RunResult
from scotoma.mixture.lab.tables import LabTable, lab_table, write_lab_tables
from scotoma.runs import record_stage
from tests.mixture.lab.results import Sizes, Skill, runs_of

SIZES = Sizes(45, 27, 20, 22, 10)
SKILLS = {
    "interleaved": Skill(0.8),
    "single-clip-2x": Skill(0.4),
    "single-clip": Skill(0.4),
    "single-dino": Skill(0.6),
    "additive-0.5": Skill(0.5),
    "additive-0.75": Skill(0.6),
}


@pytest.fixture(scope="module")
def results() -> list[RunResult]:
    return runs_of(SKILLS, sizes=SIZES)


@pytest.fixture(scope="module")
def table(results: list[RunResult]) -> LabTable:
    return lab_table(results)


def test_rows_come_in_the_plans_order_each_with_its_seeds(table: LabTable) -> None:
    wanted = [row.name for row in ROWS if row.name in SKILLS]
    assert [row.row.name for row in table.rows] == wanted
    assert [row.seeds for row in table.rows] == [(0, 1, 2)] * 3 + [(0,)] * 3


def test_single_towers_are_the_ends_of_the_curve(table: LabTable) -> None:
    found = {row.row.name: row.ratio for row in table.rows}
    assert found["single-clip"] == 0.0
    assert found["single-dino"] == 1.0
    assert found["additive-0.75"] == 0.75
    assert found["interleaved"] is None
    trend = table.trend("scenes.pair")
    assert trend is not None
    assert trend.ratios == (0.0, 0.5, 0.75, 1.0)


def test_what_is_missing_is_said(results: list[RunResult], table: LabTable) -> None:
    assert "additive-0.25: no finished run" in table.missing
    assert "concatenated: no finished run" in table.missing
    fewer = [run for run in results if (run.row.name, run.seed) not in (("interleaved", 1), ("interleaved", 2))]
    assert "interleaved: no finished run with seed 1, 2" in lab_table(fewer).missing


def test_interleaved_is_compared_with_the_rows_that_are_there(table: LabTable, results: list[RunResult]) -> None:
    found = table.contrast("scenes.pair")
    assert found is not None
    assert found.difference.value == pytest.approx(found.values[0] - found.values[1])
    assert found.p < 0.01
    assert table.contrast("scenes.pair", "single-clip") is not None
    assert table.contrast("scenes.pair", "concatenated") is None
    alone = lab_table([run for run in results if run.row.name == "interleaved"])
    assert (alone.contrasts, alone.patterns) == ((), ())


def test_each_pattern_is_compared_and_corrected_for_being_one_of_nine(table: LabTable) -> None:
    scenes = [each for each in table.patterns if each.measure.startswith("scenes.")]
    assert len(scenes) == 9
    assert sum(each.n for each in scenes) == SIZES.scenes
    assert all(each.p >= min(one.p for one in each.by_seed) for each in scenes)


def test_files_hold_the_same_figures(table: LabTable, tmp_path: Path) -> None:
    record_stage(tmp_path, "mix lab", {"seeds": 3})
    paths = write_lab_tables(table, ["A sentence."], tmp_path)
    assert [path.name for path in paths] == ["table.csv", "patterns.csv", "tests.csv", "table.json"]
    rows = list(csv.DictReader((tmp_path / "table.csv").read_text("utf-8").splitlines()))
    first = table.rows[0].figures["scenes.pair"]
    assert first is not None
    assert [row["row"] for row in rows] == [row.row.name for row in table.rows]
    assert float(rows[0]["scenes.pair"]) == first.value
    assert (rows[0]["seeds"], rows[0]["scenes.pair_n"]) == ("0 1 2", str(SIZES.scenes))
    assert all(f"{measure.key}_high" in rows[0] for measure in MEASURES)
    tests = list(csv.DictReader((tmp_path / "tests.csv").read_text("utf-8").splitlines()))
    assert [row["seed"] for row in tests if row["measure"] == "scenes.pair" and row["second"] == "single-clip-2x"] == [
        "all",
        "0",
        "1",
        "2",
    ]
    patterns = list(csv.DictReader((tmp_path / "patterns.csv").read_text("utf-8").splitlines()))
    assert len(patterns) == len(SKILLS) * 2 * 9
    content = json.loads((tmp_path / "table.json").read_text("utf-8"))
    assert content["sentences"] == ["A sentence."]
    assert content["stages"][0]["stage"] == "mix lab"
    assert content["made_by"]["versions"]["scotoma"]
    assert content["rows"][0]["figures"]["scenes.pair"]["value"] == first.value


def test_nothing_asked_is_an_empty_cell(tmp_path: Path) -> None:
    table = lab_table(runs_of({"single-clip": Skill()}, (0,), Sizes(9, 0, 0, 0, 0)))
    write_lab_tables(table, [], tmp_path)
    row = next(csv.DictReader((tmp_path / "table.csv").read_text("utf-8").splitlines()))
    assert (row["captions.right"], row["captions.right_n"]) == ("", "0")
