"""A report of the lint as a file."""

from pathlib import Path
from typing import Any

from scotoma.files import made_by, read_json, write_json
from scotoma.lint.records import LintReport

__all__ = ["KIND", "VERSION", "read_report", "write_report"]

KIND = "scotoma lint"
VERSION = 1


def write_report(path: Path, report: LintReport) -> None:
    """Write the report as JSON, complete or absent: every rule with what it saw and what not, and every flag."""
    write_json(path, KIND, VERSION, {**report.as_json(), "made_by": made_by("scipy")})


def read_report(path: Path) -> dict[str, Any]:
    """What `write_report` wrote.

    Raises:
        BrokenFile: the file is damaged, or of another kind or version.
    """
    return read_json(path, KIND, VERSION)
