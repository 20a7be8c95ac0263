"""The journal keeps every answer, and knows whose they are."""

import json
from pathlib import Path

import pytest

from scotoma.answers import Answer
from scotoma.answers.asking.journal import Journal
from scotoma.errors import BrokenFile, RunMismatch

HEAD = {"model": "m", "preset": "letter"}
GIVEN = Answer("1", "answered", "(a) ☺", ("x", "y"), (0, 1), image_sha256=("0",), input_tokens=3)
FAILED = Answer("2", "failed", "", error="busy")


def test_what_was_added_is_there_again_in_full(tmp_path: Path) -> None:
    Journal(tmp_path, HEAD).add(GIVEN)
    assert Journal(tmp_path, HEAD).answers == {"1": GIVEN}


def test_only_a_failure_leaves_a_question_unsettled(tmp_path: Path) -> None:
    journal = Journal(tmp_path, HEAD)
    for answer in (
        GIVEN,
        FAILED,
        Answer("3", "refused", "no"),
        Answer("4", "truncated", "I th"),
        Answer("5", "empty", ""),
    ):
        journal.add(answer)
    assert [journal.settled(question) for question in "123456"] == [True, False, True, True, True, False]


def test_the_last_line_of_a_question_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path, HEAD)
    journal.add(FAILED)
    journal.add(Answer("2", "answered", "b"))
    assert Journal(tmp_path, HEAD).answers["2"].raw == "b"


def test_a_line_that_a_crash_cut_is_dropped_and_the_next_answer_is_whole(tmp_path: Path) -> None:
    Journal(tmp_path, HEAD).add(GIVEN)
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('{"question": "2", "sta')
    journal = Journal(tmp_path, HEAD)
    assert journal.answers == {"1": GIVEN}
    journal.add(FAILED)
    assert [*Journal(tmp_path, HEAD).answers] == ["1", "2"]


def test_a_journal_that_was_cut_in_its_first_line_is_empty(tmp_path: Path) -> None:
    Journal(tmp_path, HEAD)
    (tmp_path / "journal.jsonl").write_text('{"question": "2", "sta')
    assert Journal(tmp_path, HEAD).answers == {}


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    Journal(tmp_path, HEAD).add(GIVEN)
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write(json.dumps({"question": "2"}) + "\n")
    with pytest.raises(
        BrokenFile, match=r"journal\.jsonl, line 2: .* Take that line out, and its question is asked again"
    ):
        Journal(tmp_path, HEAD)


def test_a_setting_that_differs_is_named_with_both_values(tmp_path: Path) -> None:
    Journal(tmp_path, HEAD)
    with pytest.raises(RunMismatch, match="was asked with preset 'letter', and it would be asked with 'mmvp'"):
        Journal(tmp_path, {**HEAD, "preset": "mmvp"})
    with pytest.raises(RunMismatch, match="was asked with seed None, and it would be asked with 1"):
        Journal(tmp_path, {**HEAD, "seed": 1})
