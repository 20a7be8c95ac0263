"""The command `score`: from a run's answers to scores."""

from pathlib import Path

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["score"]


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
