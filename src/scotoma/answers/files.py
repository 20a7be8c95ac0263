"""The answers of one model under one control: `answers/MODEL/CONTROL/`, `answers.json` and `answers.jsonl` in it."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scotoma.answers.records import CONTROLS, STATES, Answer, Control
from scotoma.errors import BrokenFile, UnreadableSource
from scotoma.files import made_by, read_json, whole_file, write_json

__all__ = ["KIND", "VERSION", "AnswerSet", "answer_folder", "read_answers", "write_answers"]

KIND = "scotoma answers"
VERSION = 1


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """All that one model answered to one benchmark under one control.

    `benchmark` has its name, version and sha256. `preset` is the prompt preset's name, `settings` whatever else decided
    the answers: temperature, limit on tokens, seed.
    """

    model: str
    benchmark: dict[str, str]
    control: Control
    preset: str
    answers: tuple[Answer, ...]
    settings: dict[str, Any] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many answers are in each state."""
        found = Counter(answer.state for answer in self.answers)
        return {state: found[state] for state in STATES}


def answer_folder(run: Path, model: str, control: Control) -> Path:
    """Where a run keeps what `model` answered under `control`: `answers/MODEL/CONTROL`, the name made safe for files.

    Two models whose names differ never share a folder.
    """
    from scotoma.embeddings.shards import folder_name

    return run / "answers" / folder_name(model) / control


def write_answers(folder: Path, answers: AnswerSet) -> None:
    """Write `answers.jsonl`, a line a question, and then `answers.json`, which says whose they are and counts them."""
    lines = (json.dumps(asdict(answer), ensure_ascii=False) + "\n" for answer in answers.answers)
    with whole_file(folder / "answers.jsonl") as file:
        file.writelines(line.encode() for line in lines)
    head = {name: getattr(answers, name) for name in ("model", "benchmark", "control", "preset", "settings")}
    write_json(folder / "answers.json", KIND, VERSION, {**head, "states": answers.counts(), "made_by": made_by()})


def read_answers(folder: Path) -> AnswerSet:
    """The answers that a folder holds, each line checked.

    Raises:
        UnreadableSource: the folder holds no answers.
        BrokenFile: a file of it is damaged; the message names the line.
    """
    for name in ("answers.json", "answers.jsonl"):
        if not (folder / name).is_file():
            raise UnreadableSource(f"{folder} holds no answers: it has no {name}. `scotoma ask` writes both.")
    head = read_json(folder / "answers.json", KIND, VERSION)
    lines = (folder / "answers.jsonl").read_bytes().splitlines()
    answers = tuple(_answers(lines, folder / "answers.jsonl"))
    if head["control"] not in CONTROLS:
        raise BrokenFile(f"{folder / 'answers.json'}: control is {head['control']!r}; expected {', '.join(CONTROLS)}.")
    return AnswerSet(
        head["model"], head["benchmark"], head["control"], head["preset"], answers, head.get("settings", {})
    )


def _answers(lines: list[bytes], path: Path) -> Iterable[Answer]:
    from pydantic import TypeAdapter, ValidationError

    shape, seen = TypeAdapter(Answer), dict[str, int]()
    for number, line in enumerate(lines, start=1):
        try:
            answer = shape.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the whole"
            raise BrokenFile(f"{path}, line {number}: {where}: {first['msg']}.") from error
        if answer.question in seen:
            raise BrokenFile(
                f"{path}, line {number}: question {answer.question!r} is also answered on line {seen[answer.question]}."
            )
        seen[answer.question] = number
        yield answer
