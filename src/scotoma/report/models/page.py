"""The page of a run's models: one self-contained file without a script."""

from pathlib import Path
from typing import Any

from scotoma.errors import UsageError
from scotoma.files import whole_file
from scotoma.report.models.anatomy import anatomy_section
from scotoma.report.models.contents import Contents, read_contents
from scotoma.report.models.controls import controls_section
from scotoma.report.models.correlation import correlation_section
from scotoma.report.models.leaderboard import headline, lead, leaderboard_section, published_section
from scotoma.report.models.made import key_facts, made_section
from scotoma.report.models.other import other_csv, other_scores, other_sections
from scotoma.report.models.pairwise import pairwise_section
from scotoma.report.models.patterns import patterns_section
from scotoma.report.models.tables import write_tables, write_text
from scotoma.report.models.worst import worst_section
from scotoma.report.self_contained import render_page
from scotoma.report.wording import plural

__all__ = ["write_models_report"]

STYLES = ("page.css", "measured.css", "models.css")


def write_models_report(
    run: Path,
    out: Path | None = None,
    *,
    tables: Path | None = None,
    benchmark: str | None = None,
    worst: int = 12,
    seed: int = 0,
) -> Path:
    """Write the page of the models that `scotoma score` scored in the run, and give its path.

    The page is `out`, by default the run's `report.html`. It is one file that needs no network and no script: the
    scores of every model with intervals, by pattern, against encoders that the run has scores of, under the controls
    and against each other; the `worst` pairs, those that fewest models have right, with their images and every answer;
    and what made it. What the run does not have is said, with the command that makes it. `tables` is a folder for the
    same figures as CSV and LaTeX. `benchmark` says where the benchmark lies, where the run does not know; `seed` is
    that of intervals which are drawn at random.

    Raises:
        UnreadableSource: no model of the run was scored.
        BrokenFile: a file of the run is damaged.
        UsageError: `worst` is below 0, or the run has scores on several benchmarks.
        UnknownName, RunMismatch: `benchmark` is given and is not what was asked.
    """
    if worst < 0:
        raise UsageError(f"worst is {worst}; expected how many pairs to show, 0 or more.")
    run, path = Path(run), Path(run) / "report.html" if out is None else Path(out)
    if (other := other_scores(run)) is not None:
        page = render_page("models/other.html", {**other_sections(other), "run": run}, styles=STYLES)
        if tables is not None:
            write_text(tables / "scores.csv", other_csv(other))
    else:
        contents = read_contents(run, benchmark=benchmark, seed=seed)
        page = render_page("models/page.html", _sections(contents, worst), styles=STYLES)
        if tables is not None:
            write_tables(contents, tables)
    with whole_file(path) as file:
        file.write(page.encode("utf-8", "replace"))
    return path


def _sections(contents: Contents, worst: int) -> dict[str, Any]:
    return {
        "title": f"{plural(len(contents.models), 'model')} on {contents.models[0].benchmark['name']}",
        "first": "board-title",
        "run": contents.run,
        "labels": contents.labels,
        "notes": contents.notes,
        "headline": headline(contents),
        "lead": lead(contents),
        "first_warning": next(iter(contents.models[0].warnings), None),
        "key_facts": key_facts(contents),
        "board": leaderboard_section(contents),
        "published": published_section(contents),
        "patterns": patterns_section(contents),
        "correlation": correlation_section(contents),
        "anatomy": anatomy_section(contents),
        "controls": controls_section(contents),
        "pairwise": pairwise_section(contents),
        "worst": worst_section(contents, worst),
        "made": made_section(contents),
    }
