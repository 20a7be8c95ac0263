"""What others get of a study, and what not; participants as models."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from scotoma.answers import AnswerSet, answer_folder, read_answers, write_answers
from scotoma.answers.parsing import read_option
from scotoma.benchmark import open_benchmark
from scotoma.cli import main
from scotoma.errors import RunMismatch
from scotoma.scoring import answers_in, score_run
from scotoma.studio.study.answered import StudyAnswer
from scotoma.studio.study.answering import withdraw
from scotoma.studio.study.export import answers_csv, answers_jsonl, study_zip
from scotoma.studio.study.human_answers import human_answers, write_human_answers
from scotoma.studio.study.material import Material
from scotoma.studio.study.order import study_order
from scotoma.studio.study.records import Participant, Study
from scotoma.studio.study.results import study_results
from tests.scoring.answered import answer_set, seeing
from tests.studio.study.conftest import Set
from tests.studio.study.test_results import answer_all

TIME_OF_DAY = re.compile(r"\d\d:\d\d(:\d\d)?|20\d\d-\d\d-\d\d")


@pytest.fixture
def answered(study: Set) -> Set:
    """Participant 1 has finished, participant 2 is half way."""
    answer_all(study, 1, wrong=("hidden-pair-0/a", "hidden-pair-2/b"), concern='=HYPERLINK("x") "door"\nand more')
    answer_all(study, 2, upto=6)
    return study


def zipped(study: Set) -> zipfile.ZipFile:
    found = study.everything()
    return zipfile.ZipFile(io.BytesIO(study_zip(*found, study_results(*found))))


def test_lines_and_table_hold_every_answer_once(answered: Set) -> None:
    lines = [json.loads(line) for line in answers_jsonl(*answered.everything()).splitlines()]
    table = list(csv.DictReader(io.StringIO(answers_csv(*answered.everything()))))
    assert len(lines) == len(table) == 16
    assert [(line["participant"], line["place"]) for line in lines] == [
        *((1, place) for place in range(1, 11)),
        *((2, place) for place in range(1, 7)),
    ]
    assert [row["chosen"] for row in table] == [line["chosen"] for line in lines]
    material, _, _ = answered.everything()
    for line in lines:
        if line["kind"] == "question":
            question = material.questions[line["item"]]
            assert line["options"] == list(question.options)
            assert line["right"] == (line["option"] == question.answer)
    assert sum(not line["right"] for line in lines) == 2


def test_a_table_holds_no_formula(answered: Set) -> None:
    concerns = {row["concern"] for row in csv.DictReader(io.StringIO(answers_csv(*answered.everything())))}
    assert concerns == {"", '\'=HYPERLINK("x") "door"\nand more'}


def test_no_export_says_who_when_or_with_which_link(answered: Set) -> None:
    archive = zipped(answered)
    texts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts |= {"csv": answers_csv(*answered.everything()), "jsonl": answers_jsonl(*answered.everything())}
    with answered.store.read() as connection:
        hashes = [row.token_sha256 for row in connection.exec_driver_sql("SELECT token_sha256 FROM participants")]
    assert len(hashes) == 2
    for name, text in texts.items():
        assert not TIME_OF_DAY.search(text), name
        for secret in (*hashes, *(link.token for link in answered.links), "Ann", "127.0.0.1", str(answered.run)):
            assert secret not in text, (name, secret)
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_withdrawn_are_a_number_and_nothing_else(answered: Set) -> None:
    withdraw(answered.store, answered.participant(1))
    archive = zipped(answered)
    head = json.loads(archive.read("study.json"))
    assert head["participants"]["withdrawn"] == 1
    assert not any("human-1" in name or "human_1" in name or "human:1" in name for name in archive.namelist())
    assert '"participant": 1' not in archive.read("answers.jsonl").decode()
    assert "HYPERLINK" not in "".join(archive.read(name).decode() for name in archive.namelist())


def test_the_answers_in_the_zip_are_scored_as_those_of_models(answered: Set, tmp_path: Path) -> None:
    other = tmp_path / "other"
    zipped(answered).extractall(other)
    assert set(answers_in(other)) == {"human:1", "human:2"}
    scored = score_run(other, benchmark=str(answered.run / "benchmark"))
    row = scored.pairs[0].under("original").of("plain")
    assert row is not None
    assert row.all.single is not None
    assert row.all.single.value == 6 / 8


def test_participants_stand_beside_models_in_scores_and_report(answered: Set) -> None:
    material, people, answers = answered.everything()
    model = answer_set(material.benchmark, seeing)
    write_answers(answer_folder(answered.run, model.model, "plain"), model)
    sets = human_answers(material, people, answers)
    for _ in range(2):  # writing again replaces
        folders = write_human_answers(answered.run, material, sets)
    assert [read_answers(folder).model for folder in folders] == ["human:1", "human:2"]
    for command in ("score", "report"):
        with pytest.raises(SystemExit) as ended:
            main([command, str(answered.run), "--benchmark", str(answered.run / "benchmark")])
        assert ended.value.code in (0, None)
    page = (answered.run / "report.html").read_text()
    assert "human:1" in page
    assert "replay:doors" in page


def test_answers_are_not_written_beside_those_to_another_benchmark(answered: Set) -> None:
    material, people, answers = answered.everything()
    emoji = open_benchmark("emoji")
    head = {"name": emoji.name, "version": emoji.version, "sha256": emoji.sha256}
    write_answers(answered.run / "answers" / "m" / "plain", AnswerSet("m", head, "plain", "letter", ()))
    with pytest.raises(RunMismatch, match="holds answers to another benchmark than doors 1"):
        write_human_answers(answered.run, material, human_answers(material, people, answers))


def test_every_choice_is_read_back_as_it_was_made() -> None:
    benchmark = open_benchmark("emoji")
    items = study_order(benchmark, [], seed=0, participant=1)
    study = Study(1, "x", "emoji", benchmark.sha256, "", {}, 0, True, "Ann", "")
    material = Material(study, benchmark, {question.id: question for question in benchmark.questions()})
    person = Participant(1, 1, 1, items, "finished")
    for option in (0, 1):
        answers = [StudyAnswer(1, place, item, option, 1.0, None, "") for place, item in enumerate(items)]
        (written,) = human_answers(material, [person], answers)
        assert [read_option(answer).option for answer in written.answers] == [option] * len(items)


@pytest.mark.parametrize("options", [("2", "1"), ("B", "A"), ("?", "!"), ("a", "A"), ("none", "both"), ("", "-")])
def test_options_that_look_like_places_or_like_nothing_are_read_back(answered: Set, options: tuple[str, str]) -> None:
    material, people, _ = answered.everything()
    questions = {name: replace(question, options=options) for name, question in material.questions.items()}
    material = Material(material.study, material.benchmark, questions)
    items = [(place, item) for place, item in enumerate(people[0].items) if not item.is_check]
    answers = [StudyAnswer(1, place, item, place % 2, 1.0, None, "") for place, item in items]
    sets = human_answers(material, people[:1], answers)
    assert [read_option(answer).option for answer in sets[0].answers] == [place % 2 for place, _ in items]
