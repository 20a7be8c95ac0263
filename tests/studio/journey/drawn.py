"""The journey's pictures: drawn scenes of which everything is known, mined by the real commands."""

import csv
import hashlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from PIL import Image as PILImage

__all__ = ["Drawn", "Scene", "draw", "mine", "scotoma"]

ENCODERS = ("--suspect", "toy:palette", "--reference", "toy:edges", "--above", "0.95", "--below", "0.8")


@dataclass(frozen=True)
class Scene:
    """Two pictures that differ in one fact: what is asked of both, and `answers`, the index of the right option for
    the first and for the second."""

    id: str
    question: str
    options: tuple[str, str]
    answers: tuple[int, int]
    captions: tuple[str, str]
    pattern: str


@dataclass(frozen=True)
class Drawn:
    """Scenes in a folder. Each picture is known by its pixels, as whoever looks at it knows what it shows."""

    folder: Path
    scenes: dict[str, Scene]
    seen: dict[str, tuple[str, int]]

    def look(self, data: bytes) -> tuple[str, int]:
        """Which scene a picture is of, and which side of it."""
        return self.seen[_pixels(data)]

    def mined(self, run: Path) -> dict[str, str]:
        """The scenes both of whose pictures are a pair that was mined: the pair's name in the studio, and the scene."""
        rows = pq.read_table(run / "pairs" / "pairs.parquet").to_pylist()
        found = ((f"{row['i']}-{row['j']}", _sides(row["id_i"], row["id_j"])) for row in rows)
        return {pair: scene for pair, scene in found if scene in self.scenes}


def draw(home: Path, *, each: int) -> Drawn:
    """Draw `each` scenes for every pattern below `home`, and write the table with which they are mined."""
    scotoma("scenes", "--n", str(each), "--out", home / "scenes")
    lines = [json.loads(line) for line in (home / "scenes" / "questions.jsonl").read_text("utf-8").splitlines()]
    images = home / "scenes" / "images"
    with (home / "pictures.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [(f"scenes/images/{line['image']}", line["caption"], "CC0-1.0") for line in lines]
        csv.writer(file).writerows([("path", "caption", "licence"), *rows])
    scenes = {a["pair"]: _scene(a, b) for a, b in zip(lines[::2], lines[1::2], strict=True)}
    seen = {_pixels((images / line["image"]).read_bytes()): (line["pair"], "ab".index(line["side"])) for line in lines}
    assert len(seen) == len(lines), "two of the pictures are the same"
    return Drawn(home, scenes, seen)


def mine(drawn: Drawn) -> Path:
    """Mine the pictures with two weightless encoders; the run folder."""
    scotoma("find", drawn.folder / "pictures.csv", *ENCODERS, "--out", drawn.folder / "run")
    return drawn.folder / "run"


def scotoma(*words: str | Path) -> str:
    """Run a command as a process of its own; what it printed."""
    command = [sys.executable, "-m", "scotoma", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"scotoma {' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def _scene(a: dict[str, Any], b: dict[str, Any]) -> Scene:
    first, second = a["options"]
    return Scene(
        id=a["pair"],
        question=a["question"],
        options=(first, second),
        answers=(a["answer"], b["answer"]),
        captions=(a["caption"], b["caption"]),
        pattern=a["patterns"][0],
    )


def _sides(first: str, second: str) -> str:
    """The scene whose first and second picture these are, "" where they are something else."""
    scene = Path(first).stem.removesuffix("-a")
    return scene if (Path(first).stem, Path(second).stem) == (f"{scene}-a", f"{scene}-b") else ""


def _pixels(data: bytes) -> str:
    picture = PILImage.open(io.BytesIO(data)).convert("RGB")
    return hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()
