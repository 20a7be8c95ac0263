"""VLMEvalKit's table: as its documentation has it, and as pandas reads it."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scotoma.benchmark import open_benchmark
from scotoma.errors import UsageError
from scotoma.export import export_benchmark
from scotoma.export.formats.vlmevalkit import read_by_pandas
from scotoma.export.tables import table_bytes
from tests.export.sample import sample_benchmark


def with_options(folder: Path, *options: list[str]) -> Path:
    """The sample, its first pairs having these options."""
    sample_benchmark(folder)
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    for number, each in enumerate(options):
        for line in lines[2 * number : 2 * number + 2]:
            line |= {"options": each, "answer": "ab".index(line["side"])}
    (folder / "questions.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return folder


def test_the_columns_are_those_that_are_documented(tmp_path: Path) -> None:
    export_benchmark(open_benchmark(sample_benchmark(tmp_path / "sample")), "vlmevalkit", tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "sample.tsv", sep="\t")
    assert [*table.columns] == [
        "index", "image", "question", "A", "B", "C", "answer", "category", "question_id", "pair", "side",
    ]  # fmt: skip
    assert [*table["answer"]] == ["B", "A", "B", "A", "C", "A", "A", "B"]
    assert [*table["category"][:4]] == ["state", "state", "count", "count"]
    assert table["image"].str.len().min() > 64  # a shorter one would be taken for another row's index


@pytest.mark.parametrize("option", ["None", "NA", "null", "nan", "N/A"])
def test_an_option_that_would_vanish_is_refused(option: str, tmp_path: Path) -> None:
    opened = open_benchmark(with_options(tmp_path / "sample", ["some", option]))
    with pytest.raises(
        UsageError,
        match=rf"Question 'one/a' has the option B '{option}', of which VLMEvalKit's reader, pandas, makes nothing: ",
    ):
        export_benchmark(opened, "vlmevalkit", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_option_that_would_become_another_number_is_refused(tmp_path: Path) -> None:
    pairs = [["1", "02"], ["3", "4"], ["5", "6"], ["7", "8"]]
    opened = open_benchmark(with_options(tmp_path / "sample", *pairs))
    with pytest.raises(
        UsageError, match=r"Question 'one/a' has the option B '02', of which .* makes '2': its column looks"
    ):
        export_benchmark(opened, "vlmevalkit", tmp_path / "out")
    pairs[0] = ["1", "2"]
    export_benchmark(open_benchmark(with_options(tmp_path / "plain", *pairs)), "vlmevalkit", tmp_path / "out")


def test_more_options_than_letters_are_refused(tmp_path: Path) -> None:
    opened = open_benchmark(with_options(tmp_path / "sample", [f"option {number}" for number in range(27)]))
    with pytest.raises(UsageError, match="more than 26 options; vlmevalkit letters them A to Z"):
        export_benchmark(opened, "vlmevalkit", tmp_path / "out")


CELLS = st.one_of(
    st.sampled_from(
        ["", "NA", "None", "1", "02", "3.0", "1.5", "1e3", "True", "false", " 4", "a", "=1", '"', "-7", "+8"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)


@given(st.lists(CELLS, min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_column_is_foreseen_as_pandas_reads_it(cells: list[str]) -> None:
    written = table_bytes([("index", "cell", "last"), *((str(n), cell, "x") for n, cell in enumerate(cells))], "\t")
    column = pd.read_csv(io.BytesIO(written), sep="\t")["cell"]
    read = [None if pd.isna(each) else str(each) for each in column]
    foreseen = read_by_pandas(cells)
    # what is foreseen to be kept is kept; what is foreseen to change may only be refused needlessly
    assert all(there == cell for cell, there, said in zip(cells, read, foreseen, strict=True) if said == cell)
