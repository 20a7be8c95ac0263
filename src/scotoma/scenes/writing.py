"""Scenes as a benchmark folder: our layout, MMVP's and MMVP-VLM's over the same pictures, and the truth beside them.

    OUT/benchmark.json, questions.jsonl, images/     our layout: `scotoma match ENCODER --benchmark OUT` reads it
    OUT/mmvp/Questions.csv, MMVP Images/             MMVP's
    OUT/mmvp-vlm/Questions.csv, MLLM_VLM Images/     MMVP-VLM's
    OUT/scenes.jsonl                                 every pair's seed, difficulty, what changed and where, scene graphs

Pictures are PNG throughout. The readers of MMVP and MMVP-VLM open names that end in .jpg, so the files are called that
there; what is in them is told by their first bytes, which is what image libraries go by. JPEG would change pixels where
the scenes are equal.
"""

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scotoma.errors import UsageError
from scotoma.files import write_json
from scotoma.patterns import PATTERNS, pattern_named
from scotoma.progress import Progress, silent
from scotoma.scenes.pairs import ScenePair, draw_pair

__all__ = ["TYPES", "write_benchmark"]

TYPES = {
    "orientation": "Orientation",
    "presence": "Presence",
    "state": "State",
    "count": "Quantity",
    "position": "Spatial",
    "colour": "Color",
    "structure": "Structural Character",
    "text": "Text",
    "viewpoint": "Camera Perspective",
}
"""The folders of MMVP-VLM's nine patterns. Source: the data set MMVP/MMVP_VLM on the Hugging Face hub."""

OURS = {"benchmark.json", "questions.jsonl", "images", "mmvp", "mmvp-vlm", "scenes.jsonl"}
MMVP_IMAGES, VLM_IMAGES = "MMVP Images", "MLLM_VLM Images"


