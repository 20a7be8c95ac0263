"""What an exported folder holds, read by the loader of the tool it is for, one row a side of a pair."""

import base64
import csv
import io
import json
import string
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.benchmark import Benchmark, open_benchmark

__all__ = ["READERS", "Row", "rows_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """A side of a pair; None for what the format has no place for."""

    image: bytes
    question: str | None = None
    options: tuple[str, ...] | None = None
    answer: int | None = None
    id: str | None = None
    pair: str | None = None
    caption: str | None = None
    patterns: tuple[str, ...] | None = None
    group: str | None = None
    vendor: str | None = None
    note: str | None = None


def rows_of(benchmark: Benchmark) -> list[Row]:
    """Every side of an opened benchmark."""
    return [
        Row(
            image.read_bytes(),
            question.text,
            question.options,
            question.answer,
            question.id,
            pair.id,
            caption,
            pair.patterns,
            pair.group,
            pair.vendor,
            pair.note,
        )
        for pair in benchmark.pairs
        for question, image, caption in (
            (pair.question_a, pair.image_a, pair.caption_a),
            (pair.question_b, pair.image_b, pair.caption_b),
        )
    ]


def by_scotoma(folder: Path) -> list[Row]:
    """Our own reader, of our own layout."""
    return rows_of(open_benchmark(folder))


def by_csv(folder: Path) -> list[Row]:
    """MMVP's files as its published script goes about them: the table row by row, the picture by its number."""
    rows = []
    patterns = (
        list(csv.reader((folder / "patterns.csv").read_text().splitlines()))
        if (folder / "patterns.csv").is_file()
        else []
    )
    of = {line[0]: line[2] for line in patterns[1:]} | {line[1]: line[2] for line in patterns[1:]}
    opened = open_benchmark(folder)  # options in one cell: our own reader takes them apart
    for line in csv.DictReader(io.StringIO((folder / "Questions.csv").read_bytes().decode(), newline="")):
        question = next(each for each in opened.questions() if each.id == line["Index"])
        assert line["Correct Answer"] == f"({string.ascii_lowercase[question.answer or 0]})"
        assert question.text == line["Question"].strip()
        data = (folder / "MMVP Images" / f"{line['Index']}.jpg").read_bytes()
        rows.append(
            Row(
                data,
                line["Question"],
                question.options,
                question.answer,
                patterns=(*of[line["Index"]].split("|"),) if of else None,
            )
        )
    return rows


def by_csv_vlm(folder: Path) -> list[Row]:
    """MMVP-VLM's files as its published script goes about them, and as our reader does."""
    opened = open_benchmark(folder)
    pairs = {question.id: pair for pair in opened.pairs for question in pair.questions}
    rows = []
    for line in csv.DictReader(io.StringIO((folder / "Questions.csv").read_bytes().decode(), newline="")):
        path = folder / "MLLM_VLM Images" / line["Type"] / f"{line['Question ID']}.jpg"
        pair = pairs[line["Question ID"]]
        assert line["Statement"].strip() in (pair.caption_a, pair.caption_b)
        rows.append(Row(path.read_bytes(), caption=line["Statement"], patterns=pair.patterns))
    return rows


def by_datasets(folder: Path) -> list[Row]:
    """`datasets.load_dataset` on the folder, offline, its card read."""
    import datasets

    loaded = datasets.load_dataset(str(folder), split="test", cache_dir=str(folder.parent / "cache"))
    return list(_from_table(loaded.cast_column("image", datasets.Image(decode=False))))


def by_parquet_builder(folder: Path) -> list[Row]:
    """The call that lmms-eval makes of its YAML."""
    import datasets
    import yaml

    (path,) = folder.glob("*.yaml")
    said = yaml.safe_load(path.read_text().replace("!function ", ""))
    files = {split: str(folder / name) for split, name in said["dataset_kwargs"]["data_files"].items()}
    loaded = datasets.load_dataset(said["dataset_path"], data_files=files, cache_dir=str(folder.parent / "cache"))
    return list(_from_table(loaded[said["test_split"]].cast_column("image", datasets.Image(decode=False))))


def _from_table(rows: Any) -> Iterator[Row]:
    for row in rows:
        yield Row(
            row["image"]["bytes"],
            row["question"],
            (*row["options"],),
            row["answer"],
            row["id"],
            row["pair"],
            row["caption"],
            (*row["patterns"],),
            row["group"] or row["pair"],
            row["vendor"],
            row["note"],
        )


def by_pandas(folder: Path) -> list[Row]:
    """The TSV as VLMEvalKit's `load` reads it and `ImageMCQDataset.build_prompt` takes options from a line: every
    capital that is a column and not missing."""
    import pandas as pd

    (path,) = folder.glob("*.tsv")
    table = pd.read_csv(path, sep="\t")
    assert [*table["index"]] == [*range(1, len(table) + 1)]
    rows = []
    for line in table.to_dict("records"):
        letters = [each for each in string.ascii_uppercase if each in line and not pd.isna(line[each])]
        rows.append(
            Row(
                base64.b64decode(line["image"]),
                line["question"],
                tuple(str(line[each]) for each in letters),
                letters.index(line["answer"]),
                str(line["question_id"]),
                str(line["pair"]),
                patterns=(line["category"],),
            )
        )
    return rows


def by_inspect(folder: Path) -> list[Row]:
    """`inspect_ai.dataset.json_dataset`, images read from where it says that they are."""
    from inspect_ai.dataset import json_dataset

    rows = []
    for sample in json_dataset(str(folder / "questions.jsonl")):
        assert not isinstance(sample.input, str)
        content: Any = sample.input[0].content
        about, choices = sample.metadata or {}, sample.choices or []
        rows.append(
            Row(
                Path(content[0].image).read_bytes(),
                content[1].text,
                (*choices,),
                string.ascii_uppercase.index(str(sample.target)),
                about["question"],
                about["pair"],
                about["caption"],
                (*about["patterns"],),
                about["group"],
                about["vendor"],
                about["note"],
            )
        )
    return rows


def by_webdataset(folder: Path) -> list[Row]:
    """`webdataset.WebDataset`, undecoded."""
    import webdataset

    rows = []
    for shard in sorted(folder.glob("*.tar")):
        assert tarfile.is_tarfile(shard)
        for sample in webdataset.WebDataset(str(shard), shardshuffle=False, empty_check=False):
            fields = json.loads(sample["json"])
            (suffix,) = (key for key in sample if key not in {"json"} and not key.startswith("__"))
            rows.append(
                Row(
                    sample[suffix],
                    fields["question"],
                    (*fields["options"],),
                    fields["answer"],
                    fields["id"],
                    fields["pair"],
                    fields["caption"],
                    (*fields["patterns"],),
                    fields["group"],
                    fields["vendor"],
                    fields["note"],
                )
            )
    return rows


READERS: Mapping[str, Callable[[Path], list[Row]]] = {
    "scotoma": by_scotoma,
    "mmvp": by_csv,
    "mmvp-vlm": by_csv_vlm,
    "hub": by_datasets,
    "vlmevalkit": by_pandas,
    "lmms-eval": by_parquet_builder,
    "inspect": by_inspect,
    "webdataset": by_webdataset,
}
"""By format: how the tool it is for reads it."""
