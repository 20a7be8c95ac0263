"""A small mined run of drawn pictures, with captions that try to break the page."""

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage
from PIL import ImageDraw

import scotoma
from scotoma.pairs import density, mine

NASTY = [
    "</script><script>document.title='broken'</script>",
    'two\nlines & "quotes" <b>',
    "\u202eright to left \u05e9\u05dc\u05d5\u05dd",
    "\U0001f469\u200d\U0001f680 astronaut, \u2028 separated",
    "{{ 7 * 7 }} ${1}",
    "",
]
COLOURS = ("crimson", "teal", "gold", "navy", "olive", "purple")


def draw(folder: Path) -> Path:
    """Thirty pictures: five shapes of equal area in six colours; a copy, a broken file; and a table that lists them."""
    folder.mkdir()
    rows = []
    for number in range(30):
        picture = PILImage.new("RGB", (90, 60), "white")
        pen, colour = ImageDraw.Draw(picture), COLOURS[number % 6]
        x, wide = 6 + 11 * (number // 6), 10 + 6 * (number // 6)
        pen.rectangle((x, 6, x + wide, 6 + 600 // wide), fill=colour)
        picture.save(folder / f"{number}.png")
        rows.append([f"{number}.png", NASTY[number % 6] or ""])
    shutil.copy(folder / "3.png", folder / "copy.png")
    (folder / "torn.png").write_bytes((folder / "4.png").read_bytes()[:60])
    rows += [["copy.png", "a copy"], ["torn.png", "torn"]]
    with (folder / "pictures.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["path", "caption"], *rows])
    return folder / "pictures.csv"


@pytest.fixture(scope="session")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder: embedded, mined at thresholds that find pairs, with its density."""
    home = tmp_path_factory.mktemp("report")
    images = scotoma.open_images(draw(home / "pictures"))
    rows = [scotoma.embed(images, scotoma.load_encoder(f"toy:{name}"), out=home / "run") for name in TOYS]
    mine(home / "run", *rows, above=0.9, below=0.7, threads=1)
    density(rows[0].rows, rows[1].rows, exact_pairs=200, sample=3000).save(home / "run" / "pairs" / "density.npz")
    return home / "run"


TOYS = ("palette", "edges")


@pytest.fixture
def run(mined: Path, tmp_path: Path) -> Path:
    """A copy of the mined run, to be damaged."""
    shutil.copytree(mined, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def nothing_found(mined: Path, tmp_path: Path) -> Path:
    """A run whose thresholds no pair meets."""
    shutil.copytree(mined, tmp_path / "run")
    rows = [scotoma.open_embeddings(tmp_path / "run" / "embeddings" / f"toy-{name}") for name in TOYS]
    certificate = mine(tmp_path / "run", *rows, above=0.9999, below=-0.9, threads=1)
    assert certificate.counts.found == 0
    assert np.isfinite(certificate.seconds)
    return tmp_path / "run"
