"""The command `lint`."""

import json
import shutil
from pathlib import Path

import pytest

from scotoma.cli import main
from scotoma.scenes.writing import write_benchmark


def run_lint(*arguments: object) -> int:
    """The exit code of `scotoma lint` with these arguments."""
    with pytest.raises(SystemExit) as ended:
        main(["lint", *map(str, arguments)])
    code = ended.value.code
    assert isinstance(code, int)
    return code


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine drawn pairs; one question names one of its options."""
    folder = tmp_path_factory.mktemp("lint") / "scenes"
    write_benchmark(folder, n=1, side_px=336)
    lines = (folder / "questions.jsonl").read_text().replace("Is the tent open or closed?", "Is the tent open?")
    (folder / "questions.jsonl").write_text(lines)
    head = json.loads((folder / "benchmark.json").read_text())
    head.pop("sha256", None)
    (folder / "benchmark.json").write_text(json.dumps(head))
    return folder


def test_a_benchmark_is_linted_and_the_flags_are_printed(scenes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lint(scenes) == 0
    told = capsys.readouterr().out
    assert "9 pairs, 0 errors, 1 warning" in told
    assert "state-0: 'Is the tent open?' names 'open'" in told


def test_more_flags_than_allowed_end_with_code_three_and_the_file_is_written(scenes: Path, tmp_path: Path) -> None:
    assert run_lint(scenes, "--max-flags", 0, "--json", tmp_path / "lint.json") == 3
    assert run_lint(scenes, "--max-flags", 1) == 0
    assert json.loads((tmp_path / "lint.json").read_text())["counts"]["warning"] == 1


def test_the_side_that_models_look_at_can_be_given(scenes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lint(scenes, "--side-px", 448) == 0
    assert "is 336 x 336 px, smaller than 448." in capsys.readouterr().out
    assert run_lint(scenes, "--side-px", 0) == 2


def test_a_release_in_a_run_is_linted_with_the_runs_answers(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(scenes, tmp_path / "benchmark")
    with pytest.raises(SystemExit):
        main(["ask", "toy:alternate", "--benchmark", str(tmp_path / "benchmark"), "--out", str(tmp_path)])
    assert run_lint(tmp_path) == 0
    assert "toy:alternate: with the key" in capsys.readouterr().out


def test_what_is_no_benchmark_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lint(tmp_path / "nowhere") == 2
    assert "No benchmark is named" in capsys.readouterr().err


def test_a_blind_model_needs_a_folder_for_its_answers(scenes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lint(scenes, "--blind-model", "toy:alternate") == 2
    assert "Name a folder for its answers with --answers" in capsys.readouterr().err


def test_a_blind_model_is_asked_without_images(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_lint(scenes, "--blind-model", "toy:alternate", "--answers", tmp_path) == 0
    assert len([*tmp_path.glob("answers/*/no-image/answers.json")]) == 1
    assert "9 of 9 pairs ask both images the very same" in capsys.readouterr().out


def test_a_run_of_the_studio_without_drafts_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "studio").mkdir()
    assert run_lint(tmp_path) == 2
    assert "has no benchmark yet, and no draft" in capsys.readouterr().err
