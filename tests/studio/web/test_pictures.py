"""Pictures are decoded and encoded anew, whatever lies under their names; nothing else is served."""

import hashlib
import io
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from PIL import Image as PILImage
from starlette.testclient import TestClient

from scotoma.errors import BrokenImage, UnknownName
from scotoma.studio.web.pictures import LONGEST_PX, THUMB_PX, picture_bytes, thumb_bytes
from scotoma.studio.web.studio import Studio


@pytest.fixture(autouse=True)
def _pictures_stay(mined: Path, tmp_path: Path) -> Iterator[None]:
    """The pictures lie beside the run, and every test has the same ones."""
    pictures = mined.parent / "pictures"
    shutil.copytree(pictures, tmp_path / "kept")
    yield
    shutil.copytree(tmp_path / "kept", pictures, dirs_exist_ok=True)


def opened(data: bytes) -> PILImage.Image:
    return PILImage.open(io.BytesIO(data))


def bomb(side: int) -> bytes:
    """A PNG of a few hundred bytes that claims `side` x `side` px."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_a_picture_is_sent_as_it_is(author: TestClient, studio: Studio) -> None:
    answer = author.get("/images/3")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "private, max-age=86400"
    path = Path(studio.picture(3)[1].uri)
    assert opened(answer.content).convert("RGB").tobytes() == PILImage.open(path).convert("RGB").tobytes()


def test_a_small_copy_is_made_once(author: TestClient, studio: Studio) -> None:
    first = author.get("/thumbs/3")
    (kept,) = (studio.run / "studio" / "thumbs").glob("*/*.webp")
    assert kept.read_bytes() == first.content
    kept.write_bytes(b"from the disk")
    assert author.get("/thumbs/3").content == b"from the disk"


def test_a_large_picture_is_made_smaller(studio: Studio) -> None:
    replace(studio, 3, encoded(PILImage.new("RGB", (9000, 30), "teal")))
    assert opened(picture_bytes(studio, 3)[0]).size == (LONGEST_PX, 27)
    assert opened(thumb_bytes(studio, 3)[0]).size == (THUMB_PX, 1)


def encoded(picture: PILImage.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def replace(studio: Studio, row: int, content: bytes) -> None:
    """Other bytes under a picture's name, and a run that says they were embedded."""
    assert studio.contents is not None
    place, image = studio.picture(row)
    Path(image.uri).write_bytes(content)
    table = studio.contents.images
    hashes = table["sha256"].to_pylist()
    hashes[place] = hashlib.sha256(content).hexdigest()
    column = table.schema.get_field_index("sha256")
    object.__setattr__(studio.contents, "images", table.set_column(column, "sha256", pa.array(hashes)))


HOSTILE = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    "nothing": b"",
    "half a picture": encoded(PILImage.new("RGB", (90, 60), "teal"))[:70],
    "500 megapixels": bomb(22361),
    "more than any memory": bomb(2**31 - 1),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_picture_is_refused_with_the_reason(author: TestClient, studio: Studio, content: bytes) -> None:
    replace(studio, 5, content)
    for path in ("/images/5", "/thumbs/5"):
        answer = author.get(path)
        assert answer.status_code == 422
        assert "This picture cannot be shown" in answer.text
        assert "alert(1)" not in answer.text
    assert author.get("/images/4").status_code == 200


def test_the_size_that_is_claimed_is_said(studio: Studio) -> None:
    replace(studio, 5, bomb(22361))
    with pytest.raises(BrokenImage, match="claims 22,361 x 22,361 px, more than the limit of"):
        picture_bytes(studio, 5)


def test_other_bytes_than_were_embedded_are_refused(author: TestClient, studio: Studio) -> None:
    Path(studio.picture(5)[1].uri).write_bytes(encoded(PILImage.new("RGB", (9, 9))))
    answer = author.get("/images/5")
    assert answer.status_code == 422
    assert "holds other bytes than were embedded" in answer.text


def test_a_picture_that_is_gone_is_said(author: TestClient, studio: Studio) -> None:
    Path(studio.picture(5)[1].uri).unlink()
    assert author.get("/thumbs/5").status_code == 422


def test_without_the_collection_the_path_of_the_picture_serves(studio: Studio) -> None:
    alone = Studio(studio.run, studio.contents, "its table is gone", studio.store)
    assert opened(thumb_bytes(alone, 3)[0]).format == "WEBP"


def test_a_path_that_leads_nowhere_is_said(studio: Studio) -> None:
    alone = Studio(studio.run, studio.contents, "its table is gone", studio.store)
    Path(studio.picture(5)[1].uri).unlink()
    with pytest.raises(BrokenImage, match="cannot be read"):
        picture_bytes(alone, 5)


@pytest.mark.parametrize("row", ["24", "999999999999999", "9" * 16, "9" * 5000, "-1", "0x1", "1.5", "\u0663", "nan"])
@pytest.mark.parametrize("of", ["images", "thumbs"])
def test_a_row_that_is_none_is_no_page(author: TestClient, of: str, row: str) -> None:
    assert author.get(f"/{of}/{row}").status_code == 404


@pytest.mark.parametrize(
    "row", ["..%2f..%2fetc%2fpasswd", "../../run.json", "%2e%2e/%2e%2e/run.json", "0%2f..%2f1", "0.webp"]
)
def test_no_path_leads_out_of_the_pictures(author: TestClient, row: str) -> None:
    for of in ("images", "thumbs"):
        assert author.get(f"/{of}/{row}").status_code == 404


def test_a_folder_without_mined_pairs_has_no_pictures(studio: Studio) -> None:
    empty = Studio(studio.run, None, "nothing", studio.store)
    with pytest.raises(UnknownName, match="The run has no image 0; it has 0, numbered from 0"):
        thumb_bytes(empty, 0)


def test_pictures_are_for_people_who_are_signed_in(nobody: TestClient, reviewer: TestClient) -> None:
    assert [nobody.get(path).status_code for path in ("/images/0", "/thumbs/0")] == [403, 403]
    assert [reviewer.get(path).status_code for path in ("/images/0", "/thumbs/0")] == [200, 200]
