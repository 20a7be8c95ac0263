"""`scotoma match` on the command line."""

from pathlib import Path

from tests.benchmark.small import write_benchmark
from tests.test_cli import run


def test_any_encoder_shows_how_alike_it_finds_the_images(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "b")
    code, said, _ = run(
        "match", "toy:layout", "--benchmark", str(folder), "--images-only", "--out", str(tmp_path / "run")
    )
    assert code == 0
    assert said.startswith("small 0.3: 3 pairs of 2 questions; toy:layout\n")
    assert "cosine of the two images of a pair, toy:layout" in said
    assert said.endswith(f"See {tmp_path / 'run' / 'scores' / 'toy-layout.json'}\n")


def test_an_encoder_without_text_says_what_it_can_do_instead(tmp_path: Path) -> None:
    code, said, complaint = run("match", "toy:layout", "--benchmark", str(write_benchmark(tmp_path / "b")))
    assert (code, said) == (2, "")
    assert complaint.startswith("scotoma: toy:layout reads images only, so it cannot match captions.")
    assert complaint.count("\n") == 1


def test_an_unknown_benchmark_is_told_before_the_encoder_is_loaded() -> None:
    code, _, complaint = run("match", "hf:nowhere/nothing", "--benchmark", "emojy")
    assert code == 2
    assert "No benchmark is named 'emojy'. Did you mean 'emoji'?" in complaint
