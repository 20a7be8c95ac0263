"""Benchmarks by name, or by the folder they lie in."""

import os
from pathlib import Path

from scotoma.benchmark.formats.layouts import read_layout
from scotoma.benchmark.questions import QuestionSet
from scotoma.benchmark.reading import read_folder
from scotoma.benchmark.records import Benchmark
from scotoma.errors import UnknownName, UsageError
from scotoma.registry import Registry, unknown

__all__ = ["BENCHMARKS", "open_benchmark", "open_emoji", "open_questions"]

BENCHMARKS: Registry[Benchmark] = Registry(
    "benchmark", "scotoma.benchmarks", {"emoji": "scotoma.benchmark.opening:open_emoji"}
)


def open_benchmark(
    name_or_folder: str | os.PathLike[str], *, patterns: str | os.PathLike[str] | None = None
) -> Benchmark:
    """The pairs of the benchmark called `name_or_folder`, or of the one in that folder, every line of it checked.

    "emoji" is built in; installed packages add names under the entry-point group "scotoma.benchmarks". A folder is in
    our layout, in MMVP's or in MMVP-VLM's. Where a folder has a benchmark's name, write "./emoji" for it. `patterns`
    is a table of the visual pattern of each pair, for MMVP, whose own was never published.

    Raises:
        UnknownName: it is neither the name of a benchmark nor a folder.
        UnreadableSource, BrokenFile: the folder is no benchmark, or has a mistake; the message names file and line.
        UsageError: the benchmark has no pairs, or `patterns` is given for one that has its own.
    """
    opened = open_questions(name_or_folder, patterns=patterns)
    if not isinstance(opened, Benchmark):
        raise UsageError(
            f"{opened.name} asks about one image at a time; this needs pairs, such as MMVP, MMVP-VLM or emoji."
        )
    return opened


def open_questions(
    name_or_folder: str | os.PathLike[str], *, patterns: str | os.PathLike[str] | None = None
) -> QuestionSet:
    """What can be asked under that name or from that folder: pairs, as `open_benchmark` gives them, POPE or
    LLaVA-Bench.

    Raises:
        UnknownName: it is neither the name of a benchmark nor a folder.
        UnreadableSource, BrokenFile: the folder is no benchmark, or has a mistake; the message names file and line.
        UsageError: `patterns` is given for a benchmark that has its own.
    """
    if isinstance(name_or_folder, str) and name_or_folder in BENCHMARKS.names():
        if patterns is not None:
            raise UsageError(f"{name_or_folder} needs no table of patterns; only a benchmark in MMVP's layout does.")
        return BENCHMARKS.load(name_or_folder)()
    folder = Path(name_or_folder)
    if not folder.is_dir():
        message = unknown("benchmark", str(name_or_folder), BENCHMARKS.names())
        raise UnknownName(f"{message} There is no folder of that name either.")
    return read_layout(folder, None if patterns is None else Path(patterns))


def open_emoji() -> Benchmark:
    """The built-in benchmark: 92 questions over the nine patterns, asked of the drawings of up to four vendors."""
    return read_folder(Path(__file__).parent / "emoji")
