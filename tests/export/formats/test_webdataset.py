"""Webdataset shards: read by webdataset (test_round_trips) and by `open_images`; both sides of a pair in one shard."""

import json
import tarfile
from pathlib import Path

import pytest

import scotoma
from scotoma.benchmark import open_benchmark
from scotoma.export import export_benchmark
from tests.export.sample import sample_benchmark


def test_our_own_reader_gives_the_images_with_their_captions(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    export_benchmark(opened, "webdataset", tmp_path / "out")
    for source in (tmp_path / "out", tmp_path / "out" / "shard-000000.tar"):
        images = scotoma.open_images(source)
        assert (len(images), images.kind) == (8, "webdataset")
        assert images[2].caption == opened.pairs[1].caption_a
        assert images.read(2) == opened.pairs[1].image_a.read_bytes()
        assert images.read(0).startswith(b"\xff\xd8\xff")


def test_a_shard_holds_a_thousand_pairs_and_never_half_of_one(tmp_path: Path) -> None:
    folder = sample_benchmark(tmp_path / "sample")
    first, second = (json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()[:2])
    lines = [
        json.dumps({**side, "id": f"{number}{side['side']}", "pair": str(number)})
        for number in range(1001)
        for side in (first, second)
    ]
    (folder / "questions.jsonl").write_text("\n".join(lines))
    export_benchmark(open_benchmark(folder), "webdataset", tmp_path / "out")
    names = []
    for shard in sorted((tmp_path / "out").glob("*.tar")):
        with tarfile.open(shard) as tar:
            names.append(tar.getnames())
    assert [len(each) for each in names] == [4000, 4]
    assert names[1] == ["002000.jpg", "002000.json", "002001.png", "002001.json"]


@pytest.mark.parametrize("name", ["sample", "again"])
def test_members_say_nothing_of_when_and_by_whom(tmp_path: Path, name: str) -> None:
    export_benchmark(open_benchmark(sample_benchmark(tmp_path / name)), "webdataset", tmp_path / "out")
    with tarfile.open(tmp_path / "out" / "shard-000000.tar") as tar:
        assert {(member.mtime, member.uid, member.uname) for member in tar.getmembers()} == {(0, 0, "")}
