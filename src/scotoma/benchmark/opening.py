"""Benchmarks by name, or by the folder they lie in."""

import os
from pathlib import Path

from scotoma.benchmark.questions import QuestionSet
from scotoma.benchmark.reading import read_folder
from scotoma.benchmark.records import Benchmark
from scotoma.errors import UnknownName
from scotoma.registry import Registry, unknown

__all__ = ["BENCHMARKS", "open_benchmark", "open_emoji", "open_questions"]

BENCHMARKS: Registry[Benchmark] = Registry(
    "benchmark", "scotoma.benchmarks", {"emoji": "scotoma.benchmark.opening:open_emoji"}
)


def open_benchmark(name_or_folder: str | os.PathLike[str]) -> Benchmark:
    """The benchmark called `name_or_folder`, or the one in that folder, every line of it checked.

    "emoji" is built in; installed packages add names under the entry-point group "scotoma.benchmarks". A folder holds
    `benchmark.json`, `questions.jsonl` and `images/`. Where a folder has a benchmark's name, write "./emoji" for it.

    Raises:
        UnknownName: it is neither the name of a benchmark nor a folder.
        UnreadableSource, BrokenFile: the folder is no benchmark, or has a mistake; the message names file and line.
    """
    if isinstance(name_or_folder, str) and name_or_folder in BENCHMARKS.names():
        return BENCHMARKS.load(name_or_folder)()
    folder = Path(name_or_folder)
    if not folder.is_dir():
        message = unknown("benchmark", str(name_or_folder), BENCHMARKS.names())
        raise UnknownName(f"{message} There is no folder of that name either.")
    return read_folder(folder)


def open_questions(name_or_folder: str | os.PathLike[str]) -> QuestionSet:
    """Whatever can be asked under that name or from that folder: pairs, as `open_benchmark` gives them, POPE or
    LLaVA-Bench.

    Raises:
        UnknownName: it is neither the name of a benchmark nor a folder.
        UnreadableSource, BrokenFile: the folder is no benchmark, or has a mistake; the message names file and line.
    """
    return open_benchmark(name_or_folder)


def open_emoji() -> Benchmark:
    """The built-in benchmark: 92 questions over the nine patterns, asked of the drawings of up to four vendors."""
    return read_folder(Path(__file__).parent / "emoji")
