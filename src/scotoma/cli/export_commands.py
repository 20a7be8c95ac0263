"""The command `export`: a benchmark in another layout."""

from pathlib import Path
from typing import Literal

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["FormatName", "export"]

FormatName = Literal["scotoma", "mmvp", "mmvp-vlm", "hub", "vlmevalkit", "lmms-eval", "inspect", "webdataset"]


@app.command
def export(
    benchmark: str,
    *,
    to: FormatName,
    out: Path,
    labels: Literal["original", "corrected"] | None = None,
    limit: int | None = None,
    patterns: Path | None = None,
    jpeg: bool = False,
) -> None:
    """Write a benchmark in the layout of another tool, with the licences and sources of its images.

    Parameters
    ----------
    benchmark
        A built-in benchmark, or a folder that holds one.
    to
        Our own layout; MMVP's or MMVP-VLM's, as released; a data set for the hub; a table for VLMEvalKit; a task for
        lmms-eval or for inspect_ai; webdataset shards.
    out
        A folder that is new or empty.
    labels
        The key as published, or with its known errors mended; by default as the copy has it.
    limit
        Take the first so many pairs only.
    patterns
        A table of the visual pattern of each pair, for MMVP, which has none of its own.
    jpeg
        For mmvp and mmvp-vlm: write JPEGs of quality 95, not the images' own bytes.
    """
    from scotoma.benchmark import open_benchmark
    from scotoma.export import export_benchmark
    from scotoma.export.records import PARTS

    opened = open_benchmark(benchmark, patterns=patterns)
    done = export_benchmark(opened, to, out, labels=labels, limit=limit, jpeg=jpeg, progress=terminal_progress())
    say(f"{done.pairs} pairs of {opened.name} {opened.version}, {done.images} images, labels {done.labels}: {to}")
    if done.lost:
        say(f"Not carried by {to}: {'; '.join(PARTS[part] for part in done.lost)}.")
    say(f"See {out}")
