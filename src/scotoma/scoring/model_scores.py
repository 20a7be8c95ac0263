"""From one model's answers to its scores: every control, every version of the labels, pair by pair."""

from collections.abc import Sequence
from dataclasses import replace

from scotoma.answers import CONTROLS, Answer, AnswerSet, Control
from scotoma.benchmark import Benchmark
from scotoma.errors import UsageError
from scotoma.scoring.cautions import cautions
from scotoma.scoring.label_scores import label_scores, pair_outcomes
from scotoma.scoring.model_records import Asked, ModelScores
from scotoma.scoring.order_effect import order_effect
from scotoma.scoring.outcomes import same_answers, same_images
from scotoma.scoring.pattern_rows import share_of_pairs, share_of_questions
from scotoma.scoring.readings import Reader, Readings, read_set, remembering

__all__ = ["default_reader", "score_answers"]


def default_reader() -> Reader:
    """Options as `scotoma.answers.parsing` reads them, each different answer read once."""
    from scotoma.answers.parsing import read_option

    def reading(answer: Answer) -> int | None:
        return read_option(answer).option

    return remembering(reading)


def score_answers(benchmark: Benchmark, sets: Sequence[AnswerSet], *, read: Reader | None = None) -> ModelScores:
    """The scores of one model from its answers to a benchmark of pairs, under as many controls as it was asked.

    `read` gives the option that an answer names; by default the parser does (`default_reader`). For many models pass
    one reader, so that what recurs is read once. Labels are the benchmark's, in all the versions it has.

    Raises:
        UsageError: there are no sets, or they are of several models, or two are of one control.
        RunMismatch: a set is of another benchmark, by its hash.
    """
    told, reading, original = _by_control(sets), read or default_reader(), benchmark.labelled("original")
    found = {control: read_set(original, answers, reading) for control, answers in told.items()}
    versions = [benchmark.labelled(version) for version in benchmark.label_versions]
    scores = ModelScores(
        model=sets[0].model,
        benchmark={"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256},
        pairs=len(benchmark.pairs),
        groups=benchmark.groups,
        asked=tuple(_asked(original, answers, found[control]) for control, answers in told.items()),
        order=order_effect(original, found["plain"], found["swapped"]) if {"plain", "swapped"} <= told.keys() else None,
        labels=tuple(label_scores(original, labelled, found) for labelled in versions),
        outcomes=pair_outcomes(versions, found["plain"]) if "plain" in told else (),
        warnings=(),
    )
    return replace(scores, warnings=cautions(scores))


def _by_control(sets: Sequence[AnswerSet]) -> dict[Control, AnswerSet]:
    """The sets by control, plain first."""
    models = sorted({answers.model for answers in sets})
    if len(models) != 1:
        raise UsageError(f"Answers of {', '.join(models) or 'no model'} came together; scores are of one model each.")
    told = {answers.control: answers for answers in sets}
    if len(told) < len(sets):
        raise UsageError(f"{models[0]} has two sets of answers under one control; give each control once.")
    return {control: told[control] for control in CONTROLS if control in told}


def _asked(benchmark: Benchmark, answers: AnswerSet, readings: Readings) -> Asked:
    read = readings.options >= 0
    relative = answers.control == "relative"
    same = same_images(readings.options) if relative else same_answers(benchmark, readings.options)
    return Asked(
        control=answers.control,
        preset=answers.preset,
        settings=answers.settings,
        counts=readings.counts,
        same_answer=share_of_pairs(benchmark, same, read[:, 0] & read[:, 1]),
        first_shown=share_of_questions(benchmark, readings.places == 0, read),
    )
