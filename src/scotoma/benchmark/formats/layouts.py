"""Which layout a folder has, and the reader for it."""

from pathlib import Path

from scotoma.benchmark.formats.hub import is_hub_table, read_hub
from scotoma.benchmark.formats.llava_bench import find_llava_bench, read_llava_bench
from scotoma.benchmark.formats.mmvp import read_mmvp
from scotoma.benchmark.formats.mmvp_vlm import read_mmvp_vlm
from scotoma.benchmark.formats.numbered_pairs import find_tables
from scotoma.benchmark.formats.pope import find_splits, read_pope
from scotoma.benchmark.formats.tables import headers_of
from scotoma.benchmark.questions import QuestionSet
from scotoma.benchmark.reading import read_folder
from scotoma.errors import BrokenFile, UsageError

__all__ = ["read_layout"]


def read_layout(folder: Path, patterns: Path | None = None) -> QuestionSet:
    """The benchmark in a folder, in whichever layout it lies there; `patterns` is for MMVP, which has none of its own.

    Raises:
        UnreadableSource: the folder is no benchmark in any layout.
        BrokenFile, MissingExtra: as its reader.
        UsageError: patterns are given for a benchmark that has its own.
    """
    tables = [] if (folder / "benchmark.json").is_file() else find_tables(folder)
    headers = headers_of(tables[0]) if tables else ()
    if is_hub_table(tables, headers):
        if patterns is not None:
            raise UsageError(f"{folder} needs no table of patterns; only a benchmark in MMVP's layout does.")
        return read_hub(folder)
    if "options" in headers:
        return read_mmvp(folder, patterns)
    if patterns is not None:
        raise UsageError(f"{folder} needs no table of patterns; only a benchmark in MMVP's layout does.")
    if {"statement", "caption"} & {*headers}:
        return read_mmvp_vlm(folder)
    if tables:
        raise BrokenFile(
            f"{tables[0]} has the columns {', '.join(headers) or '(none)'}; expected Index, Question, Options, Correct "
            "Answer (MMVP) or Question ID, Type, Statement (MMVP-VLM). A Parquet file of images alone is not enough: "
            "put Questions.csv beside it."
        )
    if find_splits(folder):
        return read_pope(folder)
    layout = find_llava_bench(folder)
    return read_folder(folder) if layout is None else read_llava_bench(folder, layout)
