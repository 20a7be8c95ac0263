"""`scotoma export`: what it prints, and how it ends."""

from pathlib import Path
from typing import get_args

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.cli import main
from scotoma.cli.export_commands import FormatName
from scotoma.export import FORMATS
from tests.export.sample import sample_benchmark


def run(*words: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as end:
        main(["export", *words])
    return int(end.value.code or 0)


def test_it_says_what_was_written_and_what_is_not_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample, out = sample_benchmark(tmp_path / "sample", errata=True), tmp_path / "out"
    assert run(str(sample), "--to", "vlmevalkit", "--out", str(out), "--limit", "2", "--labels", "corrected") == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "2 pairs of sample 2.1, 4 images, labels corrected: vlmevalkit",
        "Not carried by vlmevalkit: captions; which pairs ask one thing; whose image it is; the key as published and "
        "as corrected.",
        f"See {out}",
    ]
    assert said.err.startswith("Exporting to vlmevalkit: 4 of 4 images, ")


def test_a_table_of_patterns_and_jpegs_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = sample_benchmark(tmp_path / "sample")
    assert run(str(sample), "--to", "mmvp", "--out", str(tmp_path / "mmvp"), "--jpeg") == 0
    table = (tmp_path / "mmvp" / "patterns.csv").rename(tmp_path / "table.csv")
    assert run(str(tmp_path / "mmvp"), "--to", "scotoma", "--out", str(tmp_path / "own")) == 2
    assert "Give a table of them with --patterns" in capsys.readouterr().err
    assert run(str(tmp_path / "mmvp"), "--to", "scotoma", "--out", str(tmp_path / "own"), "--patterns", str(table)) == 0
    assert open_benchmark(tmp_path / "own").pairs[1].patterns == ("count", "colour")


def test_what_cannot_be_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("emoji", "--to", "hub", "--out", str(tmp_path), "--jpeg") == 2
    assert capsys.readouterr().err.startswith("scotoma: hub keeps the images' own bytes;")
    assert run("emoji", "--to", "excel", "--out", str(tmp_path / "out")) == 2
    assert 'Invalid value "excel" for --to. Choose from: "scotoma", "mmvp",' in " ".join(
        capsys.readouterr().err.split()
    )
    assert not (tmp_path / "out").exists()


def test_every_format_can_be_named() -> None:
    assert [*get_args(FormatName)] == [*FORMATS]
