"""Pairs of a run drawn at random, as one picture to look at: would a person call them clearly different?

python recipes/mini/contact_sheet.py scotoma-demo --n 50 --seed 0 --out sheet.png
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from PIL import Image, ImageDraw

from scotoma.images import Collection, decode
from scotoma.report.thumbnails import collection_of
from scotoma.runs import read_stages

CELL_PX, GAP_PX, TEXT_PX, COLUMNS = 112, 8, 16, 5


def cell(collection: Collection, places: dict[str, int], pair: dict[str, Any], number: int) -> Image.Image:
    """Both pictures side by side, with the pair's number and cosines below."""
    sheet = Image.new("RGB", (2 * CELL_PX + GAP_PX, CELL_PX + TEXT_PX), "white")
    for side, name in enumerate((pair["id_i"], pair["id_j"])):
        picture = decode(collection.read(places[name]))
        picture.thumbnail((CELL_PX, CELL_PX))
        sheet.paste(picture, (side * CELL_PX, 0))
    words = f"{number}: suspect {pair['suspect']:.3f}, reference {pair['reference']:.3f}"
    ImageDraw.Draw(sheet).text((0, CELL_PX + 2), words, fill="black")
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("sheet.png"))
    arguments = parser.parse_args()
    collection = collection_of(read_stages(arguments.run))
    if isinstance(collection, str):
        raise SystemExit(f"The pictures of {arguments.run} cannot be opened: {collection}")
    pairs = pq.read_table(arguments.run / "pairs" / "pairs.parquet")
    count = min(arguments.n, pairs.num_rows)
    if not count:
        raise SystemExit(f"{arguments.run} has no pairs to show. Mine with other thresholds.")
    chosen = sorted(np.random.default_rng(arguments.seed).choice(pairs.num_rows, count, replace=False))
    places = {collection[place].id: place for place in range(len(collection))}
    cells = [cell(collection, places, pair, number) for number, pair in enumerate(pairs.take(chosen).to_pylist(), 1)]
    width, height = (side + GAP_PX for side in cells[0].size)
    sheet = Image.new("RGB", (COLUMNS * width, -(-count // COLUMNS) * height), "white")
    for place, each in enumerate(cells):
        sheet.paste(each, (place % COLUMNS * width, place // COLUMNS * height))
    sheet.save(arguments.out)
    print(f"{count} of {pairs.num_rows:,} pairs in {arguments.out}")


if __name__ == "__main__":
    main()
