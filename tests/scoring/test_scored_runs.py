"""A run scored as a whole: its benchmark found, every model scored, files that can be read again."""

import json
import shutil
from pathlib import Path

import pytest

from scotoma.answers import Answer, AnswerSet, Control, answer_folder, write_answers
from scotoma.benchmark import Benchmark, QuestionSet, open_benchmark, open_questions
from scotoma.errors import BrokenFile, RunMismatch, UnreadableSource, UsageError
from scotoma.files import write_json
from scotoma.runs import read_stages, record_stage
from scotoma.scoring import model_scores_csv, read_model_scores, run_scores, score_run, write_model_scores
from tests.benchmark.formats.layouts import write_llava_coco, write_pope
from tests.benchmark.small import write_benchmark


def keep(run: Path, asked: QuestionSet, letters: str, control: Control = "plain", model: str = "replay:x") -> AnswerSet:
    """Answers to every question, a letter each, kept in the run."""
    known = {"name": asked.name, "version": asked.version, "sha256": asked.sha256}
    answers = tuple(
        Answer(question.id, "answered", letter, question.options, tuple(range(len(question.options))))
        for question, letter in zip(asked.questions(), letters, strict=True)
    )
    answers_ = AnswerSet(model, known, control, "letter", answers)
    write_answers(answer_folder(run, model, control), answers_)
    return answers_


@pytest.fixture
def small(tmp_path: Path) -> Benchmark:
    """Three pairs; the first option is right for the first question of each, the second for the second."""
    return open_benchmark(write_benchmark(tmp_path / "b"))


def test_every_model_of_a_run_is_scored_and_the_scores_can_be_read_again(small: Benchmark, tmp_path: Path) -> None:
    run = tmp_path / "run"
    keep(run, small, "ABABAA")
    keep(run, small, "ABABAB", "swapped")
    keep(run, small, "AAAAAA", model="replay:y")
    scored = score_run(run, benchmark=str(tmp_path / "b"))
    assert scored.kind == "pairs"
    assert [scores.model for scores in scored.pairs] == ["replay:x", "replay:y"]
    assert [scores.labels[0].controls[0].all.anatomy.both for scores in scored.pairs] == [2, 0]
    assert run_scores(run) == scored.pairs
    assert read_model_scores(run / "scores" / "replay-x.json") == scored.pairs[0]
    (stage,) = read_stages(run)
    assert (stage["stage"], stage["settings"]["models"]) == ("score", ["replay:x", "replay:y"])
    assert score_run(run, benchmark=str(tmp_path / "b")) == scored


def test_scores_of_encoders_beside_them_are_left_alone(small: Benchmark, tmp_path: Path) -> None:
    run = tmp_path / "run"
    keep(run, small, "ABABAB")
    scored = score_run(run, benchmark=str(tmp_path / "b"))
    write_json(run / "scores" / "toy-layout.json", "scotoma scores", 1, {})
    assert run_scores(run) == scored.pairs
    (run / "scores" / "toy-layout.json").rename(run / "scores" / "replay-x.json")
    with pytest.raises(BrokenFile, match="holds scotoma scores"):
        write_model_scores(run, scored.pairs[0])


def test_the_benchmark_is_found_where_it_was_asked(small: Benchmark, tmp_path: Path) -> None:
    run = tmp_path / "run"
    keep(run, small, "ABABAB")
    with pytest.raises(UsageError, match=r"holds answers to small 0\.3 .* not built in\. Say where it lies with --ben"):
        score_run(run)
    record_stage(run, "ask", {"source": str(tmp_path / "b")})
    assert score_run(run).benchmark["sha256"] == small.sha256
    record_stage(run, "ask", {"source": str(tmp_path / "gone")})
    with pytest.raises(UsageError, match=r"was asked from .*gone, which is not there\. Say where with --benchmark"):
        score_run(run)


def test_people_s_answers_are_scored_on_the_run_s_own_benchmark(small: Benchmark, tmp_path: Path) -> None:
    run = tmp_path / "run"
    keep(run, small, "ABABAB", model="human:1")
    shutil.copytree(tmp_path / "b", run / "benchmark")
    assert score_run(run).benchmark["sha256"] == small.sha256


