"""The commands `score`, from a run's answers to scores, and `correlate`, of models with encoders."""

from pathlib import Path
from typing import Literal

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["correlate", "score"]

OTHER_PAIRS = "The two were given different benchmarks, so that they cannot be compared pair by pair."


@app.command
def score(
    run: Path,
    *,
    benchmark: str | None = None,
    patterns: Path | None = None,
    csv: Path | None = None,
    seed: int = 0,
) -> None:
    """Score the answers in a run: pairs, controls, what came back, and the models against each other.

    Parameters
    ----------
    run
        The run folder; the scores of each model are written to its `scores` folder.
    benchmark
        The benchmark that was asked, a name or a folder; needed where the run does not know it.
    patterns
        A table with the visual pattern of each pair, for MMVP.
    csv
        Also write all scores as one table to this file.
    seed
        Of the intervals and tests that draw at random.
    """
    from scotoma.files import whole_file
    from scotoma.scoring import compare, comparison_table, model_scores_csv, model_tables, score_run

    models = score_run(run, benchmark=benchmark, patterns=patterns, progress=terminal_progress())
    asked = models[0].benchmark
    say(f"{asked['name']} {asked['version']} ({asked['sha256'][:12]}...): {models[0].pairs} pairs\n")
    say(model_tables(models))
    for labels in (each.labels for each in models[0].labels):
        if comparisons := compare(models, labels=labels, seed=seed):
            say(f"\n{comparison_table(comparisons)}")
    say(f"\nSee {run / 'scores'}")
    if csv is not None:
        with whole_file(csv) as file:
            file.write(model_scores_csv(models).encode())


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
