"""Scores of models in a run folder, `scores/MODEL.json`, and as one table for spreadsheets."""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scotoma.benchmark import Kind
from scotoma.embeddings.shards import folder_name
from scotoma.errors import BrokenFile
from scotoma.files import made_by, read_json, write_json
from scotoma.scoring.intervals import Share
from scotoma.scoring.llava_bench import LlavaBenchScores
from scotoma.scoring.model_records import OUTCOMES, ModelScores, PatternResult
from scotoma.scoring.pope import PopeScores

__all__ = [
    "KIND",
    "VERSION",
    "model_scores_csv",
    "read_model_scores",
    "run_scores",
    "write_model_scores",
    "write_other_scores",
]

KIND = "scotoma model scores"
VERSION = 1


def write_model_scores(run: Path, scores: ModelScores) -> Path:
    """Write the scores to the run's `scores/MODEL.json`; what was there of the same model is replaced.

    Raises:
        BrokenFile: a file of that name is there which holds something else.
    """
    path = run / "scores" / f"{folder_name(scores.model)}.json"
    if path.exists():
        read_json(path, KIND, VERSION)
    write_json(path, KIND, VERSION, {**scores.as_dict(), "made_by": made_by("scipy")})
    return path


def write_other_scores(
    run: Path, kind: Kind, model: str, scores: Sequence[PopeScores] | Sequence[LlavaBenchScores]
) -> Path:
    """Write a model's scores on POPE or LLaVA-Bench to the run's `scores/MODEL.json`, all controls and rules or judges.

    Raises:
        BrokenFile: a file of that name is there which holds something else.
    """
    path, named = run / "scores" / f"{folder_name(model)}.json", f"scotoma {kind} scores"
    if path.exists():
        read_json(path, named, VERSION)
    content = {"model": model, "scores": [each.as_dict() for each in scores], "made_by": made_by("scipy")}
    write_json(path, named, VERSION, content)
    return path


def read_model_scores(path: Path) -> ModelScores:
    """The scores that a file holds.

    Raises:
        BrokenFile: the file is damaged, or of another kind or version.
    """
    from pydantic import TypeAdapter, ValidationError

    content = read_json(path, KIND, VERSION)
    try:
        return TypeAdapter(ModelScores).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BrokenFile(f"{path}: {where}: {first['msg']}. Run `scotoma score` again to write it anew.") from error


def run_scores(run: str | os.PathLike[str]) -> tuple[ModelScores, ...]:
    """The scores of every model of a run, by their files' names; encoders' scores, which lie beside them, are left out.

    Raises:
        BrokenFile: a file is damaged, or of another version.
    """
    files = sorted((Path(run) / "scores").glob("*.json"))
    return tuple(read_model_scores(path) for path in files if f'"kind": "{KIND}"' in path.read_text("utf-8")[:200])


def model_scores_csv(models: Sequence[ModelScores]) -> str:
    """A line for each model, version of the labels, control and pattern: shares in 0..1 with intervals, and counts."""
    shares = [f"{name}{part}" for name in ("pair", "single") for part in ("", "_low", "_high", "_n")]
    head = ("benchmark", "version", "model", "prompt", "labels", "control", "pattern", "pairs", *shares, *OUTCOMES)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    for model in models:
        writer.writerows(_lines(model))
    return text.getvalue()


def _lines(model: ModelScores) -> Iterator[tuple[Any, ...]]:
    presets = {asked.control: asked.preset for asked in model.asked}
    for labels in model.labels:
        for control in labels.controls:
            for row in control.rows:
                about = (model.benchmark["name"], model.benchmark["version"], model.model, presets[control.control])
                yield (*about, labels.labels, control.control, *_cells(row))


def _cells(row: PatternResult) -> tuple[Any, ...]:
    counts = (getattr(row.anatomy, outcome) for outcome in OUTCOMES)
    return (row.pattern, row.anatomy.pairs, *_share(row.pair), *_share(row.single), *counts)


def _share(share: Share | None) -> tuple[Any, ...]:
    return ("", "", "", 0) if share is None else (share.value, share.low, share.high, share.n)
