"""URLs through fsspec, for every kind of source, and what is said where fsspec or a part of it is missing."""

import io
import tarfile
import uuid
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scotoma.errors import BrokenImage, EmptyCollection, MissingExtra, UnreadableSource
from scotoma.images import open_images
from tests.images.damage import encoded, picture
from tests.images.test_folder import PNG, ids

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def bucket() -> Iterator[str]:
    """A place in fsspec's store in memory, which is one for the process."""
    system = fsspec.filesystem("memory")
    name = uuid.uuid4().hex
    for path in ("10.png", "2.png", "sub/1.jpg", ".hidden.png", "notes.txt"):
        system.pipe_file(f"/{name}/photos/{path}", PNG)
    system.pipe_file(f"/{name}/list.txt", b"photos/10.png\nphotos/gone.png\n")
    system.pipe_file(f"/{name}/table.csv", b"image_path,caption\nphotos/2.png,two\n")
    system.pipe_file(f"/{name}/coco.json", b'{"images": [{"id": 1, "file_name": "photos/2.png"}]}')
    system.pipe_file(f"/{name}/empty/notes.txt", b"")
    with io.BytesIO() as parquet, io.BytesIO() as tar:
        pq.write_table(pa.table({"image": [PNG, None]}), parquet)
        system.pipe_file(f"/{name}/shards/0.parquet", parquet.getvalue())
        with tarfile.open(fileobj=tar, mode="w") as archive:
            member = tarfile.TarInfo("a.png")
            member.size = len(PNG)
            archive.addfile(member, io.BytesIO(PNG))
        for number in ("000", "001"):
            system.pipe_file(f"/{name}/tars/{number}.tar", tar.getvalue())
    yield f"memory://{name}"
    system.rm(f"/{name}", recursive=True)


@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        ("photos", "folder", ["2.png", "10.png", "sub/1.jpg"]),
        ("photos/", "folder", ["2.png", "10.png", "sub/1.jpg"]),
        ("list.txt", "list", ["photos/10.png", "photos/gone.png"]),
        ("table.csv", "table", ["photos/2.png"]),
        ("coco.json", "coco", ["photos/2.png"]),
        ("shards/0.parquet", "table", ["0", "1"]),
        ("tars/{000..001}.tar", "webdataset", ["000.tar/a.png", "001.tar/a.png"]),
        ("tars/*.tar", "webdataset", ["000.tar/a.png", "001.tar/a.png"]),
    ],
)
def test_every_kind_of_source_may_be_a_url(bucket: str, path: str, kind: str, expected: list[str]) -> None:
    collection = open_images(f"{bucket}/{path}")
    assert collection.kind == kind
    assert ids(collection) == expected
    assert collection.read(0) == PNG
    assert collection[0].uri.startswith("memory://")


def test_a_glob_of_urls_is_a_list(bucket: str) -> None:
    collection = open_images(f"{bucket}/photos/*.png")
    assert collection.kind == "list"
    assert [name.rpartition("/")[2] for name in ids(collection)] == ["2.png", "10.png"]
    assert collection.read(1) == PNG


def test_a_file_url_is_the_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("photos")
    (folder / "1.jpg").write_bytes(encoded(picture(), "JPEG"))
    collection = open_images(folder.as_uri())
    assert ids(collection) == ["1.jpg"]
    assert collection.read(0) == encoded(picture(), "JPEG")


def test_what_is_missing_behind_a_url_is_said(bucket: str) -> None:
    with pytest.raises(BrokenImage, match=r"^no such file or directory$"):
        open_images(f"{bucket}/list.txt").read(1)
    with pytest.raises(BrokenImage, match="the cell is empty"):
        open_images(f"{bucket}/shards/0.parquet").read(1)
    with pytest.raises(EmptyCollection, match=r"empty holds no images: 1 file, of which \.txt 1"):
        open_images(f"{bucket}/empty")
    with pytest.raises(UnreadableSource, match=r"002\.tar"):
        open_images(f"{bucket}/tars/{{000..002}}.tar")
    with pytest.raises(UnreadableSource, match=r"The list .* cannot be read: no such file or directory"):
        open_images(f"{bucket}/gone.txt")


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fsspec", "fsspec.core"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    for source in ("s3://bucket/photos", "memory://x/list.txt", "memory://x/{0..1}.tar"):
        with pytest.raises(MissingExtra) as error:
            open_images(source)
        assert str(error.value).endswith(
            'is a URL, and reading it needs fsspec. Install it: pip install "scotoma[data]"'
        )


def test_a_protocol_whose_package_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    with pytest.raises(MissingExtra, match="s3://bucket/photos cannot be read: Install s3fs to access S3"):
        open_images("s3://bucket/photos")
