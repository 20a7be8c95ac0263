"""A benchmark of three pairs of plain pictures, written anew for each test, to be opened or damaged."""

import json
from pathlib import Path
from typing import Any

from PIL import Image as PILImage

__all__ = ["COLOURS", "HEAD", "lines", "write_benchmark"]

COLOURS = {"red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0), "grey": (128, 128, 128)}
HEAD: dict[str, Any] = {
    "kind": "scotoma benchmark",
    "version": 1,
    "name": "small",
    "benchmark_version": "0.3",
    "licence": "CC0-1.0",
}
PAIRS = (("one", "red", "blue", "colour"), ("two", "green", "red", "color"), ("three", "blue", "grey", "state"))


def lines() -> list[dict[str, Any]]:
    """Six questions: which colour the picture has, of two; pairs "one" and "two" are of one group."""
    return [
        {
            "id": f"{pair}-{side}",
            "pair": pair,
            "side": side,
            "image": f"{colour}.png",
            "question": "Which colour is it?",
            "options": [first, second],
            "answer": [first, second].index(colour),
            "patterns": [pattern],
            "caption": f"a {colour} picture",
            "group": None if pair == "three" else "bright",
        }
        for pair, first, second, pattern in PAIRS
        for side, colour in (("a", first), ("b", second))
    ]


def write_benchmark(folder: Path, questions: list[dict[str, Any]] | None = None, **head: Any) -> Path:
    """The folder, holding the questions (those of `lines` by default), four plain pictures, and HEAD with `head`."""
    (folder / "images").mkdir(parents=True)
    for name, colour in COLOURS.items():
        PILImage.new("RGB", (8, 8), colour).save(folder / "images" / f"{name}.png")
    (folder / "benchmark.json").write_text(json.dumps({**HEAD, **head}))
    rows = lines() if questions is None else questions
    (folder / "questions.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return folder
