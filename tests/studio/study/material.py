"""Small benchmarks with pictures, in a run folder."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from scotoma.benchmark.reading import Head, Line
from scotoma.benchmark.writing import write_folder
from scotoma.patterns import PATTERNS

__all__ = ["SECRETS", "line_of", "write_benchmark"]

SECRETS = ("hidden-file", "hidden-pair", "hidden-caption", "hidden-vendor", "hidden-note", "orientation", "presence")
"""What no participant may see of `write_benchmark`'s questions."""


SIDES: tuple[Literal["a"], Literal["b"]] = ("a", "b")


def line_of(number: int, side: int) -> Line:
    """Side 0 or 1 of a pair; the key is the first option for side a of every second pair."""
    return Line(
        id=f"hidden-pair-{number}/{SIDES[side]}",
        pair=f"hidden-pair-{number}",
        side=SIDES[side],
        image=f"hidden-file-{number}{SIDES[side]}.png",
        question=f"Is door {number} open?",
        options=("open", "closed"),
        answer=(number + side) % 2,
        patterns=(PATTERNS[number % 9].name,),
        caption=f"hidden-caption {number} {side}",
        vendor="hidden-vendor",
        note="hidden-note",
    )


def write_benchmark(folder: Path, pairs: int, *, side_px: int = 32, line: Callable[[int, int], Line] = line_of) -> Path:
    """A benchmark of so many pairs in `folder`, with noise for pictures."""
    chance, lines, images = np.random.default_rng(0), list[Line](), dict[str, bytes]()
    for number in range(pairs):
        for side in (0, 1):
            lines.append(line(number, side))
            data = io.BytesIO()
            coarse = Image.fromarray(chance.integers(0, 255, (8, 8, 3), np.uint8))
            coarse.resize((side_px, side_px)).save(data, "PNG")
            images[lines[-1].image] = data.getvalue()
    write_folder(folder, Head("doors", "1", "CC0-1.0"), lines, images)
    return folder
