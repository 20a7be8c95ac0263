"""The main job as a user meets it: run, run again, killed, interrupted, on damaged pictures."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image, ImageDraw

import scotoma
from scotoma.errors import UsageError
from scotoma.find import Found, find_pairs
from scotoma.pairs import brute_force
from tests.images.damage import make_damaged_folder

COLOURS = ["crimson", "seagreen", "royalblue", "goldenrod"]


def draw(folder: Path, count: int) -> Path:
    """Discs with a bar whose turn, colour and size vary: alike in layout, different in edges."""
    folder.mkdir()
    for number in range(count):
        picture = Image.new("RGB", (48, 48), "white")
        pen = ImageDraw.Draw(picture)
        pen.ellipse((6, 6, 42, 42), fill=COLOURS[number % 4])
        pen.rectangle((20, 10, 28, 38) if number % 8 < 4 else (10, 20, 38, 28), fill="black")
        picture.rotate(number % 5 * 9, fillcolor="white").save(folder / f"{number}.png")
    return folder


def find(folder: Path, run: Path, above: float = 0.8, most_pairs: int = 10_000) -> Found:
    towers = scotoma.load_encoder("toy:layout"), scotoma.load_encoder("toy:edges")
    return find_pairs(scotoma.open_images(folder), *towers, run, above=above, below=0.6, most_pairs=most_pairs)


def command(folder: Path, run: Path) -> list[str]:
    towers = ["--suspect", "toy:layout", "--reference", "toy:edges"]
    return [sys.executable, "-m", "scotoma", "find", str(folder), *towers, "--above", "0.8", "--out", str(run)]


def results(run: Path) -> dict[str, bytes]:
    """Every result file but the notes of when and by which command they were made."""
    return {
        str(path.relative_to(run)): path.read_bytes()
        for path in run.rglob("*")
        if path.suffix in {".npy", ".parquet", ".csv", ".jsonl"}
    }


def test_the_run_holds_exactly_the_pairs_of_the_definition(tmp_path: Path) -> None:
    found = find(draw(tmp_path / "photos", 40), tmp_path / "run")
    folder = tmp_path / "run" / "embeddings"
    a, b = (scotoma.open_embeddings(folder / name).rows for name in ("toy-layout", "toy-edges"))
    expected = brute_force(a, b, above=0.8, below=0.6)
    pairs = pq.read_table(tmp_path / "run" / "pairs" / "pairs.parquet")
    assert pairs.num_rows > 0
    for name in ("i", "j"):
        assert pairs[name].to_pylist() == expected[name].tolist()
    assert found.certificate.counts.examined == 40 * 39 // 2
    assert found.report.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_same_call_again_leaves_every_result_as_it_was(tmp_path: Path) -> None:
    folder = draw(tmp_path / "photos", 20)
    find(folder, tmp_path / "run")
    before = results(tmp_path / "run")
    shards = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*.npy")}
    find(folder, tmp_path / "run")
    assert results(tmp_path / "run") == before
    assert {path: path.stat().st_mtime_ns for path in shards} == shards


def test_other_thresholds_mine_again_from_the_same_embeddings(tmp_path: Path) -> None:
    folder = draw(tmp_path / "photos", 20)
    one = find(folder, tmp_path / "run", above=0.99)
    shards = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*.npy")}
    other = find(folder, tmp_path / "run", above=0.5)
    assert other.certificate.counts.found > one.certificate.counts.found
    assert {path: path.stat().st_mtime_ns for path in shards} == shards


def test_thresholds_that_give_too_many_pairs_are_refused_with_better_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"pairs have a suspect cosine above -1 .*; expected at most 5\. Above 0\.\d+"):
        find(draw(tmp_path / "photos", 20), tmp_path / "run", above=-1.0, most_pairs=5)
    assert not (tmp_path / "run" / "pairs" / "pairs.parquet").exists()


def test_every_damaged_file_is_accounted_for(tmp_path: Path) -> None:
    expected = make_damaged_folder(draw(tmp_path / "photos", 3))
    found = find(tmp_path / "photos", tmp_path / "run")
    listed = pq.read_table(tmp_path / "run" / "images.parquet").to_pylist()
    status = {image["id"]: image["status"] for image in listed}
    drawn = {f"{number}.png": "ok" for number in range(3)}
    assert status.keys() == expected.keys() | drawn.keys()
    for name, start in {**expected, **drawn}.items():
        assert status[name].removeprefix("broken: ").startswith(start), name
    assert found.images == sum(each == "ok" for each in status.values())
    assert sum(found.broken.values()) == len(status) - found.images >= 20


@pytest.mark.parametrize("moment", ["embeddings/toy-layout/manifest.json", "embeddings/toy-edges/manifest.json"])
def test_a_killed_run_goes_on_to_the_same_result(tmp_path: Path, moment: str) -> None:
    folder = draw(tmp_path / "photos", 60)
    find(folder, tmp_path / "calm")
    process = subprocess.Popen(command(folder, tmp_path / "run"), stderr=subprocess.DEVNULL)
    wait_for(tmp_path / "run" / moment, process)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    find(folder, tmp_path / "run")
    assert results(tmp_path / "run") == results(tmp_path / "calm")


def test_an_interrupted_run_says_how_to_go_on_and_exits_130(tmp_path: Path) -> None:
    folder = draw(tmp_path / "photos", 400)
    process = subprocess.Popen(command(folder, tmp_path / "run"), stderr=subprocess.PIPE, text=True)
    wait_for(tmp_path / "run" / ".lock", process)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130, said
    assert said.endswith("scotoma: interrupted; what was written is kept. Run the same command again to go on.\n")
    assert "Traceback" not in said


def test_what_made_the_run_is_written_down(tmp_path: Path) -> None:
    find(draw(tmp_path / "photos", 6), tmp_path / "run")
    stages = json.loads((tmp_path / "run" / "run.json").read_text())["stages"]
    assert [stage["stage"] for stage in stages] == ["embed", "embed", "mine"]
    assert stages[-1]["settings"]["suspect"] == "toy:layout"
    assert stages[-1]["settings"]["above"] == pytest.approx(0.8)


def wait_for(path: Path, process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    """Until the file is there, for a minute at most."""
    for _ in range(6000):
        if path.exists():
            return
        assert process.poll() is None, f"the run ended before {path.name} was there"
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    raise AssertionError(f"{path} did not appear")


def test_rows_are_of_unit_length(tmp_path: Path) -> None:
    rows = scotoma.embed(scotoma.open_images(draw(tmp_path / "photos", 5)), scotoma.load_encoder("toy:edges")).rows
    assert np.linalg.norm(np.asarray(rows[:], np.float64), axis=1) == pytest.approx(np.ones(5), abs=1e-3)
