"""An export is complete or absent, says what it cannot carry, and refuses what it cannot do in plain words."""

import io
import json
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.errors import BrokenFile, BrokenImage, UnknownName, UnreadableSource, UsageError
from scotoma.export import FORMATS, carried_table, export_benchmark, format_named
from scotoma.progress import Advance, terminal_progress
from tests.export.sample import hostile_benchmark, sample_benchmark

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "exporting.md"


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_benchmark_gives_the_same_files_and_none_tells_of_this_machine(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    for out in ("one", "two"):
        export_benchmark(opened, name, tmp_path / out)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert not [file for file, data in content(tmp_path / "one").items() if str(tmp_path).encode() in data]


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_that_holds_something_is_refused_and_left_as_it_is(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"out is there already and holds thesis\.txt, among others; nothing is"):
        export_benchmark(opened, name, tmp_path / "out")
    assert content(tmp_path / "out") == {"thesis.txt": b"mine"}


@pytest.mark.parametrize("name", FORMATS)
def test_an_image_that_goes_in_the_middle_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    folder = sample_benchmark(tmp_path / "sample")
    opened = open_benchmark(folder)

    def losing(what: str, total: int, unit: str, done: int = 0) -> AbstractContextManager[Advance]:
        (folder / "images" / "four.png").unlink()
        return terminal_progress()(what, total, unit, done)

    with pytest.raises((BrokenImage, UsageError), match=r"four\.png"):
        export_benchmark(opened, name, tmp_path / "out", progress=losing)
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]


