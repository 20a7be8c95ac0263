"""scotoma probe: tables on standard output, files where asked, plain answers to bad input."""

import contextlib
import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scotoma.cli import main

QUICK = ("--pattern", "colour", "--n", "3", "--train", "4", "--side-px", "32")


def run(*tokens: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(tokens)
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


def test_encoders_are_compared_and_the_files_written(tmp_path: Path) -> None:
    code, said, _ = run("probe", "toy:palette", "toy:edges", *QUICK, "--out", str(tmp_path / "new"))
    assert code == 0
    assert "toy:palette" in said
    assert "toy:edges" in said
    assert said.count(" colour ") == 2
    assert said.endswith(f"See {tmp_path / 'new' / 'profile.html'}\n")
    assert (tmp_path / "new" / "profile.svg").read_text(encoding="utf-8").startswith("<svg")


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("probe", "toy:thumb", *QUICK)[0] == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("tokens", "answer"),
    [
        ((), "No encoder was given; name at least one, such as toy:layout."),
        (("toy:palete",), "No encoder is named 'toy:palete'. Did you mean 'toy:palette'"),
        (("toy:edges", "--pattern", "colors"), "No pattern is named 'colors'. Did you mean 'colour'?"),
        (("toy:edges", "--n", "0"), "n is 0; a profile needs at least 1 pair a pattern, and about 100 to say much."),
        (("toy:edges", "--side-px", "0"), "side"),
        (("toy:edges", "--difficulty", "2"), "difficulty is 2.0; expected a number from 0"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(tokens: tuple[str, ...], answer: str) -> None:
    code, said, complaint = run("probe", *tokens)
    assert (code, said) == (2, "")
    assert complaint.startswith("scotoma: ")
    assert answer in complaint
    assert complaint.count("\n") == 1


def test_ctrl_c_ends_it_with_130_and_leaves_no_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scotoma", "probe", "toy:thumb", "--n", "5000", "--out", str(tmp_path / "new")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    first = process.stderr.readline()  # of its progress: it is at work
    process.send_signal(signal.SIGINT)
    said, complaint = process.communicate(timeout=60)
    assert first.startswith("scenes: ")
    assert (process.returncode, said) == (130, ""), complaint
    assert "Traceback" not in complaint
    assert not (tmp_path / "new").exists()
