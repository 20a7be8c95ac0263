"""--encoders, --suspect and --reference on the command line."""

from pathlib import Path
from typing import get_args

import pytest

from scotoma.cli.options import PresetName
from scotoma.encoders import PRESETS
from scotoma.runs import read_stages
from tests.test_cli import run
from tests.test_find import draw


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return draw(tmp_path / "photos", 12)


def test_the_command_line_knows_the_presets_there_are() -> None:
    assert get_args(PresetName) == tuple(preset.name for preset in PRESETS)


def test_find_takes_a_preset_and_says_whose_thresholds_it_used(photos: Path) -> None:
    code, said, _ = run("find", "photos", "--encoders", "toy")
    assert code == 0
    assert "the same to toy:layout (cosine above 0.95) and different to toy:edges (below 0.6)." in said
    assert "The thresholds 0.95 and 0.6 are the paper's" in said


def test_thresholds_that_were_chosen_need_no_note(photos: Path) -> None:
    code, said, _ = run("find", "photos", "--encoders", "toy", "--above", "0.9")
    assert (code, "(cosine above 0.9)" in said, "The thresholds" in said) == (0, True, False)


def test_find_without_a_choice_stops_before_it_opens_anything(photos: Path) -> None:
    pytest.importorskip("transformers")
    code, said, complaint = run("find", "photos")
    assert (code, said) == (2, "")
    assert "openai/clip-vit-large-patch14 and facebook/dinov2-large are not on this machine" in complaint
    assert "--encoders mini" in complaint
    assert not Path("scotoma-run").exists()


def test_a_preset_beside_both_encoders_is_refused(photos: Path) -> None:
    both = ("--suspect", "toy:palette", "--reference", "toy:thumb")
    for command in (["find", "photos"], ["mine", "run"], ["density", "run"]):
        code, _, complaint = run(*command, "--encoders", "toy", *both)
        assert code == 2
        assert "leave nothing for the preset to choose" in complaint


def test_an_unknown_preset_is_answered_with_those_there_are(photos: Path) -> None:
    code, _, complaint = run("find", "photos", "--encoders", "big")
    assert code == 2
    for preset in PRESETS:
        assert f'"{preset.name}"' in complaint


def test_a_preset_is_embedded_mined_and_measured_step_by_step(photos: Path) -> None:
    code, said, _ = run("embed", "photos", "--encoders", "toy", "--out", "run")
    assert code == 0
    assert [line.split(",")[0] for line in said.splitlines()] == [
        "12 images embedded with toy:layout",
        "12 images embedded with toy:edges",
    ]
    assert run("mine", "run", "--encoders", "toy", "--reference", "toy:layout")[0] == 0
    assert read_stages(Path("run"))[-1]["settings"]["reference"] == "toy:layout"
    code, said, _ = run("density", "run", "--encoders", "toy")
    assert (code, "toy:edges" in said) == (0, True)


@pytest.mark.parametrize("named", [(), ("--encoder", "toy:edges", "--encoders", "toy")])
def test_embed_wants_one_encoder_or_one_preset(photos: Path, named: tuple[str, ...]) -> None:
    code, _, complaint = run("embed", "photos", *named)
    assert code == 2
    assert "Name one encoder with --encoder" in complaint


def test_the_list_of_encoders_ends_with_the_presets() -> None:
    code, said, _ = run("encoders")
    assert code == 0
    listed = said.split("Two at once, with --encoders:")[1].split("\n")[1:-1]
    assert [line.split()[:2] for line in listed] == [[each.name, f"{each.suspect},"] for each in PRESETS]
