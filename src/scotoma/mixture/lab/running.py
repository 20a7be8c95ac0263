"""The laboratory from its data to its results: features, language models, and a run for each row and seed."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scotoma.errors import RunMismatch, UsageError
from scotoma.files import locked, read_json, write_json
from scotoma.mixture.lab.plan import ROWS, LabPlan, RowPlan
from scotoma.mixture.lab.processes import in_processes
from scotoma.mixture.lab.records import RunResult, read_results, result_path
from scotoma.mixture.lab.runs import Laboratory, Run, prepare, run_row
from scotoma.progress import Progress, silent
from scotoma.runs import record_stage

__all__ = ["planned_runs", "run_laboratory"]

KIND, VERSION = "scotoma laboratory", 1


def planned_runs(laboratory: Laboratory, rows: Sequence[RowPlan], seeds: int) -> list[Run]:
    """A run for each row, and for each further seed of the rows that claims rest on; every row's first seed first."""
    further = [Run(laboratory, row, seed) for seed in range(1, seeds) for row in rows if row.claims]
    return [*(Run(laboratory, row, 0) for row in rows), *further]


def run_laboratory(
    out: Path,
    plan: LabPlan,
    rows: Sequence[RowPlan] = ROWS,
    *,
    seeds: int = 3,
    pictures: str | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> list[RunResult]:
    """Train and ask every row that has no result in `out` yet; the results of all that have one.

    The rows that claims rest on are trained with seeds 0 .. `seeds` - 1, the others with seed 0. The seed decides the
    adapters at the start and the order of the data; pictures, questions and language model are the same for all runs.
    `pictures` are captioned ones to train on beside the scenes, any source that `scotoma.open_images` knows. `jobs`
    processes of one thread each work at once. Killed and called again, it goes on: finished features, text training and
    runs are kept, and the run that was in hand begins anew.

    Raises:
        UsageError: fewer than one seed or job, or pictures without captions.
        RunMismatch: `out` was begun with another plan or other pictures.
        RunLocked: another process writes to `out`.
    """
    if seeds < 1 or jobs < 1:
        raise UsageError(f"seeds is {seeds} and jobs is {jobs}; expected 1 or more of each.")
    with locked(out):
        _check_settings(out, plan, pictures)
        laboratory = Laboratory(out, plan, pictures)
        runs = planned_runs(laboratory, rows, seeds)
        missing = [run for run in runs if not result_path(out, run.row.name, run.seed).exists()]
        if missing:
            prepare(laboratory, missing, jobs=jobs, progress=progress)
            with progress("runs", len(runs), "runs", len(runs) - len(missing)) as advance:
                for _ in in_processes(run_row, missing, jobs):
                    advance(1)
            settings = {"plan": asdict(plan), "pictures": pictures, "rows": [row.name for row in rows], "seeds": seeds}
            record_stage(out, "mix lab", settings, "torch", "transformers", "tokenizers")
    return read_results(out)


def _check_settings(out: Path, plan: LabPlan, pictures: str | None) -> None:
    """Write what the folder is for, or refuse one that is for something else."""
    path, settings = out / "lab.json", {"plan": _plain(plan), "pictures": pictures}
    if not path.exists():
        write_json(path, KIND, VERSION, settings)
        return
    found = read_json(path, KIND, VERSION)
    differing = sorted(name for name, value in settings.items() if found.get(name) != value)
    if differing:
        raise RunMismatch(
            f"{out} was begun with another {' and other '.join(differing)} than asked for. Name a new folder, or give "
            f"the settings that {path.name} holds."
        )


def _plain(plan: LabPlan) -> dict[str, Any]:
    """The plan as JSON gives it back."""
    return dict(json.loads(json.dumps(asdict(plan))))
