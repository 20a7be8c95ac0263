"""Webdataset tars: index, captions, order, damage."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from scotoma.errors import BrokenImage, EmptyCollection, UnreadableSource
from scotoma.images import open_images
from tests.images.damage import encoded, picture
from tests.images.test_folder import PNG, ids

JPEG = encoded(picture(), "JPEG")


def tar(path: Path, members: dict[str, bytes], layout: int = tarfile.PAX_FORMAT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w", format=layout) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def sample(number: int) -> dict[str, bytes]:
    return {
        f"{number}.cls": b"7",
        f"{number}.jpg": JPEG + bytes([number]),
        f"{number}.txt": f"caption {number}\n".encode(),
    }


def test_images_are_read_at_random_with_the_captions_beside_them(tmp_path: Path) -> None:
    for shard in range(2):
        tar(tmp_path / f"{shard:03d}.tar", sample(shard * 10) | sample(shard * 10 + 2))
    collection = open_images(f"{tmp_path}/{{000..001}}.tar")
    assert collection.kind == "webdataset"
    assert ids(collection) == ["000.tar/0.jpg", "000.tar/2.jpg", "001.tar/10.jpg", "001.tar/12.jpg"]
    assert [collection[index].caption for index in range(4)] == [f"caption {n}" for n in (0, 2, 10, 12)]
    assert collection[3].uri == f"{tmp_path}/001.tar#12.jpg"
    for index in (3, 0, 2, 1):
        assert collection.read(index) == JPEG + bytes([(0, 2, 10, 12)[index]])


def test_the_order_within_an_archive_is_its_own_and_archives_are_in_natural_order(tmp_path: Path) -> None:
    for name in ("10", "9"):
        tar(tmp_path / f"{name}.tar", {"b.png": PNG, "a.png": PNG})
    expected = ["9.tar/b.png", "9.tar/a.png", "10.tar/b.png", "10.tar/a.png"]
    assert ids(open_images(tmp_path)) == expected
    assert ids(open_images(f"{tmp_path}/*.tar")) == expected


def test_archives_of_one_name_in_two_folders_keep_their_folders(tmp_path: Path) -> None:
    for folder in ("train", "val"):
        tar(tmp_path / folder / "0.tar", {"a.png": PNG})
    assert ids(open_images(f"{tmp_path}/{{train,val}}/0.tar")) == ["train/0.tar/a.png", "val/0.tar/a.png"]
    assert ids(open_images(tmp_path / "val" / "0.tar")) == ["0.tar/a.png"]


def test_captions_come_from_json_where_there_is_no_text(tmp_path: Path) -> None:
    members = {
        "1.json": b'{"caption": "from json", "width": 3}',
        "1.png": PNG,
        "2.png": PNG,
        "2.txt": b"from text",
        "2.json": b'{"caption": "from json"}',
        "3.png": PNG,
        "3.json": b"[1]",
        "4.png": PNG,
        "4.json": b"{broken",
        "dir/5.seg.png": PNG,
        "dir/5.txt": "naïve".encode(),
    }
    collection = open_images(tar(tmp_path / "0.tar", members))
    captions = [collection[index].caption for index in range(len(collection))]
    assert captions == ["from json", "from text", None, None, "naïve"]


@pytest.mark.parametrize("layout", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_tar_layout_is_read_with_long_and_unicode_names(tmp_path: Path, layout: int) -> None:
    names = ["a/" * 40 + "1.png", "._2.png", "画像.png", ".hidden.png"]
    collection = open_images(tar(tmp_path / "0.tar", dict.fromkeys(names, PNG), layout))
    assert ids(collection) == [f"0.tar/{names[0]}", f"0.tar/{names[2]}"]
    assert collection.read(1) == PNG


def test_a_member_named_twice_has_two_ids(tmp_path: Path) -> None:
    path = tar(tmp_path / "0.tar", {"1.png": PNG})
    with tarfile.open(path, "a") as archive:
        member = tarfile.TarInfo("1.png")
        member.size = len(JPEG)
        archive.addfile(member, io.BytesIO(JPEG))
    collection = open_images(path)
    assert ids(collection) == ["0.tar/1.png", "0.tar/1.png#2"]
    assert [collection.read(0), collection.read(1)] == [PNG, JPEG]


def test_what_comes_before_the_cut_of_an_archive_is_kept(tmp_path: Path) -> None:
    path = tar(tmp_path / "0.tar", {f"{n}.png": PNG for n in range(5)})
    whole = path.read_bytes()
    size = 512 + -(-len(PNG) // 512) * 512  # a member: its header and its padded data
    path.write_bytes(whole[: 3 * size + 512 + 100])  # within the data of the fourth
    collection = open_images(path)
    assert ids(collection) == [*(f"0.tar/{n}.png" for n in range(4)), "0.tar/(what follows the damage)"]
    assert [collection.read(index) for index in range(3)] == [PNG] * 3
    with pytest.raises(BrokenImage, match=rf"the archive ends after 100 of the image's {len(PNG):,} bytes"):
        collection.read(3)
    with pytest.raises(BrokenImage, match=r"damaged or cut off .*the data of 3.png end beyond the archive"):
        collection.read(4)
    path.write_bytes(whole[: 3 * size + 100])  # within the header of the fourth
    collection = open_images(path)
    assert len(collection) == 4
    with pytest.raises(BrokenImage, match=r"damaged or cut off .*truncated header"):
        collection.read(3)


def test_a_damaged_header_in_the_middle_is_not_taken_for_the_end(tmp_path: Path) -> None:
    path = tar(tmp_path / "0.tar", {f"{n}.png": PNG for n in range(5)})
    data = bytearray(path.read_bytes())
    size = 512 + -(-len(PNG) // 512) * 512
    data[2 * size + 20] ^= 0xFF
    path.write_bytes(data)
    tar(tmp_path / "1.tar", {"x.png": PNG})
    collection = open_images(f"{tmp_path}/{{0..1}}.tar")
    assert ids(collection) == ["0.tar/0.png", "0.tar/1.png", "0.tar/(what follows the damage)", "1.tar/x.png"]
    with pytest.raises(BrokenImage, match=r"the archive is damaged or cut off after byte .*bad checksum"):
        collection.read(2)
    assert collection.read(3) == PNG


def test_archives_that_are_none_are_named(tmp_path: Path) -> None:
    (tmp_path / "text.tar").write_text("no archive at all" * 100)
    with pytest.raises(UnreadableSource, match=r"text.tar holds no image that can be read: the archive is damaged"):
        open_images(tmp_path / "text.tar")
    (tmp_path / "empty.tar").write_bytes(b"")
    with pytest.raises(UnreadableSource, match=r"empty.tar holds no image that can be read: .*empty file"):
        open_images(tmp_path / "empty.tar")
    tar(tmp_path / "labels.tar", {"1.cls": b"1", "1.txt": b"a"})
    with pytest.raises(
        EmptyCollection, match=r"labels.tar holds no image: no member of 1 archives has an image's suffix"
    ):
        open_images(tmp_path / "labels.tar")


def test_missing_and_compressed_archives_are_named(tmp_path: Path) -> None:
    path = tar(tmp_path / "0.tar", {"1.png": PNG})
    with pytest.raises(UnreadableSource, match=r"2 of the 3 archives of .* do not exist, the first is .*/1\.tar"):
        open_images(f"{tmp_path}/{{0..2}}.tar")
    (tmp_path / "1.tar.gz").write_bytes(gzip.compress(path.read_bytes()))
    with pytest.raises(
        UnreadableSource, match=r"1.tar.gz is compressed, so that images cannot be read at random\. Unpack"
    ):
        open_images(tmp_path / "1.tar.gz")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(EmptyCollection, match=r"nothing holds no \.tar archive"):
        open_images(tmp_path / "nothing", kind="webdataset")
