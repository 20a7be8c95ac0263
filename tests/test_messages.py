"""docs/messages.md is what the command line really says: `python tests/test_messages.py` writes the page anew."""

import contextlib
import io
import shlex
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scotoma.cli import main

PAGE = Path(__file__).parents[1] / "docs" / "messages.md"

HEAD = """# Messages

What wrong input is answered, and with which exit code. This page is made from what the commands print, and a test keeps
it so. In the folder: `photos/` holds three pictures and a damaged one, `notes/` only text files, `empty/` nothing,
`table.csv` no column of images; `run/` holds the pictures embedded with `toy:palette`.

| command | exit | answer |
|---|---|---|
"""

TOYS = "--suspect toy:palette --reference toy:edges --out new"

COMMANDS = [
    "scotoma find",
    "scotoma fnd photos",
    f"scotoma find nowhere {TOYS}",
    f"scotoma find empty {TOYS}",
    f"scotoma find notes {TOYS}",
    f"scotoma find table.csv {TOYS}",
    f"scotoma find table.csv --image-column titel {TOYS}",
    "scotoma find missing.txt --suspect toy:palette --reference toy:edges --out one",
    f"scotoma find photos --abov 0.9 {TOYS}",
    f"scotoma find photos --above high {TOYS}",
    f"scotoma find photos --above 1.5 {TOYS}",
    f"scotoma find photos --below nan {TOYS}",
    f"scotoma find photos --limit 0 {TOYS}",
    f"scotoma find photos --top 0 {TOYS}",
    f"scotoma find photos --kind tar {TOYS}",
    f"scotoma find photos --max-failed 0 {TOYS}",
    "scotoma find photos",
    "scotoma find photos --encoders big",
    "scotoma find photos --encoders toy --suspect toy:palette --reference toy:thumb",
    "scotoma find photos --suspect clip",
    "scotoma find photos --suspect openai/clip-vit-large-patch14",
    "scotoma find photos --suspect toy:palete",
    "scotoma embed photos",
    "scotoma embed photos --encoder onnx:nowhere",
    "scotoma embed photos --encoder toy:palette --out run --store float32",
    "scotoma embed photos --encoder toy:palette --out run --shard-size 0",
    "scotoma embed more --encoder toy:edges --out run",
    "scotoma embed more --encoder toy:edges --out one",
    "scotoma mine nowhere",
    "scotoma mine run",
    "scotoma mine run --suspect toy:palette --reference toy:edges",
    "scotoma mine run --suspect toy:palette --reference toy:palette --kernel fast",
    "scotoma density run",
    "scotoma report run",
    "scotoma scenes --pattern orientaton --out drawn",
    "scotoma scenes --side-px 0 --out drawn",
    "scotoma scenes --n 0 --out drawn",
    "scotoma scenes --difficulty 2 --out drawn",
    "scotoma scenes --out notes",
    "scotoma probe toy:palete",
    "scotoma probe toy:palette --pattern shape",
    "scotoma probe toy:palette --n 0",
    "scotoma match toy:palette",
    "scotoma match toy:palette --benchmark emojy",
    "scotoma match toy:palette --benchmark empty",
    "scotoma match mini:klip",
    "scotoma demo --limit 0 --out new-demo",
    "scotoma demo --encoders toy --out run",
    "scotoma ask --benchmark emoji",
    "scotoma ask toy:first --benchmark emojy",
    "scotoma score empty",
    "scotoma grade empty --benchmark emoji",
    "scotoma studio nowhere",
    "scotoma studio empty",
    "scotoma draft nowhere --model captions",
    "scotoma lint emojy",
    "scotoma lint emoji --side-px 0",
    "scotoma export emoji --to mmvpp --out new",
    "scotoma export emoji --to hub --out photos",
]


def prepare(folder: Path) -> None:
    """The folder the page speaks of."""
    for name in ("photos", "more"):
        (folder / name).mkdir()
        for number in range(3):
            pixels = np.random.default_rng(number + len(name)).integers(0, 256, (32, 32, 3), np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    (folder / "photos" / "damaged.png").write_bytes((folder / "photos" / "0.png").read_bytes()[:200])
    (folder / "empty").mkdir()
    (folder / "notes").mkdir()
    (folder / "notes" / "a.txt").write_text("words")
    (folder / "table.csv").write_text("title,year\na,1900\n")
    (folder / "missing.txt").write_text("photos/0.png\n\nphotos/9.png\n")
    run("scotoma embed photos --encoder toy:palette --out run")


def run(command: str) -> tuple[int, str]:
    """The exit code and what a command prints, its progress left out."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(shlex.split(command)[1:])
    lines = (out.getvalue() + err.getvalue()).splitlines()
    said = " ".join(line.strip("│╭╮╰╯─ ") for line in lines if " images/s" not in line and " pairs/s" not in line)
    said = said.replace(str(Path.cwd()), "FOLDER")
    return int(end.value.code or 0), " ".join(said.removeprefix("Error").split())


def page() -> str:
    """The whole page, made in the current folder."""
    rows = []
    for command in COMMANDS:
        code, said = run(command)
        rows.append(f"| `{command}` | {code} | {said.replace('|', chr(92) + '|')} |\n")
    return HEAD + "".join(rows)


def test_the_page_of_messages_is_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "500")
    prepare(tmp_path)
    assert page().splitlines() == PAGE.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    import os

    os.environ["COLUMNS"] = "500"
    os.environ["HF_HUB_OFFLINE"] = "1"
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        prepare(Path(place))
        sys.stdout.write(page())
