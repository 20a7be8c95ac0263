"""The seeded defects: what is found of faults planted in two benchmarks of sixty pairs."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.lint import Evidence, items_of, lint_benchmark, measure_pictures

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "lint_faults.py"
MMVP = Path(__file__).parents[3] / "shared" / "data" / "mmvp"


@pytest.fixture(scope="module")
def planting() -> ModuleType:
    """The script that plants the faults."""
    spec = importlib.util.spec_from_file_location("lint_faults", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("title", "counts", "warnings"), [("Drawn scenes", (19, 20), 1), ("Drawings", (10, 13), 0)])
def test_as_many_planted_faults_are_found_as_the_docs_say(
    planting: ModuleType, tmp_path: Path, title: str, counts: tuple[int, int], warnings: int
) -> None:
    name, make = planting.SETS[title]
    folder, faults = make(tmp_path / "benchmark"), planting.read_faults(name)
    planting.plant(folder, faults)
    benchmark = open_benchmark(folder)
    assert (len(benchmark.pairs), len(faults)) == (60, 20)
    planting.simulate(tmp_path / "run", benchmark, faults)
    for run, count in zip((None, tmp_path / "run"), counts, strict=True):
        found = planting.find(folder, faults, run=run)
        assert sum(bool(rules) for _, _, rules in found.faults) == count
        assert (len(found.alarms["error"]), len(found.alarms["warning"])) == (0, warnings)


def test_the_whole_built_in_benchmark_has_no_error() -> None:
    emoji = open_benchmark("emoji")
    pictures, broken = measure_pictures({each.image_id: emoji.image(each.id) for each in emoji.questions()})
    report = lint_benchmark(items_of(emoji), evidence=Evidence(pictures, broken))
    assert report.counts()["error"] == 0
    assert {flag.rule for flag in report.flags if flag.severity == "warning"} == {
        "near-duplicates",
        "small-images",
        "answer-side",
    }


@pytest.mark.skipif(not MMVP.is_dir(), reason="MMVP's texts are not here")
def test_mmvps_texts_have_the_flags_that_the_docs_list() -> None:
    report = lint_benchmark(items_of(open_benchmark(MMVP)))
    assert report.counts() == {"error": 0, "warning": 4, "note": 9}
    (position,) = (flag for flag in report.flags if flag.rule == "answer-position")
    assert "150 of 150 pairs" in position.found
    assert {pair for flag in report.flags for pair in flag.pairs} & {"99-100", "279-280"} <= {"279-280"}


@pytest.mark.skipif(not MMVP.is_dir(), reason="MMVP's texts are not here")
def test_models_that_see_bring_mmvps_swapped_keys_to_light(planting: ModuleType, tmp_path: Path) -> None:
    mmvp = open_benchmark(MMVP)
    swapped = [{"kind": "swapped key", "pair": pair} for pair in ("99-100", "279-280")]
    assert {each["pair"] for each in swapped} == {each.pair for each in mmvp.errata}
    planting.simulate(tmp_path, mmvp, swapped)
    evidence = Evidence(answers=planting.model_answers(tmp_path, mmvp))
    report = lint_benchmark(items_of(mmvp), evidence=evidence)
    assert [flag.pairs for flag in report.flags if flag.rule == "models-against-key"] == [("99-100",), ("279-280",)]
