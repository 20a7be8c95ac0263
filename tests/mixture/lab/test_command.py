"""`scotoma mix lab`."""

import subprocess
import sys
from pathlib import Path

import pytest

from scotoma.cli import main


def test_the_command_trains_asks_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "lab"
    with pytest.raises(SystemExit) as exit_:
        main(["mix", "lab", "--size", "tiny", "--rows", "single-clip", "--seeds", "1", "--out", str(out)])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"See {out / 'lab.html'}\n"
    assert (out / "runs" / "single-clip-0" / "model" / "model.safetensors").exists()


def test_an_unknown_row_is_told_before_anything_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["mix", "lab", "--rows", "interleave", "--out", str(tmp_path / "lab")])
    assert exit_.value.code == 2
    assert "Did you mean 'interleaved'?" in capsys.readouterr().err
    assert not (tmp_path / "lab").exists()


def test_its_help_needs_no_torch() -> None:
    code = (
        "import sys, scotoma.cli, scotoma.cli.lab_commands, scotoma.mixture.lab.plan; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
