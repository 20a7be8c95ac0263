"""Saved answers are found by question and control, or by prompt, and whatever is missing is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from scotoma.answers import Answer, AnswerSet, Control, write_answers
from scotoma.errors import BrokenFile, NoAnswer, ScotomaError, UnreadableSource
from scotoma.models import Generated, Prompt, Settings, load_model


def written(path: Path, *lines: Any) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def ask(path: Path, text: str = "?", question: str | None = None, control: str | None = None) -> Generated:
    return load_model(f"replay:{path}").generate([Prompt((text,), question=question, control=control)], Settings())[0]


def save(folder: Path, control: Control, *answers: Answer) -> None:
    write_answers(folder, AnswerSet("m", {"name": "b", "version": "1", "sha256": "0"}, control, "mmvp", answers))


def refusal(kind: type[ScotomaError], path: Path, **asked: Any) -> str:
    with pytest.raises(kind) as caught:
        ask(path, **asked)
    return str(caught.value)


def test_the_reference_scripts_six_keys_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path / "answers.jsonl",
        {"question_id": 1, "prompt": "P", "answer": "(a)", "response": "Left.", "answer_id": "x", "model_id": "llava"},
        {"question_id": 2, "prompt": "P", "answer": "(b)", "response": "Right.", "answer_id": "y", "model_id": "llava"},
    )
    assert ask(path, question="1", control="plain").text == "Left."
    assert ask(path, question="2").text == "Right."


def test_a_plain_file_may_name_controls(tmp_path: Path) -> None:
    path = written(
        tmp_path / "mine.jsonl",
        {"question": "7", "raw": "(a)"},
        {"question": "7", "raw": "(b)", "control": "swapped"},
    )
    assert ask(path, question="7").text == "(a)"
    assert ask(path, question="7", control="swapped").text == "(b)"
    said = refusal(NoAnswer, path, question="7", control="blank")
    assert said == f"replay:{path} has no answer to question '7', control 'blank'."


def test_prompts_find_answers_where_no_question_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.jsonl", {"prompt": "Left or\n right? ", "raw": "Left"})
    assert ask(path, text="Left or right?").text == "Left"
    assert ask(path, text="Left or right?", question="1").text == "Left"
    assert "no answer to the prompt 'Up or down?'" in refusal(NoAnswer, path, text="Up or down?")


def test_two_answers_to_one_prompt_are_not_guessed_between(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.jsonl", {"prompt": "Where?", "raw": "Left"}, {"prompt": "Where?", "raw": "Right"})
    said = refusal(NoAnswer, path, text="Where?", question="1")
    assert f"has 2 answers to the prompt 'Where?', control 'plain', the first at {path}, line 1" in said
    assert 'give the lines a "question"' in said


def test_what_scotoma_ask_wrote_is_read_with_its_controls_and_states(tmp_path: Path) -> None:
    save(
        tmp_path / "plain",
        "plain",
        Answer("1", "answered", "(a)", prompt="P"),
        Answer("2", "truncated", "Well, let me"),
        Answer("3", "refused", "I cannot help."),
        Answer("4", "empty", ""),
        Answer("5", "failed", "", error="HTTP 500"),
    )
    save(tmp_path / "swapped", "swapped", Answer("1", "answered", "(b)"))
    assert ask(tmp_path, question="1") == Generated("(a)")
    assert ask(tmp_path, question="1", control="swapped") == Generated("(b)")
    assert ask(tmp_path, question="2") == Generated("Well, let me", "length")
    assert ask(tmp_path, question="3") == Generated("I cannot help.", "refusal")
    assert ask(tmp_path, question="4") == Generated("")
    assert refusal(NoAnswer, tmp_path, question="5").endswith("line 5: no answer was given then either: HTTP 500")
    for path in (tmp_path / "swapped", tmp_path / "swapped" / "answers.jsonl"):
        assert ask(path, question="1", control="swapped").text == "(b)"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ("{}", 'has no fields; expected "raw" (or "response") with the answer'),
        ('{"question": 1, "answer": "(a)"}', "has question, answer; expected"),
        ('{"question": 1, "raw": null}', "has question, raw; expected"),
        ('{"raw": "(a)"}', '"question" (or "question_id") or "prompt" to find it by'),
        ('{"question": 1, "raw": "(a)", "control": "blind"}', "control is 'blind'; expected plain, no-image, blank"),
    ],
)
def test_a_line_that_is_not_what_it_should_be_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"question": 0, "raw": "(a)"}\n\n' + line + "\n")
    message = refusal(BrokenFile, path)
    assert f"{path}, line 3: " in message
    assert said in message


def test_a_question_answered_twice_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.jsonl", {"question": 1, "raw": "(a)"}, {"question": "1", "raw": "(a)"})
    assert "line 2: question '1' is also answered at" in refusal(BrokenFile, path)


def test_nothing_to_replay_is_said(tmp_path: Path) -> None:
    assert f"There is no file {tmp_path / 'none'}." in refusal(UnreadableSource, tmp_path / "none")
    assert f"{tmp_path} holds no answers." in refusal(UnreadableSource, tmp_path)
    (tmp_path / "empty.jsonl").touch()
    assert "expected one JSON object a line" in refusal(UnreadableSource, tmp_path / "empty.jsonl")
