"""The laboratory's page: one self-contained file with what the numbers say, the table, the figures and the tests."""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from scotoma import __version__
from scotoma.files import whole_file
from scotoma.mixture.lab.figures import Drawing, drawings, png_of
from scotoma.mixture.lab.page_sections import page_sections
from scotoma.mixture.lab.records import read_results
from scotoma.mixture.lab.sentences import claims
from scotoma.mixture.lab.tables import lab_table, write_lab_tables
from scotoma.progress import Progress, silent

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
        page = _rendered(page_sections(table, results, figures, out, files))
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


def _rendered(sections: dict[str, Any]) -> str:
    loaders = [jinja2.PackageLoader(package) for package in ("scotoma.mixture.lab", "scotoma.report")]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    assert environment.loader is not None
    style = "\n".join(environment.loader.get_source(environment, name)[0] for name in STYLES)
    return environment.get_template("lab.html").render(
        **sections,
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        version=__version__,
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )
