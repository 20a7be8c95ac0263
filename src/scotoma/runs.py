"""The note in a run folder of what was done there: `run.json`, one entry a stage and command."""

from pathlib import Path
from typing import Any

from scotoma.files import made_by, read_json, write_json

__all__ = ["read_stages", "record_stage"]

KIND = "scotoma run"
VERSION = 1


def record_stage(run: Path, stage: str, settings: dict[str, Any], *packages: str) -> None:
    """Add to the run's `run.json` that `stage` was done with `settings`, and what did it.

    `settings` is whatever decides the stage's result and can be written as JSON: sources, thresholds, seeds, hashes of
    what was read. The versions of scotoma, Python, numpy and `packages`, the command line, the machine and the time are
    added. The same stage done again by the same command with the same settings and versions replaces its entry, so
    that the last entry of a stage is always the one done last.

    The caller holds the run folder's lock, where several processes may write it.

    Raises:
        BrokenFile: `run.json` is damaged or of another version.
    """
    stages = read_stages(run)
    entry = {"stage": stage, "settings": settings, **made_by("pyarrow", *packages)}
    others = [earlier for earlier in stages if _timeless(entry) != _timeless(earlier)]
    write_json(run / "run.json", KIND, VERSION, {"stages": [*others, entry]})


def read_stages(run: Path) -> list[dict[str, Any]]:
    """The entries of the run's `run.json` in the order they were made; none where there is no such file.

    Raises:
        BrokenFile: `run.json` is damaged or of another version.
    """
    path = run / "run.json"
    return list(read_json(path, KIND, VERSION)["stages"]) if path.exists() else []


def _timeless(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "at"}
