"""MMVP-VLM is read by type and id, whatever its folders are called; complaints name row and column."""

from pathlib import Path
from typing import Any

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.errors import BrokenFile, UnreadableSource
from scotoma.patterns import PATTERNS
from tests.benchmark.formats.layouts import VLM_HEADER, VLM_ROWS, as_csv, changed, paint, png, write_vlm, write_xlsx

TYPES = (
    "Orientation",
    "Presence",
    "State",
    "Quantity",
    "Spatial",
    "Color",
    "Structural Character",
    "Text",
    "Camera Perspective",
)


def whole() -> list[tuple[Any, ...]]:
    """270 rows as the release has them: 15 pairs of each type, in the paper's order of patterns."""
    return [(n, TYPES[(n - 1) // 30], f"statement {n}") for n in range(1, 271)]


def test_statements_are_captions_and_there_is_nothing_to_ask(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_vlm(tmp_path / "b"))
    first, second = benchmark.pairs
    assert (first.id, first.pattern, first.caption_a, first.caption_b) == ("1-2", "colour", "a red ball", "a blue ball")
    assert (second.id, second.pattern) == ("3-4", "viewpoint")
    assert (first.question_a.text, first.question_a.options, first.question_a.answer) == ("", (), None)
    assert (benchmark.questions(), benchmark.has_captions, benchmark.name) == ((), True, "b")
    assert second.image_b == tmp_path / "b" / "MLLM_VLM Images" / "Camera Perspective" / "4.jpg"
    pictures = benchmark.pictures()
    assert [pictures[at].id for at in range(len(pictures))] == ["1.jpg", "2.jpg", "3.jpg", "4.jpg"]
    assert pictures.read(2) == png(3)


def test_the_release_is_known_by_its_shape_and_scenes_are_not_it(tmp_path: Path) -> None:
    folder = write_vlm(tmp_path / "b" / "mmvp-vlm", whole())
    benchmark = open_benchmark(folder)
    assert (benchmark.name, benchmark.version, len(benchmark.pairs)) == ("MMVP-VLM", "2024-01", 135)
    assert [benchmark.pairs[15 * at].pattern for at in range(9)] == [pattern.name for pattern in PATTERNS]
    (tmp_path / "b" / "scenes.jsonl").touch()
    assert open_benchmark(folder).name == "scenes"
    assert open_benchmark(write_vlm(tmp_path / "c", whole()[:-2])).name == "c"


@pytest.mark.parametrize("images", ["MLLM_VLM_Images", "MMVP_VLM_Images", "MMVP_VLM Images", "mllm_vlm images"])
def test_the_image_folder_has_several_names(tmp_path: Path, images: str) -> None:
    assert open_benchmark(write_vlm(tmp_path / "b", images=images)).missing_images == ()


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("Camera_Perspective", "viewpoint"),
        ("Viewpoint and Perspective", "viewpoint"),
        ("structural_character", "structure"),
        ("Structural Characteristics", "structure"),
        ("Texts", "text"),
        ("Positional and Relational Context", "position"),
        ("Quantity and Count", "count"),
        ("Color and Appearance", "colour"),
    ],
)
def test_types_have_several_names_and_need_not_be_spelt_as_their_folder(
    tmp_path: Path, kind: str, pattern: str
) -> None:
    rows = [(n, kind, f"statement {n}") for n in (1, 2)]
    assert [pair.pattern for pair in open_benchmark(write_vlm(tmp_path / "b", rows)).pairs] == [pattern]
    folder = write_vlm(tmp_path / "c", rows)
    (folder / "MLLM_VLM Images" / kind).rename(folder / "MLLM_VLM Images" / kind.upper().replace(" ", "_"))
    assert open_benchmark(folder).missing_images == ()


def test_rows_in_any_order_a_spreadsheet_and_images_in_one_folder_give_the_same(tmp_path: Path) -> None:
    plain = open_benchmark(write_vlm(tmp_path / "a" / "x"))
    shuffled = write_vlm(tmp_path / "b" / "x", [VLM_ROWS[at] for at in (3, 0, 2, 1)])
    sheet = tmp_path / "c" / "x"
    paint(sheet / "images", [f"{n}.png" for n in range(1, 5)])
    write_xlsx(sheet / "Questions.xlsx", VLM_HEADER, VLM_ROWS)
    for folder in (shuffled, sheet):
        assert open_benchmark(folder).sha256 == plain.sha256


def test_missing_images_are_told_when_they_are_needed(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    (folder / "Questions.csv").write_bytes(as_csv(VLM_HEADER, VLM_ROWS))
    benchmark = open_benchmark(folder)
    assert len(benchmark.missing_images) == 4
    with pytest.raises(UnreadableSource, match=r"4 images of b are not there: the first is 1\.jpg"):
        benchmark.pictures()


WRONG = [
    (
        changed(VLM_ROWS, 1, 1, "Colour Blind"),
        r"Questions\.csv, row 2, column Type: 'Colour Blind' is no type of MMVP-VLM",
    ),
    (
        changed(VLM_ROWS, 2, 1, "State"),
        r"row 3, column Type: 'State', and on row 2 'Color': ids 1 and 2 are a pair, and a pair is of one type",
    ),
    (changed(VLM_ROWS, 2, 2, "a red ball"), r"row 3, column Statement: 'a red ball' is also that of row 2"),
    (changed(VLM_ROWS, 2, 2, ""), r"row 3, column Statement: empty"),
    (VLM_ROWS[:3], r"row 4, column Question ID: 3 has no other half"),
]


@pytest.mark.parametrize(("rows", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_mistake_is_told_with_row_and_column(tmp_path: Path, rows: list[tuple[Any, ...]], message: str) -> None:
    with pytest.raises(BrokenFile, match=message):
        open_benchmark(write_vlm(tmp_path / "b", rows))


def test_ids_that_pair_an_even_one_with_the_next_odd_one_are_told(tmp_path: Path) -> None:
    # Ids that start at 2, so that 2 and 3 are meant as a pair: parity and types contradict each other.
    rows = [(n + 1, kind, text) for n, kind, text in VLM_ROWS]
    with pytest.raises(BrokenFile, match="2 has no other half: 1 is not there"):
        open_benchmark(write_vlm(tmp_path / "b", rows))


def test_an_image_in_another_types_folder_is_told(tmp_path: Path) -> None:
    folder = write_vlm(tmp_path / "b")
    images = folder / "MLLM_VLM Images"
    (images / "Text").mkdir()
    (images / "Color" / "2.jpg").rename(images / "Text" / "2.jpg")
    with pytest.raises(BrokenFile, match=r"Text/2\.jpg lies in the folder Text, and its row is of the pattern colour"):
        open_benchmark(folder)


def test_two_images_with_one_number_are_told(tmp_path: Path) -> None:
    folder = write_vlm(tmp_path / "b")
    paint(folder / "MLLM_VLM Images" / "color", ["1.jpg"])
    if (folder / "MLLM_VLM Images" / "color" / "2.jpg").exists():
        pytest.skip("this file system takes Color and color for one folder")
    with pytest.raises(BrokenFile, match=r"Two images are numbered 1: .*1\.jpg and .*1\.jpg"):
        open_benchmark(folder)
