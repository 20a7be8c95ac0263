"""`scotoma report`: which page it writes, and what it says where there is nothing to show."""

import contextlib
import io
from pathlib import Path

import pytest

from scotoma.cli import main
from scotoma.scoring.model_files import write_other_scores
from tests.report.test_models_other import pope


def run(*tokens: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(["report", *tokens])
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


def test_a_scored_run_has_its_page_and_tables_where_they_are_wanted(tmp_path: Path) -> None:
    write_other_scores(tmp_path / "run", "pope", "able", pope("able", 0.8))
    code, said, _ = run(str(tmp_path / "run"))
    assert (code, said) == (0, f"See {tmp_path / 'run' / 'report.html'}\n")
    code, said, _ = run(str(tmp_path / "run"), "--out", str(tmp_path / "a.html"), "--tables", str(tmp_path / "tables"))
    assert (code, said) == (0, f"See {tmp_path / 'a.html'}\n")
    assert (tmp_path / "a.html").read_text("utf-8").count("able") > 1
    assert (tmp_path / "tables" / "scores.csv").is_file()


def test_a_run_with_nothing_in_it_says_what_makes_a_page(tmp_path: Path) -> None:
    code, _, complaint = run(str(tmp_path))
    assert code == 2
    assert "has not been mined" in complaint
    code, _, complaint = run(str(tmp_path), "--out", str(tmp_path / "a.html"))
    assert code == 2
    assert complaint.startswith(f"scotoma: {tmp_path} has no scores of models. `scotoma ask` and then `scotoma score")


def test_answers_without_scores_say_so(tmp_path: Path) -> None:
    folder = tmp_path / "answers" / "able" / "plain"
    folder.mkdir(parents=True)
    (folder / "answers.json").write_text("{}")
    code, _, complaint = run(str(tmp_path))
    assert code == 2
    assert f"`scotoma score {tmp_path}` make them" in complaint
