"""Profiles drawn, tabled and written: what is shown is what was measured."""

import io
import math
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from rich.console import Console

from scotoma.encoders import load_encoder
from scotoma.probe import Estimate, Plan, Profile, Row, probe_several
from scotoma.probe.answers import matching
from scotoma.report.profile_figure import PANELS, alone, names_of, panels, together
from scotoma.report.profile_page import write_profile
from scotoma.report.profile_table import VERBS, columns_of, in_a_sentence, terminal_table

PLAN = Plan(("orientation", "colour"), n=6, train=8, side_px=48)


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    return probe_several([load_encoder("toy:palette"), load_encoder("toy:edges")], PLAN)


@pytest.fixture(scope="module")
def folder(profiles: list[Profile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("profile")
    assert write_profile(profiles, out) == out / "profile.html"
    return out


def with_ratio(profile: Profile, estimate: Estimate) -> Profile:
    """The profile, the ratio of its first row to jitter replaced."""
    first = profile.rows[0]
    jitter = replace(first.movement.jitter, ratio=estimate)
    return replace(profile, rows=[replace(first, movement=replace(first.movement, jitter=jitter)), *profile.rows[1:]])


def with_texts(row: Row) -> Row:
    return replace(row, matching=matching(np.array([[0.1, 0.2], [0.1, -0.2]])))


def test_the_folder_holds_the_page_the_drawing_and_the_figures(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "pairs.parquet",
        "probe.json",
        "profile.html",
        "profile.svg",
    ]


def test_the_page_is_self_contained_and_names_everything(folder: Path) -> None:
    html = (folder / "profile.html").read_text(encoding="utf-8")
    assert not re.search(r'(src|href)="(?!data:|#)', html)
    assert "<script" not in html
    for word in ("toy:palette", "toy:edges", "orientation", "colour", "farther than jitter", "drowned"):
        assert word in html
    assert html.count('<img src="data:image/webp;base64,') == 2 * 4
    assert html.count("<svg") == 3


def test_the_drawing_has_colours_of_its_own_by_day_and_in_the_dark(folder: Path) -> None:
    svg = (folder / "profile.svg").read_text(encoding="utf-8")
    ET.fromstring(svg)
    assert "var(--" not in svg
    assert "prefers-color-scheme: dark" in svg
    for word in ("toy:palette", "toy:edges", "orientation", "colour", "fact ÷ jitter", "linear probe"):
        assert word in svg


def test_every_encoder_has_a_mark_in_every_row_of_a_panel(profiles: list[Profile]) -> None:
    for panel in panels(profiles):
        drawing = alone(profiles, panel)
        assert [drawing.count(f'fill="var(--series-{number})"') for number in (0, 1)] >= [2, 2]


def test_a_panel_is_drawn_only_if_something_was_measured(profiles: list[Profile]) -> None:
    assert [panel.title for panel in panels(profiles)] == [panel.title for panel in PANELS[:3]]
    reading = replace(profiles[0], rows=[with_texts(row) for row in profiles[0].rows])
    assert len(panels([reading])) == 4
    assert "captions" in together([reading])
    assert [column.short for column in columns_of(reading)][-2:] == ["text", "reads as"]
    bare = replace(profiles[0], rows=[replace(row, linear=None) for row in profiles[0].rows])
    assert len(panels([bare])) == 2
    assert "probe" not in [column.short for column in columns_of(bare)]


@pytest.mark.parametrize(
    ("estimate", "note"),
    [
        (Estimate(math.inf, 5.0, math.inf, 6), "∞"),
        (Estimate(0.0, 0.0, 0.0, 6), ">0<"),
        (Estimate(23456.0, 10.0, 1e6, 6), "23,456"),
    ],
)
def test_a_ratio_that_has_no_place_on_the_axis_stands_at_its_edge_in_figures(
    profiles: list[Profile], estimate: Estimate, note: str
) -> None:
    assert note in alone([with_ratio(profiles[0], estimate)], PANELS[0])


def test_an_undefined_ratio_is_not_drawn(profiles: list[Profile]) -> None:
    missing = with_ratio(profiles[0], Estimate(math.nan, math.nan, math.nan, 6))
    marks = [alone([each], PANELS[0]).count('fill="var(--series-0)"') for each in (profiles[0], missing)]
    assert marks[1] < marks[0]


def test_a_ratio_without_an_interval_is_a_mark_alone(profiles: list[Profile]) -> None:
    drawing = alone([with_ratio(profiles[0], Estimate(2.0, math.nan, math.nan, 6))], PANELS[0])
    assert "NaN" not in drawing
    assert 'fill="var(--series-0)"' in drawing


def test_names_are_told_apart_and_are_text(profiles: list[Profile]) -> None:
    assert names_of([profiles[0], profiles[0], profiles[1]]) == ["toy:palette (1)", "toy:palette (2)", "toy:edges"]
    nasty = replace(profiles[0], encoder={**profiles[0].encoder, "name": "</svg><script>x</script>&"})
    svg = together([nasty])
    ET.fromstring(svg)
    assert "<script>" not in svg


def test_a_nasty_name_is_text_on_the_page(profiles: list[Profile], tmp_path: Path) -> None:
    nasty = replace(profiles[0], encoder={**profiles[0].encoder, "name": "<script>x</script>"})
    assert "<script" not in write_profile([nasty], tmp_path).read_text(encoding="utf-8")


def test_the_table_has_each_share_with_its_interval(profiles: list[Profile]) -> None:
    said = io.StringIO()
    Console(width=120, file=said).print(terminal_table(profiles[1]))
    text = said.getvalue()
    share = profiles[1].rows[0].movement.jitter.farther
    assert "toy:edges" in text
    assert f"{share.value:.0%}" in text
    assert f"{share.low * 100:.0f}–{share.high * 100:.0f}" in text
    assert profiles[1].rows[0].reads_as in text


def test_a_share_of_no_pairs_is_a_dash(profiles: list[Profile]) -> None:
    row = profiles[0].rows[0]
    assert row.linear is not None
    nobody = replace(row, linear=replace(row.linear, images=Estimate(math.nan, 0.0, 1.0, 0)))
    cells = [column.cell(nobody) for column in columns_of(profiles[0]) if column.short == "probe"]
    assert (cells[0].text, cells[0].interval) == ("–", "none asked")


def test_a_sentence_names_every_pattern_once_under_its_word(profiles: list[Profile]) -> None:
    for profile in profiles:
        sentence = in_a_sentence(profile, profile.name)
        for row in profile.rows:
            assert re.search(rf"{VERBS[row.reads_as]} [^;]*\b{row.pattern}\b", sentence)
