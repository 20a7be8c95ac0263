"""The frozen towers' features of the laboratory's pictures, computed once for all rows. M pictures, N patch tokens."""

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float16
from PIL import Image as PILImage

from scotoma.encoders.preprocessing import normalise, prepare
from scotoma.files import whole_file
from scotoma.mixture.building import TowerSource, load_tower
from scotoma.mixture.configuration import TowerConfig
from scotoma.mixture.lab.plan import TowerPlan
from scotoma.mixture.lab.processes import in_processes
from scotoma.mixture.towers import Tower
from scotoma.progress import Progress, silent

__all__ = ["Features", "look", "tower_source"]

CHUNK = 256  # pictures of one part: some seconds of work, lost at most
BATCH = 32

Read = Callable[[], PILImage.Image]
Features = Mapping[str, Float16[np.ndarray, "M N W"]]
"""By a tower's key: the features of every picture, mapped from the disk."""


def look(
    folder: Path, reads: Sequence[Read], towers: Sequence[TowerPlan], *, jobs: int = 1, progress: Progress = silent
) -> Features:
    """Every tower's features of the pictures, in their order, written to `folder`; what is there already is taken.

    A tower's features are one .npy file, filled 256 pictures at a time; a mark beside it says which parts are done, so
    that a killed run goes on where it was. `jobs` processes draw and encode.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for tower in towers:
        _make_room(folder, tower, len(reads))
    parts = [(start, reads[start : start + CHUNK]) for start in range(0, len(reads), CHUNK)]
    missing = [part for part in parts if not all(_mark(folder, tower, part[0]).exists() for tower in towers)]
    done = len(reads) - sum(len(part) for _, part in missing)
    with progress(f"features for {folder.name}", len(reads), "pictures", done) as advance:
        for count in in_processes(functools.partial(_fill, folder, tuple(towers)), missing, jobs):
            advance(count)
    return {tower.key: np.load(_file(folder, tower), mmap_mode="r") for tower in towers}


def tower_source(plan: TowerPlan) -> TowerSource:
    """What the mixture's builder calls the tower."""
    return TowerSource(plan.source, side_px=plan.side_px)


def _file(folder: Path, tower: TowerPlan) -> Path:
    return folder / f"{tower.key}.npy"


def _mark(folder: Path, tower: TowerPlan, start: int) -> Path:
    return folder / f"{tower.key}-{start:06d}.done"


def _make_room(folder: Path, tower: TowerPlan, count: int) -> None:
    """The tower's file, if it is not there, with room for so many pictures."""
    path = _file(folder, tower)
    if path.exists():
        return
    config = _tower(tower)[1]
    shape = (count, config.patch_count, config.width)
    part = path.with_suffix(".part")
    np.lib.format.open_memmap(part, "w+", np.float16, shape).flush()
    part.replace(path)


def _fill(folder: Path, towers: tuple[TowerPlan, ...], part: tuple[int, Sequence[Read]]) -> int:
    """Write the features of one part that are not there, and mark them done; how many pictures it has."""
    start, reads = part
    pictures = [read() for read in reads]
    for tower in [each for each in towers if not _mark(folder, each, start).exists()]:
        rows = np.load(_file(folder, tower), mmap_mode="r+")
        for at in range(0, len(pictures), BATCH):
            batch = pictures[at : at + BATCH]
            rows[start + at : start + at + len(batch)] = _encode(tower, batch)
        rows.flush()
        with whole_file(_mark(folder, tower, start)):
            pass
    return len(reads)


def _encode(plan: TowerPlan, pictures: Sequence[PILImage.Image]) -> Float16[np.ndarray, "I N W"]:
    tower, config = _tower(plan)
    prepared = np.stack([prepare(picture, config.preprocessing) for picture in pictures])
    with torch.inference_mode():
        tokens = tower(torch.from_numpy(normalise(prepared, config.preprocessing)))
    return np.asarray(tokens.to(torch.float16).numpy())


@functools.cache
def _tower(plan: TowerPlan) -> tuple[Tower, TowerConfig]:
    loaded = load_tower(tower_source(plan))
    tower = Tower(loaded.config)
    tower.network = loaded.network
    tower.freeze()
    return tower, loaded.config
