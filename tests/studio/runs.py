"""A small mined run of drawn pictures, whose names and captions try to break pages."""

import csv
from pathlib import Path

from PIL import Image as PILImage
from PIL import ImageDraw

import scotoma
from scotoma.images import open_images
from scotoma.pairs import density, mine
from scotoma.runs import record_stage

HOSTILE = "<script>document.title='broken'</script><img src=x onerror=alert(1)>"
CAPTIONS = (HOSTILE, 'two\nlines & "quotes"', "\u202eright to left", "{{ 7 * 7 }}", "' OR 1=1 --", "")
COLOURS = ("crimson", "teal", "gold", "navy", "olive", "purple")
TOYS = ("palette", "edges")


def make_run(home: Path) -> Path:
    """A run folder below `home`: pictures, two toy encoders, mined at thresholds that find pairs, with its density."""
    source = _draw(home / "pictures")
    images = open_images(str(source))
    rows = [scotoma.embed(images, scotoma.load_encoder(f"toy:{name}"), out=home / "run") for name in TOYS]
    mine(home / "run", *rows, above=0.9, below=0.7, threads=1)
    settings = {"images": {"source": str(source), "kind": images.kind}}
    record_stage(home / "run", "embed", settings)
    record_stage(home / "run", "mine", {"suspect": "toy:palette", "reference": "toy:edges"})
    density(rows[0].rows, rows[1].rows, exact_pairs=200, sample=3000).save(home / "run" / "pairs" / "density.npz")
    return home / "run"


def _draw(folder: Path) -> Path:
    """Twenty-four pictures, four shapes of equal area in six colours, and the table that lists them."""
    folder.mkdir()
    listed = []
    for number in range(24):
        picture = PILImage.new("RGB", (90, 60), "white")
        pen, colour = ImageDraw.Draw(picture), COLOURS[number % 6]
        x, wide = 6 + 11 * (number // 6), 10 + 6 * (number // 6)
        pen.rectangle((x, 6, x + wide, 6 + 600 // wide), fill=colour)
        name = f"<b onclick=alert({number})>{number}.png"
        picture.save(folder / name)
        listed.append([name, CAPTIONS[number % 6]])
    with (folder / "pictures.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["path", "caption"], *listed])
    return folder / "pictures.csv"
