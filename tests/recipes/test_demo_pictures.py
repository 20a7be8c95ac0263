"""The demonstration's haystack: held out, licensed, and packed without loss."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from demo_pictures import DEMO, PACKED, choose, pack
from heldout import HELD_OUT_VENDORS, benchmark_keys
from notice import notice
from packages import SHIPPABLE, known_packages
from PIL import Image
from sources import chosen_sources

import scotoma
from scotoma.benchmark import open_benchmark
from scotoma.errors import BrokenFile, EmptyCollection, UnreadableSource

SHIPPED = DEMO / "pictures.parquet"


def shipped(*columns: str) -> list[dict[str, Any]]:
    return list(pq.read_table(SHIPPED, columns=list(columns) or None).to_pylist())


def test_the_shipped_pictures_open_as_a_collection() -> None:
    images = scotoma.open_images(str(SHIPPED))
    assert (images.kind, len(images)) == ("table", 3946)
    assert images[0].id == "twemoji/1st-place-medal.webp"
    assert images[0].caption == "1st place medal"
    assert len({images[index].id for index in range(len(images))}) == len(images)
    assert all(images[index].caption for index in range(len(images)))
    assert SHIPPED.stat().st_size < 9e6


def test_every_shipped_picture_says_whose_it_is() -> None:
    rows = shipped("vendor", "licence", "source", "key")
    assert {row["vendor"] for row in rows} == set(HELD_OUT_VENDORS)
    licences = {package.source: package.licence for package in known_packages().values()}
    for row in rows:
        assert row["licence"] == licences[row["source"]]
        assert row["licence"] in SHIPPABLE
    expected = notice(chosen_sources(HELD_OUT_VENDORS), known_packages(), what=PACKED)
    assert (DEMO / "NOTICE.md").read_text(encoding="utf-8") == expected


def test_no_shipped_picture_is_another_or_asked_about_by_the_benchmark() -> None:
    rows = shipped("image", "key")
    assert len({row["image"]["bytes"] for row in rows}) == len(rows)  # one encoder, so equal pixels are equal bytes
    assert not {row["key"] for row in rows} & benchmark_keys()


def test_shipped_pictures_are_lossless_webp_of_the_corpus_side() -> None:
    for row in shipped("image")[::100]:
        with Image.open(io.BytesIO(row["image"]["bytes"])) as picture:
            assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGB", (128, 128))
        assert row["image"]["bytes"][12:16] == b"VP8L"


def test_the_list_of_held_out_keys_covers_the_benchmark() -> None:
    asked = open_benchmark("emoji").pictures()
    names = (Path(asked[index].id).stem.removesuffix("-fe0f") for index in range(len(asked)))
    assert {f"u:{name.replace('-fe0f', '').lstrip('0')}" for name in names} <= benchmark_keys()


def corpus_of(folder: Path, *lines: dict[str, Any]) -> Path:
    """A corpus folder of one-coloured pictures, the colour being the line's "grey"."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for line in lines:
        picture = Image.new("RGB", (128, 128), (line["grey"], 0, 0))
        (folder / line["path"]).parent.mkdir(exist_ok=True)
        picture.save(folder / line["path"])
        written.append(
            {
                "caption": Path(line["path"]).stem,
                "tags": ["a", "b"],
                "key": f"icon:{line['grey']}",
                "vendor": line["path"].split("/")[0],
                "licence": "ISC",
                "source": "npm:tiny@1",
                "split": "held_out",
                "pixels_sha256": hashlib.sha256(picture.tobytes()).hexdigest(),
                **line,
            }
        )
    (folder / "captions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in written))
    return folder


def whole(folder: Path, *more: dict[str, Any]) -> Path:
    vendors = ({"path": f"{vendor}/one.png", "grey": 10 * n} for n, vendor in enumerate(HELD_OUT_VENDORS))
    return corpus_of(folder, *vendors, *more)


def test_packing_keeps_every_pixel_and_gives_the_same_bytes_again(tmp_path: Path) -> None:
    corpus = whole(tmp_path / "corpus", {"path": "noto/other.png", "grey": 99, "split": "train"})
    for name in ("a", "b"):
        table = pack(corpus, tmp_path / name)
    assert (tmp_path / "a" / "pictures.parquet").read_bytes() == (tmp_path / "b" / "pictures.parquet").read_bytes()
    rows = table.to_pylist()
    assert [row["image"]["path"] for row in rows] == [f"{vendor}/one.webp" for vendor in HELD_OUT_VENDORS]
    assert (rows[0]["caption"], rows[0]["tags"], rows[0]["licence"]) == ("one", ["a", "b"], "ISC")
    with Image.open(io.BytesIO(rows[1]["image"]["bytes"])) as picture:
        assert (np.asarray(picture) == [10, 0, 0]).all()


def test_what_the_benchmark_asks_about_is_left_out(tmp_path: Path) -> None:
    corpus = whole(tmp_path, {"path": "twemoji/left.png", "grey": 77, "key": "u:1f448"})
    lines = [json.loads(line) for line in (corpus / "captions.jsonl").read_text().splitlines()]
    assert "twemoji/left.png" not in [line["path"] for line in choose(lines)]
    assert len(choose(lines)) == 3


def test_a_picture_that_is_also_trained_on_is_refused(tmp_path: Path) -> None:
    corpus = whole(tmp_path, {"path": "mdi/copy.png", "grey": 10, "split": "train"})
    with pytest.raises(BrokenFile, match=r"1 held-out pictures that are also to train on, lucide/one.png first"):
        pack(corpus, tmp_path / "out")


def test_a_picture_that_was_changed_is_refused(tmp_path: Path) -> None:
    corpus = whole(tmp_path)
    Image.new("RGB", (128, 128), "blue").save(corpus / "lucide" / "one.png")
    with pytest.raises(BrokenFile, match=r"one.png is not the picture that captions.jsonl tells of"):
        pack(corpus, tmp_path / "out")
    assert not (tmp_path / "out" / "pictures.parquet").exists()


def test_a_corpus_without_a_vendor_or_no_corpus_is_refused(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus", {"path": "lucide/one.png", "grey": 1})
    with pytest.raises(EmptyCollection, match=r"no pictures by flagpack, twemoji\. Build it whole"):
        pack(corpus, tmp_path / "out")
    with pytest.raises(UnreadableSource, match=r"captions.jsonl does not exist. Make the corpus first"):
        pack(tmp_path / "none", tmp_path / "out")
