"""Answers as MMVP's own script writes them: JSON lines, question_id, prompt, answer, response, answer_id, model_id."""

import json
from pathlib import Path
from typing import Any

from scotoma.answers.grading.items import Item
from scotoma.answers.records import Answer
from scotoma.benchmark.lettered import parse_key, parse_options
from scotoma.errors import BrokenFile, UnreadableSource

__all__ = ["read_six_keys"]

NEEDED = ("question_id", "prompt", "answer", "response")


def read_six_keys(path: Path) -> tuple[str, tuple[Item, ...]]:
    """The model's name, and its answers in the order of their ids; "" where the file names no model.

    Options and key are those of each line, so no benchmark is needed; the labels are those of the file. Numbered
    questions are paired by their number, 1 with 2, whatever their order; others by their place in the file.

    Raises:
        UnreadableSource: there is no such file.
        BrokenFile: a line is damaged, or a question is there twice; the message names the line.
    """
    if not path.is_file():
        raise UnreadableSource(f"{path} is not there. Give a run folder, or a JSON-lines file of answers.")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [_row(path, number, line) for number, line in enumerate(lines, start=1)]
    if not rows:
        raise UnreadableSource(f"{path} holds no answers.")
    ids = [str(row["question_id"]) for row in rows]
    for number, question in enumerate(ids, start=1):
        if question in ids[: number - 1]:
            raise BrokenFile(f"{path}, line {number}: question {question} is there twice. Take one of the lines out.")
    numbered = all(question.isdecimal() for question in ids)
    items = [_item(path, number, row, numbered=numbered) for number, row in enumerate(rows, start=1)]
    if numbered:
        items.sort(key=lambda item: int(item.answer.question))
    return str(rows[0].get("model_id", "")), tuple(items)


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BrokenFile(f"{path}, line {number}: this is not JSON ({error}).") from error
    lacking = [name for name in NEEDED if not isinstance(row, dict) or name not in row]
    if lacking:
        raise BrokenFile(f"{path}, line {number}: {', '.join(lacking)} missing; each line needs {', '.join(NEEDED)}.")
    return dict(row)


def _item(path: Path, number: int, row: dict[str, Any], *, numbered: bool) -> Item:
    prompt, question = str(row["prompt"]), str(row["question_id"])
    start = prompt.lower().find("(a)")
    options = parse_options(prompt[start:].split("\n", maxsplit=1)[0]) if start >= 0 else None
    key = parse_key(str(row["answer"]))
    if options is None or key is None or key >= len(options):
        raise BrokenFile(
            f"{path}, line {number}: expected a prompt with options, '... (a) Open (b) Closed', and a letter of theirs "
            f"as answer; found {prompt[-60:]!r} and {row['answer']!r}."
        )
    first = (int(question) - 1) // 2 * 2 + 1 if numbered else (number - 1) // 2 * 2 + 1
    raw = str(row["response"] or "")
    answer = Answer(question, "answered" if raw.strip() else "empty", raw, options, tuple(range(len(options))), prompt)
    pair = f"{first}-{first + 1}"
    return Item(pair, pair, prompt[:start].strip(), {"as in the file": key}, answer)
