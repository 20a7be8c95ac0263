"""Thresholds carried over to other encoders of the run, and to and from a run beside it."""

import shutil
from pathlib import Path

import pytest

import scotoma
from scotoma.errors import UnknownName, UsageError
from scotoma.files import read_json, write_json
from scotoma.pairs import density, match_thresholds
from scotoma.report.contents import Contents, read_contents
from scotoma.studio.thresholds.carrying import carry, encoders_in, kept_density, measure_density, runs_beside


@pytest.fixture
def contents(run: Path) -> Contents:
    return read_contents(run)


def test_the_density_of_other_encoders_is_measured_once_and_kept(contents: Contents) -> None:
    run = contents.run
    assert list(encoders_in(run)) == ["toy:edges", "toy:palette"]
    assert kept_density(run, "toy:edges", "toy:palette") is None
    measured = measure_density(run, "toy:edges", "toy:palette")
    kept = kept_density(run, "toy:edges", "toy:palette")
    assert kept is not None
    assert kept.count(0.5, 0.5) == measured.count(0.5, 0.5)
    assert kept_density(run, "toy:palette", "toy:edges") is None


def test_what_corresponds_is_what_match_thresholds_gives(contents: Contents) -> None:
    known, other = contents.density, measure_density(contents.run, "toy:edges", "toy:palette")
    assert known is not None
    carried = carry(known, other, 0.9, 0.7)
    assert carried.thresholds == match_thresholds(known, other, above=0.9, below=0.7)
    assert carried.reason == ""


def test_where_nothing_can_be_carried_over_the_reason_is_given(contents: Contents) -> None:
    assert contents.density is not None
    assert "No pair has a suspect cosine above 1.0" in carry(contents.density, contents.density, 1.0, 0.5).reason
    rows = contents.suspect.rows[:5]
    assert "expected the same" in carry(contents.density, density(rows, rows), 0.9, 0.5).reason


def test_encoders_that_are_not_there_or_the_same_are_refused(contents: Contents) -> None:
    with pytest.raises(UnknownName, match=r"encoder.*toy:edge"):
        measure_density(contents.run, "toy:edge", "toy:palette")
    with pytest.raises(UnknownName):
        measure_density(contents.run, "../../elsewhere", "toy:palette")
    with pytest.raises(UsageError, match=r"Both are toy:edges\. Choose two encoders that differ"):
        measure_density(contents.run, "toy:edges", "toy:edges")


def renamed(run: Path, to: str, suspect: str) -> Path:
    """A copy of the run beside it, that says another suspect was mined."""
    copy = Path(shutil.copytree(run, run.parent / to))
    head = read_json(copy / "run.json", "scotoma run", 1)
    for stage in head["stages"]:
        if stage["stage"] == "mine":
            stage["settings"]["suspect"] = suspect
    write_json(copy / "run.json", "scotoma run", 1, head)
    return copy


def test_runs_beside_are_found_if_they_are_of_the_same_pictures_and_other_encoders(contents: Contents) -> None:
    run = contents.run
    renamed(run, "other", "another:encoder")
    renamed(run, "ours", "toy:palette")
    strangers = renamed(run, "strangers", "another:encoder")
    images = scotoma.pairs.read_images(strangers)
    scotoma.files.write_parquet(strangers / "images.parquet", images.slice(1))
    broken = renamed(run, "broken", "another:encoder")
    (broken / "pairs" / "density.npz").write_bytes(b"nothing")
    found = runs_beside(contents)
    assert [(each.name, each.encoders) for each in found] == [("other", ("another:encoder", "toy:edges"))]
