"""Mixtures that were asked here, beside the paper's tables of its own: what each scores, and what an image costs it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scotoma.errors import UnreadableSource, UsageError
from scotoma.files import made_by, write_json
from scotoma.mixture.estimate_records import ImageCost
from scotoma.progress import Progress, silent
from scotoma.report.models.other import other_scores
from scotoma.scoring import (
    Comparison,
    Estimate,
    LlavaBenchScores,
    ModelScores,
    PopeScores,
    ScoredRun,
    Share,
    run_scores,
    score_run,
)
from scotoma.scoring import compare as compare_models
from scotoma.scoring.published import PublishedMixtures, published_mixtures

__all__ = ["MeasuredMixture", "MixtureTables", "Relative", "YesNo", "compare_mixtures", "write_tables"]

KIND, VERSION = "scotoma mixtures compared", 1


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative score on LLaVA-Bench, which can be compared under one judge only."""

    judge: str
    score: Estimate


@dataclass(frozen=True, slots=True)
class YesNo:
    """Scores on POPE, the mean of `splits` splits: both numbers that tables call by that name."""

    rule: str
    splits: int
    f1: Estimate | None
    accuracy: Estimate | None


@dataclass(frozen=True, slots=True)
class MeasuredMixture:
    """One model that was asked here: None where it was not asked a benchmark, or where what it costs is not known.

    `mixture`, `ssl_ratio` and `cost` are read from the folder of a "mix:FOLDER". `pair` is pair accuracy on the chosen
    benchmark of pairs, `single` the share of its questions.
    """

    model: str
    mixture: str | None = None
    ssl_ratio: float | None = None
    cost: ImageCost | None = None
    pair: Share | None = None
    single: Share | None = None
    llava_bench: tuple[Relative, ...] = ()
    pope: tuple[YesNo, ...] = ()


@dataclass(frozen=True, slots=True)
class MixtureTables:
    """The paper's tables as published, and beside them what was measured here on `benchmark`, under `labels`.

    `comparisons` are of every two measured models on the pairs that both were asked.
    """

    benchmark: dict[str, str] | None
    labels: str
    measured: tuple[MeasuredMixture, ...]
    comparisons: tuple[Comparison, ...]
    published: tuple[PublishedMixtures, ...] = field(default_factory=published_mixtures)

    def as_dict(self) -> dict[str, Any]:
        """The tables as plain JSON-ready values; a measured row's cost with `flops`, the sum of its parts."""
        content = asdict(self)
        for row, plain in zip(self.measured, content["measured"], strict=True):
            if row.cost is not None:
                plain["cost"]["flops"] = row.cost.flops
        return content


def compare_mixtures(
    runs: Sequence[Path],
    *,
    benchmark: str | None = None,
    labels: str = "original",
    seed: int = 0,
    progress: Progress = silent,
) -> MixtureTables:
    """What the models of several runs score, beside the paper's Tables 2 and 3.

    Each run has answers to one benchmark; a run whose answers were not scored is scored first, and its scores written.
    `benchmark` is the name of the benchmark of pairs to show, where the runs have several. Models are told apart by
    name, so that one model's rows on MMVP, LLaVA-Bench and POPE become one; of two runs alike the last counts.

    Raises:
        UnreadableSource, BrokenFile: a run without answers, or with damaged scores.
        UsageError: several benchmarks of pairs and none chosen, one that no run has, or labels that it lacks.
        RunMismatch: two runs have different editions of the chosen benchmark.
    """
    scored = list[ScoredRun]()
    with progress("reading scores", len(runs), "runs") as advance:
        for run in runs:
            scored.append(_scores_of(run, seed, progress))
            advance(1)
    pairs = _chosen([each for run in scored for each in run.pairs], benchmark)
    if pairs and labels not in (known := [each.labels for each in pairs[0].labels]):
        raise UsageError(f"{pairs[0].benchmark['name']} has the labels {', '.join(known)}; {labels!r} is none of them.")
    pope = list({(each.model, each.rule): each for run in scored for each in run.pope if _plain(each)}.values())
    judged = (each for run in scored for each in run.llava_bench if _plain(each))
    llava_bench = list({(each.model, each.judge): each for each in judged}.values())
    names = dict.fromkeys(
        [each.model for each in pairs] + [each.model for each in llava_bench] + [each.model for each in pope]
    )
    return MixtureTables(
        benchmark=pairs[0].benchmark if pairs else None,
        labels=labels,
        measured=tuple(_measured(name, pairs, llava_bench, pope, labels=labels) for name in names),
        comparisons=compare_models(pairs, labels=labels, seed=seed) if len(pairs) > 1 else (),
    )


