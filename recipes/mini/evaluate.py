"""What the minis reach on drawings no training saw, with chance and intervals beside it.

    python recipes/mini/evaluate.py corpus/           # 3 min on two cores

Captions: a picture must find its own caption among all of its vendor's. Neighbours: by picture alone, the nearest of
another vendor's pictures must show the same concept; only concepts both vendors draw are asked.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from heldout import HELD_OUT_VENDORS
from PIL import Image

from scotoma.encoders import Encoder, load_encoder
from scotoma.scoring import wilson

Line = dict[str, Any]


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows to unit length."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def image_rows(encoder: Encoder, paths: list[Path]) -> np.ndarray:
    """Unit rows (N, D) of picture files."""
    parts = []
    for start in range(0, len(paths), 256):
        pictures = [Image.open(path).convert("RGB") for path in paths[start : start + 256]]
        parts.append(encoder.embed_images(np.stack([encoder.preprocess(picture) for picture in pictures])))
    return unit(np.concatenate(parts))


def share(right: np.ndarray) -> str:
    """A share with its 95 per cent interval."""
    low, high = wilson(float(right.mean()), len(right))
    return f"{right.mean():.3f} [{low:.3f}, {high:.3f}]"


def caption_ranks(encoder: Encoder, corpus: Path, lines: list[Line], vendor: str) -> str:
    """A table row: how often a picture's own caption is first, and among the first five."""
    chosen = [line for line in lines if line["vendor"] == vendor]
    captions = sorted({line["caption"] for line in chosen})
    texts = np.concatenate(
        [encoder.embed_texts(captions[start : start + 256]) for start in range(0, len(captions), 256)]
    )
    scores = image_rows(encoder, [corpus / line["path"] for line in chosen]) @ unit(texts).T
    own = np.array([captions.index(line["caption"]) for line in chosen])
    rank = (scores > scores[np.arange(len(own)), own][:, None]).sum(1)
    top1, top5 = share(rank == 0), share(rank < 5)
    return f"| {vendor} | {len(chosen)} | {len(captions)} | {top1} | {top5} | {1 / len(captions):.4f} |"


def neighbours(encoder: Encoder, corpus: Path, lines: list[Line], query: str, gallery: str) -> str:
    """A table row: how often the nearest picture of `gallery` shows what the picture of `query` shows."""
    sides = [[line for line in lines if line["vendor"] == vendor] for vendor in (query, gallery)]
    keys = [np.array([line["key"] for line in side]) for side in sides]
    asked, there = (image_rows(encoder, [corpus / line["path"] for line in side]) for side in sides)
    shared = np.isin(keys[0], keys[1])
    right = keys[1][(asked @ there.T).argmax(1)] == keys[0]
    chance = np.mean([(keys[1] == key).mean() for key in keys[0][shared]])
    return f"| {encoder.facts.name} | {query} -> {gallery} | {shared.sum()} | {share(right[shared])} | {chance:.4f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    arguments = parser.parse_args()
    text = (arguments.corpus / "captions.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    clip, dino, pixels = (load_encoder(name) for name in ("mini:clip", "mini:dino", "toy:thumb"))
    print("| held-out vendor | pictures | captions | own caption first | in the first five | chance |")
    print("| --- | --- | --- | --- | --- | --- |")
    for vendor in HELD_OUT_VENDORS:
        print(caption_ranks(clip, arguments.corpus, lines, vendor), flush=True)
    print("\n| encoder | query -> gallery | asked | same concept nearest | chance |\n| --- | --- | --- | --- | --- |")
    for encoder in (clip, dino, pixels):
        for gallery in ("noto", "fluent-3d"):
            print(neighbours(encoder, arguments.corpus, lines, "twemoji", gallery), flush=True)


if __name__ == "__main__":
    main()
