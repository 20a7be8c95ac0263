"""Saved answers, read from the layouts in which people have them: ours, the MMVP reference script's, a plain one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.answers import CONTROLS, Answer, read_answers
from scotoma.errors import BrokenFile, UnreadableSource
from scotoma.models.protocol import FinishReason

__all__ = ["SavedAnswer", "read_saved"]

ENDS: dict[str, FinishReason] = {"truncated": "length", "refused": "refusal"}
NAMES = (("question", "question_id"), ("raw", "response"), ("prompt", "prompt"))  # ours, and the reference script's


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """What was said to a question under a control, and where it stands; `error` where no answer was given then either.

    `question` is None and `prompt` "" where the line does not say.
    """

    question: str | None
    control: str
    prompt: str
    raw: str
    where: str
    finish_reason: FinishReason = "stop"
    error: str | None = None


def read_saved(path: Path) -> Iterator[SavedAnswer]:
    """The saved answers in a file, or in a folder: that of one control, or one that has a folder for each control.

    Raises:
        UnreadableSource: nothing is there, or a folder holds no answers.
        BrokenFile: a line is not what it should be; the message names it.
    """
    if path.is_dir():
        folders = [each for each in (path, *(path / control for control in CONTROLS)) if _is_ours(each)]
        if not folders:
            raise UnreadableSource(
                f"{path} holds no answers. Give a file of JSON lines, or a folder that `scotoma ask` wrote: "
                "RUN/answers/MODEL, or one control's in it."
            )
        for folder in folders:
            yield from _ours(folder)
    elif not path.is_file():
        raise UnreadableSource(f"There is no file {path}. replay: takes a file of JSON lines, or a folder of answers.")
    elif path.name == "answers.jsonl" and _is_ours(path.parent):
        yield from _ours(path.parent)
    else:
        yield from _lines(path)


def _is_ours(folder: Path) -> bool:
    return (folder / "answers.json").is_file()


def _ours(folder: Path) -> Iterator[SavedAnswer]:
    saved = read_answers(folder)
    for number, answer in enumerate(saved.answers, start=1):
        where = f"{folder / 'answers.jsonl'}, line {number}"
        yield _of(answer, saved.control, where)


def _of(answer: Answer, control: str, where: str) -> SavedAnswer:
    error = (answer.error or "the request failed") if answer.state == "failed" else None
    return SavedAnswer(
        answer.question, control, answer.prompt, answer.raw, where, ENDS.get(answer.state, "stop"), error
    )


def _lines(path: Path) -> Iterator[SavedAnswer]:
    empty = True
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if line.strip():
            empty = False
            yield _line(line, f"{path}, line {number}")
    if empty:
        raise UnreadableSource(f"{path} holds no answers; expected one JSON object a line.")


def _line(line: bytes, where: str) -> SavedAnswer:
    try:
        content = json.loads(line)
    except ValueError as error:
        raise BrokenFile(f"{where}: not JSON ({error}). Expected one JSON object a line.") from error
    if not isinstance(content, dict):
        raise BrokenFile(f"{where}: not a JSON object. Expected one a line.")
    question, raw, prompt = (next((content[name] for name in names if name in content), None) for names in NAMES)
    if not isinstance(raw, str) or (question is None and not isinstance(prompt, str)):
        raise BrokenFile(
            f'{where}: has {", ".join(content) or "no fields"}; expected "raw" (or "response") with the answer, and '
            '"question" (or "question_id") or "prompt" to find it by.'
        )
    return SavedAnswer(
        None if question is None else str(question),
        _control(content, where),
        prompt if isinstance(prompt, str) else "",
        raw,
        where,
    )


def _control(content: dict[str, Any], where: str) -> str:
    control = content.get("control", "plain")
    if control not in CONTROLS:
        raise BrokenFile(f"{where}: control is {control!r}; expected {', '.join(CONTROLS)}.")
    return str(control)
