"""`scotoma mix train`: one call of the library, and what it says."""

import subprocess
import sys
from pathlib import Path

import pytest

from scotoma.cli import main
from scotoma.cli.mix_commands import RecipeOptions
from scotoma.errors import UsageError
from tests.mixture.trainings import write_training


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["mix", "train", *words])
    return int(ended.value.code or 0)


def test_a_training_says_what_it_came_to_and_ends_with_3_where_too_many_samples_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, out = str(write_training(tmp_path)), tmp_path / "out"
    assert run(recipe, "--out", str(out), "--workers", "0", "--max-failed", "1") == 3
    said = capsys.readouterr().out
    assert "stage 1: 3 steps over 11 samples, loss " in said
    assert f"1 sample was left out; {out / 'stage2' / 'left_out.jsonl'} says why" in said
    assert f"ask it as mix:{out / 'model'}" in said
    assert run(recipe, "--out", str(out), "--max-failed", "2") == 0


def test_the_command_lines_data_and_language_model_stand_in_for_the_recipes(tmp_path: Path) -> None:
    recipe = str(write_training(tmp_path))
    read = RecipeOptions(language="elsewhere", data=("a.json", "b.json"), images=("c",)).read(recipe)
    assert read.language == "elsewhere"
    assert [(stage.data, stage.image_folder) for stage in read.stages] == [("a.json", "c"), ("b.json", "c")]
    assert RecipeOptions().read(recipe).stages[1].data == str(tmp_path / "data.json")
    with pytest.raises(UsageError, match="--data takes one for both stages or one for each; 3 were given"):
        RecipeOptions(data=("a", "b", "c")).read(recipe)


def test_the_built_in_recipes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list") == 0
    assert "llava-1.5-7b-imof" in capsys.readouterr().out


def test_a_dry_run_shows_what_a_recipe_takes_and_trains_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hardware = ("--devices", "2", "--device-tflops", "10", "--utilisation", "0.5")
    assert run(str(write_training(tmp_path)), "--dry-run", *hardware, "--out", str(tmp_path / "out")) == 0
    said = capsys.readouterr().out
    assert "parameters" in said
    assert "2 devices of 10 TFLOP/s, 50% of it used" in said
    assert not (tmp_path / "out").exists()


def test_without_a_recipe_it_says_how_to_find_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 2
    assert "Name a recipe to train by" in capsys.readouterr().err


def test_asking_for_help_imports_no_torch() -> None:
    code = (
        "import sys\nfrom scotoma.cli import main\n"
        "try:\n    main(['mix', 'train', '--help'])\nexcept SystemExit:\n    pass\n"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()
    assert not {"torch", "transformers", "accelerate", "peft"} & set(loaded)
