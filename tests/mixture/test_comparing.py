"""Mixtures beside the paper's tables: rows of several runs become one, and published ones stay apart."""

import csv
import json
from pathlib import Path

import pytest

from scotoma.answers import Answer, AnswerSet, answer_folder, write_answers
from scotoma.benchmark import QuestionSet, open_benchmark, open_questions
from scotoma.errors import UnreadableSource, UsageError
from scotoma.mixture.comparing import compare_mixtures, write_tables
from scotoma.mixture.comparison_tables import tables_csv, tables_text
from scotoma.scoring import score_run
from tests.benchmark.formats.layouts import write_llava_coco, write_pope
from tests.benchmark.small import write_benchmark

MODEL, OTHER = "mix:models/imof", "mix:models/clip"


def known(asked: QuestionSet) -> dict[str, str]:
    return {"name": asked.name, "version": asked.version, "sha256": asked.sha256}


def keep(run: Path, asked: QuestionSet, model: str, letters: str) -> None:
    """Answers to every question, a letter each, kept in the run."""
    answers = tuple(
        Answer(question.id, "answered", letter, question.options, tuple(range(len(question.options))))
        for question, letter in zip(asked.questions(), letters, strict=True)
    )
    write_answers(answer_folder(run, model, "plain"), AnswerSet(model, known(asked), "plain", "letter", answers))


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A scored run of three pairs: the first model has two of them right, the second none."""
    asked = open_benchmark(write_benchmark(tmp_path / "b"))
    keep(tmp_path / "pairs", asked, MODEL, "ABABAA")
    keep(tmp_path / "pairs", asked, OTHER, "AAAAAA")
    score_run(tmp_path / "pairs", benchmark=str(tmp_path / "b"))
    return tmp_path / "pairs"


@pytest.fixture
def pope(tmp_path: Path) -> Path:
    """A scored run of POPE, always answered yes: accuracy 1/2, F1 2/3."""
    asked = open_questions(write_pope(tmp_path / "p"))
    answers = tuple(Answer(each.id, "answered", "Yes", each.options, (0, 1)) for each in asked.questions())
    folder = answer_folder(tmp_path / "pope", MODEL, "plain")
    write_answers(folder, AnswerSet(MODEL, known(asked), "plain", "x", answers))
    score_run(tmp_path / "pope", benchmark=str(tmp_path / "p"))
    return tmp_path / "pope"


@pytest.fixture
def llava_bench(tmp_path: Path) -> Path:
    """A scored run of LLaVA-Bench with two judges, who find half and all of the reference's score."""
    asked = open_questions(write_llava_coco(tmp_path / "l"))
    folder = answer_folder(tmp_path / "llava", MODEL, "plain")
    given = tuple(Answer(number, "answered", "A bowl.") for number in "01")
    write_answers(folder, AnswerSet(MODEL, known(asked), "plain", "x", given))
    for judge, said in (("one", "8 4"), ("two", "8 8")):
        reviews = AnswerSet(judge, known(asked), "plain", "review", tuple(Answer(n, "answered", said) for n in "01"))
        write_answers(folder / "reviews" / judge, reviews)
    score_run(tmp_path / "llava", benchmark=str(tmp_path / "l"))
    return tmp_path / "llava"


def test_the_runs_of_one_model_become_one_row(pairs: Path, pope: Path, llava_bench: Path) -> None:
    tables = compare_mixtures([pairs, pope, llava_bench])
    assert [row.model for row in tables.measured] == [OTHER, MODEL]
    row = tables.measured[1]
    assert row.pair is not None
    assert row.pair.n == 3
    assert row.pair.value == pytest.approx(2 / 3)
    assert row.pair.low < 2 / 3 < row.pair.high
    assert [(each.judge, each.score.value) for each in row.llava_bench] == [("one", 0.5), ("two", 1.0)]
    # Always yes to one question of yes and one of no a split: precision 1/2 and recall 1.
    figures = [(each.rule, each.f1, each.accuracy, each.splits) for each in row.pope]
    assert [rule for rule, *_ in figures] == ["parser", "published"]
    for _, f1, accuracy, splits in figures:
        assert f1 is not None
        assert accuracy is not None
        assert f1.value == pytest.approx(2 / 3)
        assert (accuracy.value, splits) == (0.5, 3)
    assert (row.mixture, row.cost) == (None, None)
    assert tables.measured[0].pope == ()


def test_two_models_on_the_same_pairs_are_compared(pairs: Path) -> None:
    (comparison,) = compare_mixtures([pairs]).comparisons
    assert (comparison.first, comparison.second, comparison.pairs) == (MODEL, OTHER, 3)
    assert (comparison.only_first, comparison.only_second) == (2, 0)
    assert comparison.difference.value == pytest.approx(2 / 3)
    assert 0.05 < comparison.p_holm <= 1  # three pairs decide nothing


def test_answers_that_were_not_scored_are_scored(tmp_path: Path) -> None:
    keep(tmp_path / "run", open_benchmark("emoji"), MODEL, "A" * len(list(open_benchmark("emoji").questions())))
    (row,) = compare_mixtures([tmp_path / "run"]).measured
    assert row.pair is not None
    assert (tmp_path / "run" / "scores").is_dir()


