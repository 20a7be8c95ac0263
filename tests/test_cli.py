"""The command line: exit codes, results on standard output, the rest on standard error."""

import contextlib
import io
import re
from pathlib import Path

import numpy as np
import pytest

import scotoma
from scotoma import __version__
from scotoma.cli import main
from scotoma.cli.commands import app
from tests.test_find import draw

ROOT = Path(__file__).parents[1]
TOYS = ("--suspect", "toy:layout", "--reference", "toy:edges")


def run(*tokens: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(tokens)
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


def test_a_run_can_be_embedded_mined_measured_and_shown_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draw(tmp_path / "photos", 24)
    for name in ("toy:layout", "toy:edges"):
        code, said, _ = run("embed", "photos", "--encoder", name, "--out", "run")
        assert (code, said.split(" embedded")[0]) == (0, "24 images")
    code, said, _ = run("mine", "run", *TOYS, "--above", "0.8")
    assert code == 0
    assert said.startswith("Of 276 pairs of 24 pictures, ")
    code, said, _ = run("density", "run", "--above", "0.8", "0.9", "--below", "0.6")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()[2:]] == ["0.8", "0.9"]
    code, said, _ = run("report", "run")
    assert (code, said) == (0, "See run/report.html\n")
    assert (tmp_path / "run" / "report.html").stat().st_size > 10_000


def test_more_broken_images_than_allowed_exit_3_and_keep_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (draw(tmp_path / "photos", 4) / "bad.png").write_bytes(b"")
    assert run("find", "photos", *TOYS, "--out", "run", "--max-failed", "1")[0] == 0
    code, said, _ = run("find", "photos", *TOYS, "--out", "run", "--max-failed", "0")
    assert code == 3
    assert "1 image could not be decoded; run/images.parquet names it." in said
    assert (tmp_path / "run" / "report.html").exists()


def test_an_error_of_ours_is_one_bare_line_and_exit_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, said, complaint = run("find", "nowhere", *TOYS)
    assert (code, said) == (2, "")
    assert complaint.startswith("scotoma: 'nowhere' does not exist")
    assert complaint.count("\n") == 1
    assert "Traceback" not in complaint


def test_any_other_error_keeps_its_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    draw(tmp_path / "photos", 2)
    with pytest.raises((FileExistsError, NotADirectoryError)):
        main(["embed", str(tmp_path / "photos"), "--encoder", "toy:layout", "--out", str(tmp_path / "file" / "run")])


def test_the_version_is_the_packages() -> None:
    assert run("--version") == (0, f"{__version__}\n", "")


def commands() -> list[str]:
    return [name for name in app if not name.startswith("-")]


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme_or_the_docs(name: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(re.search(rf"^scotoma {name}\b", page.read_text(encoding="utf-8"), re.M) for page in pages)


@pytest.mark.parametrize("name", commands())
def test_every_command_explains_itself(name: str) -> None:
    code, said, _ = run(name, "--help")
    assert code == 0
    assert f"Usage: scotoma {name}" in said


def test_find_stores_rows_as_told(tmp_path: Path) -> None:
    draw(tmp_path / "photos", 3)
    code, _, _ = run("find", str(tmp_path / "photos"), *TOYS, "--out", str(tmp_path / "run"), "--store", "float32")
    assert code == 0
    for name in ("toy-layout", "toy-edges"):
        assert scotoma.open_embeddings(tmp_path / "run" / "embeddings" / name).rows.dtype == np.float32
