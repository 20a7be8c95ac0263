"""A folder is read by what lies in it, and what `scotoma scenes` writes opens in all three layouts alike."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as PILImage

from scotoma.benchmark import Benchmark, QuestionSet, open_benchmark, open_questions
from scotoma.errors import BrokenFile, MissingExtra, UnknownName, UnreadableSource
from scotoma.scenes.writing import write_benchmark as write_scenes
from tests.benchmark.formats.layouts import write_llava_coco, write_mmvp, write_pope, write_vlm, write_wild, write_xlsx
from tests.benchmark.small import write_benchmark

WRITERS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "ours": (write_benchmark, "pairs"),
    "mmvp": (write_mmvp, "pairs"),
    "vlm": (write_vlm, "pairs"),
    "pope": (write_pope, "pope"),
    "coco": (write_llava_coco, "llava-bench"),
    "wild": (write_wild, "llava-bench"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_layout_opens_as_a_set_of_questions(tmp_path: Path, name: str) -> None:
    write, kind = WRITERS[name]
    asked = open_questions(write(tmp_path / name))
    assert isinstance(asked, QuestionSet)
    assert asked.kind == kind
    assert len(asked.sha256) == 64
    for question in asked.questions():
        partner = asked.partner(question.id)
        assert (partner is None) == (kind != "pairs")
        assert asked.image(question.id).is_absolute()
        assert (question.answer is None) == (question.options == ())
    with pytest.raises(UnknownName, match="has no question 'nobody'"):
        asked.image("nobody")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn") / "scenes"
    write_scenes(folder, ["orientation", "count", "structure"], 2, side_px=32)
    return folder


def rights(benchmark: Benchmark) -> list[tuple[str, str, str]]:
    return [
        (question.text, " | ".join(question.options), question.options[question.answer or 0])
        for question in benchmark.questions()
    ]


def test_scenes_in_mmvp_s_layout_ask_what_they_ask_in_ours(scenes: Path) -> None:
    ours, theirs = open_benchmark(scenes), open_benchmark(scenes / "mmvp")
    assert (theirs.name, theirs.licence, theirs.errata) == ("scenes", "not stated", ())
    assert rights(theirs) == rights(ours)
    assert theirs.missing_images == ()
    for one, other in zip(ours.pairs, theirs.pairs, strict=True):
        for image, same in ((one.image_a, other.image_a), (one.image_b, other.image_b)):
            with PILImage.open(image) as picture, PILImage.open(same) as copy:
                assert picture.tobytes() == copy.tobytes()


def test_scenes_in_mmvp_vlm_s_layout_have_our_captions_and_patterns(scenes: Path) -> None:
    ours, theirs = open_benchmark(scenes), open_benchmark(scenes / "mmvp-vlm")
    assert theirs.name == "scenes"
    assert [(pair.pattern, pair.caption_a, pair.caption_b) for pair in theirs.pairs] == [
        (pair.pattern, pair.caption_a, pair.caption_b) for pair in ours.pairs
    ]
    assert theirs.missing_images == ()


def test_a_csv_is_taken_before_a_spreadsheet_beside_it(tmp_path: Path) -> None:
    folder = write_mmvp(tmp_path / "b")
    write_xlsx(folder / "Questions.xlsx", ("Index",), [("damaged",)])
    assert len(open_benchmark(folder).pairs) == 2


def test_a_table_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "Questions.csv").write_text("a,b\n1,2\n")
    with pytest.raises(
        BrokenFile, match=r"Questions\.csv has the columns a, b; expected Index, Question, Options, Correct"
    ):
        open_benchmark(tmp_path)


def test_any_other_folder_is_no_benchmark(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableSource, match=r"is no benchmark: it has no benchmark\.json\. .*or another of the layouts"
    ):
        open_questions(tmp_path)


def test_a_spreadsheet_without_the_library_for_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)  # as if it were not installed
    (tmp_path / "Questions.xlsx").write_bytes(b"PK")
    with pytest.raises(
        MissingExtra, match=r"is an xlsx file, and openpyxl is not installed\. pip install 'scotoma\[data\]'"
    ):
        open_benchmark(tmp_path)
