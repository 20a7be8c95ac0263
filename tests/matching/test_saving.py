"""Scores in a run folder can be computed again from the cosines beside them."""

import json
from pathlib import Path

import numpy as np
import pytest

from scotoma.benchmark import open_benchmark
from scotoma.encoders import load_encoder
from scotoma.errors import RunMismatch
from scotoma.matching import match, save_scores
from scotoma.matching.metrics import match_scores
from scotoma.runs import read_stages
from scotoma.scoring import cosines
from tests.benchmark.small import lines, write_benchmark
from tests.matching.colour_words import ColourWords


def test_a_file_of_scores_says_what_made_it_and_holds_every_cosine(tmp_path: Path) -> None:
    benchmark, run = open_benchmark(write_benchmark(tmp_path / "b")), tmp_path / "run"
    matched = match(benchmark, ColourWords(), template="a photo of {}")
    path = save_scores(run, benchmark, ColourWords.facts, matched)
    assert path == run / "scores" / "test-colour-words.json"
    saved = json.loads(path.read_text())
    assert saved["benchmark"] == {"name": "small", "version": "0.3", "sha256": benchmark.sha256}
    assert (saved["encoder"]["name"], saved["template"]) == ("test:colour-words", "a photo of {}")
    assert [pair["id"] for pair in saved["pairs"]] == ["one", "two", "three"]
    again = match_scores(benchmark, np.array([pair["image_by_caption"] for pair in saved["pairs"]]))
    assert saved["metrics"] == json.loads(json.dumps([scores.as_dict() for scores in again]))
    np.testing.assert_array_equal([pair["images"] for pair in saved["pairs"]], matched.images.values)
    (stage,) = read_stages(run)
    assert (stage["stage"], stage["settings"]["benchmark"]["name"]) == ("match", "small")


def test_cosines_alone_can_be_saved_too(tmp_path: Path) -> None:
    benchmark, encoder = open_benchmark(write_benchmark(tmp_path / "b")), load_encoder("toy:layout")
    alike = cosines(benchmark, encoder)
    saved = json.loads(save_scores(tmp_path / "run", benchmark, encoder.facts, alike).read_text())
    assert saved["metrics"] == []
    assert "template" not in saved
    assert saved["images"]["threshold"] == 0.95
    assert [pair.keys() for pair in saved["pairs"]] == [{"id", "pattern", "images"}] * 3


def test_scores_on_another_benchmark_are_not_overwritten(tmp_path: Path) -> None:
    first = open_benchmark(write_benchmark(tmp_path / "b"))
    other = open_benchmark(write_benchmark(tmp_path / "c", lines()[:4], benchmark_version="0.4"))
    save_scores(tmp_path / "run", first, ColourWords.facts, match(first, ColourWords()))
    save_scores(tmp_path / "run", first, ColourWords.facts, match(first, ColourWords()))
    with pytest.raises(RunMismatch, match=r"holds scores on small 0\.3 \(\w{12}\.\.\.\); these are on small 0\.4"):
        save_scores(tmp_path / "run", other, ColourWords.facts, match(other, ColourWords()))
