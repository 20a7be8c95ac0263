"""A run's answers, found, matched with the benchmark they are to, scored and written down."""

from collections.abc import Sequence
from pathlib import Path

from scotoma.answers import AnswerSet, read_answers
from scotoma.benchmark import BENCHMARKS, Benchmark, QuestionSet, open_questions
from scotoma.errors import RunMismatch, UnknownName, UnreadableSource, UsageError
from scotoma.files import locked
from scotoma.progress import Progress, silent
from scotoma.runs import read_stages, record_stage
from scotoma.scoring.model_files import write_model_scores
from scotoma.scoring.model_records import ModelScores
from scotoma.scoring.model_scores import default_reader, score_answers

__all__ = ["answers_in", "benchmark_of", "score_run"]


def answers_in(run: Path) -> dict[str, list[AnswerSet]]:
    """All finished answers of a run, by model; a control that is still being asked has none yet.

    Raises:
        UnreadableSource: there are none.
        BrokenFile: a file of them is damaged; the message names the line.
    """
    found: dict[str, list[AnswerSet]] = {}
    for head in sorted((run / "answers").glob("*/*/answers.json")):
        answers = read_answers(head.parent)
        found.setdefault(answers.model, []).append(answers)
    if not found:
        raise UnreadableSource(
            f"{run} holds no finished answers: there is no answers/MODEL/CONTROL/answers.json. "
            "`scotoma ask` writes them; where it was stopped, run the same command again."
        )
    return found


def benchmark_of(run: Path, sets: Sequence[AnswerSet], given: str | None, patterns: Path | None = None) -> QuestionSet:
    """The benchmark that a run's answers are to: the `given` one, else a built-in one of that name, else from where it
    was asked.

    Raises:
        UsageError: it is not known where the benchmark lies, or the answers are to several.
        RunMismatch: what lies there is not what was asked.
    """
    asked = {answers.benchmark["sha256"]: answers.benchmark for answers in sets}
    names = " and ".join(f"{each['name']} {each['version']} ({sha[:12]}...)" for sha, each in asked.items())
    if len(asked) > 1:
        raise UsageError(f"{run} holds answers to {names}. Scores are of one benchmark: use a run folder for each.")
    ((sha256, known),) = asked.items()
    if (source := given or _source(run, known["name"])) is None:
        raise UsageError(f"{run} holds answers to {names}, which is not built in. Say where it lies with --benchmark.")
    try:
        opened = open_questions(source, patterns=patterns)
    except UnknownName as error:
        if given is not None:
            raise
        raise UsageError(
            f"{run} was asked from {source}, which is not there. Say where it is with --benchmark."
        ) from error
    if opened.sha256 != sha256:
        raise RunMismatch(
            f"{run} holds answers to {names}; {source} is {opened.name} {opened.version} ({opened.sha256[:12]}...). "
            "Give the benchmark that was asked with --benchmark; images that came or went change it too."
        )
    return opened


def score_run(
    run: Path, *, benchmark: str | None = None, patterns: Path | None = None, progress: Progress = silent
) -> tuple[ModelScores, ...]:
    """Score every model of a run on the benchmark of pairs it was asked, and write `scores/MODEL.json` for each.

    Raises:
        UnreadableSource, BrokenFile: there are no answers, or they are damaged.
        UsageError, RunMismatch: the benchmark is not known, or is another.
        RunLocked: another process is writing the run folder.
    """
    found = answers_in(run)
    opened = benchmark_of(run, [each for sets in found.values() for each in sets], benchmark, patterns)
    if not isinstance(opened, Benchmark):
        raise UsageError(f"{opened.name} has no pairs.")
    reader, scores = default_reader(), list[ModelScores]()
    with locked(run), progress("scoring", len(found), "models") as scored:
        for sets in found.values():
            scores.append(score_answers(opened, sets, read=reader))
            write_model_scores(run, scores[-1])
            scored(1)
        record_stage(run, "score", {"benchmark": scores[0].benchmark, "models": [each.model for each in scores]})
    return tuple(scores)


def _source(run: Path, name: str) -> str | None:
    """Where the run's benchmark was asked from, a built-in name before a folder."""
    if name in BENCHMARKS.names():
        return name
    asked = [stage["settings"].get("source") for stage in read_stages(run) if stage["stage"] == "ask"]
    return next((str(source) for source in reversed(asked) if source), None)
