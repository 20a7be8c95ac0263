"""The cached corpus, and batches drawn from it with a stated share for each kind of picture."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

__all__ = ["Corpus", "Scenes", "Shares", "open_corpus", "open_scenes"]


@dataclass(frozen=True)
class Shares:
    """How much of the training each set of the corpus makes up; sums to 1."""

    emoji: float = 0.55
    flags: float = 0.05
    colouricons: float = 0.1
    openclipart: float = 0.12
    monoicons: float = 0.18


@dataclass(frozen=True)
class Corpus:
    """Pixels (N, 80, 80, 4) uint8, memory-mapped, and one line of facts for each picture."""

    pixels: np.ndarray
    rows: list[dict[str, Any]]

    def training(self, shares: Shares) -> tuple[np.ndarray, np.ndarray]:
        """Indexes of the pictures training may see, and the weight of each."""
        kept = np.array([index for index, row in enumerate(self.rows) if not row["held_out"]])
        sets = np.array([self.rows[index]["set"] for index in kept])
        weights = np.zeros(len(kept))
        for name, share in vars(shares).items():
            weights[sets == name] = share / max(1, (sets == name).sum())
        return kept, weights / weights.sum()

    def of(self, vendor: str) -> list[int]:
        """Indexes of one vendor's pictures."""
        return [index for index, row in enumerate(self.rows) if row["vendor"] == vendor]

    def take(self, indexes: np.ndarray) -> torch.Tensor:
        """Pictures (B, 80, 80, 4) as bytes."""
        return torch.from_numpy(self.pixels[np.asarray(indexes)])


def open_corpus(cache: Path) -> Corpus:
    """What `pictures.py` wrote."""
    lines = (cache / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return Corpus(np.load(cache / "pictures.npy", mmap_mode="r"), [json.loads(line) for line in lines])


@dataclass(frozen=True)
class Scenes:
    """Drawn minimal pairs: pixels (P, 2, 80, 80, 4) uint8 and what an alt text would say of both pictures."""

    pixels: np.ndarray
    subjects: list[str]
    patterns: list[str]


def open_scenes(cache: Path) -> Scenes:
    """What `scenes.py` wrote."""
    lines = [json.loads(line) for line in (cache / "scenes.jsonl").read_text(encoding="utf-8").splitlines()]
    pixels = np.load(cache / "scenes.npy", mmap_mode="r")
    return Scenes(pixels, [line["subject"] for line in lines], [line["pattern"] for line in lines])