def test_published_and_measured_rows_stand_apart_with_what_the_paper_does_not_say(pairs: Path, pope: Path) -> None:
    text = tables_text(compare_mixtures([pairs, pope]))
    second, third = text.split("\n\nTable 3. ")
    assert "no model of this kind was asked here" in second
    published, _, measured = third.partition("measured here")
    assert MODEL not in published
    assert MODEL in measured
    assert "LLaVA-1.5 + I-MoF" in published
    assert "F1?" in published
    assert "small pairs" in measured
    assert "66.7" in measured
    assert "The paper does not say which number its POPE column has" in " ".join(text.split())
    assert "2401.06209" in text


def test_the_table_for_spreadsheets_marks_each_rows_origin(pairs: Path, pope: Path, llava_bench: Path) -> None:
    rows = list(csv.DictReader(tables_csv(compare_mixtures([pairs, pope, llava_bench])).splitlines()))
    assert [row["origin"] for row in rows].count("published") == 12
    mine = [row for row in rows if row["model"] == MODEL]
    assert {(row["origin"], row["table"], row["pairs_benchmark"], row["pair_n"]) for row in mine} == {
        ("measured", "3", "small", "3")
    }
    assert {(row["pope_metric"], row["pope"]) for row in mine} == {
        ("F1, parser, mean of 3 splits", mine[0]["pope"]),
        ("accuracy, parser, mean of 3 splits", "0.5"),
        ("F1, published, mean of 3 splits", mine[0]["pope"]),
        ("accuracy, published, mean of 3 splits", "0.5"),
    }
    assert [row["judge"] for row in mine] == ["one", "two", "", ""]
    assert {row["llava_bench"] for row in rows if row["table"] == "2" and row["ssl_ratio"] == "0.75"} == {"0.758"}


def test_the_file_keeps_published_and_measured_apart(pairs: Path, tmp_path: Path) -> None:
    write_tables(tmp_path / "t.json", compare_mixtures([pairs]))
    content = json.loads((tmp_path / "t.json").read_text())
    assert [row["model"] for row in content["measured"]] == [OTHER, MODEL]
    assert [len(table["rows"]) for table in content["published"]] == [7, 5]
    assert (content["comparisons"][0]["first"], content["comparisons"][0]["pairs"]) == (MODEL, 3)


def test_several_benchmarks_of_pairs_need_a_choice(pairs: Path, tmp_path: Path) -> None:
    other = open_benchmark(write_benchmark(tmp_path / "o", name="other"))
    keep(tmp_path / "second", other, MODEL, "ABABAB")
    score_run(tmp_path / "second", benchmark=str(tmp_path / "o"))
    runs = [pairs, tmp_path / "second"]
    with pytest.raises(UsageError, match=r"have scores on small and other\. Choose one with --benchmark"):
        compare_mixtures(runs)
    (row,) = compare_mixtures(runs, benchmark="other").measured
    assert row.pair is not None
    assert row.pair.value == 1
    with pytest.raises(UsageError, match=r"No run has scores on 'MMVP'\. They have: small, other\."):
        compare_mixtures(runs, benchmark="MMVP")


def test_labels_and_runs_that_are_not_there_are_told(pairs: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="small has the labels original; 'corrected' is none of them"):
        compare_mixtures([pairs], labels="corrected")
    with pytest.raises(UnreadableSource, match=r"There is no run folder .*none\. `scotoma ask mix:FOLDER"):
        compare_mixtures([tmp_path / "none"])


def test_a_mixtures_folder_says_what_an_image_costs_it(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from scotoma.mixture.architectures import describe_mixture
    from tests.mixture.small_recipe import write_recipe

    config = describe_mixture(write_recipe(tmp_path, mixture="additive", ssl_ratio=0.5))
    config.save_pretrained(tmp_path / "amof")
    asked = open_benchmark(write_benchmark(tmp_path / "b"))
    keep(tmp_path / "run", asked, f"mix:{tmp_path / 'amof'}", "ABABAB")
    score_run(tmp_path / "run", benchmark=str(tmp_path / "b"))
    tables = compare_mixtures([tmp_path / "run"])
    (row,) = tables.measured
    assert (row.mixture, row.ssl_ratio) == ("additive", 0.5)
    assert row.cost is not None
    assert (row.cost.sides_px, row.cost.tokens) == ((64, 64), 64)
    second, third = tables_text(tables).split("\n\nTable 3. ")
    assert str(tmp_path / "amof") in second
    assert str(tmp_path / "amof") not in third
    assert tables.as_dict()["measured"][0]["cost"]["flops"] == row.cost.flops > 0


def test_of_two_runs_of_one_model_on_one_benchmark_the_last_counts(pairs: Path, pope: Path, tmp_path: Path) -> None:
    asked = open_benchmark(tmp_path / "b")
    keep(tmp_path / "again", asked, MODEL, "ABABAB")
    score_run(tmp_path / "again", benchmark=str(tmp_path / "b"))
    tables = compare_mixtures([pairs, pope, pope, tmp_path / "again"])
    row = next(each for each in tables.measured if each.model == MODEL)
    assert row.pair is not None
    assert row.pair.value == 1
    assert [each.rule for each in row.pope] == ["parser", "published"]
