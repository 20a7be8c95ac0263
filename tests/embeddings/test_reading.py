import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scotoma.embeddings import embed, open_embeddings
from scotoma.errors import BrokenFile, ShapeMismatch, UnreadableSource
from tests.embeddings.small import Thumbs, memory, named

LENGTHS = (3, 5, 2)


def foreign(folder: Path, digits: int = 1, metadata: bool = True, shards: int = 3) -> np.ndarray:
    """A folder as clip-retrieval writes it, `img_emb_0.npy` and so on; gives all its rows, which are not normalised."""
    rows = [np.full((LENGTHS[number % 3], 4), 3 + number, np.float16) for number in range(shards)]
    first = 0
    for name in ("img_emb", "text_emb", "metadata"):
        (folder / name).mkdir(parents=True)
    for number, block in enumerate(rows):
        paths = [f"/data/{number}/{row}.jpg" for row in range(first, first + len(block))]
        np.save(folder / f"img_emb/img_emb_{number:0{digits}d}.npy", block)
        np.save(folder / f"text_emb/text_emb_{number:0{digits}d}.npy", block[:, :2])
        if metadata:
            table = pa.table({"image_path": paths, "caption": ["a photo"] * len(block), "NSFW": [0] * len(block)})
            pq.write_table(table, folder / f"metadata/metadata_{number:0{digits}d}.parquet")
        first += len(block)
    return np.concatenate(rows)


@pytest.mark.parametrize("digits", [1, 3, 4])
def test_other_peoples_folders_are_read_with_any_number_width_in_natural_order(tmp_path: Path, digits: int) -> None:
    rows = foreign(tmp_path, digits, shards=12)
    opened = open_embeddings(tmp_path)
    assert np.array_equal(np.asarray(opened.rows), rows)  # as stored, not normalised
    assert opened.ids[0] == "/data/0/0.jpg"
    assert opened.ids[len(rows) - 1] == f"/data/11/{len(rows) - 1}.jpg"
    assert opened.images["caption"].to_pylist()[0] == "a photo"
    assert opened.images.column_names == ["id", "uri", "sha256", "width", "height", "caption", "status"]
    assert opened.broken == {}
    assert opened.facts == {"name": tmp_path.name, "width": 4, "rows_dtype": "float16", "normalised": None}


def test_without_metadata_the_rows_are_numbered(tmp_path: Path) -> None:
    foreign(tmp_path / "a", metadata=False)
    assert list(open_embeddings(tmp_path / "a").ids) == [str(number) for number in range(10)]
    shutil.rmtree(tmp_path / "a" / "metadata")
    assert list(open_embeddings(tmp_path / "a" / "img_emb").ids) == [str(number) for number in range(10)]


def test_a_column_that_does_not_name_the_rows_uniquely_is_passed_over(tmp_path: Path) -> None:
    foreign(tmp_path, shards=1)
    table = pa.table({"image_path": ["a", "a", "b"], "key": ["1", "2", None], "url": ["x", "y", "z"]})
    pq.write_table(table, tmp_path / "metadata/metadata_0.parquet")
    opened = open_embeddings(tmp_path)
    assert list(opened.ids) == ["x", "y", "z"]
    assert opened.images["uri"].to_pylist() == ["a", "a", "b"]
    pq.write_table(table.select(["image_path"]), tmp_path / "metadata/metadata_0.parquet")
    assert list(open_embeddings(tmp_path).ids) == ["0", "1", "2"]


def test_sizes_and_hashes_in_foreign_metadata_are_kept_whatever_their_type(tmp_path: Path) -> None:
    foreign(tmp_path, shards=1)
    table = pa.table({"image_path": ["a", "b", "c"], "width": [1.0, None, 3.0], "sha256": ["0", "1", "2"]})
    pq.write_table(table, tmp_path / "metadata/metadata_0.parquet")
    images = open_embeddings(tmp_path).images
    assert images["width"].to_pylist() == [1, None, 3]
    assert images["sha256"].to_pylist() == ["0", "1", "2"]


def test_a_folder_that_lacks_a_shard_is_an_error_that_counts_them(tmp_path: Path) -> None:
    foreign(tmp_path)
    (tmp_path / "img_emb/img_emb_1.npy").unlink()
    with pytest.raises(BrokenFile, match=r"expected 3 shards, found 2 \(number 1 is missing\)"):
        open_embeddings(tmp_path)


def test_a_folder_that_lacks_some_metadata_is_an_error_that_counts_them(tmp_path: Path) -> None:
    foreign(tmp_path)
    (tmp_path / "metadata/metadata_2.parquet").unlink()
    with pytest.raises(BrokenFile, match="expected 3 metadata files, one a shard, found 2"):
        open_embeddings(tmp_path)


def test_two_shards_of_one_number_are_an_error(tmp_path: Path) -> None:
    foreign(tmp_path)
    shutil.copy(tmp_path / "img_emb/img_emb_1.npy", tmp_path / "img_emb/img_emb_01.npy")
    with pytest.raises(BrokenFile, match=r"img_emb_1.npy and img_emb_01.npy have the same number"):
        open_embeddings(tmp_path)


