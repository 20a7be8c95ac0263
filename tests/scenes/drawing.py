"""Many pairs with their pixels, drawn in a process of its own: types unchecked there, it takes a fifth of the time.

python tests/scenes/drawing.py OUT       # pickles {pattern: [(pair, pixels a, pixels b), ...]}
"""

import pickle
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from scotoma.patterns import PATTERNS
from scotoma.scenes import ScenePair, draw_pair

__all__ = ["LADDER", "SIDE_PX", "drawn", "ladder"]

SIDE_PX, PAIRS = 64, 200
LADDER = (0.0, 0.25, 0.5, 0.75, 1.0)

Drawn = tuple[ScenePair, np.ndarray, np.ndarray]


@cache
def _all() -> tuple[dict[str, list[Drawn]], dict[str, list[list[ScenePair]]]]:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "pairs.pickle"
        subprocess.run([sys.executable, __file__, str(out)], check=True)
        found: tuple[dict[str, list[Drawn]], dict[str, list[list[ScenePair]]]] = pickle.loads(out.read_bytes())
        return found


def drawn(pattern: str) -> list[Drawn]:
    """200 pairs of a pattern, of difficulties from 0 to 1."""
    return _all()[0][pattern]


def ladder(pattern: str) -> list[list[ScenePair]]:
    """For each difficulty of LADDER the same 60 seeds."""
    return _all()[1][pattern]


def main(out: Path) -> None:
    names = [pattern.name for pattern in PATTERNS]
    pairs: dict[str, list[Drawn]] = {}
    for name in names:
        each = [draw_pair(name, seed, side_px=SIDE_PX, difficulty=seed % 5 / 4) for seed in range(PAIRS)]
        pairs[name] = [(pair, np.asarray(pair.image_a), np.asarray(pair.image_b)) for pair in each]
    steps = {
        name: [[draw_pair(name, seed, difficulty=difficulty) for seed in range(60)] for difficulty in LADDER]
        for name in names
    }
    out.write_bytes(pickle.dumps((pairs, steps)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
