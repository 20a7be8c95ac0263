"""Benchmarks are opened by name or by folder."""

from pathlib import Path

import pytest

from scotoma.benchmark import BENCHMARKS, open_benchmark
from scotoma.errors import UnknownName
from tests.benchmark.small import write_benchmark


def test_an_unknown_name_gets_the_nearest_one() -> None:
    with pytest.raises(
        UnknownName, match=r"No benchmark is named 'emojy'\. Did you mean 'emoji'\? There is no folder of that name"
    ):
        open_benchmark("emojy")


def test_a_folder_with_a_benchmarks_name_is_opened_as_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_benchmark(tmp_path / "emoji")
    assert open_benchmark("emoji").name == "emoji"
    assert open_benchmark("./emoji").name == "small"
    assert open_benchmark(Path("emoji")).name == "small"


def test_every_registered_benchmark_opens() -> None:
    assert "emoji" in BENCHMARKS.names()
    for name in BENCHMARKS.names():
        assert open_benchmark(name).name == name
