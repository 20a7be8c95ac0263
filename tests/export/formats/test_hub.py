"""A data set for the hub: its card is read by the hub's own words, its table by `datasets`."""

from pathlib import Path
from typing import Any

import datasets
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scotoma.benchmark import open_benchmark
from scotoma.export import export_benchmark
from scotoma.export.formats.hub import yaml_text
from scotoma.export.papers import plain, task_name
from tests.export.sample import hostile_benchmark, sample_benchmark


def card(folder: Path) -> tuple[dict[str, Any], str]:
    """The head of a data card, and the page below it."""
    _, head, page = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), page


def test_the_card_states_licence_sizes_columns_and_where_it_is_from(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", errata=True))
    export_benchmark(opened, "hub", tmp_path / "out")
    head, page = card(tmp_path / "out")
    assert (head["pretty_name"], head["license"]) == ("sample", "cc-by-4.0")
    assert "license_name" not in head
    assert head["size_categories"] == ["n<1K"]
    assert head["configs"] == [{"config_name": "default", "data_files": [{"split": "test", "path": "data/test-*"}]}]
    assert "A bit of everything." in page
    assert "- Labels: as published. Known to be wrong in the published ones: the keys of two/a, two/b." in page
    assert "- Source: a drawer\n" in page
    assert opened.sha256 in page
    assert "Pairs by visual pattern: state 1, count 1, position 1, colour 1." in page
    table = datasets.load_dataset(str(tmp_path / "out"), split="test", cache_dir=str(tmp_path / "cache"))
    assert [name for name in table.column_names if f"| `{name}` | " in page] == table.column_names


def test_the_features_are_images_lists_and_numbers(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", errata=True))
    export_benchmark(opened, "hub", tmp_path / "out")
    table = datasets.load_dataset("parquet", data_files=str(tmp_path / "out" / "data" / "*.parquet"), split="train")
    assert isinstance(table.features["image"], datasets.Image)
    assert table.features["options"] == datasets.List(datasets.Value("string"))
    assert table.features["answer"] == datasets.Value("int64")
    assert (table[0]["image"].format, table[0]["image"].size) == ("JPEG", (16, 16))
    assert table["answer_original"][2:4] == [1, 0]
    assert table["answer_corrected"][2:4] == [0, 1]
    assert table["image_licence"][2] == "CC-BY-4.0"
    assert table["image_source"][2] == "https://example.org/7.png"


def test_hostile_names_and_licences_stay_inside_the_head(tmp_path: Path) -> None:
    opened = open_benchmark(hostile_benchmark(tmp_path / "hostile"))
    export_benchmark(opened, "hub", tmp_path / "out")
    head, _ = card(tmp_path / "out")
    assert (head["pretty_name"], head["license"]) == (opened.name, "other")
    assert (head["license_name"], head["license_details"]) == ("b-mit-b-x", opened.licence)
    assert head["tags"] == ["image-pairs", "vision-encoders", "scotoma"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_yaml_value(text: str) -> None:
    assert yaml.safe_load(f"name: {yaml_text(text)}\n") == {"name": text}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_line_of_markdown_without_tags(text: str) -> None:
    shown = plain(text)
    assert len(shown.splitlines()) <= 1
    assert "<" not in shown
    assert ">" not in shown


@pytest.mark.parametrize(
    ("name", "called"),
    [("My Benchmark 2.0!", "my_benchmark_2_0"), ("../..", "benchmark"), ("Ünter", "nter"), ("x" * 99, "x" * 64)],
)
def test_tasks_and_files_have_plain_names(name: str, called: str) -> None:
    assert task_name(name) == called
