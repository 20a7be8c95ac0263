"""The laboratory as a whole."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from scotoma.errors import RunMismatch, UsageError
from scotoma.mixture.building import build_mixture
from scotoma.mixture.lab.looking import tower_source
from scotoma.mixture.lab.plan import CLIP, DINO, LabPlan, TowerPlan, chosen_rows
from scotoma.mixture.lab.records import read_results
from scotoma.mixture.lab.running import planned_runs, run_laboratory
from scotoma.mixture.lab.runs import Laboratory
from scotoma.runs import read_stages


def test_a_run_leaves_its_row_its_stages_and_every_answer(laboratory: Path) -> None:
    interleaved, single = read_results(laboratory)
    assert (interleaved.row.name, single.row.name) == ("interleaved", "single-clip")
    assert (interleaved.row.tokens_per_image, single.row.tokens_per_image) == (128, 64)
    assert (interleaved.row.sides_px, interleaved.row.layers) == ((64, 64), (-2, -1))
    assert interleaved.row.flops_per_image > 1.9 * single.row.flops_per_image
    assert [stage.name for stage in single.stages] == ["text", "align", "instruct"]
    assert [stage.shared for stage in single.stages] == [True, False, False]
    assert single.trained_on == {"scenes": 18, "pictures": 0}
    assert {name: len(pairs) for name, pairs in single.pairs.items()} == {"scenes": 9, "emoji": 3}
    assert (len(single.presence), len(single.instructions), len(single.captions)) == (4, 22, 4)


def test_both_rows_begin_with_one_language_model(laboratory: Path) -> None:
    interleaved, single = read_results(laboratory)
    assert interleaved.stages[0] == single.stages[0]


def test_the_folder_says_what_was_done(laboratory: Path) -> None:
    stage = read_stages(laboratory)[0]
    assert stage["stage"] == "mix lab"
    assert stage["settings"]["rows"] == ["single-clip", "interleaved"]
    assert "torch" in stage["versions"]


def test_what_is_finished_is_not_done_again(laboratory: Path, plan: LabPlan) -> None:
    results = sorted(laboratory.glob("runs/*/result.json"))
    before = [path.stat().st_mtime_ns for path in results]
    found = run_laboratory(laboratory, plan, chosen_rows(("single-clip", "interleaved")), seeds=1)
    assert [path.stat().st_mtime_ns for path in results] == before
    assert found == read_results(laboratory)


def test_a_folder_is_for_one_plan(laboratory: Path, plan: LabPlan) -> None:
    with pytest.raises(RunMismatch, match=r"was begun with another plan than asked for\. Name a new folder"):
        run_laboratory(laboratory, replace(plan, turns=9))
    with pytest.raises(RunMismatch, match="another pictures than"):
        run_laboratory(laboratory, plan, pictures="elsewhere")


def test_seeds_and_jobs_are_at_least_one(tmp_path: Path, plan: LabPlan) -> None:
    with pytest.raises(UsageError, match="seeds is 0 and jobs is 1; expected 1 or more"):
        run_laboratory(tmp_path, plan, seeds=0)


def test_only_the_rows_that_claims_rest_on_are_trained_with_several_seeds(tmp_path: Path, plan: LabPlan) -> None:
    runs = planned_runs(Laboratory(tmp_path, plan), chosen_rows(()), 3)
    seeds = [(run.row.name, run.seed) for run in runs]
    assert len(seeds) == 10 + 2 * 3
    assert [seed for _, seed in seeds[:10]] == [0] * 10
    assert {name for name, seed in seeds if seed} == {"single-clip", "single-clip-2x", "interleaved"}


@pytest.mark.parametrize(("ratio", "tower"), [(0.0, CLIP), (1.0, DINO)])
def test_the_ends_of_the_additive_curve_are_the_single_networks(
    laboratory: Path, ratio: float, tower: TowerPlan
) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    made = []
    for towers, mixture, ssl_ratio in (([CLIP, DINO], "additive", ratio), ([tower], "single", None)):
        language = AutoModelForCausalLM.from_pretrained(laboratory / "language")
        tokenizer = AutoTokenizer.from_pretrained(laboratory / "tokenizer")
        sources = [tower_source(each) for each in towers]
        made.append(build_mixture(sources, (language, tokenizer), mixture=mixture, ssl_ratio=ssl_ratio, seed=0)[0])
    features = [torch.randn(1, 64, 192) for _ in range(2)]
    mixed, single = made[0].mix(features), made[1].mix(features[:1] if tower is CLIP else features[1:])
    assert torch.equal(mixed, single)


LAUNCH = """
import sys
from dataclasses import replace
from pathlib import Path

import importlib.util
if importlib.util.find_spec("torchvision"):
    try:
        import torchvision
    except RuntimeError:
        import torch
        for name in ("nms", "qnms"):
            torch.library.define(f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from scotoma.mixture.lab.plan import PLANS, Fit, chosen_rows
from scotoma.mixture.lab.running import run_laboratory
from scotoma.mixture.lab.sets import Sizes

if __name__ == "__main__":
    text, sizes = Fit(10.0, 6, 1e-2), Sizes(1, 4, 22, 4, emoji_pairs=3)
    plan = replace(PLANS["tiny"], pairs=9, text=text, sizes=sizes, max_new_tokens=4)
    run_laboratory(Path(sys.argv[1]), plan, chosen_rows(("single-clip", "interleaved")), seeds=1, jobs=2)
"""


@pytest.mark.slow
def test_two_jobs_give_the_answers_of_one_and_a_killed_run_goes_on(laboratory: Path, tmp_path: Path) -> None:
    """Killed when its language model is done and its rows are in hand."""
    script, out = tmp_path / "launch.py", tmp_path / "out"
    script.write_text(LAUNCH)
    command = [sys.executable, "-W", "ignore", str(script), str(out)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment) as process:
        while process.poll() is None and not (out / "language" / "text.json").exists():
            time.sleep(0.05)
        process.kill()
    assert not list(out.glob("runs/*/result.json"))
    subprocess.run(command, env=environment, check=True)
    for one, two in zip(read_results(laboratory), read_results(out), strict=True):
        assert (one.row, one.pairs, one.instructions) == (two.row, two.pairs, two.instructions)
