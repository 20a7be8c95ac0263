"""A benchmark written in another layout."""

import os
from pathlib import Path

from scotoma.benchmark import Benchmark, Labels
from scotoma.benchmark.writing import named_as, new_folder
from scotoma.errors import UnknownName
from scotoma.export.formats import FORMATS
from scotoma.export.papers import lost_parts, write_papers
from scotoma.export.planning import make_plan
from scotoma.export.records import PARTS, Exported, Format
from scotoma.progress import Progress, silent
from scotoma.registry import unknown

__all__ = ["carried_table", "export_benchmark", "format_named"]


def export_benchmark(
    benchmark: Benchmark,
    to: str,
    out: str | os.PathLike[str],
    *,
    labels: Labels | None = None,
    limit: int | None = None,
    jpeg: bool = False,
    progress: Progress = silent,
) -> Exported:
    """Write a benchmark in the format called `to` into the folder `out`, which is complete or absent, and say what the
    format cannot carry.

    Questions, options and their order, keys and images are the benchmark's own. `labels` are those of the copy that was
    opened where none are asked for; `limit` takes the first so many pairs. Images are written byte for byte, unless
    `jpeg` asks for JPEGs of quality 95 (mmvp and mmvp-vlm). Beside every format lie `provenance.jsonl` (licence, source
    and sha256 of each image), the benchmark's notices, and `export.json`. The same benchmark gives the same files.

    Raises:
        UnknownName: no format is called `to`.
        UsageError: the folder is not new or empty, or the benchmark lacks what the format needs, or
            has what it cannot hold.
        UnreadableSource: images are missing.
        BrokenFile, BrokenImage: a file of the benchmark's is damaged.
    """
    form = format_named(to)
    plan = make_plan(benchmark, form, labels=labels, limit=limit, jpeg=jpeg)
    folder = Path(out)
    with new_folder(folder) as part, named_as(part, folder):
        with progress(f"Exporting to {form.name}", len(plan.items), "images") as advance:
            files = form.write(plan, part, advance)
        write_papers(plan, form, part, files)
    return Exported(
        form.name,
        folder,
        len(plan.benchmark.pairs),
        len({*files.values()}),
        plan.benchmark.labels,
        lost_parts(plan, form),
    )


def format_named(name: str) -> Format:
    """The format called `name`.

    Raises:
        UnknownName: there is none; the message gives the nearest.
    """
    if name not in FORMATS:
        raise UnknownName(unknown("export format", name, [*FORMATS]))
    return FORMATS[name]


def carried_table() -> str:
    """What each format carries, as a Markdown table: "no" where it has no place for it."""
    head = f"| | {' | '.join(FORMATS)} |\n|---|{'---|' * len(FORMATS)}\n"
    rows = (
        f"| {what} | {' | '.join(form.carries.get(part, 'no') for form in FORMATS.values())} |\n"
        for part, what in PARTS.items()
    )
    return head + "".join(rows)
