"""A run that ends early, comes back, and meets what has changed meanwhile."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scotoma.embeddings import embed, open_embeddings
from scotoma.encoders.protocol import Preprocessing
from scotoma.errors import BrokenFile, RunLocked, RunMismatch
from scotoma.images import open_images
from scotoma.progress import Advance
from tests.embeddings.small import FACTS, Memory, Thumbs, files_of, memory, named, picture_bytes, write_pictures

HOME = Path("embeddings") / "small-thumb"
ROOT = Path(__file__).parents[2]

SLOW_RUN = """
import sys
from pathlib import Path
from tests.embeddings.small import Thumbs
from scotoma.embeddings import embed
from scotoma.images import open_images

embed(open_images(sys.argv[1]), Thumbs(delay_s=0.1), out=Path(sys.argv[2]), shard_size=8)
"""


@contextmanager
def slow_run(photos: Path, run: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that embeds 40 images into five shards, a fifth of a second each; given once two are finished."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-c", SLOW_RUN, str(photos), str(run)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not (run / HOME / "img_emb/img_emb_00002.npy").exists():
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        try:
            yield process
        finally:
            process.kill()


def test_a_run_killed_in_the_middle_resumes_to_the_bytes_of_an_undisturbed_one(tmp_path: Path) -> None:
    photos = write_pictures(tmp_path / "photos", 40, broken=[3, 20])
    with slow_run(photos, tmp_path / "killed") as process:
        process.kill()
        assert process.wait() == -signal.SIGKILL
    written = len(list((tmp_path / "killed").rglob("*.npy")))
    assert 3 <= written < 5
    images, encoder = open_images(photos), Thumbs()
    resumed = embed(images, encoder, out=tmp_path / "killed", shard_size=8)
    assert sum(encoder.batches) <= 38 - 15  # the two finished shards, 15 pictures that are not broken, are not redone
    embed(images, Thumbs(), out=tmp_path / "whole", shard_size=8)
    assert files_of(tmp_path / "killed") == files_of(tmp_path / "whole")
    assert len(resumed) == 38
    assert not list((tmp_path / "killed").rglob("*.part"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT between processes")
def test_ctrl_c_ends_the_run_at_once_and_leaves_its_finished_shards(tmp_path: Path) -> None:
    photos = write_pictures(tmp_path / "photos", 40)
    with slow_run(photos, tmp_path / "run") as process:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert "KeyboardInterrupt" in said
    assert not list((tmp_path / "run").rglob(".*.part"))
    for path in (tmp_path / "run").rglob("*.npy"):
        assert len(np.load(path)) == 8
    embed(open_images(photos), Thumbs(), out=tmp_path / "run", shard_size=8)
    embed(open_images(photos), Thumbs(), out=tmp_path / "whole", shard_size=8)
    assert files_of(tmp_path / "run") == files_of(tmp_path / "whole")


def test_two_processes_cannot_write_one_run(tmp_path: Path) -> None:
    photos = write_pictures(tmp_path / "photos", 40)
    with slow_run(photos, tmp_path / "run"), pytest.raises(RunLocked, match="being written by another process"):
        embed(open_images(photos), Thumbs(), out=tmp_path / "run", shard_size=8)


def stop_after(images: int) -> Callable[..., contextlib.AbstractContextManager[Advance]]:
    """A progress that interrupts the run once so many images are done."""

    @contextmanager
    def progress(what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        left = images

        def advance(count: int) -> None:
            nonlocal left
            left -= count
            if left <= 0:
                raise KeyboardInterrupt

        yield advance

    return progress


@pytest.mark.parametrize("after", [1, 4, 5, 8, 9, 12])
def test_wherever_a_run_is_interrupted_its_result_is_the_same(tmp_path: Path, after: int) -> None:
    images = memory(14, p1=None, p6=b"no picture")
    with pytest.raises(KeyboardInterrupt):
        embed(images, Thumbs(batch_size=2), out=tmp_path / "a", shard_size=5, progress=stop_after(after))
    with pytest.raises(KeyboardInterrupt):  # another encoder in between, which gets farther
        embed(images, named("small:b"), out=tmp_path / "a", shard_size=4, progress=stop_after(13))
    for folder in ("a", "b"):
        embed(images, Thumbs(batch_size=2), out=tmp_path / folder, shard_size=5)
        embed(images, named("small:b"), out=tmp_path / folder, shard_size=4)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert not (tmp_path / "a" / "images.parts").exists()


def test_a_finished_run_is_not_embedded_again(tmp_path: Path) -> None:
    embed(memory(9), Thumbs(), out=tmp_path, shard_size=4)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    again = Thumbs()
    embed(memory(9), again, out=tmp_path, shard_size=4)
    assert again.batches == []
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}


@pytest.mark.parametrize("damage", ["missing", "changed", "no metadata"])
def test_a_damaged_shard_is_made_again_and_the_others_are_kept(tmp_path: Path, damage: str) -> None:
    embed(memory(12), Thumbs(), out=tmp_path, shard_size=4)
    whole = files_of(tmp_path)
    rows = tmp_path / HOME / "img_emb/img_emb_00001.npy"
    if damage == "changed":
        rows.write_bytes(rows.read_bytes()[:-1] + b"\x01")
    else:
        (rows if damage == "missing" else tmp_path / HOME / "metadata/metadata_00001.parquet").unlink()
    assert files_of(tmp_path) != whole
    encoder = Thumbs()
    embed(memory(12), encoder, out=tmp_path, shard_size=4)
    assert encoder.batches == [4]
    assert files_of(tmp_path) == whole


def test_a_lost_image_list_is_made_again(tmp_path: Path) -> None:
    embed(memory(12, p3=None), Thumbs(), out=tmp_path, shard_size=4)
    whole = files_of(tmp_path)
    (tmp_path / "images.parquet").unlink()
    embed(memory(12, p3=None), Thumbs(), out=tmp_path, shard_size=4)
    assert files_of(tmp_path) == whole


def test_files_half_written_by_a_killed_run_are_swept_away(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "images.parts", tmp_path / HOME, tmp_path / HOME / "img_emb"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".something.npy.x1y2z3.part").write_bytes(b"half")
    embed(memory(5), Thumbs(), out=tmp_path)
    assert not list(tmp_path.rglob("*.part"))


def test_parts_left_by_a_run_killed_while_it_removed_them_do_no_harm(tmp_path: Path) -> None:
    embed(memory(12), Thumbs(), out=tmp_path, shard_size=4)
    whole = files_of(tmp_path)
    (tmp_path / "images.parts").mkdir()
    shutil.copy(tmp_path / "images.parquet", tmp_path / "images.parts" / "000000004-000000008.parquet")
    embed(memory(12), Thumbs(), out=tmp_path, shard_size=4)
    assert files_of(tmp_path) == whole


def test_a_part_whose_forerunner_is_lost_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        embed(memory(12), Thumbs(), out=tmp_path, shard_size=4, progress=stop_after(9))
    (tmp_path / "images.parts" / "000000000-000000004.parquet").unlink()
    with pytest.raises(BrokenFile, match="continues a list of 4 images, but 0 are there"):
        embed(memory(12), Thumbs(), out=tmp_path, shard_size=4)


@pytest.mark.parametrize("first", [4, 6, 8])
def test_a_larger_limit_extends_the_run_as_if_it_had_been_asked_for_at_once(tmp_path: Path, first: int) -> None:
    images = memory(12, p5=None)
    embed(images, Thumbs(), out=tmp_path / "grown", limit=first, shard_size=4)
    encoder = Thumbs()
    embed(images, encoder, out=tmp_path / "grown", limit=10, shard_size=4)
    assert sum(encoder.batches) == 10 - first // 4 * 4 - (first < 8)  # p5 is broken, and lies before 8
    embed(images, Thumbs(), out=tmp_path / "whole", limit=10, shard_size=4)
    assert files_of(tmp_path / "grown") == files_of(tmp_path / "whole")


def test_an_encoder_not_yet_extended_still_opens_as_it_was_and_catches_up(tmp_path: Path) -> None:
    embed(memory(12), Thumbs(), out=tmp_path, limit=6)
    embed(memory(12), named("small:b"), out=tmp_path, limit=6)
    embed(memory(12), named("small:b"), out=tmp_path, limit=9)
    assert len(open_embeddings(tmp_path / HOME).images) == 6
    assert len(open_embeddings(tmp_path / "embeddings" / "small-b").images) == 9
    assert len(embed(memory(12), Thumbs(), out=tmp_path, limit=9)) == 9


def test_a_smaller_limit_than_the_run_holds_is_refused(tmp_path: Path) -> None:
    embed(memory(9), Thumbs(), out=tmp_path)
    with pytest.raises(RunMismatch, match=r"lists 9 images, but 5 of memory were asked for. Ask for at least 9"):
        embed(memory(9), named("small:b"), out=tmp_path, limit=5)


def test_another_collection_in_the_same_run_is_refused_by_the_first_image_that_differs(tmp_path: Path) -> None:
    embed(memory(5), Thumbs(), out=tmp_path)
    other = Memory({"p0": picture_bytes(0), "q": picture_bytes(1), **{f"r{n}": picture_bytes(n) for n in range(3)}})
    with pytest.raises(RunMismatch, match=r"image 1 is 'p1' there and 'q' in memory. Use another run folder"):
        embed(other, named("small:b"), out=tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weights_sha256": "1" * 64}, f"encoder.weights_sha256 is '{'0' * 64}' there and '{'1' * 64}' here"),
        ({"dtype": "bfloat16"}, "encoder.dtype is 'float32' there and 'bfloat16' here"),
        ({"runtime": "openvino"}, "encoder.runtime is 'numpy' there and 'openvino' here"),
        ({"preprocessing": Preprocessing(8, 8, "shorter")}, "preprocessing.fit is 'squash' there and 'shorter' here"),
        ({"device": "cuda:1"}, "encoder.device is 'cpu' there and 'cuda' here"),
    ],
)
def test_an_encoder_that_gives_other_rows_is_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    embed(memory(3), Thumbs(), out=tmp_path)
    with pytest.raises(RunMismatch, match=said):
        embed(memory(3), named("small:thumb", **change), out=tmp_path)


def test_another_row_dtype_or_shard_size_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    embed(memory(3), Thumbs(), out=tmp_path)
    with pytest.raises(
        RunMismatch, match="dtype is 'float16' there and 'float32' here; shard_size is 4096 there and 2"
    ):
        embed(memory(3), Thumbs(), out=tmp_path, dtype="float32", shard_size=2)


def test_the_number_of_the_device_makes_no_other_encoder(tmp_path: Path) -> None:
    embed(memory(3), Thumbs(facts=replace(FACTS, device="cuda:0")), out=tmp_path)
    embed(memory(3), Thumbs(facts=replace(FACTS, device="cuda:1")), out=tmp_path)


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (picture_bytes(1), picture_bytes(77), "'p1' has changed since this run began .memory:p1: sha256 was "),
        (picture_bytes(1), None, "'p1' could be read when this run began, and cannot be read any more .broken: not"),
        (picture_bytes(1), b"no picture", "'p1' has changed since this run began"),
        (b"no picture", picture_bytes(1), "'p1' has changed since this run began"),
    ],
    ids=["changed", "vanished", "broke", "repaired"],
)
def test_an_image_that_is_no_longer_what_the_run_met_is_refused(
    tmp_path: Path, then: bytes, now: bytes | None, said: str
) -> None:
    embed(memory(5, p1=then), Thumbs(), out=tmp_path)
    with pytest.raises(RunMismatch, match=said):
        embed(memory(5, p1=now), named("small:b"), out=tmp_path)


@pytest.mark.parametrize(
    ("then", "now"),
    [(None, picture_bytes(1)), (None, None), (b"no picture", b"no picture"), (b"no picture", None)],
    ids=["could not be read", "still not there", "still broken", "broken and now gone"],
)
def test_an_image_broken_when_the_run_began_has_no_row_in_any_encoder(
    tmp_path: Path, then: bytes | None, now: bytes | None
) -> None:
    first = embed(memory(5, p1=then), Thumbs(), out=tmp_path)
    second = embed(memory(5, p1=now), named("small:b"), out=tmp_path)
    assert list(first.ids) == list(second.ids) == ["p0", "p2", "p3", "p4"]
    assert first.images.equals(second.images)
