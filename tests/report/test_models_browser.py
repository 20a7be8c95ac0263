"""The page of models in a real browser: no script runs, and on a narrow screen tables scroll but the page does not."""

import re
import subprocess
from pathlib import Path

import pytest

from scotoma.report.models import write_models_report
from scotoma.scoring import score_run
from tests.report.answered_run import answerers, write_answered, write_scenes
from tests.report.test_browser import BROWSER, QUIET

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: the page is not laid out")

MEASURE = """<script>
addEventListener("load", () => { const frame = document.querySelector("iframe"), inside = frame.contentDocument;
document.body.dataset.wide = inside.documentElement.scrollWidth + " " + frame.clientWidth + " "
+ [...inside.querySelectorAll(".scroll")].filter(each => each.scrollWidth > each.clientWidth).length; });
</script>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("browser")
    write_answered(home / "run", write_scenes(home / "scenes", 9), answerers(20), controls=("plain",), nasty=True)
    score_run(home / "run")
    return write_models_report(home / "run")


def opened(page: Path, folder: Path) -> str:
    """The HTML of a page once it is laid out."""
    command = [str(BROWSER), *QUIET, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=3000"]
    command += ["--allow-file-access-from-files", "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout


def test_what_a_model_wrote_does_not_run(page: Path, tmp_path: Path) -> None:
    html = opened(page, tmp_path)
    assert "<title>20 models on scenes</title>" in html
    assert "&lt;script&gt;document.title='broken'&lt;/script&gt;" in html


@pytest.mark.parametrize("width_px", [360, 1240])
def test_the_page_is_no_wider_than_the_screen_and_wide_tables_scroll(page: Path, tmp_path: Path, width_px: int) -> None:
    frame = tmp_path / "frame.html"
    frame.write_text(f'<iframe src="{page.as_uri()}" width="{width_px}" height="800"></iframe>{MEASURE}', "utf-8")
    wide, screen, scrolling = map(int, re.findall(r'data-wide="(\d+) (\d+) (\d+)"', opened(frame, tmp_path))[0])
    assert screen == width_px
    assert wide <= screen
    assert scrolling > 3 if width_px == 360 else True
