"""`scotoma score` and `scotoma correlate` on the command line, from answers that the real `scotoma ask` got."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scotoma.answers import Answer, AnswerSet, Control, answer_folder, write_answers
from scotoma.benchmark import open_benchmark, open_questions
from scotoma.scoring import run_scores
from tests.answers.servers.openai_server import OpenAIServer, Reply
from tests.benchmark.formats.layouts import write_llava_coco
from tests.benchmark.shared_data import shared_data
from tests.benchmark.small import lines, write_benchmark
from tests.test_cli import run


def ask_and_score(folder: Path, out: Path, model: str, *controls: str) -> str:
    code, _, complaint = run(
        "ask", model, "--benchmark", str(folder), "--controls", ",".join(controls), "--out", str(out)
    )
    assert code == 0, complaint
    code, said, complaint = run("score", str(out))
    assert code == 0, complaint
    return said


def test_who_ignores_the_image_gets_no_pair_and_half_of_the_questions(tmp_path: Path) -> None:
    said = ask_and_score(write_benchmark(tmp_path / "b"), tmp_path / "run", "toy:first", "plain", "no-image", "swapped")
    assert said.startswith("small 0.3 (")
    assert "original labels (chance 25.0 % of pairs, 50.0 % single;" in said
    (scores,) = run_scores(tmp_path / "run")
    plain = scores.labels[0].controls[0].all
    assert plain.pair is not None
    assert plain.single is not None
    assert (plain.pair.value, plain.single.value, plain.anatomy.same) == (0.0, 0.5, 3)


def test_who_alternates_is_caught_by_the_swapped_control(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "b", [line for copy in range(8) for line in copied(copy)])
    said = ask_and_score(folder, tmp_path / "run", "toy:alternate", "plain", "swapped")
    (scores,) = run_scores(tmp_path / "run")
    found = scores.labels[0]
    assert [control.all.anatomy.both for control in found.controls] == [24, 0]
    assert found.circular_pair is not None
    assert found.circular_pair.value == 0.0
    assert "Only 0 of 48 questions got the same option with the options in the opposite order" in said


def copied(copy: int) -> list[dict[str, object]]:
    return [
        {**line, "id": f"{pair}-{line['side']}", "pair": pair, "group": None}
        for line in lines()
        for pair in [f"{line['pair']}-{copy}"]
    ]


def test_coin_flips_get_a_quarter_of_mmvps_pairs_within_the_interval(tmp_path: Path) -> None:
    # MMVP's own questions, without images: no model needs them here.
    mmvp = open_benchmark(shared_data("mmvp"))
    generator = np.random.default_rng(4)
    known = {"name": mmvp.name, "version": mmvp.version, "sha256": mmvp.sha256}
    controls: tuple[Control, ...] = ("plain", "swapped")
    for control in controls:
        answers = tuple(
            Answer(each.id, "answered", "AB"[int(generator.integers(2))], each.options, (0, 1))
            for each in mmvp.questions()
        )
        write_answers(answer_folder(tmp_path, "coins", control), AnswerSet("coins", known, control, "letter", answers))
    code, said, _ = run("score", str(tmp_path), "--benchmark", str(mmvp.folder), "--csv", str(tmp_path / "scores.csv"))
    assert code == 0
    assert "original labels" in said
    assert "corrected labels" in said
    (scores,) = run_scores(tmp_path)
    rows = len(scores.labels[0].controls[0].rows)
    assert len((tmp_path / "scores.csv").read_text().splitlines()) == 1 + 2 * 2 * rows
    for labels in scores.labels:
        pair = labels.controls[0].all.pair
        assert pair is not None
        assert pair.low <= 0.25 <= pair.high
    assert scores.order is not None
    assert scores.order.first_place.low <= 0.5 <= scores.order.first_place.high


def test_a_run_that_was_not_asked_is_told_in_one_line(tmp_path: Path) -> None:
    code, said, complaint = run("score", str(tmp_path))
    assert (code, said) == (2, "")
    assert "holds no finished answers" in complaint
    assert complaint.count("\n") == 1


def test_a_judge_is_for_open_answers_only(tmp_path: Path) -> None:
    ask_and_score(write_benchmark(tmp_path / "b"), tmp_path / "run", "toy:first", "plain")
    code, _, complaint = run("score", str(tmp_path / "run"), "--judge", "openai/gpt-4o")
    assert code == 2
    assert "small needs no judge: its questions have options. Leave --judge away." in complaint


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # inspect's
def test_a_judge_is_asked_once_and_its_scores_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_API_KEY", "sk-loopback-0123456789")
    bench = open_questions(write_llava_coco(tmp_path / "b"))
    known = {"name": bench.name, "version": bench.version, "sha256": bench.sha256}
    answers = tuple(Answer(each.id, "answered", "A bowl.") for each in bench.questions())
    out = tmp_path / "run"
    write_answers(answer_folder(out, "replay:x", "plain"), AnswerSet("replay:x", known, "plain", "mmvp", answers))
    with OpenAIServer(lambda asked: Reply("8 6\nBoth name the bowl.")) as server:
        for _ in range(2):
            code, said, complaint = run(
                *("score", str(out), "--benchmark", str(tmp_path / "b"), "--csv", str(tmp_path / "s.csv")),
                *("--judge", "openai-api/loopback/judge", "--judge-base-url", server.url),
            )
            assert code == 0, complaint
    assert len(server.requests) == 2
    assert "openai-api/loopback/judge       all          2       2" in said
    assert (
        (tmp_path / "s.csv")
        .read_text()
        .splitlines()[-1]
        .startswith("replay:x,plain,openai-api/loopback/judge,all,2,2,0")
    )


def test_correlate_alone_shows_the_papers_figures() -> None:
    code, said, _ = run("correlate")
    assert code == 0
    rows = {line.split()[0]: line.split()[1:3] for line in said.splitlines() if line[:1].isalpha()}
    assert (rows["LLaVA-1.5"], rows["Gemini"], rows["GPT-4V"]) == (["0.87", "0.87"], ["0.72", "0.72"], ["0.31", "0.31"])
    assert "InstructBLIP: printed as 0.71, but its bars give 0.61 [-0.10, 0.91]." in said


def test_a_runs_encoder_and_model_are_correlated_by_pattern_and_pair_by_pair(tmp_path: Path) -> None:
    folder, out = write_four_patterns(tmp_path / "b"), tmp_path / "run"
    assert run("match", "mini:clip", "--benchmark", str(folder), "--out", str(out))[0] == 0
    ask_and_score(folder, out, "toy:coin", "plain")
    code, said, complaint = run("correlate", str(out), "--encoder", "mini:clip", "--model", "toy:coin")
    assert code == 0, complaint
    assert said.startswith("pair accuracy by pattern, mini:clip and toy:coin\n")
    assert "correlation over 4 patterns (p two-sided, over all 24 orders)" in said
    assert "the same 12 pairs, one by one" in said
    code, _, complaint = run("correlate", str(out), "--encoder", "mini:clip", "--model", "toy:con")
    assert code == 2
    assert "No scored model is named 'toy:con'. Did you mean 'toy:coin'?" in complaint
    code, _, complaint = run("correlate", str(out), "--encoder", "mini:dino", "--model", "toy:coin")
    assert code == 2
    assert "has no scores of an encoder 'mini:dino'" in complaint
    code, _, complaint = run(
        "correlate", str(out), "--encoder", "mini:clip", "--model", "toy:coin", "--labels", "corrected"
    )
    assert code == 2
    assert "toy:coin has scores with original labels only" in complaint
    assert run("correlate", str(out))[2].startswith(f"scotoma: Say which two of {out} are meant")


def write_four_patterns(folder: Path) -> Path:
    rows = []
    for pattern in ("colour", "state", "count", "text"):
        for line in lines():
            name = f"{line['pair']}-{pattern}"
            rows.append({**line, "id": f"{name}-{line['side']}", "pair": name, "patterns": [pattern], "group": None})
    return write_benchmark(folder, rows)


def test_help_comes_at_once() -> None:
    # 0.3 s on a free machine; the seconds of the processor, so that a busy one does not matter.
    code = (
        "import time, sys\nfrom scotoma.cli import main\n"
        "try:\n    main(['score', '--help'])\nexcept SystemExit:\n    pass\n"
        "print(time.process_time(), *sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, *loaded = said.stderr.split()
    assert "--judge" in said.stdout
    assert float(seconds) < 1.0
    assert not {"numpy", "scipy", "torch", "pyarrow", "pydantic", "inspect_ai"} & set(loaded)


def test_a_table_compares_every_two_models(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "b")
    for model in ("toy:first", "toy:alternate", "toy:coin"):
        said = ask_and_score(folder, tmp_path / "run", model, "plain")
    assert "pair accuracy compared, original labels (sign flips by group, two-sided)" in said
    assert sum(" - toy:" in line for line in said.splitlines()) == 3
