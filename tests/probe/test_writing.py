"""The files of profiles hold every figure, and what it was made from."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from scotoma.encoders import load_encoder
from scotoma.files import read_json
from scotoma.probe import Plan, Profile, probe_several, save_profiles
from scotoma.probe.writing import KIND, VERSION
from tests.probe.encoders import Fixed

PLAN = Plan(("colour", "text"), n=4, train=6, seed=2, side_px=48)


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    return probe_several([load_encoder("toy:thumb"), Fixed([1.0, 2.0])], PLAN)


@pytest.fixture(scope="module")
def folder(profiles: list[Profile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("probe") / "new"
    save_profiles(profiles, out)
    return out


def test_the_json_has_the_plan_the_encoders_and_each_figure(folder: Path, profiles: list[Profile]) -> None:
    content = read_json(folder / "probe.json", KIND, VERSION)
    assert content["plan"] == {
        "patterns": ["colour", "text"],
        "n": 4,
        "train": 6,
        "seed": 2,
        "difficulty": 0.0,
        "side_px": 48,
        "above": 0.95,
    }
    assert content["made_by"]["versions"]["scotoma"]
    first = content["encoders"][0]
    assert first["encoder"]["name"] == "toy:thumb"
    row = profiles[0].rows[0]
    assert first["patterns"][0]["pattern"] == "colour"
    assert first["patterns"][0]["reads_as"] == row.reads_as
    assert first["patterns"][0]["movement"]["jitter"]["farther"] == row.movement.jitter.farther.as_dict()
    assert first["patterns"][0]["linear"]["trained"] == 6
    assert first["patterns"][0]["matching"] is None


def test_what_is_undefined_is_null_and_not_a_number_that_looks_like_one(folder: Path) -> None:
    def never(constant: str) -> Any:
        raise AssertionError(constant)

    content = json.loads((folder / "probe.json").read_text(encoding="utf-8"), parse_constant=never)
    ratio = content["encoders"][1]["patterns"][0]["movement"]["jitter"]["ratio"]
    assert ratio == {"value": None, "low": None, "high": None, "n": 4}


def test_the_table_gives_the_figures_again(folder: Path, profiles: list[Profile]) -> None:
    table = pq.read_table(folder / "pairs.parquet")
    assert table.num_rows == 2 * 2 * 4
    colour = [line for line in table.to_pylist() if (line["encoder"], line["pattern"]) == ("toy:thumb", "colour")]
    row = profiles[0].rows[0]
    assert np.median([line["fact"] for line in colour]) == row.movement.median
    farther = [(line["fact"] > line["jitter"]) + (line["fact"] == line["jitter"]) / 2 for line in colour]
    assert np.mean(farther) == row.movement.jitter.farther.value
    assert [line["seed"] for line in colour] == row.measured.seeds
    assert all("colour" in line["change"] or ", " in line["change"] for line in colour)
    assert {line["matching_a"] for line in colour} == {None}


def test_a_plan_can_be_read_back(folder: Path) -> None:
    stored = read_json(folder / "probe.json", KIND, VERSION)["plan"]
    assert Plan(**{**stored, "patterns": tuple(stored["patterns"])}) == PLAN