def write_tables(path: Path, tables: MixtureTables) -> None:
    """Write the tables as one JSON file, published and measured rows apart."""
    write_json(path, KIND, VERSION, {**tables.as_dict(), "made_by": made_by("scipy")})


def _scores_of(run: Path, seed: int, progress: Progress) -> ScoredRun:
    """The scores that lie in the run, or where there are none those of its answers."""
    if not run.is_dir():
        raise UnreadableSource(f"There is no run folder {run}. `scotoma ask mix:FOLDER --out RUN` makes one.")
    if pairs := run_scores(run):
        return ScoredRun("pairs", pairs[0].benchmark, pairs=pairs)
    if (other := other_scores(run)) is None:
        return score_run(run, seed=seed, progress=progress)
    return ScoredRun(
        "pope" if other.kind == "pope" else "llava-bench",
        other.scores[0].benchmark,
        pope=tuple(each for each in other.scores if isinstance(each, PopeScores)),
        llava_bench=tuple(each for each in other.scores if isinstance(each, LlavaBenchScores)),
    )


def _chosen(pairs: Sequence[ModelScores], benchmark: str | None) -> list[ModelScores]:
    """The scores on the one benchmark of pairs that is meant, each model once: its last run counts."""
    names = list(dict.fromkeys(each.benchmark["name"] for each in pairs))
    if benchmark is not None and benchmark not in names:
        raise UsageError(f"No run has scores on {benchmark!r}. They have: {', '.join(names) or 'no pairs at all'}.")
    if benchmark is None and len(names) > 1:
        raise UsageError(f"The runs have scores on {' and '.join(names)}. Choose one with --benchmark.")
    wanted = [each for each in pairs if each.benchmark["name"] == (benchmark or names[0])]
    return list({each.model: each for each in wanted}.values())


def _plain(scores: PopeScores | LlavaBenchScores) -> bool:
    return scores.control == "plain"


def _measured(
    model: str,
    pairs: Sequence[ModelScores],
    llava_bench: Sequence[LlavaBenchScores],
    pope: Sequence[PopeScores],
    *,
    labels: str,
) -> MeasuredMixture:
    plain = next((found for each in pairs if each.model == model if (found := each.under(labels).of("plain"))), None)
    return MeasuredMixture(
        model,
        *_described(model),
        pair=plain.all.pair if plain else None,
        single=plain.all.single if plain else None,
        llava_bench=tuple(_relatives(model, llava_bench)),
        pope=tuple(_yes_no(model, pope)),
    )


def _relatives(model: str, scores: Sequence[LlavaBenchScores]) -> Iterator[Relative]:
    for each in scores:
        relative = each.rows[-1].relative
        if each.model == model and relative is not None:
            yield Relative(each.judge, relative)


def _yes_no(model: str, scores: Sequence[PopeScores]) -> Iterator[YesNo]:
    for each in scores:
        if each.model == model:
            last = each.rows[-1]
            yield YesNo(each.rule, max(1, len(each.rows) - 1), last.f1, last.accuracy)


def _described(model: str) -> tuple[str | None, float | None, ImageCost | None]:
    """The mixture, its ratio and what an image costs it, as its folder says; nothing of a model of another kind."""
    kind, _, rest = model.partition(":")
    folder = Path(rest).expanduser()
    if kind != "mix" or not (folder / "config.json").is_file():
        return None, None, None
    from scotoma.mixture.configuration import MixtureConfig
    from scotoma.mixture.estimates import image_cost

    config = MixtureConfig.from_pretrained(folder)
    return config.mixture, config.ssl_ratio, image_cost(config)
