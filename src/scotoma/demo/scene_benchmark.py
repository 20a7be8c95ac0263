"""Drawn scenes as a benchmark in a folder: questions whose answers are known because the scenes were drawn so."""

from pathlib import Path

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.scenes.writing import write_benchmark

__all__ = ["scene_benchmark"]


def scene_benchmark(folder: Path, pairs: int, *, seed: int, side_px: int) -> Benchmark:
    """The benchmark of `pairs` drawn pairs for each of the nine patterns, written to `folder` unless it is there."""
    if not (folder / "benchmark.json").exists():
        write_benchmark(folder, n=pairs, seed=seed, side_px=side_px)
    return open_benchmark(folder)
