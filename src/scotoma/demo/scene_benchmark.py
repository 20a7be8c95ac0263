"""Drawn scenes as a benchmark in a folder: questions whose answers are known because the scenes were drawn so."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.benchmark.reading import KIND, LAYOUT
from scotoma.files import whole_file, write_json
from scotoma.patterns import PATTERNS
from scotoma.scenes import ScenePair, draw_pairs

__all__ = ["scene_benchmark"]

VERSION = "1"


def scene_benchmark(folder: Path, pairs: int, *, seed: int, side_px: int) -> Benchmark:
    """The benchmark of `pairs` drawn pairs for each of the nine patterns, written to `folder` unless it is there."""
    if not (folder / "benchmark.json").exists():
        names = [pattern.name for pattern in PATTERNS]
        lines = [line for pair in draw_pairs(names, pairs, seed=seed, side_px=side_px) for line in _lines(pair, folder)]
        with whole_file(folder / "questions.jsonl") as file:
            file.writelines(json.dumps(line).encode() + b"\n" for line in lines)
        about = f"{pairs} drawn pairs a pattern from seed {seed} on, {side_px} px"
        head = {"name": "scenes", "benchmark_version": VERSION, "licence": "drawn by scotoma", "about": about}
        write_json(folder / "benchmark.json", KIND, LAYOUT, head)  # the last: with it the benchmark is whole
    return open_benchmark(folder)


def _lines(pair: ScenePair, folder: Path) -> Iterator[dict[str, Any]]:
    """Both questions of a pair; its pictures are written on the way."""
    name = f"{pair.pattern}-{pair.seed}"
    sides = (("a", pair.image_a, pair.answer_a, pair.caption_a), ("b", pair.image_b, pair.answer_b, pair.caption_b))
    for side, picture, answer, caption in sides:
        data = io.BytesIO()
        picture.save(data, "PNG")
        with whole_file(folder / "images" / f"{name}-{side}.png") as file:
            file.write(data.getvalue())
        yield {
            "id": f"{name}-{side}",
            "pair": name,
            "side": side,
            "image": f"{name}-{side}.png",
            "question": pair.question,
            "options": list(pair.options),
            "answer": answer,
            "patterns": [pair.pattern],
            "caption": caption,
        }
