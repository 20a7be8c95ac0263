"""The laboratory's page: one self-contained file with what the numbers say, the table, the figures and the tests."""

from pathlib import Path

from scotoma.files import whole_file
from scotoma.mixture.lab.figures import Drawing, drawings, png_of
from scotoma.mixture.lab.page_sections import page_sections
from scotoma.mixture.lab.records import read_results
from scotoma.mixture.lab.sentences import claims
from scotoma.mixture.lab.tables import lab_table, write_lab_tables
from scotoma.progress import Progress, silent
from scotoma.report.self_contained import render_page

__all__ = ["write_lab_report"]

STYLES = ("page.css", "measured.css", "models.css", "profile.css", "lab.css")


def write_lab_report(out: Path, *, progress: Progress = silent) -> Path:
    """Write what the finished runs under `out` say, and give the path of the page, `lab.html`.

    The page needs no network and no script. Beside it are `table.csv`, `patterns.csv`, `tests.csv` and `table.json`
    (all of it, with what made it), and the figures as SVG and PNG. Rows or seeds that are missing are said.

    Raises:
        BrokenFile: a result is damaged or of another version.
        RunMismatch: the runs were asked different questions.
    """
    with progress("report", 3, "parts") as advance:
        results = read_results(out)
        table = lab_table(results)
        sentences = [finding.text for claim in claims(table) for finding in claim.findings]
        files = [*write_lab_tables(table, sentences, out)]
        advance(1)
        figures = drawings(table)
        for figure in figures:
            files += _write_figure(figure, out)
        advance(1)
        sections = page_sections(table, results, figures, out, files)
        page = render_page("lab.html", sections, styles=STYLES, packages=["scotoma.mixture.lab"])
        with whole_file(out / "lab.html") as file:
            file.write(page.encode("utf-8", "replace"))
        advance(1)
    return out / "lab.html"


def _write_figure(figure: Drawing, out: Path) -> tuple[Path, ...]:
    made = {f"{figure.name}.svg": figure.file.encode(), f"{figure.name}.png": png_of(figure.file)}
    for name, content in made.items():
        with whole_file(out / name) as file:
            file.write(content)
    return tuple(out / name for name in made)
