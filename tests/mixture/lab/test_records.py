"""What a run of the laboratory leaves behind."""

from pathlib import Path

import pytest

from scotoma.errors import BrokenFile
from scotoma.mixture.lab.records import (
    CaptionOutcome,
    InstructionOutcome,
    PairOutcome,
    PresenceOutcome,
    Row,
    RunResult,
    TrainedStage,
    read_results,
    result_path,
    write_result,
)


def result(name: str = "single-clip", seed: int = 0) -> RunResult:
    row = Row(name, "single", None, ("mini:clip",), (64,), (-2,), 64, 1000, 2000, 500)
    return RunResult(
        row,
        seed,
        "tiny",
        {"scenes": 10, "pictures": 0},
        (TrainedStage("text", 10, 4, 0.5, ((2, 3.5), (4, 2.25)), shared=True),),
        {"scenes": (PairOutcome("count-1", "count", (True, None), ("(a)", "")),), "emoji": ()},
        (PresenceOutcome("p1", "s1", True, None, "hm"),),
        (InstructionOutcome("i1", "s1", ("capitals", "german"), False, True, None, "ROT"),),
        (CaptionOutcome("c1", False, "(b)"),),
        1.5,
    )


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_result(tmp_path, result())
    assert read_results(tmp_path) == [result()]


def test_results_come_by_row_and_seed(tmp_path: Path) -> None:
    for name, seed in (("single-clip", 10), ("interleaved", 1), ("single-clip", 2)):
        write_result(tmp_path, result(name, seed))
    found = [(each.row.name, each.seed) for each in read_results(tmp_path)]
    assert found == [("interleaved", 1), ("single-clip", 2), ("single-clip", 10)]


def test_an_empty_folder_has_no_results(tmp_path: Path) -> None:
    assert read_results(tmp_path) == []


def test_a_damaged_result_is_named(tmp_path: Path) -> None:
    write_result(tmp_path, result())
    path = result_path(tmp_path, "single-clip", 0)
    path.write_text(path.read_text().replace('"plan"', '"paln"'))
    with pytest.raises(BrokenFile, match=r"result\.json is not a whole result .KeyError.'plan'.*Delete it"):
        read_results(tmp_path)
