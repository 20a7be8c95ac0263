"""The laboratory's page and figures as files."""

import re
from pathlib import Path

import pytest

from scotoma.mixture.lab.page import write_lab_report
from scotoma.runs import record_stage
from tests.mixture.lab.results import Sizes, Skill, runs_of, written

SKILLS = {
    "single-clip": Skill(0.35),
    "single-clip-2x": Skill(0.4),
    "interleaved": Skill(0.7),
    "single-dino": Skill(0.5),
    "additive-0.5": Skill(0.6),
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lab")
    written(folder, runs_of(SKILLS, sizes=Sizes(90, 45, 20, 44, 10)))
    record_stage(folder, "mix lab", {"seeds": 3})
    assert write_lab_report(folder) == folder / "lab.html"
    return folder


@pytest.fixture(scope="module")
def page(out: Path) -> str:
    return (out / "lab.html").read_text(encoding="utf-8")


def test_the_page_answers_the_claims_and_has_every_row(page: str) -> None:
    assert "Does I-MoF beat CLIP alone at as many tokens on pairs?" in page
    for name in SKILLS:
        assert f'class="model">{name}' in page
    assert "A-MoF at 0<" in page
    assert "I-MoF reads 128 tokens an image; the token-matched CLIP alone reads 144" in page


def test_the_page_says_what_is_missing(page: str) -> None:
    assert "<li>concatenated: no finished run</li>" in page


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page.replace("xmlns", ""))
    assert "<script" not in page


def test_drawings_on_the_page_wear_its_colours_and_those_in_files_their_own(page: str, out: Path) -> None:
    assert page.count('class="drawing"') == 5  # two curves, the plane, two of bars
    assert "var(--series-0)" in page
    for name in ("tradeoff", "patterns"):
        svg = (out / f"{name}.svg").read_text(encoding="utf-8")
        assert svg.startswith("<svg")
        assert "var(--" not in svg
        assert "prefers-color-scheme: dark" in svg
        assert (out / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_curve_has_every_ratio_with_its_interval_and_imof_beside(page: str) -> None:
    drawn = page[page.index('id="tradeoff-title"') : page.index('id="patterns-title"')]
    for text in ("I-MoF", "CLIP 2x", "pairs, scenes", "obeyed, held-out combinations", "0.5"):
        assert f">{text}</text>" in drawn


def test_published_figures_stand_apart(page: str) -> None:
    apart = page[page.index('id="published-title"') : page.index('id="numbers-title"')]
    assert "Published by the paper, not measured here" in apart
    assert '<th scope="row">LLaVA + I-MoF</th><td class="number"></td><td class="number">224</td>' in apart
    assert "16.7" in apart
    assert "85.9 (F1?)" in apart


def test_the_page_tells_which_commands_made_it(page: str) -> None:
    assert "mix lab" in page
    assert "12,000 scenes" in page
    assert "table.csv" in page


def test_a_folder_without_runs_has_a_page_that_says_so(tmp_path: Path) -> None:
    page = write_lab_report(tmp_path).read_text(encoding="utf-8")
    assert "No run is finished yet." in page
    assert "interleaved: no finished run" in page
    assert not (tmp_path / "tradeoff.svg").exists()


def test_one_row_alone_has_its_figures_and_no_tests(tmp_path: Path) -> None:
    written(tmp_path, runs_of({"interleaved": Skill()}, (0,), Sizes(9, 9, 4, 4, 2)))
    page = write_lab_report(tmp_path).read_text(encoding="utf-8")
    assert "single-clip-2x has no finished run" in page
    assert 'id="tests-title"' not in page
    assert (tmp_path / "tradeoff.png").exists()
