"""A study's answers for others: numbers instead of people, no dates and times of day, no links."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scotoma.answers import AnswerSet, answer_folder
from scotoma.answers.files import KIND, VERSION
from scotoma.studio.study.answered import StudyAnswer, counted_people
from scotoma.studio.study.human_answers import human_answers
from scotoma.studio.study.material import Material
from scotoma.studio.study.records import Participant
from scotoma.studio.study.results import StudyResults

__all__ = ["FORMATS", "answers_csv", "answers_jsonl", "study_zip"]

FORMATS = {"csv": "text/csv", "jsonl": "application/jsonl", "zip": "application/zip"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can carry: its entries say nothing of when

COLUMNS = (
    "participant", "place", "item", "kind", "text", "options", "shown_first", "option", "chosen", "right",
    "seconds", "visible_seconds", "concern",
)  # fmt: skip


def answers_jsonl(material: Material, people: Sequence[Participant], answers: Sequence[StudyAnswer]) -> str:
    """One JSON object a line for every answer of those who have not withdrawn, by participant and place.

    Options are indexes into the item's own. Concerns are as they were written: read them before you publish.
    """
    rows = _rows(material, people, answers)
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows)


def answers_csv(material: Material, people: Sequence[Participant], answers: Sequence[StudyAnswer]) -> str:
    """The same as a table for spreadsheets, where a text that begins like a formula has an apostrophe before it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in _rows(material, people, answers):
        writer.writerow({name: _inert(value) for name, value in row.items()})
    return text.getvalue()


def study_zip(
    material: Material, people: Sequence[Participant], answers: Sequence[StudyAnswer], results: StudyResults
) -> bytes:
    """Both of them with the study's description, the results, and the answers as those of models, "human:1" and so on:
    the folder answers/ can be put into any run of the same benchmark."""
    study = material.study
    head = {
        "study": study.name,
        "benchmark": results.benchmark,
        "licence": material.benchmark.licence,
        "seed": study.seed,
        "consent": study.consent,
        "checks": [check.as_row() for check in study.checks.values()],
        "participants": results.states,
    }
    files = {
        "study.json": _pretty(head),
        "results.json": _pretty(results.as_dict()),
        "answers.csv": answers_csv(material, people, answers),
        "answers.jsonl": answers_jsonl(material, people, answers),
    }
    for each in human_answers(material, people, answers, without=results.without):
        files |= _as_model(each)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _rows(
    material: Material, people: Sequence[Participant], answers: Sequence[StudyAnswer]
) -> Iterator[dict[str, Any]]:
    numbers = {person.number for person in counted_people(people)}
    for given in answers:
        if given.number not in numbers:
            continue
        asked, right = material.asked(given.item), material.answer_to(given.item)
        options = [asked.options[asked.order.index(option)] for option in range(len(asked.options))]
        yield {
            "participant": given.number,
            "place": given.place + 1,
            "item": given.item.id,
            "kind": "check" if given.item.is_check else "question",
            "text": asked.text,
            "options": options,
            "shown_first": asked.order[0],
            "option": given.option,
            "chosen": options[given.option],
            "right": given.option == right,
            "seconds": round(given.seconds, 1),
            "visible_seconds": None if given.visible_seconds is None else round(given.visible_seconds, 1),
            "concern": given.concern,
        }


def _as_model(answers: AnswerSet) -> dict[str, str]:
    """The two files of an answer set, without what says when and where they were made."""
    folder = answer_folder(Path(), answers.model, answers.control).as_posix()
    head = {name: getattr(answers, name) for name in ("model", "benchmark", "control", "preset", "settings")}
    lines = (json.dumps(asdict(answer), ensure_ascii=False) + "\n" for answer in answers.answers)
    return {
        f"{folder}/answers.jsonl": "".join(lines),
        f"{folder}/answers.json": _pretty({"kind": KIND, "version": VERSION, **head, "states": answers.counts()}),
    }


def _inert(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, list):
        value = " | ".join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _pretty(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
