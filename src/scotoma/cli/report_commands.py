"""The command `report`: what a run found, as a page to look at."""

from pathlib import Path

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["report"]


@app.command
def report(
    run: Path,
    *,
    out: Path | None = None,
    tables: Path | None = None,
    benchmark: str | None = None,
    top: int | None = None,
    seed: int = 0,
) -> None:
    """Write the page of a run: of the models that were scored, or of the pairs that were mined, or of both.

    Parameters
    ----------
    run
        The run folder.
    out
        The page of the models; by default RUN/report.html, or RUN/models.html where the run was mined too.
    tables
        Also write the models' figures to this folder, as CSV and LaTeX.
    benchmark
        The benchmark that was asked, a name or a folder; needed where the run does not know it.
    top
        So many pairs on the page: 2,000 mined ones, or the 12 hardest for the models.
    seed
        Of the models' intervals that are drawn at random.
    """
    mined, scored = (run / "pairs" / "certificate.json").exists(), _has_models(run)
    if mined or not (scored or out or tables):
        from scotoma.report import write_report

        say(f"See {write_report(run, top=2000 if top is None else top, progress=terminal_progress())}")
    if scored or out or tables:
        from scotoma.report.models import write_models_report

        page = out or run / ("models.html" if mined else "report.html")
        worst = 12 if top is None else top
        say(f"See {write_models_report(run, page, tables=tables, benchmark=benchmark, worst=worst, seed=seed)}")


def _has_models(run: Path) -> bool:
    """Whether models were asked or scored in the run; encoders' scores are not meant."""
    asked = next((run / "answers").glob("*/*/answers.json"), None)
    return asked is not None or any(_of_models(path) for path in (run / "scores").glob("*.json"))


def _of_models(path: Path) -> bool:
    return '"kind": "scotoma scores"' not in path.read_text("utf-8")[:200]
