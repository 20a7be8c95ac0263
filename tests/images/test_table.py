"""Tables: which column, paths and bytes, ids, captions, and damaged files."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scotoma.errors import BrokenImage, EmptyCollection, UnreadableSource
from scotoma.images import open_images
from scotoma.images.parquet import BLOCK_ROWS, ParquetColumn
from tests.images.damage import encoded, picture
from tests.images.test_folder import PNG, fill, ids

JPEG = encoded(picture(), "JPEG")


def parquet(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path, **options)
    return path


@pytest.mark.parametrize(("suffix", "comma"), [(".csv", ","), (".tsv", "\t")])
def test_paths_and_captions_of_a_text_table(tmp_path: Path, suffix: str, comma: str) -> None:
    fill(tmp_path / "photos", "10.png", "2.png")
    rows = [
        ["id", "file_name", "caption"],
        ["1", "photos/10.png", '"two\nlines, ""quoted"""'],
        ["2", "photos/2.png", ""],
    ]
    table = tmp_path / f"table{suffix}"
    table.write_text("\ufeff" + "\n".join(comma.join(row) for row in rows), encoding="utf-8")
    collection = open_images(table)
    assert collection.kind == "table"
    assert ids(collection) == ["photos/10.png", "photos/2.png"]
    assert collection[0].uri == str(tmp_path / "photos" / "10.png")
    assert [collection[index].caption for index in range(2)] == ['two\nlines, "quoted"', ""]
    assert collection.read(1) == PNG


def test_json_lines_with_lists_of_captions_give_the_first(tmp_path: Path) -> None:
    fill(tmp_path, "1.png")
    (tmp_path / "metadata.jsonl").write_text(
        '{"file_name": "1.png", "captions": ["one", "uno"]}\n{"file_name": "2.png", "captions": []}\n'
    )
    collection = open_images(tmp_path / "metadata.jsonl")
    assert ids(collection) == ["1.png", "2.png"]
    assert [collection[index].caption for index in range(2)] == ["one", None]


def test_images_in_the_cells_of_a_parquet_file(tmp_path: Path) -> None:
    fill(tmp_path, "beside.png")
    cells = [
        {"bytes": JPEG, "path": "a/1.jpg"},
        {"bytes": None, "path": "beside.png"},
        {"bytes": PNG, "path": "3.png"},
    ]
    collection = open_images(
        parquet(tmp_path / "t.parquet", {"image": cells, "label": [0, 1, 2], "text": ["a", None, "c"]})
    )
    assert ids(collection) == ["a/1.jpg", "beside.png", "3.png"]
    assert collection[2].uri == f"{tmp_path}/t.parquet#2"
    assert [collection.read(index) for index in range(3)] == [JPEG, PNG, PNG]
    assert [collection[index].caption for index in range(3)] == ["a", None, "c"]


@pytest.mark.parametrize("paths", [["x.jpg", "x.jpg"], [None, None], ["x.jpg", None]])
def test_rows_without_a_path_of_their_own_are_numbered(tmp_path: Path, paths: list[str | None]) -> None:
    table = parquet(tmp_path / "t.parquet", {"image": [{"bytes": PNG, "path": path} for path in paths]})
    assert ids(open_images(table)) == ["0", "1"]


def test_binary_columns_of_every_width_hold_images() -> None:
    for kind in (pa.binary(), pa.large_binary(), pa.binary_view()):
        table = pa.table({"jpg": pa.array([JPEG, None], kind), "name": ["a", "b"]})
        collection = open_images(table)
        assert collection.kind == "table"
        assert ids(collection) == ["0", "1"]
        assert collection.read(0) == JPEG
        with pytest.raises(BrokenImage, match="the cell is empty"):
            collection.read(1)


def test_images_as_base64_are_unpacked(tmp_path: Path) -> None:
    text = base64.b64encode(JPEG).decode()
    (tmp_path / "t.tsv").write_text(
        f"index\timage\n1\t{text}\n2\tdata:image/png;base64,{base64.b64encode(PNG).decode()}\n"
    )
    collection = open_images(tmp_path / "t.tsv")
    assert ids(collection) == ["0", "1"]
    assert [collection.read(0), collection.read(1)] == [JPEG, PNG]
    broken = open_images(pa.table({"image": [text, text[:-3] + "%%%"]}))
    with pytest.raises(BrokenImage, match="damaged base64"):
        broken.read(1)


def test_files_with_one_schema_are_one_collection(tmp_path: Path) -> None:
    for number in (10, 2):
        parquet(tmp_path / "shards" / f"part-{number}.parquet", {"image": [PNG, JPEG], "caption": ["a", str(number)]})
    for source in (tmp_path / "shards", f"{tmp_path}/shards/*.parquet", f"{tmp_path}/shards/part-{{2,10}}.parquet"):
        collection = open_images(source)
        assert ids(collection) == [f"part-{number}.parquet/{row}" for number in (2, 10) for row in (0, 1)]
        assert [collection[index].caption for index in range(4)] == ["a", "2", "a", "10"]
        assert [collection.read(index) for index in range(4)] == [PNG, JPEG] * 2
    parquet(tmp_path / "shards" / "part-11.parquet", {"image": ["1.png"]})
    with pytest.raises(UnreadableSource, match=r"part-11.parquet has other columns than .*part-2.parquet: \['image'\]"):
        open_images(tmp_path / "shards")


