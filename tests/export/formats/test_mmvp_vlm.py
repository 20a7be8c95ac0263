"""MMVP-VLM's layout: captions by pattern, in the paper's order."""

from pathlib import Path

from scotoma.benchmark import open_benchmark
from scotoma.export import export_benchmark
from scotoma.scenes.writing import TYPES
from scotoma.scenes.writing import write_benchmark as write_scenes
from tests.export.sample import sample_benchmark


def test_pairs_stand_by_pattern_and_pictures_in_the_folder_of_their_type(tmp_path: Path) -> None:
    export_benchmark(open_benchmark(sample_benchmark(tmp_path / "sample")), "mmvp-vlm", tmp_path / "out")
    assert (tmp_path / "out" / "Questions.csv").read_text().splitlines() == [
        "Question ID,Type,Statement",
        '1,State,"a picture of yes, one"',
        '2,State,"a picture of no, one"',
        '3,Quantity,"a picture of 4, two"',
        '4,Quantity,"a picture of 2, or 3, two"',
        '5,Spatial,"a picture of above, three"',
        '6,Spatial,"a picture of left, three"',
        '7,Color,"a picture of red, four"',
        '8,Color,"a picture of blue, four"',
    ]
    assert (tmp_path / "out" / "MLLM_VLM Images" / "Quantity" / "4.jpg").is_file()


def test_what_scotoma_scenes_writes_comes_out_the_same(tmp_path: Path) -> None:
    write_scenes(tmp_path / "scenes", n=2, side_px=32)
    export_benchmark(open_benchmark(tmp_path / "scenes" / "mmvp-vlm"), "mmvp-vlm", tmp_path / "again")
    export_benchmark(open_benchmark(tmp_path / "scenes"), "mmvp-vlm", tmp_path / "made")
    before = tmp_path / "scenes" / "mmvp-vlm"
    files = {str(path.relative_to(before)): path.read_bytes() for path in before.rglob("*") if path.is_file()}
    assert len(files) == 1 + 2 * 2 * len(TYPES)
    for out in ("again", "made"):
        assert {name: (tmp_path / out / name).read_bytes() for name in files} == files
