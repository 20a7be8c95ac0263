"""A folder of scenes reads as a benchmark in three layouts."""

import contextlib
import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from scotoma.benchmark import open_benchmark
from scotoma.cli import main
from scotoma.errors import UnknownName, UsageError
from scotoma.progress import Advance
from scotoma.scenes import draw_pair
from scotoma.scenes.writing import write_benchmark


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("scenes") / "out"
    assert write_benchmark(place, n=2, side_px=32, seed=5) == 18
    return place


def test_our_layout_opens_with_captions_and_answers(folder: Path) -> None:
    benchmark = open_benchmark(folder)
    assert (benchmark.name, benchmark.version) == ("scenes", "all n=2 seed=5 side_px=32 difficulty=0.0")
    assert len(benchmark.pairs) == 18
    for pair in benchmark.pairs:
        drawn = draw_pair(pair.pattern, int(pair.id.rsplit("-", 1)[1]), side_px=32)
        assert (pair.caption_a, pair.caption_b) == (drawn.caption_a, drawn.caption_b)
        assert (pair.question_a.answer, pair.question_b.answer) == (drawn.answer_a, drawn.answer_b)
        assert Image.open(pair.image_b).tobytes() == drawn.image_b.tobytes()


def test_mmvp_is_written_as_its_readers_expect_it(folder: Path) -> None:
    head, *questions = rows(folder / "mmvp" / "Questions.csv")
    assert head == ["Index", "Question", "Options", "Correct Answer"]
    assert [row[0] for row in questions] == [str(number) for number in range(1, 37)]
    for odd, even in zip(questions[::2], questions[1::2], strict=True):
        assert odd[1:3] == even[1:3]
        assert {odd[3], even[3]} == {"(a)", "(b)"}
        assert odd[2].startswith("(a) ")
        assert " (b) " in odd[2]
    # Reference reader: row k of the table (from 0) is asked of "MMVP Images/<k + 1>.jpg", opened by its content.
    first = draw_pair("orientation", 5, side_px=32)
    image = Image.open(folder / "mmvp" / "MMVP Images" / "1.jpg")
    assert image.format == "PNG"
    assert image.convert("RGB").tobytes() == first.image_a.tobytes()
    assert questions[0][3] == f"({'ab'[first.answer_a]})"


def test_mmvp_vlm_is_written_as_its_readers_expect_it(folder: Path) -> None:
    place = folder / "mmvp-vlm"
    head, *statements = rows(place / "Questions.csv")
    assert head == ["Question ID", "Type", "Statement"]
    types = [row[1] for row in statements[::4]]
    assert types == [
        "Orientation", "Presence", "State", "Quantity", "Spatial", "Color", "Structural Character", "Text",
        "Camera Perspective",
    ]  # fmt: skip
    for number, kind, statement in statements:
        assert (place / "MLLM_VLM Images" / kind / f"{number}.jpg").is_file()
        assert statement
    # Reference reader: of the two rows of a pair the odd one describes the first image.
    last = draw_pair("viewpoint", 6, side_px=32)
    assert [row[2] for row in statements[-2:]] == [last.caption_a, last.caption_b]


def test_the_truth_says_what_changed_and_where_and_hashes_the_pixels(folder: Path) -> None:
    truth = [json.loads(line) for line in (folder / "scenes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(truth) == 18
    for row in truth:
        drawn = draw_pair(row["pattern"], row["seed"], side_px=row["side_px"], difficulty=row["difficulty"])
        assert row["what_changed"] == drawn.what_changed
        assert tuple(row["region"]) == drawn.region
        assert row["pixels_sha256"][0] == hashlib.sha256(drawn.image_a.tobytes()).hexdigest()
        assert row["scene_a"]["things"][0]["kind"] == drawn.scene_a.things[0].kind
    assert truth[3]["numbers"] == [7, 8]


def test_the_same_arguments_give_the_same_bytes_and_replace_what_was_there(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_benchmark(again, ["text"], 1, side_px=16)
    write_benchmark(again, n=2, side_px=32, seed=5)
    assert contents(again) == contents(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(
        UsageError, match=r"holds other files \(mine.txt\). Give a folder that is new, empty, or written"
    ):
        write_benchmark(tmp_path, n=1)
    with pytest.raises(UsageError, match="is a file; expected a folder"):
        write_benchmark(tmp_path / "mine.txt", n=1)
    (tmp_path / "images").mkdir()
    (tmp_path / "mine.txt").rename(tmp_path / "images" / "mine.txt")
    with pytest.raises(UsageError, match=r"holds other files \(images\)"):
        write_benchmark(tmp_path, n=1)
    assert (tmp_path / "images" / "mine.txt").read_text() == "precious"


def test_files_of_the_users_beside_ours_are_not_thrown_away(tmp_path: Path) -> None:
    place = tmp_path / "out"
    write_benchmark(place, ["count"], 1, side_px=16)
    (place / "answers").mkdir()
    with pytest.raises(UsageError, match=r"holds other files \(answers\)"):
        write_benchmark(place, ["count"], 1, side_px=16)


def test_wrong_arguments_write_nothing(tmp_path: Path) -> None:
    place = tmp_path / "out"
    with pytest.raises(UnknownName, match=r"No pattern is named 'txt'. Did you mean 'text'"):
        write_benchmark(place, ["txt"])
    with pytest.raises(UsageError, match="n is 0; it must be at least 1"):
        write_benchmark(place, n=0)
    with pytest.raises(UsageError, match="side_px is 0"):
        write_benchmark(place, side_px=0)
    with pytest.raises(UsageError, match=r"difficulty is 2.0; expected"):
        write_benchmark(place, difficulty=2.0)
    assert not list(tmp_path.iterdir())


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    @contextlib.contextmanager
    def impatient(what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        def stop(count: int) -> None:
            raise KeyboardInterrupt

        yield stop

    with pytest.raises(KeyboardInterrupt):
        write_benchmark(tmp_path / "out", ["count"], 2, side_px=16, progress=impatient)
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_wrote_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    def run(*tokens: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
            main(["scenes", *tokens])
        return int(end.value.code or 0), out.getvalue(), err.getvalue()

    place = str(tmp_path / "out")
    code, said, _ = run("--pattern", "orientation", "color", "--n", "2", "--side-px", "24", "--out", place)
    assert (code, said) == (0, f"4 pairs in {place}\n")
    assert {pair.pattern for pair in open_benchmark(place).pairs} == {"orientation", "colour"}
    code, said, complaint = run("--pattern", "orientatoin", "--out", place)
    assert (code, said) == (2, "")
    assert complaint == "scotoma: No pattern is named 'orientatoin'. Did you mean 'orientation'?\n"
