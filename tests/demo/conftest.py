"""A demonstration small enough for a test: few pictures, an encoder that reads colour words, and one of edges."""

from pathlib import Path

import pytest

import scotoma
from scotoma.benchmark import open_benchmark
from scotoma.demo import Pictures
from tests.benchmark.small import write_benchmark
from tests.test_find import draw


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Four pictures of a benchmark, forty held-out ones, and a pair of scenes a pattern."""
    home = tmp_path_factory.mktemp("demo")
    haystack = scotoma.open_images(draw(home / "held-out", 40))
    return Pictures(open_benchmark(write_benchmark(home / "small")), haystack, "CC0-1.0", scenes=1)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the run folder will be."""
    return tmp_path / "run"