def test_what_is_lost_is_said(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", errata=True))
    done = export_benchmark(opened, "vlmevalkit", tmp_path / "out")
    assert (done.pairs, done.images, done.labels) == (4, 6, "original")
    assert done.lost == ("captions", "groups", "vendors", "notes", "both label versions")
    said = json.loads((tmp_path / "out" / "export.json").read_text())
    assert said["not_carried"][0] == "captions"
    assert (said["benchmark_sha256"], said["labels"], said["images"]) == (opened.sha256, "original", "their own bytes")
    assert "Not in here, for the format has no place for it: captions;" in (tmp_path / "out" / "README.md").read_text()
    assert export_benchmark(opened, "hub", tmp_path / "hub").lost == ()


def test_what_a_benchmark_does_not_have_is_not_lost(tmp_path: Path) -> None:
    bare = ("caption", "group", "vendor", "note")
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", without=bare))
    assert export_benchmark(opened, "vlmevalkit", tmp_path / "out").lost == ()


def test_limit_takes_the_first_pairs_and_their_errata_alone(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", errata=True))
    assert export_benchmark(opened, "scotoma", tmp_path / "one", limit=1).pairs == 1
    one = open_benchmark(tmp_path / "one")
    assert ([pair.id for pair in one.pairs], one.errata, one.version) == (["one"], (), "2.1 (first 1 pairs)")
    assert len(open_benchmark(tmp_path / "one").questions()) == 2
    assert export_benchmark(opened, "scotoma", tmp_path / "all", limit=9).pairs == 4
    assert open_benchmark(tmp_path / "all").version == "2.1"
    with pytest.raises(UsageError, match=r"^limit is 0; it must be at least 1\.$"):
        export_benchmark(opened, "scotoma", tmp_path / "none", limit=0)


@pytest.mark.parametrize("name", ["scotoma", "mmvp", "hub"])
def test_either_version_of_the_labels_is_written_and_the_other_kept_beside_it(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", errata=True))
    assert export_benchmark(opened, name, tmp_path / "out", labels="corrected").labels == "corrected"
    again = open_benchmark(tmp_path / "out")
    assert again.labels == "corrected"
    assert [question.answer for question in again.questions()] == [1, 0, 0, 1, 2, 0, 0, 1]
    assert [question.answer for question in again.labelled("original").questions()] == [1, 0, 1, 0, 2, 0, 0, 1]
    assert again.errata[0].source == "somebody, here"
    with pytest.raises(UsageError, match="emoji has no corrected labels: no errors in it are known"):
        export_benchmark(open_benchmark("emoji"), name, tmp_path / "emoji", labels="corrected")


def test_an_unknown_format_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"No export format is named 'mmpv'\. Did you mean 'mmvp'"):
        export_benchmark(open_benchmark("emoji"), "mmpv", tmp_path / "out")
    assert format_named("hub").name == "hub"


def test_what_a_format_needs_is_named(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample", without=("caption",)))
    with pytest.raises(
        UsageError,
        match=r"^mmvp-vlm needs a caption for each image, and no pair of sample has that\. Write captions, or export",
    ):
        export_benchmark(opened, "mmvp-vlm", tmp_path / "out")
    export_benchmark(opened, "mmvp", tmp_path / "bare")
    (tmp_path / "bare" / "patterns.csv").write_text("index_a,index_b,pattern\n1,2,state\n")
    unsorted = open_benchmark(tmp_path / "bare")
    with pytest.raises(
        UsageError,
        match=r"^scotoma needs one of the nine visual patterns for each pair, and not every pair \(not '3-4'\) of bare "
        r"has that\. Give a table of them with --patterns, or export in a format that does without\.",
    ):
        export_benchmark(unsorted, "scotoma", tmp_path / "out")
    export_benchmark(open_benchmark(sample_benchmark(tmp_path / "full")), "mmvp-vlm", tmp_path / "vlm")
    captions = open_benchmark(tmp_path / "vlm")
    with pytest.raises(UsageError, match=r"^hub needs a question with options and a key for each image, and no"):
        export_benchmark(captions, "hub", tmp_path / "out")
    export_benchmark(captions, "webdataset", tmp_path / "shards")
    (tmp_path / "vlm" / "MLLM_VLM Images" / "Color" / "8.jpg").unlink()
    with pytest.raises(
        UnreadableSource,
        match=r"^1 of the 8 images of vlm are not there: the first is .*8\.jpg\. mmvp-vlm carries the images: put them",
    ):
        export_benchmark(open_benchmark(tmp_path / "vlm"), "mmvp-vlm", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_jpeg_is_for_the_two_formats_that_are_called_so(tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    with pytest.raises(UsageError, match=r"^hub keeps the images' own bytes; JPEG is a choice for mmvp and mmvp-vlm"):
        export_benchmark(opened, "hub", tmp_path / "out", jpeg=True)
    assert [name for name, form in FORMATS.items() if form.jpeg] == ["mmvp", "mmvp-vlm"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_licence_and_source_of_every_image_go_along(name: str, tmp_path: Path) -> None:
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    export_benchmark(opened, name, tmp_path / "out")
    assert (tmp_path / "out" / "NOTICE.md").read_bytes() == (tmp_path / "sample" / "NOTICE.md").read_bytes()
    lines = [json.loads(line) for line in (tmp_path / "out" / "provenance.jsonl").read_text().splitlines()]
    assert {line["image"] for line in lines} == {question.image_id for question in opened.questions()}
    assert all((tmp_path / "out" / line["file"].partition("#")[0]).is_file() for line in lines)
    shared = next(line for line in lines if line["image"] == "shared.png")
    assert (shared["licence"], shared["source"]) == ("CC-BY-4.0", "https://example.org/7.png")
    assert (shared["source_sha256"], shared["width"], shared["questions"]) == ("ab" * 32, 16, ["two/a", "three/b"])
    assert {line["licence"] for line in lines} == {"CC-BY-4.0"}
    if name == "scotoma":
        export_benchmark(open_benchmark(tmp_path / "out"), name, tmp_path / "again")
        assert content(tmp_path / "again") == content(tmp_path / "out")


def test_a_damaged_provenance_is_told(tmp_path: Path) -> None:
    folder = sample_benchmark(tmp_path / "sample")
    (folder / "provenance.jsonl").write_text('{"image": "a.png"}\n{"image": \n')
    with pytest.raises(BrokenFile, match=r"provenance\.jsonl, line 2: not JSON"):
        export_benchmark(open_benchmark(folder), "hub", tmp_path / "out")
    (folder / "provenance.jsonl").write_text('\n["a.png"]\n')
    with pytest.raises(
        BrokenFile, match=r"provenance\.jsonl, line 2: expected an object with 'image', the image's path"
    ):
        export_benchmark(open_benchmark(folder), "hub", tmp_path / "out")


@pytest.mark.parametrize("name", FORMATS)
def test_the_readme_shows_hostile_names_as_text(name: str, tmp_path: Path) -> None:
    export_benchmark(open_benchmark(hostile_benchmark(tmp_path / "hostile")), name, tmp_path / "out")
    page = (tmp_path / "out" / "README.md").read_text()
    body = page.split("\n---\n")[-1] if name == "hub" else page
    assert body.lstrip().startswith('# &lt;/title&gt;\\]\\(javascript:x\\) "harm": - true\n')
    assert "<" not in body.replace("<script", "")


@pytest.mark.parametrize("name", FORMATS)
def test_progress_counts_every_image(name: str, tmp_path: Path) -> None:
    said = io.StringIO()
    opened = open_benchmark(sample_benchmark(tmp_path / "sample"))
    export_benchmark(opened, name, tmp_path / "out", progress=terminal_progress(said))
    assert said.getvalue().startswith(f"Exporting to {name}: 8 of 8 images, ")


def test_the_guide_has_the_table_of_what_each_format_carries() -> None:
    assert carried_table() in GUIDE.read_text(encoding="utf-8")
