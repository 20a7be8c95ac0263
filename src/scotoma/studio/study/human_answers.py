"""Participants as models: their answers in the layout that `scotoma score` and `scotoma report` read."""

import string
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scotoma.answers import Answer, AnswerSet, answer_folder, write_answers
from scotoma.answers.parsing import read_option
from scotoma.errors import RunMismatch, UnreadableSource
from scotoma.files import locked
from scotoma.runs import record_stage
from scotoma.scoring import answers_in
from scotoma.studio.study.answered import StudyAnswer, counted_people
from scotoma.studio.study.material import Material
from scotoma.studio.study.records import Participant

__all__ = ["human_answers", "human_name", "write_human_answers"]

PRESET = "study"


def human_name(number: int) -> str:
    """What a participant is called among models: "human:1"."""
    return f"human:{number}"


def human_answers(
    material: Material, people: Sequence[Participant], answers: Sequence[StudyAnswer], *, without: Sequence[int] = ()
) -> list[AnswerSet]:
    """One set of answers for each participant whose answers count, under the control "plain".

    `raw` is the chosen option's text, or its letter where the reader of answers cannot read that text as this option,
    as with "B" where "A" stands second. Questions that a participant has not answered are missing. Attention checks and
    concerns are left out.
    """
    benchmark = material.benchmark
    head = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    return [
        AnswerSet(
            model=human_name(person.number),
            benchmark=head,
            control="plain",
            preset=PRESET,
            answers=tuple(
                _answer(material, answer)
                for answer in answers
                if answer.number == person.number and not answer.item.is_check
            ),
            settings={"study": material.study.name, "seed": material.study.seed},
        )
        for person in counted_people(people, without)
    ]


def write_human_answers(run: Path, material: Material, sets: Sequence[AnswerSet]) -> list[Path]:
    """Write the participants' answers beside those of models in a run, over what an earlier call wrote.

    Raises:
        RunMismatch: the run holds answers to another benchmark; scores are of one.
        RunLocked: another process is writing the run folder.
    """
    try:
        there = {each.benchmark["sha256"] for sets_of in answers_in(run).values() for each in sets_of}
    except UnreadableSource:
        there = set()
    if there - {material.benchmark.sha256}:
        raise RunMismatch(
            f"{run} holds answers to another benchmark than {material.benchmark.name} {material.benchmark.version}; "
            "scores are of one benchmark. Export the study, and put its folder answers/ into a run of that benchmark."
        )
    folders = [answer_folder(run, each.model, each.control) for each in sets]
    with locked(run):
        for folder, each in zip(folders, sets, strict=True):
            write_answers(folder, each)
        settings = {"study": material.study.name, "participants": len(sets), "benchmark": material.benchmark.sha256}
        record_stage(run, "study", settings)
    return folders


def _answer(material: Material, given: StudyAnswer) -> Answer:
    asked = material.asked(given.item)
    place = asked.order.index(given.option)
    answer = Answer(
        question=given.item.id,
        state="answered",
        raw=asked.options[place],
        options=asked.options,
        order=asked.order,
        prompt=asked.text,
        seconds=round(given.seconds, 1),
    )
    if read_option(answer).option == given.option:
        return answer
    return replace(answer, raw=f"({string.ascii_lowercase[place]})")
