"""What a source is, told from the source; and how to add a kind."""

from importlib.metadata import EntryPoints, entry_points
from pathlib import Path

import pyarrow as pa
import pytest

from scotoma.errors import UnknownName, UnreadableSource
from scotoma.images import SOURCES, open_images
from tests.images.damage import encoded, picture
from tests.images.test_folder import PNG, fill


def test_every_kind_is_registered_and_has_a_docstring() -> None:
    assert SOURCES.names() == ["coco", "dataset", "folder", "list", "table", "webdataset"]
    for name in SOURCES.names():
        assert SOURCES.load(name).__doc__
        assert f"| {name} |" in (open_images.__doc__ or "")


def test_an_unknown_kind_gets_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"No kind of image source is named 'foldr'\. Did you mean 'folder'\?"):
        open_images(tmp_path, kind="foldr")


def test_a_folder_of_nothing_but_tars_or_parquet_files_is_a_data_set_in_shards(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    (tmp_path / "shards").mkdir()
    pq.write_table(pa.table({"image": [PNG]}), tmp_path / "shards" / "0.parquet")
    assert open_images(tmp_path / "shards").kind == "table"
    fill(tmp_path / "shards", "0.png")
    assert open_images(tmp_path / "shards").kind == "folder"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fotos", "'fotos' does not exist; the nearest is '{here}/photos'. Expected a folder, a file, a URL or"),
        ("x.jpg", "'x.jpg' does not exist (seen from {here}). Expected"),
        ("no/such/folder", "'no/such/folder' does not exist (nor does {here}/no/such). Expected"),
        ("photos/x.doc", "photos/x.doc is of no kind that is known by its suffix: expected one of .apng, "),
        ("", "'' does not exist (seen from {here})"),
        ("x" * 5_000, f"{'x' * 5_000!r} does not exist"),
        ("a\0b", "'a\\x00b' does not exist"),
        ("unknown://photos", "unknown://photos cannot be read: Protocol not known: unknown."),
        (3, "Images cannot be opened from a int. Expected a path, a URL, a sequence of paths, a pyarrow.Table or"),
        (None, "Images cannot be opened from a NoneType."),
        (b"photos", "Images cannot be opened from a bytes."),
    ],
)
def test_a_source_that_is_none_is_named_with_what_was_expected(
    name: object, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(tmp_path, "photos/x.doc")
    with pytest.raises(UnreadableSource) as error:
        open_images(name)
    assert message.format(here=tmp_path) in str(error.value)


def test_a_package_may_add_a_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As installed packages do: a distribution's metadata on the path, nothing of ours replaced."""
    (tmp_path / "their_images.py").write_text(
        "from scotoma.images import open_images\n"
        "def open_pair(source, options):\n"
        "    return open_images([source + 'left.png', source + 'right.png'], root=options.root)\n"
    )
    (tmp_path / "theirs-1.0.dist-info").mkdir()
    (tmp_path / "theirs-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (tmp_path / "theirs-1.0.dist-info" / "entry_points.txt").write_text(
        "[scotoma.images]\nstereo = their_images:open_pair\n"
    )
    fill(tmp_path, "a_left.png", "a_right.png")
    monkeypatch.syspath_prepend(tmp_path)
    assert isinstance(entry_points(group="scotoma.images"), EntryPoints)
    collection = open_images("a_", kind="stereo", root=tmp_path)
    assert collection.read(1) == encoded(picture(), "PNG")
    assert "stereo" in SOURCES.names()
