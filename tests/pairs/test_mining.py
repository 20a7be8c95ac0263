"""The join of a run folder: its table, its certificate, and what is left of both when the process is killed."""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from scotoma.embeddings import Embeddings
from scotoma.embeddings.table import as_table
from scotoma.errors import BrokenFile, RunLocked, RunMismatch
from scotoma.files import locked
from scotoma.pairs import Certificate, mine, mine_pairs, read_certificate
from scotoma.progress import Advance
from tests.pairs.clouds import cloud

COUNT = 2200


def embedded(rows: Any, prefix: str = "picture") -> Embeddings:
    return Embeddings(rows, [f"{prefix} {k}" for k in range(len(rows))], as_table([]), {})


def both(count: int = COUNT) -> tuple[Embeddings, Embeddings]:
    a = cloud(count, 48, 1, clumps=40, copies=20).astype(np.float16)
    b = cloud(count, 32, 2, centre=0.3, copies=20).astype(np.float16)
    return embedded(a), embedded(b)


def settled(certificate: Certificate) -> Certificate:
    return dataclasses.replace(certificate, seconds=0.0, made_by={})


def test_the_run_folder_holds_the_pairs_with_their_ids_and_a_certificate_that_counts_them(tmp_path: Path) -> None:
    a, b = both()
    certificate = mine(tmp_path, a, b, above=0.8, below=0.7, tile=64)
    table = pq.read_table(tmp_path / "pairs" / "pairs.parquet")
    expected = mine_pairs(a.rows, b.rows, 0.8, 0.7)
    assert table.column_names == ["i", "j", "id_i", "id_j", "suspect", "reference"]
    assert table.drop_columns(["id_i", "id_j"]).equals(expected)
    assert table["id_i"].to_pylist() == [f"picture {k}" for k in expected["i"].to_pylist()]
    assert table["id_j"].to_pylist() == [f"picture {k}" for k in expected["j"].to_pylist()]
    counts = certificate.counts
    assert counts.examined == COUNT * (COUNT - 1) // 2
    assert counts.found == len(expected) > 1000
    assert counts.examined >= counts.first_level >= counts.second_level >= counts.above >= counts.found
    assert counts.tiles == 35 * 36 // 2  # 2,200 rows are 35 times 64
    assert read_certificate(tmp_path) == certificate
    assert not list((tmp_path / "pairs").glob(".parts-*"))


def test_a_finished_run_is_not_made_again_and_other_thresholds_replace_it(tmp_path: Path) -> None:
    a, b = both(400)
    first = mine(tmp_path, a, b, above=0.8, below=0.7)
    assert mine(tmp_path, a, b, above=0.8, below=0.7) == first  # seconds and time included
    second = mine(tmp_path, a, b, above=0.9, below=0.7)
    assert second.counts.found < first.counts.found
    assert pq.read_metadata(tmp_path / "pairs" / "pairs.parquet").num_rows == second.counts.found


def test_other_rows_of_the_same_shape_are_not_taken_for_these(tmp_path: Path) -> None:
    a, b = both(400)
    first = mine(tmp_path, a, b, above=0.8, below=0.7)
    changed = a.rows[::-1]
    second = mine(tmp_path, embedded(changed), b, above=0.8, below=0.7)
    assert second.inputs["suspect"] != first.inputs["suspect"]
    assert second.inputs["reference"] == first.inputs["reference"]
    assert second.counts.found == len(mine_pairs(changed, b.rows, 0.8, 0.7))


KILLED = """
import sys
from pathlib import Path
from typing import Any
sys.path.insert(0, {root!r})
from tests.pairs.test_mining import both
from scotoma.pairs import mine
mine(Path(sys.argv[1]), *both(), above=0.8, below=0.7, tile=64, threads=1)
"""


def test_a_run_killed_between_tasks_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    undisturbed = mine(tmp_path / "whole", *both(), above=0.8, below=0.7, tile=64)
    run = tmp_path / "killed"
    script = KILLED.format(root=str(Path.cwd()))
    child = subprocess.Popen([sys.executable, "-c", script, str(run)], env={**os.environ, "OMP_NUM_THREADS": "1"})
    deadline = time.monotonic() + 120
    while len(list(run.glob("pairs/.parts-*/[0-9]*"))) < 2:
        assert child.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.001)
    child.send_signal(signal.SIGKILL)
    child.wait()
    parts = list(run.glob("pairs/.parts-*/[0-9]*"))
    assert 2 <= len(parts) < 15  # 5 bands of 512 rows are 15 tasks
    assert not (run / "pairs" / "pairs.parquet").exists()
    announced: list[int] = []

    @contextlib.contextmanager
    def progress(what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        announced.append(done)
        yield lambda count: None

    resumed = mine(run, *both(), above=0.8, below=0.7, tile=64, progress=progress)
    assert announced[0] >= 2 * 64 * 63 // 2  # two tasks were not made again
    assert settled(resumed) == settled(undisturbed)
    tables = [pq.read_table(tmp_path / name / "pairs" / "pairs.parquet") for name in ("whole", "killed")]
    assert tables[0].equals(tables[1])


def test_embeddings_of_different_images_are_refused(tmp_path: Path) -> None:
    a, b = both(50)
    with pytest.raises(
        RunMismatch, match=r"^Row 0 is image 'picture 0' for the suspect and 'photo 0' for the reference"
    ):
        mine(tmp_path, a, embedded(b.rows, "photo"))
    with pytest.raises(RunMismatch, match=r"^The suspect embedded 50 images and the reference 49"):
        mine(tmp_path, a, embedded(b.rows[:49]))


def test_a_folder_being_mined_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(RunLocked, match=r"is being written by another process"):
        mine(tmp_path, *both(50))


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    a, b = both(300)
    certificate = mine(tmp_path, a, b)
    part = tmp_path / "pairs" / f".parts-{certificate.key}" / "0000000000-0000000000.parquet"
    part.parent.mkdir()
    part.write_bytes(b"PAR1 torn")
    (tmp_path / "pairs" / "certificate.json").unlink()
    with pytest.raises(BrokenFile, match=r"0000000000-0000000000\.parquet cannot be read as a part of the join"):
        mine(tmp_path, a, b)


def test_a_certificate_says_whether_it_is_complete(tmp_path: Path) -> None:
    certificate = mine(tmp_path, *both(100))
    content = certificate.as_dict()
    assert (content["pairs"], content["complete"]) == (4950, True)
    one_less = dataclasses.replace(certificate.counts, examined=4949, leader_rejected=3)
    content = dataclasses.replace(certificate, counts=one_less).as_dict()
    assert not content["complete"]
    assert content["above_is"].startswith("lower bound")
