"""The commands `score`, from a run's answers to scores, and `correlate`, of models with encoders."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.progress import Progress, terminal_progress

if TYPE_CHECKING:
    from scotoma.scoring import ScoredRun

__all__ = ["correlate", "score"]

OTHER_PAIRS = "The two were given different benchmarks, so that they cannot be compared pair by pair."


@app.command
def score(
    run: Path,
    *,
    benchmark: str | None = None,
    patterns: Path | None = None,
    judge: str | None = None,
    judge_base_url: str | None = None,
    csv: Path | None = None,
    seed: int = 0,
) -> None:
    """Score the answers in a run: accuracy, controls, what came back, and the models against each other.

    Parameters
    ----------
    run
        The run folder; the scores of each model are written to its `scores` folder.
    benchmark
        The benchmark that was asked, a name or a folder; needed where the run does not know it.
    patterns
        A table with the visual pattern of each pair, for MMVP.
    judge
        The model that judges answers to LLaVA-Bench, named as for `scotoma ask`; what it has judged is not asked again.
    judge_base_url
        Where the judge's server is, for a server of your own.
    csv
        Also write all scores as one table to this file.
    seed
        Of the intervals and tests that draw at random.
    """
    from scotoma.files import whole_file
    from scotoma.scoring import score_run

    progress = terminal_progress()
    if judge is not None:
        ask_judge(run, benchmark, judge, judge_base_url, progress)
    scored = score_run(run, benchmark=benchmark, patterns=patterns, seed=seed, progress=progress)
    known = scored.benchmark
    tables, table = shown(scored, seed)
    say(f"{known['name']} {known['version']} ({known['sha256'][:12]}...)\n\n{tables}\n\nSee {run / 'scores'}")
    if csv is not None:
        with whole_file(csv) as file:
            file.write(table.encode())


def ask_judge(run: Path, benchmark: str | None, judge: str, base_url: str | None, progress: Progress) -> None:
    """Have every model's answers to LLaVA-Bench reviewed, as far as they were not."""
    from scotoma.answers.asking import Model
    from scotoma.answers.review import review_answers
    from scotoma.benchmark import LlavaBench
    from scotoma.errors import UsageError
    from scotoma.files import locked
    from scotoma.models import inspect_name
    from scotoma.scoring import answers_in, benchmark_of

    sets = [each for found in answers_in(run).values() for each in found]
    opened = benchmark_of(run, sets, benchmark)
    if not isinstance(opened, LlavaBench):
        raise UsageError(f"{opened.name} needs no judge: its questions have options. Leave --judge away.")
    named = Model(judge, inspect_name(judge), base_url)
    with locked(run):
        for answers in sets:
            review_answers(run, opened, answers, named, progress=progress)


def shown(scored: "ScoredRun", seed: int) -> tuple[str, str]:
    """All scores as tables for a terminal, and as one for spreadsheets."""
    from scotoma import scoring

    if scored.kind == "pope":
        return scoring.pope_table(scored.pope), scoring.pope_csv(scored.pope)
    if scored.kind == "llava-bench":
        return scoring.llava_bench_table(scored.llava_bench), scoring.llava_bench_csv(scored.llava_bench)
    tables = [scoring.model_tables(scored.pairs)]
    for labels in scored.pairs[0].labels:
        if comparisons := scoring.compare(scored.pairs, labels=labels.labels, seed=seed):
            tables.append(scoring.comparison_table(comparisons))
    return "\n\n".join(tables), scoring.model_scores_csv(scored.pairs)


@app.command
def correlate(
    run: Path | None = None,
    *,
    encoder: str | None = None,
    model: str | None = None,
    labels: Literal["original", "corrected"] = "original",
    seed: int = 0,
) -> None:
    """Correlate an encoder's scores by pattern with a model's; without a run, show the paper's published figures.

    Parameters
    ----------
    run
        A run folder with scores of both: `scotoma match ENCODER --out RUN` and `scotoma score RUN` write them.
    encoder
        The encoder, as it was named to `scotoma match`.
    model
        The model, as it was asked.
    labels
        Which answers are right: as published, or with the known errors mended.
    seed
        Of what is drawn at random.
    """
    from scotoma.errors import UsageError
    from scotoma.scoring.correlation_tables import correlation_table, link_table, published_correlation_table

    if run is None:
        from scotoma.scoring.published import published_patterns

        say(published_correlation_table(published_patterns()))
        return
    if encoder is None or model is None:
        raise UsageError(f"Say which two of {run} are meant, with --encoder and --model.")
    from scotoma.matching.linking import correlate_run

    found = correlate_run(run, encoder, model, labels=labels, seed=seed)
    say(correlation_table(encoder, model, (found.encoder_by_pattern, found.model_by_pattern), found.correlation))
    say("\n" + (link_table(found.link) if found.link else OTHER_PAIRS))
