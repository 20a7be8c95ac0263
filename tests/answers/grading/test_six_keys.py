"""Answers in the form that MMVP's own script writes."""

import json
from pathlib import Path

import pytest

from scotoma.answers.grading import OURS, differing, grade_items, read_six_keys
from scotoma.errors import BrokenFile, UnreadableSource

PROMPT = "Are the butterfly's wings open or closed? (a) Open (b) Closed"


def line(question: int | str, response: str, answer: str = "(a)", prompt: str = PROMPT) -> str:
    row = {"question_id": question, "prompt": prompt, "answer": answer, "response": response}
    return json.dumps({**row, "answer_id": "x", "model_id": "llava"}) + "\n"


def test_a_file_has_model_options_and_keys_and_pairs_go_by_number(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(line(2, "(b)", "(b)") + line(1, "(a)") + line(4, "") + line(3, "b", "(b)"))
    model, items = read_six_keys(path)
    assert model == "llava"
    assert [(item.answer.question, item.pair) for item in items] == [
        ("1", "1-2"),
        ("2", "1-2"),
        ("3", "3-4"),
        ("4", "3-4"),
    ]
    assert items[1].keys == {"as in the file": 1}
    assert items[0].answer.options == ("Open", "Closed")
    assert items[0].text == "Are the butterfly's wings open or closed?"
    assert [item.answer.state for item in items] == ["answered", "answered", "answered", "empty"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1: this is not JSON"),
        ('{"question_id": 1}\n', "line 1: prompt, answer, response missing"),
        ("[]\n", "line 1: question_id, prompt, answer, response missing"),
        (line(1, "a") + line(1, "b"), "line 2: question 1 is there twice"),
        (line(1, "a", prompt="Open or closed?"), "line 1: expected a prompt with options"),
        (line(1, "a", answer="(c)"), "line 1: expected a prompt with options"),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(text)
    with pytest.raises(BrokenFile, match=message):
        read_six_keys(path)


def test_a_file_that_is_not_there_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"is not there\. Give a run folder"):
        read_six_keys(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(UnreadableSource, match="holds no answers"):
        read_six_keys(tmp_path / "empty.jsonl")


def test_graders_that_disagree_about_an_answer_are_found(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(line(1, "Answer: B", "(b)") + line(2, "A"))
    graded = grade_items(read_six_keys(path)[1], ["lmms-eval", "internvl", "mmvp-original"])
    verdicts = graded[0].verdicts["as in the file"]
    assert {name: verdict.outcome for name, verdict in verdicts.items()} == {
        OURS: "right",
        "lmms-eval": "right",
        "internvl": "wrong",
        "mmvp-original": "not gradable",
    }
    assert [each.item.answer.question for each in differing(graded, "as in the file")] == ["1"]