def test_another_benchmark_than_was_asked_is_refused(small: Benchmark, tmp_path: Path) -> None:
    run = tmp_path / "run"
    keep(run, small, "ABABAB")
    other = write_benchmark(tmp_path / "other", name="other")
    with pytest.raises(RunMismatch, match=r"holds answers to small 0\.3 \(.*other is other 0\.3"):
        score_run(run, benchmark=str(other))
    keep(run, open_benchmark(other), "ABABAB", model="replay:y")
    with pytest.raises(UsageError, match=r"holds answers to small 0\.3 .* and other 0\.3 .* run folder for each"):
        score_run(run, benchmark=str(other))


def test_a_run_without_answers_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"holds no finished answers: .*`scotoma ask` writes them"):
        score_run(tmp_path)


def test_a_damaged_file_of_scores_names_the_field(small: Benchmark, tmp_path: Path) -> None:
    keep(tmp_path / "run", small, "ABABAB")
    score_run(tmp_path / "run", benchmark=str(tmp_path / "b"))
    path = tmp_path / "run" / "scores" / "replay-x.json"
    content = json.loads(path.read_text())
    content["pairs"] = "three"
    path.write_text(json.dumps(content))
    with pytest.raises(BrokenFile, match=r"replay-x\.json: pairs: Input should be a valid integer"):
        read_model_scores(path)


def test_the_table_for_spreadsheets_has_a_line_for_each_model_control_and_pattern(
    small: Benchmark, tmp_path: Path
) -> None:
    keep(tmp_path / "run", small, "ABABA?")
    head, *lines = model_scores_csv(score_run(tmp_path / "run", benchmark=str(tmp_path / "b")).pairs).splitlines()
    assert head == (
        "benchmark,version,model,prompt,labels,control,pattern,pairs,pair,pair_low,pair_high,pair_n,single,single_low,"
        "single_high,single_n,both,same,one,swapped,neither,unread,lacking"
    )
    assert [line.split(",")[6] for line in lines] == ["state", "colour", "all"]
    assert lines[0].startswith("small,0.3,replay:x,letter,original,plain,state,1,0.0,")
    assert lines[0].endswith(",0,0,0,0,0,1,0")


def test_pope_is_scored_by_both_rules_and_llava_bench_by_each_judge(tmp_path: Path) -> None:
    pope = open_questions(write_pope(tmp_path / "pope"))
    known = {"name": pope.name, "version": pope.version, "sha256": pope.sha256}
    answers = tuple(Answer(each.id, "answered", "Yes", each.options, (0, 1)) for each in pope.questions())
    write_answers(
        answer_folder(tmp_path / "p", "replay:x", "plain"), AnswerSet("replay:x", known, "plain", "x", answers)
    )
    scored = score_run(tmp_path / "p", benchmark=str(tmp_path / "pope"))
    assert [(scores.rule, len(scores.rows)) for scores in scored.pope] == [("parser", 4), ("published", 4)]
    assert json.loads((tmp_path / "p" / "scores" / "replay-x.json").read_text())["kind"] == "scotoma pope scores"

    bench = open_questions(write_llava_coco(tmp_path / "llava"))
    known = {"name": bench.name, "version": bench.version, "sha256": bench.sha256}
    given = AnswerSet("replay:x", known, "plain", "x", tuple(Answer(n, "answered", "A bowl.") for n in "01"))
    folder = answer_folder(tmp_path / "l", "replay:x", "plain")
    write_answers(folder, given)
    with pytest.raises(UnreadableSource, match=r"but no judge's reviews of them\. Name a judge with --judge"):
        score_run(tmp_path / "l", benchmark=str(tmp_path / "llava"))
    for judge, said in (("one", "8 4"), ("two", "8 8")):
        reviews = AnswerSet(judge, known, "plain", "review", tuple(Answer(n, "answered", said) for n in "01"))
        write_answers(folder / "reviews" / judge, reviews)
    found = score_run(tmp_path / "l", benchmark=str(tmp_path / "llava")).llava_bench
    relative = [row.relative for row in (scores.rows[-1] for scores in found)]
    assert [(scores.judge, figure.value) for scores, figure in zip(found, relative, strict=True) if figure] == [
        ("one", 0.5),
        ("two", 1.0),
    ]
