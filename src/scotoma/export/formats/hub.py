"""A data set for the Hugging Face hub: one Parquet table with the images in it, and a data card."""

import re
from collections.abc import Mapping
from pathlib import Path

from scotoma.export.formats.parquet import BOTH, COLUMNS, write_table
from scotoma.export.papers import plain, readme
from scotoma.export.records import ALL, Format, Plan
from scotoma.progress import Advance

__all__ = ["HUB", "data_card", "yaml_text"]

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LICENCES = ("mit", "apache-2.0", "cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0", "isc")
"""The hub's own names for licences, as far as benchmarks of pairs are likely to have them; any other is "other"."""


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write it; the card is `README.md`, as the hub wants it."""
    files = write_table(plan, folder, advance)
    (folder / "README.md").write_text(data_card(plan), encoding="utf-8", newline="\n")
    return files


def data_card(plan: Plan) -> str:
    """The page of the data set: the head that the hub reads, what it holds, how it was made, whose it is."""
    columns = COLUMNS | (BOTH if plan.keys else {})
    table = "\n".join(["| column | |", "|---|---|", *(f"| `{name}` | {what} |" for name, what in columns.items())])
    made = (
        "Each pair is two images that differ in one visible fact, which the question asks about: a model that sees it "
        "gives different answers to the two. A pair counts as right when both its questions are. The card and the "
        f"table were written by `scotoma export`; `provenance.jsonl` has what is known of each image. {_patterns(plan)}"
    )
    return f"---\n{_head(plan)}---\n\n{readme(plan, HUB)}\n## Columns\n\n{table}\n\n## How it was made\n\n{made}\n"


def yaml_text(text: str) -> str:
    """A text in YAML's double quotes, whatever signs it has."""
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"


def _head(plan: Plan) -> str:
    licence = plan.benchmark.licence
    known = licence.lower() in LICENCES
    size = next((name for limit, name in SIZES if len(plan.items) < limit), "n>1M")
    lines = [
        f"pretty_name: {yaml_text(plan.benchmark.name)}",
        f"license: {licence.lower() if known else 'other'}",
        *([] if known else [f"license_name: {yaml_text(_slug(licence))}", f"license_details: {yaml_text(licence)}"]),
        "task_categories:\n- visual-question-answering\n- multiple-choice",
        f"size_categories:\n- {size}",
        "tags:\n- image-pairs\n- vision-encoders\n- scotoma",
        "configs:\n- config_name: default\n  data_files:\n  - split: test\n    path: data/test-*",
    ]
    return "".join(f"{line}\n" for line in lines)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:64] or "other"


def _patterns(plan: Plan) -> str:
    counts: dict[str, int] = {}
    for pair in plan.benchmark.pairs:
        counts[pair.pattern] = counts.get(pair.pattern, 0) + 1
    return "Pairs by visual pattern: " + ", ".join(f"{plain(name)} {n}" for name, n in counts.items()) + "."


HUB = Format(
    name="hub",
    about="a data set for the Hugging Face hub",
    needs=("questions",),
    carries={**ALL, "both label versions": "yes, two columns"},
    use=(
        '`datasets.load_dataset("FOLDER", split="test")`, offline too; `scotoma ask MODEL --benchmark FOLDER`. To '
        "share it: `hf upload --repo-type=dataset USER/{name} FOLDER`. Look at the licences of the images first."
    ),
    write=write,
)
