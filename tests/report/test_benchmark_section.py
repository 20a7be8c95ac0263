"""The sections on a benchmark's pairs say what the run's scores say of its two encoders."""

from dataclasses import replace
from pathlib import Path

import pytest

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.encoders import load_encoder
from scotoma.errors import BrokenFile
from scotoma.matching import match, save_scores
from scotoma.report.benchmark_section import benchmark_sections
from scotoma.scoring import cosines
from tests.benchmark.small import write_benchmark
from tests.matching.colour_words import ColourWords

NAMES = ("test:colour-words", "toy:layout")


@pytest.fixture
def benchmark(tmp_path: Path) -> Benchmark:
    return open_benchmark(write_benchmark(tmp_path / "small"))


@pytest.fixture
def run(benchmark: Benchmark, tmp_path: Path) -> Path:
    suspect, reference = ColourWords(), load_encoder("toy:layout")
    save_scores(tmp_path / "run", benchmark, suspect.facts, match(benchmark, suspect))
    save_scores(tmp_path / "run", benchmark, reference.facts, cosines(benchmark, reference))
    return tmp_path / "run"


def test_captions_matched_are_those_of_the_scores(run: Path, benchmark: Benchmark) -> None:
    matching = benchmark_sections(run, NAMES, (0.95, 0.6))["matching"]
    scores = match(benchmark, ColourWords()).metrics[0]
    assert [row["both"] for row in matching["rows"]] == [row.both for row in scores.rows]
    assert [row["title"] for row in matching["rows"]] == ["State and Condition", "Color and Appearance", "All"]
    assert matching["rows"][-1]["pair"]["n"] == 3
    assert (matching["chance_pair"], matching["chance_single"]) == (0.25, 0.5)


def test_pairs_that_nobody_sorted_have_a_row_of_their_own(benchmark: Benchmark, tmp_path: Path) -> None:
    bare = replace(benchmark, pairs=tuple(replace(pair, patterns=()) for pair in benchmark.pairs))
    save_scores(tmp_path / "bare", bare, ColourWords.facts, match(bare, ColourWords()))
    matching = benchmark_sections(tmp_path / "bare", NAMES, (0.95, 0.6))["matching"]
    assert [row["title"] for row in matching["rows"]] == ["Unsorted", "All"]


def test_an_encoder_without_text_has_no_rows_but_is_told_of(run: Path) -> None:
    matching = benchmark_sections(run, (NAMES[1], NAMES[0]), (0.95, 0.6))["matching"]
    assert matching["rows"] == []
    assert matching["benchmark"]["name"] == "small"


def test_pairs_in_both_shades_are_counted(run: Path, benchmark: Benchmark) -> None:
    one, other = (cosines(benchmark, each).values for each in (ColourWords(), load_encoder("toy:layout")))
    for above, below in ((-1.0, 1.0), (0.5, 0.9), (0.95, 0.6)):
        alike = benchmark_sections(run, NAMES, (above, below))["alike"]
        assert alike["rows"][-1]["blind"] == sum((one > above) & (other < below))
        assert alike["rows"][-1]["n"] == 3
    assert benchmark_sections(run, NAMES, (-1.0, None))["alike"]["rows"][-1]["blind"] == 3


def test_without_scores_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert benchmark_sections(tmp_path, NAMES, (0.95, 0.6)) == {"matching": None, "alike": None}


def test_scores_on_two_benchmarks_are_not_compared(run: Path, tmp_path: Path) -> None:
    other = open_benchmark(write_benchmark(tmp_path / "other", name="other"))
    (run / "scores" / "toy-layout.json").unlink()
    reference = load_encoder("toy:layout")
    save_scores(run, other, reference.facts, cosines(other, reference))
    sections = benchmark_sections(run, NAMES, (0.95, 0.6))
    assert sections["alike"] is None
    assert sections["matching"]["rows"]


def test_damaged_scores_are_named(run: Path) -> None:
    (run / "scores" / "toy-layout.json").write_text("{")
    with pytest.raises(BrokenFile, match=r"toy-layout\.json is not JSON"):
        benchmark_sections(run, NAMES, (0.95, 0.6))
