"""The tables beside the page: CSV that says what the scores say, LaTeX that compiles as it stands."""

import csv
import io
from pathlib import Path

import pytest

from scotoma.benchmark import Benchmark
from scotoma.report.models import write_models_report
from scotoma.report.models.latex import latex_table, latex_text
from scotoma.report.models.texts import shortened, visible
from scotoma.scoring import compare, run_scores, score_run
from tests.report.answered_run import answerers, write_answered, write_scenes


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scored run of three models, plain and swapped, with its tables."""
    home = tmp_path_factory.mktemp("tables")
    scenes: Benchmark = write_scenes(home / "scenes", 9)
    write_answered(home / "run", scenes, answerers(3), controls=("plain", "swapped"))
    score_run(home / "run")
    write_models_report(home / "run", tables=home / "tables")
    return home / "run"


def rows(run: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((run.parent / "tables" / name).read_text("utf-8"))))


def test_the_leaderboard_has_a_line_for_each_model_and_version_of_the_labels(run: Path) -> None:
    found = {(row["model"], row["labels"]): row for row in rows(run, "leaderboard.csv")}
    models = run_scores(run)
    assert len(found) == 2 * len(models) == 6
    for model in models:
        for labels in model.labels:
            row, pair = found[model.model, labels.labels], labels.controls[0].all.pair
            assert pair is not None
            assert [float(row[f"pair{end}"]) for end in ("", "_low", "_high")] == [pair.value, pair.low, pair.high]
            assert int(row["pair_n"]) == pair.n
            assert row["sha256"] == model.benchmark["sha256"]


def test_comparisons_have_a_line_for_every_two_models_and_version(run: Path) -> None:
    models, found = run_scores(run), rows(run, "comparisons.csv")
    expected = [each for labels in ("original", "corrected") for each in compare(models, labels=labels)]
    assert [(row["first"], row["second"], row["labels"]) for row in found] == [
        (each.first, each.second, each.labels) for each in expected
    ]
    assert [float(row["p_holm"]) for row in found] == [each.p_holm for each in expected]
    assert [float(row["difference_low"]) for row in found] == [each.difference.low for each in expected]


def test_latex_tables_have_as_many_cells_in_every_row_as_columns(run: Path) -> None:
    for name in ("leaderboard.tex", "patterns.tex", "controls.tex"):
        text = (run.parent / "tables" / name).read_text("utf-8")
        columns = text.split(r"\begin{tabular}{")[1].split("}")[0]
        lines = [line for line in text.splitlines() if line.endswith(r"\\")]
        assert {line.replace(r"\&", "").count("&") + 1 for line in lines} == {len(columns)}
        assert len(lines) == 1 + 3
        assert [text.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule")] == [1, 1, 1]


def test_names_are_escaped_for_latex() -> None:
    assert latex_text(r"a_b & 50% #1 {x} \y ~ ^ $2") == (
        r"a\_b \& 50\% \#1 \{x\} \textbackslash{}y \textasciitilde{} \textasciicircum{} \$2"
    )
    assert latex_table(("m", "n"), [("x_y", "–")], "note\nmore").splitlines() == [
        "% note more",
        r"% \usepackage{booktabs}",
        r"\begin{tabular}{lr}",
        r"\toprule",
        r"m & n \\",
        r"\midrule",
        r"x\_y & -- \\",
        r"\bottomrule",
        r"\end{tabular}",
    ]


def test_a_long_answer_keeps_its_beginning_and_its_end() -> None:
    text = "Look. " * 200 + "The answer is (b)."
    short = shortened(text)
    assert short.startswith("Look. Look.")
    assert short.endswith("The answer is (b).")
    assert len(short) < 260
    assert shortened("short\n\nanswer") == "short answer"


def test_characters_that_cannot_be_seen_are_written_out() -> None:
    assert visible("a\u202eb\x00c\x1b[0m\ud800") == "a⟨U+202E⟩b⟨U+0000⟩c⟨U+001B⟩[0m⟨U+D800⟩"
    assert visible("שלום 答え 🙂") == "שלום 答え 🙂"
