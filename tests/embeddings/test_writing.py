import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.embeddings import embed
from scotoma.errors import BadRow, EmptyCollection, ShapeMismatch, UsageError
from scotoma.images import open_images
from scotoma.progress import Advance
from scotoma.runs import read_stages
from tests.embeddings.small import Memory, Thumbs, files_of, memory, named, picture_bytes, write_pictures


def test_rows_are_those_of_the_definition_at_unit_length(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 11)
    embedded = embed(open_images(folder), Thumbs(), dtype="float32")
    for row, name in zip(embedded.rows, embedded.ids, strict=True):
        with PILImage.open(folder / name) as picture:
            pixels = np.asarray(picture.convert("RGB").resize((8, 8), PILImage.Resampling.BICUBIC), float).ravel() + 1
        assert np.abs(row - pixels / np.sqrt((pixels**2).sum())).max() < 1e-7
    assert list(embedded.ids) == [f"{number}.png" for number in range(11)]


@pytest.mark.parametrize(("dtype", "off"), [("float16", 1e-3), ("float32", 1e-6)])
def test_rows_are_kept_as_asked_for_in_memory_and_on_the_disk_alike(tmp_path: Path, dtype: str, off: float) -> None:
    in_memory = embed(memory(9), Thumbs(), dtype=dtype)
    on_disk = embed(memory(9), Thumbs(), dtype=dtype, out=tmp_path, shard_size=4)
    assert in_memory.rows.dtype == on_disk.rows.dtype == dtype
    assert np.array_equal(np.asarray(in_memory.rows), np.asarray(on_disk.rows))
    assert np.abs(np.linalg.norm(np.asarray(on_disk.rows, np.float64), axis=1) - 1).max() < off
    assert in_memory.facts == on_disk.facts
    assert in_memory.images.equals(on_disk.images)


def test_broken_images_have_no_row_and_are_counted_by_reason(tmp_path: Path) -> None:
    images = memory(10, p2=b"no picture", p5=None, p6=None)
    for embedded in (embed(images, Thumbs()), embed(images, Thumbs(), out=tmp_path, shard_size=3)):
        assert list(embedded.ids) == ["p0", "p1", "p3", "p4", "p7", "p8", "p9"]
        assert len(embedded) == embedded.rows.shape[0] == 7
        assert list(embedded.broken.values()) == [2, 1]
        assert next(iter(embedded.broken)) == "not there"
        statuses = embedded.images["status"].to_pylist()
        assert [number for number, status in enumerate(statuses) if status != "ok"] == [2, 5, 6]
        assert embedded.images["sha256"].to_pylist()[2] == hashlib.sha256(b"no picture").hexdigest()
        assert embedded.images["sha256"].to_pylist()[5] is None