@pytest.mark.parametrize("group", [1, 7, BLOCK_ROWS, 1_000])
def test_any_order_of_reading_and_any_row_group_give_the_same_cells(tmp_path: Path, group: int) -> None:
    cells = [f"picture {row}".encode() * 50 for row in range(1_000)]
    path = parquet(tmp_path / "t.parquet", {"image": cells}, row_group_size=group)
    column = ParquetColumn([str(path)] * 2, "image")
    assert len(column) == 2_000
    for row in (0, 1, 999, 1_000, 1_999, 3, 640, 63, 64, 500, 1_500, 2):
        assert column[row] == cells[row % 1_000]


def test_threads_that_read_at_once_get_their_own_cells(tmp_path: Path) -> None:
    cells = [f"picture {row}".encode() for row in range(3_000)]
    column = ParquetColumn([str(parquet(tmp_path / "t.parquet", {"image": cells}, row_group_size=900))], "image")
    start = threading.Barrier(4)

    def read(first: int) -> list[bytes]:
        start.wait()
        return [column[row] for row in range(first, 3_000, 4)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(4))) == [cells[first::4] for first in range(4)]


def test_damage_inside_a_parquet_file_breaks_the_images_it_hits(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "t.parquet", {"image": [PNG] * 300}, row_group_size=100, compression="zstd", use_dictionary=False
    )
    place = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    data = bytearray(path.read_bytes())
    data[place : place + 60] = bytes(60)
    path.write_bytes(data)
    collection = open_images(path)
    assert collection.read(99) == PNG
    for _ in range(2):  # the second time from a stream that has ended
        with pytest.raises(BrokenImage, match=r"the table is damaged here: \w+"):
            collection.read(150)
    assert collection.read(250) == PNG
    assert collection.read(0) == PNG


def test_a_null_path_is_a_broken_image_of_its_row(tmp_path: Path) -> None:
    collection = open_images(parquet(tmp_path / "t.parquet", {"path": ["1.png", None, "1.png"]}))
    assert ids(collection) == ["1.png", "1", "1.png#2"]
    with pytest.raises(BrokenImage, match="the cell is empty"):
        collection.read(1)


def test_the_columns_wanted_are_taken_and_missing_ones_get_the_nearest_names() -> None:
    table = pa.table({"before": [PNG], "after": [JPEG], "caption": ["a"], "prompt": ["b"]})
    collection = open_images(table, image_column="after", caption_column="prompt")
    assert collection.read(0) == JPEG
    assert collection[0].caption == "b"
    with pytest.raises(UnreadableSource, match=r"a table of 1 rows has no column 'aftr'\. Did you mean 'after'\?"):
        open_images(table, image_column="aftr")
    with pytest.raises(
        UnreadableSource, match=r"has no column 'zzz'\. It has 'before', 'after', 'caption', 'prompt'\."
    ):
        open_images(table, image_column="after", caption_column="zzz")
    with pytest.raises(
        UnreadableSource,
        match=r"has 2 columns that may hold images: 'before', 'after'\. Name one with image_column=",
    ):
        open_images(table)


def test_a_column_called_image_is_preferred_and_bytes_before_paths() -> None:
    assert open_images(pa.table({"mask": [JPEG], "image": [PNG]})).read(0) == PNG
    assert open_images(pa.table({"path": ["no.png"], "content": [PNG]})).read(0) == PNG
    assert ids(open_images(pa.table({"url": ["b"], "Image_Path": ["a"]}))) == ["a"]


def test_a_table_without_images_names_its_columns() -> None:
    with pytest.raises(UnreadableSource, match=r"has no column that holds images: .* found 'name', 'size'\. Name one"):
        open_images(pa.table({"name": ["a"], "size": [1]}))
    with pytest.raises(UnreadableSource, match="The column 'size' of a table of 1 rows holds int64; expected bytes or"):
        open_images(pa.table({"name": ["a"], "size": [1]}), image_column="size")
    with pytest.raises(EmptyCollection, match="holds no images: it has the columns, and no rows"):
        open_images(pa.table({"image": pa.array([], pa.binary())}))


def test_a_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(UnreadableSource, match=r"t.parquet cannot be read as a table: "):
        open_images(tmp_path / "t.parquet")
    (tmp_path / "ragged.csv").write_text("path,caption\na,b\nc,d,e\n")
    with pytest.raises(UnreadableSource, match=r"ragged.csv cannot be read as a table: .*Expected 2 columns, got 3"):
        open_images(tmp_path / "ragged.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(UnreadableSource, match=r"empty.csv cannot be read as a table: "):
        open_images(tmp_path / "empty.csv")
    with pytest.raises(UnreadableSource, match=r"5.parquet does not exist\. Check the name, or the range"):
        open_images(f"{tmp_path}/{{5..6}}.parquet")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(EmptyCollection, match=r"holds no \.parquet file"):
        open_images(tmp_path / "nothing", kind="table")
