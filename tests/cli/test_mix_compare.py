"""`scotoma mix compare`: the published tables alone, or with runs, on the terminal and in files."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scotoma.cli import main


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["mix", "compare", *words])
    return int(ended.value.code or 0)


def test_without_runs_the_published_tables_are_shown_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--csv", str(tmp_path / "t.csv"), "--json", str(tmp_path / "t.json")) == 0
    said = capsys.readouterr().out
    assert said.index("Table 2. Additive-MoF") < said.index("Table 3. Interleaved-MoF")
    assert said.count("no model of this kind was asked here") == 2
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text().splitlines()))
    assert {row["origin"] for row in rows} == {"published"}
    assert json.loads((tmp_path / "t.json").read_text())["measured"] == []


def test_a_folder_that_is_no_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "none")) == 2
    assert "There is no run folder" in capsys.readouterr().err


def test_its_help_and_the_published_tables_load_no_torch() -> None:
    code = (
        "import sys\nfrom scotoma.cli import main\n"
        "try:\n    main(['mix', 'compare', *sys.argv[1:]])\nexcept SystemExit:\n    print('torch' in sys.modules)"
    )
    for words in (["--help"], []):
        said = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True).stdout
        assert said.splitlines()[-1] == "False"
