"""Two models answer the benchmark and the drawn scenes; their answers are kept and scored like any others."""

from dataclasses import replace
from pathlib import Path

import pytest

from scotoma.answers import answer_folder, read_answers
from scotoma.benchmark import open_benchmark
from scotoma.demo import Pictures, mend
from scotoma.demo.answering import answer
from scotoma.demo.scene_benchmark import scene_benchmark
from scotoma.images import decode
from scotoma.models import ImageTextModel, load_model
from scotoma.patterns import PATTERNS
from scotoma.runs import read_stages
from scotoma.scenes import draw_pair
from scotoma.scoring import run_scores, score_run
from tests.benchmark.small import write_benchmark
from tests.demo.test_showing import Watched


@pytest.fixture
def models() -> tuple[ImageTextModel, ImageTextModel]:
    """One that looks at nothing and one that throws coins."""
    return load_model("toy:first"), load_model("toy:coin")


def test_a_scene_benchmark_asks_what_was_drawn(tmp_path: Path) -> None:
    scenes = scene_benchmark(tmp_path / "scenes", 1, seed=5, side_px=32)
    assert [pair.pattern for pair in scenes.pairs] == [pattern.name for pattern in PATTERNS]
    pair = draw_pair(PATTERNS[0].name, 5, side_px=32)
    first = scenes.pairs[0]
    assert (first.question_a.text, first.question_a.options) == (pair.question, pair.options)
    assert (first.question_a.answer, first.question_b.answer) == (pair.answer_a, pair.answer_b)
    assert decode(first.image_b.read_bytes()).tobytes() == pair.image_b.tobytes()


def test_a_half_written_scene_benchmark_is_made_again_and_a_whole_one_read(tmp_path: Path) -> None:
    whole = scene_benchmark(tmp_path / "scenes", 1, seed=0, side_px=32)
    head = tmp_path / "scenes" / "benchmark.json"
    head.unlink()
    assert scene_benchmark(tmp_path / "scenes", 1, seed=0, side_px=32).sha256 == whole.sha256
    written = head.stat().st_mtime_ns
    scene_benchmark(tmp_path / "scenes", 1, seed=0, side_px=32)
    assert head.stat().st_mtime_ns == written


def test_answers_are_kept_as_ask_keeps_them_and_scored_alike(
    tmp_path: Path, models: tuple[ImageTextModel, ImageTextModel]
) -> None:
    benchmark, run = open_benchmark(write_benchmark(tmp_path / "small")), tmp_path / "run"
    scores = answer(run, benchmark, models)
    kept = read_answers(answer_folder(run, "toy:first", "plain"))
    assert [each.question for each in kept.answers] == [each.id for each in benchmark.questions()]
    assert kept.answers[0].prompt == "Which colour is it? (a) red (b) blue"
    assert kept.answers[0].raw == "(a)"
    assert kept.answers[0].state == "answered"
    rows = scores[0].labels[0].of("plain")
    assert rows is not None
    assert rows.all.pair is not None
    assert rows.all.pair.value == 0  # the same answer to both pictures of every pair
    assert [each.as_dict() for each in run_scores(run)] == [each.as_dict() for each in reversed(scores)]
    assert [stage["stage"] for stage in read_stages(run)] == ["ask", "ask", "score"]
    again = score_run(run)
    assert {each.model for each in again.pairs} == {"toy:first", "toy:coin"}


def test_what_was_answered_is_not_asked_again_unless_the_questions_change(
    tmp_path: Path, models: tuple[ImageTextModel, ImageTextModel]
) -> None:
    benchmark, run = open_benchmark(write_benchmark(tmp_path / "small")), tmp_path / "run"
    answer(run, benchmark, models[:1])
    work = Watched()
    answer(run, benchmark, models, progress=work)
    assert work.begun == ["toy:coin answers small"]
    answer(run, replace(benchmark, sha256="0" * 64), models, progress=work)
    assert work.begun[1:] == ["toy:first answers small", "toy:coin answers small"]


def test_an_interruption_loses_the_model_in_hand_alone(
    tmp_path: Path, models: tuple[ImageTextModel, ImageTextModel]
) -> None:
    pictures = Pictures(open_benchmark(write_benchmark(tmp_path / "small")), scenes=1)
    with pytest.raises(KeyboardInterrupt):
        mend(tmp_path / "run", pictures, models, progress=Watched(stop="toy:coin"))
    assert not [stage for stage in read_stages(tmp_path / "run") if stage["stage"] == "mend"]
    work = Watched()
    mend(tmp_path / "run", pictures, models, progress=work)
    assert work.begun == ["toy:coin answers scenes", "toy:first answers small", "toy:coin answers small"]
    settings = read_stages(tmp_path / "run")[-1]["settings"]
    assert (settings["blind"], settings["mended"]) == ("toy:first", "toy:coin")
    assert [part["title"] for part in settings["parts"]] == ["Drawn scenes", "The benchmark small"]


def test_without_scenes_the_benchmark_alone_is_asked(
    tmp_path: Path, models: tuple[ImageTextModel, ImageTextModel]
) -> None:
    mend(tmp_path / "run", Pictures(open_benchmark(write_benchmark(tmp_path / "small")), scenes=0), models)
    assert not (tmp_path / "run" / "scenes").exists()
