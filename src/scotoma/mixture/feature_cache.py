"""Frozen towers' features on the disk, computed once. M images, N patch tokens, W tower width."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PILImage

from scotoma.encoders.weights import weights_sha256
from scotoma.errors import BrokenFile
from scotoma.files import write_parquet
from scotoma.mixture.conversations import ImageSource
from scotoma.mixture.features import tower_features
from scotoma.mixture.pictures import image_key, images_key, opened_blocks
from scotoma.mixture.processes import Process
from scotoma.progress import Progress, silent

__all__ = ["CachedFeatures", "cache_features", "tower_key"]

BLOCK = 64  # images a block: what a killed run encodes again, at most, in each process


@dataclass(frozen=True, slots=True)
class CachedFeatures:
    """`arrays` are memory-mapped, float16 (M, N, W) a tower, row by row the images; rows of `broken` are zeros."""

    arrays: tuple[np.ndarray, ...]
    broken: dict[int, str]


def cache_features(
    model: Any,
    processor: Any,
    images: Sequence[ImageSource],
    folder: Path,
    *,
    process: Process | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> CachedFeatures:
    """Every tower's features of the images, from `folder` where they are there, else computed and written there.

    A tower has a folder of its own, named for its weights, side, layer, norm and preprocessing, so that all mixtures of
    that tower share it; a list of images has a file in it, named for the images in their order. A killed run goes on
    block by block. Each process computes its share; all must call this.

    Raises:
        BrokenFile: a file of the cache is damaged.
    """
    process = process or Process()
    listed = images_key(images)
    stores = [
        _Store(folder / tower_key(tower) / listed, (len(images), tower.config.patch_count, tower.config.width))
        for tower in model.towers
    ]
    missing = [number for number, store in enumerate(stores) if not store.complete]
    process.wait()  # nobody completes a store before everybody has looked
    if missing:
        work = _Work(
            model.towers.to(process.device), processor, images, [stores[number] for number in missing], missing
        )
        work.encode(process, workers=workers, progress=progress)
        process.wait()
        for number in missing if process.is_main else ():
            stores[number].finish([image_key(image) for image in images])
        process.wait()
    return CachedFeatures(tuple(store.open() for store in stores), stores[0].broken())


def tower_key(tower: Any) -> str:
    """The folder of a tower's features: its name, and a hash of all that decides them."""
    config = tower.config
    facts = {
        "weights": weights_sha256(tower.network.state_dict()),
        **{name: getattr(config, name) for name in ("side_px", "layer", "final_norm")},
        "preprocessing": asdict(config.preprocessing),
    }
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
    name = "".join(each if each.isalnum() else "-" for each in config.name).strip("-")[-40:]
    return f"{name}-{digest}"


class _Store:
    """The features of one tower for one list of images: an array, and an index whose presence says it is complete."""

    def __init__(self, stem: Path, shape: tuple[int, int, int]) -> None:
        self._stem, self._shape = stem, shape
        self._array, self._index = stem.with_suffix(".npy"), stem.with_suffix(".parquet")

    @property
    def complete(self) -> bool:
        return self._index.exists() and self._array.exists()

    def begin(self) -> None:
        """Make room, unless an earlier run did."""
        if not self._part.exists():
            self._part.parent.mkdir(parents=True, exist_ok=True)
            unnamed = self._stem.with_suffix(".new")
            np.lib.format.open_memmap(unnamed, mode="w+", dtype=np.float16, shape=self._shape).flush()
            unnamed.replace(self._part)

    def to_fill(self) -> np.memmap:
        return np.lib.format.open_memmap(self._part, mode="r+")

    def note(self, process: int, block: int, broken: dict[int, str]) -> None:
        """Say that a block's rows are on the disk."""
        with self._stem.with_suffix(f".{process}.blocks").open("a") as file:
            file.write(json.dumps({"block": block, "broken": broken}) + "\n")

    def noted(self) -> dict[int, dict[int, str]]:
        """The blocks that are on the disk, and the broken images of each."""
        blocks = {}
        for path in self._stem.parent.glob(f"{self._stem.name}.*.blocks"):
            for line in path.read_text().splitlines():
                try:
                    entry = json.loads(line)
                except ValueError:  # the line that a kill cut short
                    continue
                blocks[int(entry["block"])] = {int(row): why for row, why in entry["broken"].items()}
        return blocks

    def finish(self, keys: Sequence[str]) -> None:
        """Give the array its name and write the index."""
        import pyarrow as pa

        broken = {row: why for block in self.noted().values() for row, why in block.items()}
        self._part.replace(self._array)
        reasons = [broken.get(row) for row in range(len(keys))]
        write_parquet(self._index, pa.table({"image": list(keys), "broken": pa.array(reasons, pa.string())}))
        for path in self._stem.parent.glob(f"{self._stem.name}.*.blocks"):
            path.unlink()

    def open(self) -> np.ndarray:
        try:
            array: np.ndarray = np.load(self._array, mmap_mode="r")
        except ValueError as error:
            raise BrokenFile(f"{self._array} is damaged ({error}). Delete it and run the command again.") from error
        if array.shape != self._shape:
            raise BrokenFile(f"{self._array} has shape {array.shape}; expected {self._shape}. Delete it and run again.")
        return array

    def broken(self) -> dict[int, str]:
        import pyarrow.parquet as pq

        reasons = pq.read_table(self._index, columns=["broken"]).column(0).to_pylist()
        return {row: why for row, why in enumerate(reasons) if why is not None}

    @property
    def _part(self) -> Path:
        return self._stem.with_suffix(".npy.part")


@dataclass(frozen=True, slots=True)
class _Work:
    """Images to encode with the towers `numbers`, into `stores`."""

    towers: Any
    processor: Any
    images: Sequence[ImageSource]
    stores: list[_Store]
    numbers: list[int]

    def encode(self, process: Process, *, workers: int | None, progress: Progress) -> None:
        for store in self.stores if process.is_main else ():
            store.begin()
        process.wait()
        noted = [store.noted() for store in self.stores]
        process.wait()  # nobody notes a block before everybody has read the notes
        starts = range(0, len(self.images), BLOCK)
        blocks = [range(start, min(start + BLOCK, len(self.images))) for start in starts]
        left = [each for each in blocks if not all(each.start in blocks_noted for blocks_noted in noted)]
        mine = left[process.number :: process.count]
        arrays = [store.to_fill() for store in self.stores]
        done = len(self.images) - sum(map(len, left))
        with progress("encoding images", len(self.images), "images", done) as advance:
            for block, opened in opened_blocks(self.images, mine, workers=workers):
                broken = {row: each for row, each in zip(block, opened, strict=True) if isinstance(each, str)}
                rows = [row for row in block if row not in broken]
                pictures = [each for each in opened if isinstance(each, PILImage.Image)]
                self._fill(arrays, rows, pictures)
                for store in self.stores:
                    store.note(process.number, block.start, broken)
                advance(len(block))

    def _fill(self, arrays: Sequence[np.memmap], rows: list[int], pictures: list[PILImage.Image]) -> None:
        if not rows:
            return
        features = tower_features(self.towers, self.processor, pictures, self.numbers)
        for array, each in zip(arrays, features, strict=True):
            array[rows] = each
            array.flush()
