"""Drawn minimal pairs for training, as arrays beside the corpus.

    python recipes/mini/scenes.py cache/          # 9 x 1,100 pairs, 507 MB; 3 min on one core

Training draws from seeds that no test uses: they begin at 10,000,000, those of `scotoma probe` at 1,000,000,000, those
of the demonstration at 0. For mini:clip only the subject is kept ("a car and a tree"): alt text rarely says which way
the car faces.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from pictures import SIDE_PX

from scotoma.patterns import PATTERNS
from scotoma.scenes import draw_pair

FIRST_SEED = 10_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--n", type=int, default=1100, help="pairs a pattern")
    arguments = parser.parse_args()
    total = arguments.n * len(PATTERNS)
    part = arguments.cache / "scenes.part.npy"
    pixels = np.lib.format.open_memmap(part, "w+", np.uint8, (total, 2, SIDE_PX, SIDE_PX, 4))
    pixels[..., 3] = 255
    lines = []
    for place in range(total):
        pattern, number = PATTERNS[place // arguments.n], place % arguments.n
        # Difficulties 0 to 1 in equal numbers.
        pair = draw_pair(pattern.name, FIRST_SEED + number, side_px=SIDE_PX, difficulty=number % 11 / 10)
        pixels[place, 0, :, :, :3], pixels[place, 1, :, :, :3] = pair.image_a, pair.image_b
        lines.append(json.dumps({"pattern": pattern.name, "seed": pair.seed, "subject": pair.subject}))
        if number == arguments.n - 1:
            print(f"{arguments.n:,} pairs of {pattern.name}", flush=True)
    pixels.flush()
    (arguments.cache / "scenes.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.rename(arguments.cache / "scenes.npy")


if __name__ == "__main__":
    main()
