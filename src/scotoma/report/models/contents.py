"""What a run folder holds of models that were asked, gathered for their page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from scotoma.answers import Answer, AnswerSet, answer_folder, files, read_answers
from scotoma.benchmark import Benchmark
from scotoma.errors import InputError, UnreadableSource, UsageError
from scotoma.files import read_json
from scotoma.matching import saving
from scotoma.runs import read_stages
from scotoma.scoring import (
    Comparison,
    LabelScores,
    ModelScores,
    PatternResult,
    benchmark_of,
    compare,
    run_scores,
)

__all__ = ["Contents", "plain_row", "read_contents"]


@dataclass(frozen=True)
class Contents:
    """The scored models of a run, the best first, and what lies beside them.

    `answers` are those to the plain questions, by model and question; `benchmark` is None where it cannot be opened,
    and `notes` say why, and what else is not as it should be. `encoders` are the files that `scotoma match` wrote.
    """

    run: Path
    models: tuple[ModelScores, ...]
    comparisons: Mapping[str, tuple[Comparison, ...]]
    answers: Mapping[str, Mapping[str, Answer]]
    benchmark: Benchmark | None
    encoders: tuple[dict[str, Any], ...]
    stages: list[dict[str, Any]]
    notes: tuple[str, ...] = field(default=())

    @property
    def labels(self) -> tuple[str, ...]:
        """The versions of the labels, "original" first."""
        return tuple(each.labels for each in self.models[0].labels)

    @property
    def names(self) -> list[str]:
        """The models' names, the best first."""
        return [model.model for model in self.models]

    @property
    def first(self) -> LabelScores:
        """The best model's scores by the original labels, for what all models share."""
        return self.models[0].labels[0]


def plain_row(labels: LabelScores) -> PatternResult | None:
    """The row of all pairs, asked plainly; None where they were not."""
    scores = labels.of("plain")
    return None if scores is None else scores.all


def read_contents(run: Path, *, benchmark: str | None = None, seed: int = 0) -> Contents:
    """Everything in the run that the page of its models tells of.

    Raises:
        UnreadableSource: no model was scored.
        BrokenFile: a file of scores or answers is damaged.
        UsageError: the models were scored on several benchmarks.
    """
    models = _ranked(run_scores(run))
    if not models:
        raise UnreadableSource(
            f"{run} has no scores of models. `scotoma ask` and then `scotoma score {run}` make them; `scotoma mine` or "
            "`scotoma find` make the page of pairs."
        )
    asked = {(each.benchmark["name"], each.benchmark["sha256"]) for each in models}
    if len(asked) > 1:
        names = " and ".join(sorted(f"{name} ({sha256[:12]}...)" for name, sha256 in asked))
        raise UsageError(f"{run} holds scores on {names}. A page is about one benchmark: use a run folder for each.")
    stages = read_stages(run)
    sets, notes = _answers(run, models, stages)
    opened, why = _opened(run, list(sets.values()), benchmark)
    return Contents(
        run=run,
        models=models,
        comparisons={each.labels: compare(models, labels=each.labels, seed=seed) for each in models[0].labels},
        answers={model: {each.question: each for each in answers.answers} for model, answers in sets.items()},
        benchmark=opened,
        encoders=tuple(_encoders(run)),
        stages=stages,
        notes=(*notes, *why),
    )


def _ranked(models: Sequence[ModelScores]) -> tuple[ModelScores, ...]:
    """The best first by pair accuracy and then single; those that were not asked plainly last."""

    def place(model: ModelScores) -> tuple[float, float, str]:
        row = plain_row(model.labels[0])
        pair, single = (None, None) if row is None else (row.pair, row.single)
        return (-pair.value if pair else 1.0, -single.value if single else 1.0, model.model)

    return tuple(sorted(models, key=place))


def _answers(
    run: Path, models: Sequence[ModelScores], stages: Sequence[dict[str, Any]]
) -> tuple[dict[str, AnswerSet], list[str]]:
    """The plain answers of each model as far as they are there, and what is not as it was scored."""
    found, notes = dict[str, AnswerSet](), []
    scored = [datetime.fromisoformat(stage["at"]) for stage in stages if stage["stage"] == "score"]
    for model in models:
        folder = answer_folder(run, model.model, "plain")
        if not model.outcomes:
            continue
        if not (folder / "answers.json").is_file():
            notes.append(f"The answers of {model.model} are not in the run any more; its scores are.")
            continue
        found[model.model] = read_answers(folder)
        if scored and _written(folder / "answers.json") > scored[-1]:
            notes.append(
                f"The answers of {model.model} were written after its scores. Run `scotoma score` on the run again."
            )
    return found, notes


def _written(path: Path) -> datetime:
    return datetime.fromisoformat(read_json(path, files.KIND, files.VERSION)["made_by"]["at"])


def _opened(run: Path, sets: Sequence[AnswerSet], given: str | None) -> tuple[Benchmark | None, list[str]]:
    """The benchmark, and why it could not be opened; where it was named, that is an error."""
    if not sets:
        return None, []
    try:
        opened = benchmark_of(run, sets, given)
    except (InputError, UsageError) as error:
        if given is not None:
            raise
        return None, [f"The benchmark could not be opened, so that its pairs are not shown: {error}"]
    return (opened, []) if isinstance(opened, Benchmark) else (None, [f"{opened.name} has no pairs."])


def _encoders(run: Path) -> list[dict[str, Any]]:
    """What encoders that read text matched, by their files' names."""
    paths = sorted((run / "scores").glob("*.json"))
    ours = [path for path in paths if f'"kind": "{saving.KIND}"' in path.read_text("utf-8")[:200]]
    return [content for path in ours if (content := read_json(path, saving.KIND, saving.VERSION))["metrics"]]
