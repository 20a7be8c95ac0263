"""The page in a real browser: pairs appear, filters filter, captions stay text."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scotoma.report import write_report

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: the page's script is not run")

# no service of the browser's own, nothing over the network
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--disable-component-update"]
QUIET += ["--headless", "--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def page(mined: Path) -> Path:
    return write_report(mined, per_image=None)


def document(page: Path, profile: Path, fragment: str = "") -> str:
    """The page's HTML once its script has run."""
    command = [str(BROWSER), *QUIET, f"--user-data-dir={profile}", "--virtual-time-budget=3000", "--dump-dom"]
    command.append(f"{page.as_uri()}{fragment}")
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def ranks(html: str) -> list[int]:
    gallery = html.split('id="gallery"')[1].split("</ul>", maxsplit=1)[0]
    return [int(rank) for rank in re.findall(r'<li class="card" data-rank="(\d+)"', gallery)]


def test_all_pairs_can_be_reached_and_nothing_else_runs(page: Path, tmp_path: Path) -> None:
    html = document(page, tmp_path)
    assert 'data-ready="yes"' in html
    total = int(re.findall(r'id="shown"[^>]*>(\d+) of (\d+) pairs', html)[0][1])
    assert ranks(html)[:30] == list(range(1, 31))
    assert total > 30
    assert "<title>broken" not in html
    assert '<form class="bar" id="bar" role="search" aria-label="Filter the pairs">' in html


def test_filters_in_the_address_select_and_order_the_pairs(page: Path, tmp_path: Path) -> None:
    html = document(page, tmp_path, "#below=0.5&sort=reference&q=ASTRONAUT&theme=dark")
    shown, total = map(int, re.findall(r'id="shown"[^>]*>(\d+) of (\d+) pairs', html)[0])
    gallery = html.split('id="gallery"')[1].split("</ul>")[0]
    cosines = [float(text) for text in re.findall(r'class="r">toy:edges <b[^>]*>(-?[\d.]+)', gallery)]
    assert 0 < shown < total
    assert len(cosines) == shown
    assert cosines == sorted(cosines)
    assert max(cosines) <= 0.5
    assert all("astronaut" in card for card in gallery.split('<li class="card"')[1:])
    assert 'data-theme="dark"' in html


def test_a_pair_in_the_address_is_enlarged(page: Path, tmp_path: Path) -> None:
    html = document(page, tmp_path, "#pair=30")
    assert re.search(r'<dialog id="large"[^>]* open=""', html)
    assert "Pair 30</b>" in html
