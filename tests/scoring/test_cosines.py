"""Cosines of the two images of each pair, by any encoder."""

from pathlib import Path

import numpy as np
import pytest

from scotoma.benchmark import open_benchmark
from scotoma.encoders import load_encoder
from scotoma.scoring import cosine_table, cosines
from tests.benchmark.small import write_benchmark
from tests.matching.colour_words import ColourWords


def test_cosines_are_those_of_the_definition(tmp_path: Path) -> None:
    # Red and blue, green and red: right angles; blue (0, 0, 1) and grey (1, 1, 1) / sqrt(3): 0.577.
    alike = cosines(open_benchmark(write_benchmark(tmp_path / "b")), ColourWords(), above=0.5)
    np.testing.assert_allclose(alike.values, [0, 0, 3**-0.5], atol=1e-7)
    table = {row.pattern: row for row in alike.rows}
    assert (table["colour"].above.value, table["state"].above.value) == (0.0, 1.0)
    assert table["all"].above.value == pytest.approx(1 / 3)
    assert table["all"].above.n == 3
    assert table["state"].median == pytest.approx(3**-0.5)
    # Of 0, 0 and 0.577 the third quarter is half way between the last two.
    assert table["all"].upper_quartile == pytest.approx(3**-0.5 / 2)


def test_a_cosine_at_the_threshold_is_not_above_it(tmp_path: Path) -> None:
    alike = cosines(open_benchmark(write_benchmark(tmp_path / "b")), ColourWords(), above=0.0)
    assert [row.above.value for row in alike.rows if row.pattern == "colour"] == [0.0]


def test_any_encoder_will_do_and_the_table_says_which(tmp_path: Path) -> None:
    alike = cosines(open_benchmark(write_benchmark(tmp_path / "b")), load_encoder("toy:palette"))
    title, head, *lines = cosine_table(alike).splitlines()
    assert title == "cosine of the two images of a pair, toy:palette"
    assert "% > 0.95" in head
    assert [line.split()[:3] for line in lines] == [["state", "1", "1"], ["colour", "1", "2"], ["all", "2", "3"]]
