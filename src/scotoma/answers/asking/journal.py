"""The journal of one model under one control: each answer is on the disk the moment it came, so none is paid twice."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scotoma.answers.records import Answer
from scotoma.errors import BrokenFile, RunMismatch
from scotoma.files import read_json, whole_file, write_json

__all__ = ["Journal"]

KIND = "scotoma asking"
VERSION = 1


class Journal:
    """`asking.json`, which says what was asked how, and `journal.jsonl`, one line an answer in the order they came.

    Opening it makes the folder, or reads what an earlier run left. A line that a crash cut is dropped. A question that
    failed and was asked again has several lines; the last one counts.

    Raises:
        RunMismatch: the folder was asked with other settings.
        BrokenFile: a line before the last is damaged.
    """

    def __init__(self, folder: Path, head: dict[str, Any]) -> None:
        self._path = folder / "journal.jsonl"
        _check_head(folder / "asking.json", head)
        self.answers: dict[str, Answer] = {}
        if self._path.exists():
            self._read()

    def add(self, answer: Answer) -> None:
        """Write an answer down; it is on the disk when this returns."""
        with self._path.open("ab") as file:
            file.write(json.dumps(asdict(answer), ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.answers[answer.question] = answer

    def settled(self, question: str) -> bool:
        """Whether a question need not be asked again: everything but a failure settles it."""
        return question in self.answers and self.answers[question].state != "failed"

    def _read(self) -> None:
        from pydantic import TypeAdapter, ValidationError

        shape, data = TypeAdapter(Answer), self._path.read_bytes()
        whole, newline, rest = data.rpartition(b"\n")
        if rest:
            with whole_file(self._path) as file:
                file.write(whole + newline)
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                answer = shape.validate_json(line)
            except ValidationError as error:
                raise BrokenFile(
                    f"{self._path}, line {number}: {error.errors()[0]['msg']}. Take that line out, and its question is "
                    "asked again."
                ) from error
            self.answers[answer.question] = answer


def _check_head(path: Path, head: dict[str, Any]) -> None:
    wanted = json.loads(json.dumps(head))
    if not path.exists():
        write_json(path, KIND, VERSION, wanted)
        return
    there = read_json(path, KIND, VERSION)
    for name in (*wanted, *there):
        if there.get(name) != wanted.get(name):
            raise RunMismatch(
                f"{path.parent} was asked with {name} {there.get(name)!r}, and it would be asked with "
                f"{wanted.get(name)!r}. Use another run folder, or the same settings as before."
            )