def test_rows_and_metadata_that_differ_in_number_are_an_error(tmp_path: Path) -> None:
    foreign(tmp_path)
    np.save(tmp_path / "img_emb/img_emb_1.npy", np.zeros((4, 4), np.float16))
    with pytest.raises(ShapeMismatch, match="shard 1 has 4 rows, but metadata for 5"):
        open_embeddings(tmp_path)


def test_damaged_metadata_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    foreign(tmp_path)
    (tmp_path / "metadata/metadata_1.parquet").write_bytes(b"PAR1 no PAR1")
    with pytest.raises(BrokenFile, match=r"metadata_1.parquet cannot be read as Parquet"):
        open_embeddings(tmp_path)


def test_a_folder_without_embeddings_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"holds no embeddings; expected a folder with img_emb/img_emb_0\.npy"):
        open_embeddings(tmp_path)
    with pytest.raises(UnreadableSource, match="is not a folder"):
        open_embeddings(tmp_path / "nowhere")
    (tmp_path / "img_emb").mkdir()
    with pytest.raises(UnreadableSource, match=r"img_emb holds no img_emb_0\.npy"):
        open_embeddings(tmp_path)


def test_a_run_with_one_encoder_opens_by_itself_and_one_with_two_asks_which(tmp_path: Path) -> None:
    embed(memory(3), Thumbs(), out=tmp_path)
    assert len(open_embeddings(tmp_path)) == len(open_embeddings(tmp_path / "embeddings")) == 3
    embed(memory(3), named("small:b"), out=tmp_path)
    with pytest.raises(UnreadableSource, match=r"the embeddings of 2 encoders \(small-b, small-thumb\). Open one"):
        open_embeddings(tmp_path)


def test_what_embed_returns_is_what_opening_its_folder_gives(tmp_path: Path) -> None:
    made = embed(memory(7, p2=None), Thumbs(), out=tmp_path, shard_size=3)
    opened = open_embeddings(str(tmp_path / "embeddings/small-thumb"))
    assert np.array_equal(np.asarray(made.rows), np.asarray(opened.rows))
    assert list(made.ids) == list(opened.ids)
    assert made.images.equals(opened.images)
    assert made.facts == opened.facts
    assert made.facts["name"] == "small:thumb"
    assert made.facts["preprocessing"]["fit"] == "squash"


def test_our_folder_taken_out_of_its_run_lists_the_images_that_have_rows(tmp_path: Path) -> None:
    embed(memory(7, p2=None), Thumbs(), out=tmp_path / "run", shard_size=3)
    shutil.move(tmp_path / "run/embeddings/small-thumb", tmp_path / "alone")
    alone = open_embeddings(tmp_path / "alone")
    assert list(alone.ids) == alone.images["id"].to_pylist() == ["p0", "p1", "p3", "p4", "p5", "p6"]
    assert alone.images["width"].to_pylist()[0] == 12


def test_our_folder_also_opens_as_anybodys_when_its_manifest_is_gone(tmp_path: Path) -> None:
    made = embed(memory(7), Thumbs(), out=tmp_path, shard_size=3)
    (tmp_path / "embeddings/small-thumb/manifest.json").unlink()
    opened = open_embeddings(tmp_path)
    assert list(opened.ids) == list(made.ids)
    assert np.array_equal(np.asarray(opened.rows), np.asarray(made.rows))


def test_an_unfinished_run_is_an_error_that_counts_its_shards(tmp_path: Path) -> None:
    embed(memory(9), Thumbs(), out=tmp_path, shard_size=3)
    manifest = tmp_path / "embeddings/small-thumb/manifest.json"
    content = json.loads(manifest.read_text())
    content["shards"].pop()
    manifest.write_text(json.dumps(content))
    with pytest.raises(BrokenFile, match=r"is not finished: expected 3 shards for 9 images, found 2. Run the same"):
        open_embeddings(tmp_path)


def test_a_manifest_that_is_not_whole_is_an_error(tmp_path: Path) -> None:
    embed(memory(3), Thumbs(), out=tmp_path)
    manifest = tmp_path / "embeddings/small-thumb/manifest.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({key: value for key, value in content.items() if key != "shards"}))
    with pytest.raises(BrokenFile, match=r"manifest.json lacks shards. Delete the folder and embed again"):
        open_embeddings(tmp_path)


def test_an_image_list_of_other_images_is_an_error(tmp_path: Path) -> None:
    embed(memory(3), Thumbs(), out=tmp_path / "a")
    embed(memory(4, p1=None), Thumbs(), out=tmp_path / "b")
    shutil.copy(tmp_path / "b/images.parquet", tmp_path / "a/images.parquet")
    with pytest.raises(BrokenFile, match=r"the images.parquet of its run name other images"):
        open_embeddings(tmp_path / "a")
