"""Tens of thousands of real pictures with captions, drawn from ordinary registry packages.

    pip install -r recipes/mini/requirements.txt
    python recipes/mini/corpus.py --out corpus

Needs npm, and apt-get for one package (clip art); `--only emoji flags colouricons monoicons` does without it. Makes

    corpus/VENDOR/NAME.png    RGB on white, `--side` px
    corpus/captions.jsonl     a line a picture: path, caption, tags, key, split, vendor, set, licence, source, ...
    corpus/NOTICE.md          whose drawings they are
    corpus/packages/          the archives, downloaded once and checked
    corpus/parts/             what is done of each vendor: the same command goes on where a stopped one was

Drawings of one concept share a `key` over vendors. `split` is "held_out" for what no training may see (heldout.py),
else "train". Variants in skin tones are left out, and so are blank pictures and exact copies.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from drawings import Drawing
from fetch import Shelf
from heldout import benchmark_keys, is_held_out
from notice import DRAWN, notice
from PIL import Image
from sources import SOURCES, Source, chosen_sources

from scotoma.errors import BrokenImage, RunMismatch, ScotomaError, UsageError
from scotoma.files import locked, read_json, whole_file, write_json
from scotoma.progress import Progress, silent, terminal_progress

__all__ = ["build", "without_copies"]

BLANK_BELOW = 8  # a picture whose greys span less (of 255) shows nothing


def build(
    sources: Sequence[Source],
    out: Path,
    shelf: Shelf,
    *,
    side_px: int = 128,
    limit: int | None = None,
    progress: Progress = silent,
) -> list[dict[str, Any]]:
    """Make the corpus in the folder `out`, going on where an earlier run stopped; the lines of its captions.jsonl.

    `limit` is the most pictures of one vendor. Determined by the packages, `side_px` and the versions of resvg-py and
    Pillow.

    Raises:
        UsageError: a side or limit below 1.
        RunMismatch: the folder holds a corpus of other sources, side or limit.
        RunLocked: another process is writing it.
        Those of `Shelf.archive`.
    """
    if side_px < 1 or (limit is not None and limit < 1):
        raise UsageError(f"The side is {side_px} px and the limit {limit}; both must be at least 1.")
    with locked(out):
        _claim(out, {"vendors": [source.vendor for source in sources], "side_px": side_px, "limit": limit})
        lines: list[dict[str, Any]] = []
        for source in sources:
            part = out / "parts" / f"{source.vendor}.json"
            if not part.exists():
                drawn = _draw_vendor(source, shelf, out, side_px=side_px, limit=limit, progress=progress)
                write_json(part, "scotoma corpus part", 1, drawn)
            lines += read_json(part, "scotoma corpus part", 1)["pictures"]
        kept = without_copies(lines)
        for copied in {line["path"] for line in lines} - {line["path"] for line in kept}:
            (out / copied).unlink(missing_ok=True)
        with whole_file(out / "NOTICE.md") as file:
            file.write(notice(sources, shelf.packages, what=DRAWN).encode())
        with whole_file(out / "captions.jsonl") as file:
            file.writelines(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in kept)
    return kept


def without_copies(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines without those whose pixels equal another's: of equal ones the first held-out stays, else the first.

    So no training picture equals a held-out one.
    """
    lines = list(lines)
    stays: dict[str, dict[str, Any]] = {}
    for line in lines:
        first = stays.setdefault(line["pixels_sha256"], line)
        if first["split"] == "train" and line["split"] == "held_out":
            stays[line["pixels_sha256"]] = line
    return [line for line in lines if stays[line["pixels_sha256"]] is line]


def _claim(out: Path, settings: dict[str, Any]) -> None:
    path = out / "corpus.json"
    if not path.exists():
        write_json(path, "scotoma corpus", 1, settings)
    elif (found := read_json(path, "scotoma corpus", 1)) != settings:
        differ = "; ".join(
            f"{name} {found.get(name)}, not {settings[name]}" for name in settings if found.get(name) != settings[name]
        )
        raise RunMismatch(f"{out} holds another corpus ({differ}). Use another --out, or delete the folder.")


def _draw_vendor(
    source: Source, shelf: Shelf, out: Path, *, side_px: int, limit: int | None, progress: Progress
) -> dict[str, Any]:
    """Draw a vendor's pictures; the lines of those kept, and of the others the reason."""
    drawings = list(source.drawings(shelf, source.package))[:limit]
    keys = benchmark_keys()
    pictures: list[dict[str, Any]] = []
    broken: dict[str, str] = {}
    used: set[str] = set()
    with progress(source.vendor, len(drawings), "pictures") as advance:
        for drawing in drawings:
            try:
                picture = _shown(drawing, side_px)
            except BrokenImage as error:
                broken[drawing.name] = str(error)
            else:
                path = f"{source.vendor}/{_file_name(drawing.name, used)}.png"
                _save(picture, out / path)
                split = "held_out" if is_held_out(source.vendor, drawing.key, keys) else "train"
                pictures.append({"path": path, "split": split, **_facts(source, shelf, drawing), **_pixels(picture)})
            advance(1)
    return {"pictures": pictures, "broken": broken}


def _shown(drawing: Drawing, side_px: int) -> Image.Image:
    picture = drawing.draw(side_px)
    greys = picture.convert("L").tobytes()
    if max(greys) - min(greys) < BLANK_BELOW:
        raise BrokenImage("blank")
    return picture


def _facts(source: Source, shelf: Shelf, drawing: Drawing) -> dict[str, Any]:
    package = shelf.packages[source.package]
    return {
        "caption": drawing.caption,
        "tags": list(drawing.tags),
        "key": drawing.key,
        "vendor": source.vendor,
        "set": source.set,
        "licence": package.licence,
        "source": package.source,
        "named_by": drawing.named_by,
        **drawing.facts,
    }


def _pixels(picture: Image.Image) -> dict[str, Any]:
    return {"pixels_sha256": hashlib.sha256(picture.tobytes()).hexdigest()}


def _file_name(name: str, used: set[str]) -> str:
    """The name as a file name that no file before it has, in small or capital letters."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:120]
    tries = (plain if number == 1 else f"{plain}~{number}" for number in range(1, len(used) + 2))
    chosen = next(name for name in tries if name.lower() not in used)
    used.add(chosen.lower())
    return chosen


def _save(picture: Image.Image, path: Path) -> None:
    """Write a PNG, complete or absent; not flushed to the disk one by one, which would take as long as drawing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    picture.save(unfinished, "PNG")
    unfinished.replace(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("corpus"), help="the folder to make")
    parser.add_argument("--packages", type=Path, help="where archives are kept; OUT/packages by default")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="vendors or sets, instead of all")
    parser.add_argument("--limit", type=int, help="the most pictures of one vendor")
    parser.add_argument("--side", type=int, default=128, help="side of the pictures in px")
    parser.add_argument("--list", action="store_true", help="list vendors and sets, and stop")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{source.set:12} {source.vendor}" for source in SOURCES))
        return 0
    shelf = Shelf(options.packages or options.out / "packages")
    try:
        lines = build(
            chosen_sources(options.only),
            options.out,
            shelf,
            side_px=options.side,
            limit=options.limit,
            progress=terminal_progress(),
        )
    except ScotomaError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"Stopped. The same command goes on with the vendor that was in hand ({options.out}).", file=sys.stderr)
        return 130
    splits = Counter(line["split"] for line in lines)
    print(f"{len(lines):,} pictures in {options.out}: {splits['train']:,} to train on, {splits['held_out']:,} held out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
