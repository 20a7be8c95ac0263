"""The demonstration's pictures are gathered once, in a table that says what they are."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

import scotoma
from scotoma.benchmark import open_benchmark
from scotoma.demo import Pictures, gather
from scotoma.errors import RunMismatch
from scotoma.images import decode
from scotoma.patterns import PATTERNS
from scotoma.runs import read_stages
from scotoma.scenes import draw_pair
from tests.benchmark.small import write_benchmark
from tests.test_find import draw


@pytest.fixture
def small(tmp_path: Path) -> Pictures:
    """Four pictures of a benchmark, three held-out ones, and a pair of scenes a pattern."""
    haystack = scotoma.open_images(draw(tmp_path / "held-out", 3))
    return Pictures(open_benchmark(write_benchmark(tmp_path / "small")), haystack, "CC0-1.0", scenes=1)


def test_the_table_has_the_benchmarks_pictures_the_held_out_ones_and_the_scenes(
    small: Pictures, tmp_path: Path
) -> None:
    images = gather(small, tmp_path / "run")
    ids = [images[number].id for number in range(len(images))]
    assert ids[:4] == ["small/red.png", "small/blue.png", "small/green.png", "small/grey.png"]
    assert ids[4:7] == [f"pictures/{number}.png" for number in range(3)]
    scenes = [f"scenes/{pattern.name}/0-{side}.png" for pattern in PATTERNS for side in "ab"]
    assert ids[7:] == scenes
    assert images[0].caption == "a red picture"


def test_pictures_keep_their_bytes_and_scenes_are_what_their_seed_draws(small: Pictures, tmp_path: Path) -> None:
    images = gather(small, tmp_path / "run")
    assert images.read(4) == (tmp_path / "held-out" / "0.png").read_bytes()
    pair = draw_pair(PATTERNS[0].name, 0, side_px=128)
    assert decode(images.read(7)).tobytes() == pair.image_a.tobytes()
    assert decode(images.read(8)).tobytes() == pair.image_b.tobytes()
    assert images[8].caption == pair.caption_b


def test_the_run_says_what_the_pictures_are_and_their_licences(small: Pictures, tmp_path: Path) -> None:
    gather(small, tmp_path / "run")
    settings = read_stages(tmp_path / "run")[-1]["settings"]
    assert settings["parts"] == [
        {"what": "benchmark small", "count": 4, "licence": "CC0-1.0"},
        {"what": "held out from training", "count": 3, "licence": "CC0-1.0"},
        {"what": "drawn scenes", "count": 18, "licence": "drawn by scotoma"},
    ]
    assert "demonstration" in settings["about"]


def test_a_second_call_reads_what_is_there(small: Pictures, tmp_path: Path) -> None:
    gather(small, tmp_path / "run")
    table = tmp_path / "run" / "pictures.parquet"
    before = table.stat().st_mtime_ns
    assert len(gather(small, tmp_path / "run")) == 25
    assert table.stat().st_mtime_ns == before
    assert [stage["stage"] for stage in read_stages(tmp_path / "run")] == ["gather"]


def test_a_picture_is_found_without_reading_the_others(tmp_path: Path) -> None:
    pictures = Pictures(open_benchmark(write_benchmark(tmp_path / "small")), scenes=4)
    gather(pictures, tmp_path / "run")
    facts = pq.ParquetFile(tmp_path / "run" / "pictures.parquet").metadata
    assert facts.num_rows == 4 + 4 * 2 * 9
    assert facts.row_group(0).num_rows == 64


def test_other_pictures_in_the_same_folder_are_refused(small: Pictures, tmp_path: Path) -> None:
    gather(small, tmp_path / "run")
    other = Pictures(small.benchmark, small.haystack, small.licence, scenes=2)
    with pytest.raises(
        RunMismatch, match="holds the demonstration's pictures of another version, or with other settings"
    ):
        gather(other, tmp_path / "run")


def test_the_run_of_another_collection_is_left_alone(small: Pictures, tmp_path: Path) -> None:
    assert small.haystack is not None
    scotoma.embed(small.haystack, scotoma.load_encoder("toy:edges"), out=tmp_path / "run")
    with pytest.raises(RunMismatch, match=r"is the run folder of another collection\. Give the demonstration its own"):
        gather(small, tmp_path / "run")
    assert not (tmp_path / "run" / "pictures.parquet").exists()


def test_without_scenes_or_held_out_pictures_there_is_the_benchmark(tmp_path: Path) -> None:
    images = gather(Pictures(open_benchmark(write_benchmark(tmp_path / "small")), scenes=0), tmp_path / "run")
    assert len(images) == 4
