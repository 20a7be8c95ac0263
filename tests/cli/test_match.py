"""`scotoma match` on the command line."""

import json
from pathlib import Path

from tests.benchmark.formats.layouts import write_mmvp, write_pope, write_vlm
from tests.benchmark.formats.test_mmvp_vlm import whole
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


def test_templates_are_compared_and_all_cosines_saved(tmp_path: Path) -> None:
    folder, out = write_benchmark(tmp_path / "b"), tmp_path / "run"
    command = ("match", "mini:clip", "--benchmark", str(folder), "--out", str(out))
    code, said, _ = run(*command, "--template", "{}", "--template", "it is {}", "--template", "a photo of {}")
    assert code == 0
    assert "captions put as '{}'" in said
    for expected in ("text-to-image (chance", "Mean over patterns", "margin of a caption", "'it is {}'", "won"):
        assert expected in said
    assert "published:" not in said
    saved = json.loads((out / "scores" / "mini-clip.json").read_text())
    assert [each["template"] for each in saved["other_templates"]] == ["it is {}", "a photo of {}"]
    assert len(saved["pairs"][0]["caption_margins"]) == 2
    assert [len(each["image_by_caption"]) for each in saved["other_templates"]] == [3, 3]


def test_both_usual_templates_are_shown_where_none_is_named(tmp_path: Path) -> None:
    _, said, _ = run("match", "mini:clip", "--benchmark", str(write_benchmark(tmp_path / "b")))
    assert said.index("captions put as '{}'") < said.index("'a photo of {}'")


def test_mmvp_vlm_is_put_as_its_code_does_and_stands_above_the_published_table(tmp_path: Path) -> None:
    code, said, _ = run("match", "mini:clip", "--benchmark", str(write_vlm(tmp_path / "b", whole())))
    assert code == 0
    assert said.startswith("MMVP-VLM 2024-01: 135 pairs of 135 questions; mini:clip; captions put as 'a photo of {}'")
    assert said.index("measured: mini:clip") < said.index("published: OpenAI ViT-L-14 224")
    assert "Published, not measured here: Tong et al. 2024" in said


def test_benchmarks_that_have_no_captions_or_pairs_are_told(tmp_path: Path) -> None:
    code, _, complaint = run("match", "mini:clip", "--benchmark", str(write_mmvp(tmp_path / "b")))
    assert (code, complaint) == (2, "scotoma: b has pairs without captions; matching needs one for each image.\n")
    code, _, complaint = run("match", "mini:clip", "--benchmark", str(write_pope(tmp_path / "pope")))
    assert code == 2
    assert complaint.startswith("scotoma: POPE asks about one image at a time; this needs pairs")
