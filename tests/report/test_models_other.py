"""POPE and LLaVA-Bench have a page of the same frame, whose figures are the scores'."""

import csv
import io
from pathlib import Path

import pytest

from scotoma.errors import BrokenFile
from scotoma.report.models import write_models_report
from scotoma.scoring import Estimate, LlavaBenchRow, LlavaBenchScores, PopeRow, PopeScores
from scotoma.scoring.model_files import write_other_scores
from scotoma.scoring.model_records import Counts
from scotoma.scoring.pope import RULES
from tests.report.models_page import ModelsPage

BENCHMARK = {"name": "POPE", "version": "random 4", "sha256": "a" * 64}


def estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.05, value + 0.05, 4, "drawn")


def pope(model: str, f1: float) -> list[PopeScores]:
    """Two splits and their mean, under both rules; precision is not defined."""
    counts = Counts(4, 4, 0, 0, 0, 0, 0, 0)
    rows = tuple(
        PopeRow(split, 4, 2, 1, 1, 1, 0, 1, 0, estimate(0.5), None, estimate(0.625), estimate(f1), estimate(0.75))
        for split in ("random", "popular", "mean")
    )
    return [PopeScores(model, BENCHMARK, "plain", "lmms-eval", rule, counts, rows) for rule in RULES]


def test_pope_has_a_table_for_each_split_and_rule_the_mean_first(tmp_path: Path) -> None:
    for model, f1 in (("weak", 0.5), ("able", 0.8)):
        write_other_scores(tmp_path, "pope", model, pope(model, f1))
    page = ModelsPage(write_models_report(tmp_path, tables=tmp_path / "tables"))
    assert [name for name in page.tables if "," in name] == [
        f"{split}, {rule}"
        for rule in ("read by the parser, which may abstain", "read by POPE’s published rule")
        for split in ("Mean of the splits", "random", "popular")
    ]
    table = page.tables["Mean of the splits, read by the parser, which may abstain"]
    assert [row[0] for row in table] == ["model", "able", "weak"]
    assert table[1][1:] == [
        *("50.0 [45.0, 55.0]", "–", "62.5 [57.5, 67.5]", "80.0 [75.0, 85.0]", "75.0 [70.0, 80.0]"),
        *("4", "1"),
    ]
    assert page.open_tags == []
    found = list(csv.DictReader(io.StringIO((tmp_path / "tables" / "scores.csv").read_text("utf-8"))))
    assert {row["model"] for row in found} == {"weak", "able"}
    assert {row["f1"] for row in found} == {"0.5", "0.8"}


def test_llava_bench_names_its_judge_and_counts_what_was_not_judged(tmp_path: Path) -> None:
    row = LlavaBenchRow("all", 90, 80, 4, 5, 1, 8.5, 6.8, estimate(0.8))
    scores = LlavaBenchScores("able", {**BENCHMARK, "name": "LLaVA-Bench"}, "plain", "openai/judge", (row,))
    write_other_scores(tmp_path, "llava-bench", "able", [scores])
    page = ModelsPage(write_models_report(tmp_path))
    assert page.rows("all, judged by openai/judge")["able"] == [
        *("80.0 [75.0, 85.0]", "6.80", "8.50", "90", "80", "4", "5", "1")
    ]
    assert "can be compared under one judge only" in page.words("top")


def test_a_damaged_file_of_scores_is_named(tmp_path: Path) -> None:
    path = write_other_scores(tmp_path, "pope", "able", pope("able", 0.8))
    path.write_text(path.read_text("utf-8").replace('"rows"', '"row"'), "utf-8")
    with pytest.raises(BrokenFile, match=r"able-\w+\.json: rows: .*Run `scotoma score` again to write it anew"):
        write_models_report(tmp_path)
