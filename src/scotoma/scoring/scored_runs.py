"""A run's answers, found, matched with the benchmark they are to, scored and written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scotoma.answers import AnswerSet, read_answers
from scotoma.benchmark import BENCHMARKS, Benchmark, Kind, LlavaBench, PopeBenchmark, QuestionSet, open_questions
from scotoma.errors import RunMismatch, UnknownName, UnreadableSource, UsageError
from scotoma.files import locked
from scotoma.progress import Progress, silent
from scotoma.runs import read_stages, record_stage
from scotoma.scoring.llava_bench import LlavaBenchScores, score_reviews
from scotoma.scoring.model_files import write_model_scores, write_other_scores
from scotoma.scoring.model_records import ModelScores
from scotoma.scoring.model_scores import default_reader, score_answers
from scotoma.scoring.pope import RULES, PopeScores, score_pope

__all__ = ["ScoredRun", "answers_in", "benchmark_of", "reviews_of", "score_run"]


@dataclass(frozen=True, slots=True)
class ScoredRun:
    """The scores of all models of a run; of the three kinds of scores there is the one that the benchmark has."""

    kind: Kind
    benchmark: dict[str, str]
    pairs: tuple[ModelScores, ...] = ()
    pope: tuple[PopeScores, ...] = ()
    llava_bench: tuple[LlavaBenchScores, ...] = ()


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
    was asked, else the one in the run's own folder `benchmark`, as the studio releases it.

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
        raise UsageError(f"{run} was asked from {source}, which is not there. Say where with --benchmark.") from error
    if opened.sha256 != sha256:
        raise RunMismatch(
            f"{run} holds answers to {names}; {source} is {opened.name} {opened.version} ({opened.sha256[:12]}...). "
            "Give the benchmark that was asked with --benchmark; images that came or went change it too."
        )
    return opened


def reviews_of(run: Path, answers: AnswerSet) -> list[AnswerSet]:
    """What each judge in the run said of the answers; none where nobody was asked.

    Raises:
        BrokenFile: a file of them is damaged.
    """
    from scotoma.answers.review import review_folder

    heads = review_folder(run, answers, "any").parent.glob("*/answers.json")
    return [read_answers(head.parent) for head in sorted(heads)]


def score_run(
    run: Path, *, benchmark: str | None = None, patterns: Path | None = None, seed: int = 0, progress: Progress = silent
) -> ScoredRun:
    """Score every model of a run on the benchmark it was asked, and write `scores/MODEL.json` for each.

    Answers to POPE are read by both rules. Those to LLaVA-Bench are scored by every judge whose reviews are in the run;
    `scotoma.answers.review` makes them.

    Raises:
        UnreadableSource, BrokenFile: there are no answers, or no reviews, or they are damaged.
        UsageError, RunMismatch: the benchmark is not known, or is another.
        RunLocked: another process is writing the run folder.
    """
    found = answers_in(run)
    opened = benchmark_of(run, [each for sets in found.values() for each in sets], benchmark, patterns)
    known = {"name": opened.name, "version": opened.version, "sha256": opened.sha256}
    with locked(run):
        if isinstance(opened, Benchmark):
            scored = ScoredRun("pairs", known, pairs=_pairs(run, opened, found, progress))
        elif isinstance(opened, PopeBenchmark):
            scored = ScoredRun("pope", known, pope=_pope(run, opened, found, seed, progress))
        elif isinstance(opened, LlavaBench):
            scored = ScoredRun("llava-bench", known, llava_bench=_llava_bench(run, opened, found, seed, progress))
        else:
            raise UsageError(f"{opened.name} is of kind {opened.kind}, for which there are no scores.")
        record_stage(run, "score", {"benchmark": known, "models": [*found], "seed": seed})
    return scored


Found = dict[str, list[AnswerSet]]


def _pairs(run: Path, benchmark: Benchmark, found: Found, progress: Progress) -> tuple[ModelScores, ...]:
    reader, scores = default_reader(), list[ModelScores]()
    with progress("scoring", len(found), "models") as scored:
        for sets in found.values():
            scores.append(score_answers(benchmark, sets, read=reader))
            write_model_scores(run, scores[-1])
            scored(1)
    return tuple(scores)


def _pope(run: Path, benchmark: PopeBenchmark, found: Found, seed: int, progress: Progress) -> tuple[PopeScores, ...]:
    reader, scores = default_reader(), list[PopeScores]()
    with progress("scoring", len(found), "models") as scored:
        for model, sets in found.items():
            of = [score_pope(benchmark, each, read=reader, rule=rule, seed=seed) for rule in RULES for each in sets]
            write_other_scores(run, "pope", model, of)
            scores += of
            scored(1)
    return tuple(scores)


def _llava_bench(
    run: Path, benchmark: LlavaBench, found: Found, seed: int, progress: Progress
) -> tuple[LlavaBenchScores, ...]:
    scores = list[LlavaBenchScores]()
    with progress("scoring", len(found), "models") as scored:
        for model, sets in found.items():
            of = [
                score_reviews(benchmark, answers, reviews, seed=seed)
                for answers in sets
                for reviews in reviews_of(run, answers)
            ]
            if of:
                write_other_scores(run, "llava-bench", model, of)
            scores += of
            scored(1)
    if not scores:
        raise UnreadableSource(
            f"{run} holds answers to {benchmark.name}, but no judge's reviews of them. Name a judge with --judge."
        )
    return tuple(scores)


def _source(run: Path, name: str) -> str | None:
    """Where the run's benchmark was asked from, a built-in name before a folder; else the run's own, if it has one."""
    if name in BENCHMARKS.names():
        return name
    asked = [stage["settings"].get("source") for stage in read_stages(run) if stage["stage"] == "ask"]
    own = [run / "benchmark"] if (run / "benchmark" / "benchmark.json").is_file() else []
    return next((str(source) for source in (*reversed(asked), *own) if source), None)
