"""What a training folder says of itself: the settings it was begun with, and what each stage came to."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scotoma.errors import RunMismatch, UnreadableSource
from scotoma.files import read_json, whole_file, write_json
from scotoma.mixture.recipe import Recipe
from scotoma.mixture.samples import LeftOut

__all__ = ["StageRecord", "check_same_training", "training_settings", "write_left_out"]

TRAINING, STAGE, VERSION = "scotoma mixture training", "scotoma mixture stage", 1

# What a stage may change between a run and its resumption: it decides memory and speed, or nothing at all.
FREE = {"device_batch_size", "gradient_checkpointing", "samples", "text_tokens"}


@dataclass(frozen=True, slots=True)
class StageRecord:
    """What a finished stage left in its folder.

    `first_loss` and `last_loss` are of single steps; `losses.jsonl` in the folder has all. `samples_per_s` and
    `seconds` are of the steps since the last resumption. `left_out` counts samples that were not trained on, by reason
    in `left_out.jsonl`.
    """

    folder: Path
    steps: int
    samples: int
    left_out: int
    first_loss: float
    last_loss: float
    seconds: float
    samples_per_s: float
    peak_memory_bytes: int
    processes: int
    adapters_sha256: str

    @classmethod
    def read(cls, folder: Path) -> "StageRecord | None":
        """The record of the stage in a folder; None where it is not finished.

        Raises:
            BrokenFile: the record is damaged or of another version.
        """
        path = folder / "stage.json"
        return cls(folder=folder, **read_json(path, STAGE, VERSION)) if path.exists() else None

    def write(self) -> None:
        """Write the record, which says that the stage is finished."""
        write_json(self.folder / "stage.json", STAGE, VERSION, self.figures())

    def figures(self) -> dict[str, Any]:
        """The record as JSON has it, without its folder."""
        return {name: value for name, value in asdict(self).items() if name != "folder"}


def write_left_out(path: Path, left_out: Iterable[LeftOut]) -> None:
    """Write each sample that is not trained on, and why, as JSON lines."""
    with whole_file(path) as file:
        for each in left_out:
            file.write(json.dumps(asdict(each), ensure_ascii=False).encode() + b"\n")


def training_settings(recipe: Recipe, seed: int, limit: int | None) -> dict[str, Any]:
    """All that decides a training's result, as JSON has it, with the sha256 of its data files.

    Raises:
        UnreadableSource: a data file that cannot be read.
    """
    stages = [
        {name: value for name, value in asdict(stage).items() if name not in FREE}
        | {"data_sha256": _sha256(stage.data)}
        for stage in recipe.stages
    ]
    plain = {name: value for name, value in asdict(recipe).items() if name not in ("source", "note", "stages")}
    settings = {"recipe": {**plain, "stages": stages}, "seed": seed, "limit": limit}
    return dict(json.loads(json.dumps(settings)))


def _sha256(path: str) -> str:
    try:
        with Path(path).expanduser().open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableSource(
            f"The training data {path} cannot be read: {error.strerror or error}. Expected a .json or .jsonl file of "
            "conversations; the recipe's note may say where it is from."
        ) from error


def check_same_training(out: Path, settings: dict[str, Any]) -> None:
    """Note the settings in the folder, or hold them against those that it was begun with.

    Raises:
        RunMismatch: they differ; the message says in what.
    """
    path = out / "training.json"
    if not path.exists():
        write_json(path, TRAINING, VERSION, settings)
        return
    held = read_json(path, TRAINING, VERSION)
    if held == settings:
        return
    differing = [name for name in settings if name != "recipe" and held.get(name) != settings[name]]
    theirs, ours = held.get("recipe", {}), settings["recipe"]
    differing += [f"recipe {name}" for name in ours if name != "stages" and theirs.get(name) != ours[name]]
    for number, (old, new) in enumerate(zip(theirs.get("stages", []), ours["stages"], strict=False), start=1):
        differing += [f"stage {number} {name}" for name in new if old.get(name) != new[name]]
    raise RunMismatch(
        f"{out} holds a training with other settings ({', '.join(differing)}). Take another folder, or the settings "
        f"that {path} has."
    )
