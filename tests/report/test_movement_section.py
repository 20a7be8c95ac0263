"""The section on drawn scenes says what probe.json says of the run's two encoders."""

from pathlib import Path

import pytest

from scotoma.encoders import load_encoder
from scotoma.probe import Plan, Profile, probe_several, save_profiles
from scotoma.report.movement_section import movement_section
from tests.matching.colour_words import ColourWords

NAMES = ("test:colour-words", "toy:edges")


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    plan = Plan(("colour", "count"), n=3, train=4, side_px=32)
    return probe_several([ColourWords(), load_encoder("toy:edges")], plan)


@pytest.fixture
def run(profiles: list[Profile], tmp_path: Path) -> Path:
    save_profiles(profiles, tmp_path / "probe")
    return tmp_path


def test_there_is_a_row_a_pattern_with_its_first_pair(run: Path) -> None:
    section = movement_section(run, NAMES)
    assert section is not None
    assert [row["title"] for row in section["rows"]] == ["Color and Appearance", "Quantity and Count"]
    for row in section["rows"]:
        assert len({data for data, _ in row["pictures"]}) == 2
        assert "→" in row["changed"]


def test_cells_hold_the_shares_of_both_encoders(run: Path, profiles: list[Profile]) -> None:
    section = movement_section(run, NAMES)
    assert section is not None
    titles = [measure.title for measure in section["measures"]]
    assert titles == ["farther than a shift", "farther than a background", "can be read", "captions matched"]
    for place, row in enumerate(section["rows"]):
        shares = [profile.rows[place].movement.background.farther for profile in profiles]
        expected = [(share.value, share.low, share.high) for share in shares]
        texts = [
            (role, f"{value:.0%}", f"{100 * low:.0f}–{100 * high:.0f}")
            for role, (value, low, high) in zip(("suspect", "reference"), expected, strict=True)
        ]
        assert row["cells"][1]["texts"] == texts


def test_only_an_encoder_that_reads_text_has_captions_matched(run: Path) -> None:
    section = movement_section(run, NAMES)
    assert section is not None
    assert [[role for role, _, _ in row["cells"][3]["texts"]] for row in section["rows"]] == [["suspect"]] * 2


def test_roles_follow_the_names_not_the_order_in_the_file(run: Path) -> None:
    one, other = movement_section(run, NAMES), movement_section(run, (NAMES[1], NAMES[0]))
    assert one is not None
    assert other is not None
    cells = [section["rows"][0]["cells"][1]["texts"] for section in (one, other)]
    assert [text for _, *text in cells[0]] == [text for _, *text in reversed(cells[1])]


def test_a_profile_of_other_encoders_is_not_told_of(run: Path, tmp_path: Path) -> None:
    assert movement_section(run, ("toy:palette", "toy:edges")) is None
    assert movement_section(tmp_path / "nowhere", NAMES) is None
