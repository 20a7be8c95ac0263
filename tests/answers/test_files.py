"""Answers in a run folder: what is written is read again, and a damaged line is named."""

from pathlib import Path

import pytest

from scotoma.answers import Answer, AnswerSet, answer_folder, read_answers, write_answers
from scotoma.errors import BrokenFile, UnreadableSource

BENCHMARK = {"name": "tiny", "version": "1", "sha256": "0" * 64}
SAID = Answer("1a", "answered", "(b)\n", ("yes", "no"), (1, 0), "Is it?", ("ab",), seconds=0.5, output_tokens=3)
LOST = Answer("1b", "failed", "", ("yes", "no"), (0, 1), error="HTTP 500")


def answers() -> AnswerSet:
    return AnswerSet("replay:tiny", BENCHMARK, "swapped", "letter", (SAID, LOST), {"temperature": 0.0})


def test_answers_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_answers(tmp_path, answers())
    assert read_answers(tmp_path) == answers()


def test_every_state_is_counted_those_that_did_not_occur_too() -> None:
    assert answers().counts() == {"answered": 1, "empty": 0, "truncated": 0, "refused": 0, "failed": 1}


def test_models_whose_names_differ_have_folders_that_differ(tmp_path: Path) -> None:
    one, other = (answer_folder(tmp_path, model, "plain") for model in ("hf:a/b", "hf:a_b"))
    assert one != other
    assert one.name == "plain"
    assert one.parent.parent == tmp_path / "answers"


def test_a_folder_without_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="holds no answers: it has no answers"):
        read_answers(tmp_path)


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    write_answers(tmp_path, answers())
    path = tmp_path / "answers.jsonl"
    path.write_text(path.read_text().replace('"failed"', '"lost"'))
    with pytest.raises(BrokenFile, match="line 2: state"):
        read_answers(tmp_path)


def test_a_question_answered_twice_is_told(tmp_path: Path) -> None:
    write_answers(tmp_path, AnswerSet("m", BENCHMARK, "plain", "letter", (SAID, SAID)))
    with pytest.raises(BrokenFile, match="line 2: question '1a' is also answered on line 1"):
        read_answers(tmp_path)


def test_a_control_nobody_knows_is_told(tmp_path: Path) -> None:
    write_answers(tmp_path, answers())
    path = tmp_path / "answers.json"
    path.write_text(path.read_text().replace('"swapped"', '"sideways"'))
    with pytest.raises(BrokenFile, match="control is 'sideways'; expected plain, no-image"):
        read_answers(tmp_path)