def write_benchmark(
    folder: Path,
    patterns: Sequence[str] = (),
    n: int = 15,
    *,
    seed: int = 0,
    side_px: int = 224,
    difficulty: float = 0.0,
    progress: Progress = silent,
) -> int:
    """Write `n` pairs of each pattern (of all nine by default) to `folder`, and say how many pairs that are.

    The folder is complete or absent; one that this function wrote is replaced. The patterns come in the paper's order,
    whatever the order they are named in, and n = 15 gives MMVP-VLM's own numbering. The same arguments give the same
    pixels everywhere, and the same bytes with the same library versions: PNG leaves the packing of the pixels free.

    Raises:
        UnknownName: there is no such pattern.
        UsageError: n is below 1, side or difficulty are out of range, or the folder holds other files.
    """
    wanted = {pattern_named(name).name for name in patterns} or set(TYPES)
    names = [pattern.name for pattern in PATTERNS if pattern.name in wanted]
    if n < 1:
        raise UsageError(f"n is {n}; it must be at least 1.")
    check_free(folder)
    draw_pair(names[0], seed, side_px=side_px, difficulty=difficulty)  # bad values end here, before anything is written
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        with progress("Drawing scenes", len(names) * n, "pairs") as advance:
            writer = Writer(part)
            for name in names:
                for number in range(n):
                    writer.add(draw_pair(name, seed + number, side_px=side_px, difficulty=difficulty))
                    advance(1)
        writer.finish({"patterns": names, "n": n, "seed": seed, "side_px": side_px, "difficulty": difficulty})
        put_in_place(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return len(names) * n


def check_free(folder: Path) -> None:
    """Do nothing if the folder can be written: it is not there, is empty, or is one of ours.

    Raises:
        UsageError: it is a file, or holds other files.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; expected a folder that is new, empty, or written by `scotoma scenes`.")
    found = {path.name for path in folder.iterdir()} if folder.exists() else set()
    foreign = sorted(found - OURS)
    if foreign or (found and "scenes.jsonl" not in found):
        named = ", ".join((foreign or sorted(found))[:3])
        raise UsageError(
            f"{folder} holds other files ({named}). Give a folder that is new, empty, or written by `scotoma scenes`."
        )


def put_in_place(part: Path, folder: Path) -> None:
    """Give the finished folder its name; one of ours that had it goes."""
    part.chmod(0o755)
    old = None
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
        folder.rename(old / folder.name)
    part.rename(folder)
    if old:
        shutil.rmtree(old)


class Writer:
    """Adds pairs to a folder one by one; the tables are written at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.questions: list[dict[str, Any]] = []
        self.truth: list[dict[str, Any]] = []
        self.mmvp: list[tuple[str, ...]] = [("Index", "Question", "Options", "Correct Answer")]
        self.vlm: list[tuple[str, ...]] = [("Question ID", "Type", "Statement")]

    def add(self, pair: ScenePair) -> None:
        """Write the pictures of a pair and keep its lines."""
        name = f"{pair.pattern}-{pair.seed}"
        sides = (("a", pair.caption_a, pair.answer_a), ("b", pair.caption_b, pair.answer_b))
        pixels = []
        for (side, caption, answer), picture in zip(sides, (pair.image_a, pair.image_b), strict=True):
            number = len(self.mmvp)
            pixels.append(hashlib.sha256(picture.tobytes()).hexdigest())
            png = io.BytesIO()
            picture.save(png, "PNG")
            for path in (
                Path("images", f"{name}-{side}.png"),
                Path("mmvp", MMVP_IMAGES, f"{number}.jpg"),
                Path("mmvp-vlm", VLM_IMAGES, TYPES[pair.pattern], f"{number}.jpg"),
            ):
                self._write(path, png.getvalue())
            self.mmvp.append((str(number), pair.question, lettered(pair.options), f"({'ab'[answer]})"))
            self.vlm.append((str(number), TYPES[pair.pattern], caption))
            self.questions.append(question(pair, name, side, caption, answer))
        self.truth.append(
            {**truth(pair, name), "pixels_sha256": pixels, "numbers": [len(self.mmvp) - 2, len(self.mmvp) - 1]}
        )

    def finish(self, settings: dict[str, Any]) -> None:
        """Write the tables."""
        write_json(
            self.folder / "benchmark.json",
            "scotoma benchmark",
            1,
            {
                "name": "scenes",
                "benchmark_version": version(settings),
                "licence": "Apache-2.0",
                "about": "Drawn minimal pairs: in each, exactly one fact differs. scenes.jsonl has the truth of them.",
            },
        )
        self._write(Path("questions.jsonl"), lines(self.questions))
        self._write(Path("scenes.jsonl"), lines(self.truth))
        self._write(Path("mmvp", "Questions.csv"), table(self.mmvp))
        self._write(Path("mmvp-vlm", "Questions.csv"), table(self.vlm))

    def _write(self, path: Path, content: bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def version(settings: dict[str, Any]) -> str:
    """What was asked for, as the version of the benchmark: the same version has the same content."""
    patterns = "all" if len(settings["patterns"]) == len(TYPES) else "+".join(settings["patterns"])
    rest = " ".join(f"{key}={settings[key]}" for key in ("n", "seed", "side_px", "difficulty"))
    return f"{patterns} {rest}"


def question(pair: ScenePair, name: str, side: str, caption: str, answer: int) -> dict[str, Any]:
    """One line of our own questions.jsonl."""
    return {
        "id": f"{name}/{side}",
        "pair": name,
        "side": side,
        "image": f"{name}-{side}.png",
        "question": pair.question,
        "options": list(pair.options),
        "answer": answer,
        "caption": caption,
        "patterns": [pair.pattern],
    }


def truth(pair: ScenePair, name: str) -> dict[str, Any]:
    """All that is known of a pair; `region` is left, top, right, bottom in px."""
    fields = asdict(pair)
    return {"pair": name, **fields, "region": pair.region}


def lettered(options: tuple[str, str]) -> str:
    """Options as MMVP writes them.

    >>> lettered(("open", "closed"))
    '(a) open (b) closed'
    """
    return f"(a) {options[0]} (b) {options[1]}"


def lines(rows: list[dict[str, Any]]) -> bytes:
    """JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(rows: list[tuple[str, ...]]) -> bytes:
    """CSV with line feeds alone."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