def test_the_folder_has_clip_retrievals_layout_and_the_runs_image_list(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    embed(memory(10, p5=None), Thumbs(), out=tmp_path, shard_size=4)
    home = tmp_path / "embeddings" / "small-thumb"
    assert sorted(files_of(tmp_path)) == [
        *(f"embeddings/small-thumb/img_emb/img_emb_0000{number}.npy" for number in range(3)),
        *(f"embeddings/small-thumb/metadata/metadata_0000{number}.parquet" for number in range(3)),
        "images.parquet",
    ]
    assert [len(np.load(home / f"img_emb/img_emb_0000{number}.npy")) for number in range(3)] == [4, 3, 2]
    metadata = pq.read_table(home / "metadata/metadata_00001.parquet")
    assert metadata.column_names == ["image_path", "caption", "id", "sha256", "width", "height"]
    assert metadata["image_path"].to_pylist() == ["memory:p4", "memory:p6", "memory:p7"]
    assert metadata["caption"].to_pylist()[0] == "caption of p4"
    images = pq.read_table(tmp_path / "images.parquet")
    assert images.column_names == ["id", "uri", "sha256", "width", "height", "caption", "status"]
    assert images["id"].to_pylist() == [f"p{number}" for number in range(10)]
    assert images["sha256"].to_pylist()[3] == hashlib.sha256(picture_bytes(3)).hexdigest()
    assert (images["width"].to_pylist()[0], images["height"].to_pylist()[0]) == (12, 10)


def test_row_k_of_every_encoder_is_the_same_image(tmp_path: Path) -> None:
    images = memory(10, p0=None, p7=b"no picture")
    first = embed(images, Thumbs(), out=tmp_path, shard_size=4)
    second = embed(images, named("small:other"), out=tmp_path, shard_size=3)
    assert list(first.ids) == list(second.ids)
    assert np.array_equal(np.asarray(first.rows), np.asarray(second.rows))


def test_the_run_notes_the_encoder_and_the_images(tmp_path: Path) -> None:
    embed(memory(5), Thumbs(), out=tmp_path)
    embed(memory(5), Thumbs(), out=tmp_path)
    (stage,) = read_stages(tmp_path)
    assert stage["stage"] == "embed"
    assert stage["settings"]["encoder"]["weights_sha256"] == "0" * 64
    assert stage["settings"]["images"] == {
        "source": "memory",
        "kind": "memory",
        "count": 5,
        "ids_sha256": hashlib.sha256(b"p0\0p1\0p2\0p3\0p4\0").hexdigest(),
    }


@pytest.mark.parametrize("workers", [1, 3])
def test_batches_are_full_but_for_a_shards_last(workers: int) -> None:
    encoder = Thumbs(batch_size=4)
    embed(memory(21, p1=None), encoder, shard_size=11, workers=workers)
    assert encoder.batches == [4, 4, 2, 4, 4, 2]  # 11 entries with 1 broken, then 10


def test_a_limit_takes_the_first_images() -> None:
    assert list(embed(memory(9), Thumbs(), limit=3).ids) == ["p0", "p1", "p2"]
    assert len(embed(memory(9), Thumbs(), limit=99)) == 9


@pytest.mark.parametrize(("factor", "what"), [(0.0, "a row of zeros"), (np.nan, "not finite"), (np.inf, "not finite")])
def test_a_row_without_a_direction_names_its_image_and_leaves_its_shard_unwritten(
    tmp_path: Path, factor: float, what: str
) -> None:
    encoder = Thumbs(spoil=frozenset({6}), spoilt_by=factor)
    with pytest.raises(BadRow, match=f"small:thumb gives .*{what}.* for image 'p6'.*Check the encoder's weights"):
        embed(memory(9), encoder, out=tmp_path, shard_size=5)
    assert [path.name for path in tmp_path.rglob("*.npy")] == ["img_emb_00000.npy"]


def test_a_huge_or_tiny_row_still_has_a_direction() -> None:
    for factor in (1e-35, 1e30):  # squares leave the range of float32
        rows = embed(memory(3), Thumbs(spoil=frozenset({0, 1, 2}), spoilt_by=factor), dtype="float32").rows
        assert np.abs(np.asarray(rows) - np.asarray(embed(memory(3), Thumbs(), dtype="float32").rows)).max() < 1e-6


def test_an_encoder_that_gives_another_width_than_it_states_is_an_error() -> None:
    with pytest.raises(ShapeMismatch, match=r"small:thumb states rows 7 wide, but gives \(4, 192\) for 4"):
        embed(memory(5), named("small:thumb", width=7))


def test_an_empty_collection_is_an_error() -> None:
    with pytest.raises(EmptyCollection, match="nowhere holds no images"):
        embed(Memory({}, source="nowhere"), Thumbs())


def test_a_collection_of_broken_images_says_what_is_wrong_with_them(tmp_path: Path) -> None:
    images = Memory(dict.fromkeys(["a", "b", "c"]), source="ruins")
    for out in (None, tmp_path, tmp_path):
        with pytest.raises(EmptyCollection, match="None of the 3 images of ruins can be decoded: 3 not there"):
            embed(images, Thumbs(), out=out)


@pytest.mark.parametrize("name", ["limit", "shard_size", "workers"])
def test_numbers_below_one_are_usage_errors(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is 0; it must be at least 1"):
        embed(memory(3), Thumbs(), **{name: 0})  # type: ignore[arg-type]  # one of three options


def test_a_dtype_that_is_not_offered_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="Rows are kept as float16 or float32, not 'int8'"):
        embed(memory(3), Thumbs(), dtype="int8")


def test_progress_counts_every_image_and_those_of_an_earlier_run(tmp_path: Path) -> None:
    seen: list[tuple[str, int, str, int]] = []
    counts: list[int] = []

    @contextmanager
    def record(what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        seen.append((what, total, unit, done))
        yield counts.append

    embed(memory(8, p1=None), Thumbs(), out=tmp_path, shard_size=4, progress=record)
    assert seen == [("Embedding with small:thumb", 8, "images", 0)]
    assert sum(counts) == 8
    counts.clear()
    embed(memory(10, p1=None), Thumbs(), out=tmp_path, shard_size=4, progress=record)
    assert seen[1] == ("Embedding with small:thumb", 10, "images", 8)
    assert sum(counts) == 2
