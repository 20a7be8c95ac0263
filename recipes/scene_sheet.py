"""Two drawn pairs of each of the nine patterns on one sheet: docs/images/scenes.png.

python recipes/scene_sheet.py            # two seconds on one core; the same picture every time
"""

from pathlib import Path

from PIL import Image

from scotoma.patterns import PATTERNS
from scotoma.scenes import draw_pair

SIDE_PX, GAP, COLUMNS = 112, 4, 3
SEEDS = {
    "orientation": (3, 11),
    "presence": (3, 4),
    "state": (1, 4),
    "count": (2, 4),
    "position": (0, 5),
    "colour": (3, 5),
    "structure": (0, 5),
    "text": (0, 7),
    "viewpoint": (0, 5),
}
"""Chosen by eye, for variety."""

SHEET = Path(__file__).parents[1] / "docs" / "images" / "scenes.png"


def main() -> None:
    across, down = 2 * SIDE_PX + GAP + 4 * GAP, 2 * (SIDE_PX + GAP) + 4 * GAP
    sheet = Image.new("RGB", (COLUMNS * across - 4 * GAP, 3 * down - 5 * GAP), "white")
    for index, pattern in enumerate(PATTERNS):
        left, top = index % COLUMNS * across, index // COLUMNS * down
        for row, seed in enumerate(SEEDS[pattern.name]):
            pair = draw_pair(pattern.name, seed, side_px=SIDE_PX)
            for column, image in enumerate((pair.image_a, pair.image_b)):
                sheet.paste(image, (left + column * (SIDE_PX + GAP), top + row * (SIDE_PX + GAP)))
    sheet.save(SHEET)
    print(f"See {SHEET}")


if __name__ == "__main__":
    main()
