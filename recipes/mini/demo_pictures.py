"""The demonstration's haystack: every held-out picture of three vendors, in one Parquet file.

    python recipes/mini/corpus.py --out corpus
    python recipes/mini/demo_pictures.py --corpus corpus          # 2 min: 3,946 pictures, 4.6 MB

Writes src/scotoma/demo/pictures.parquet and the notice beside it. The columns: `image` (lossless WebP and a path), the
`caption`, `tags`, `key`, `vendor`, `licence` and `source` of captions.jsonl. What the benchmark asks about is left out,
for the demonstration adds the benchmark's own pictures. The same corpus, Pillow and pyarrow give the same bytes.
"""

import argparse
import hashlib
import io
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from heldout import HELD_OUT_VENDORS, benchmark_keys
from notice import notice
from packages import known_packages
from PIL import Image
from sources import chosen_sources

from scotoma.errors import BrokenFile, EmptyCollection, ScotomaError, UnreadableSource
from scotoma.files import whole_file
from scotoma.progress import Progress, silent, terminal_progress

__all__ = ["choose", "pack", "table_of"]

PACKED = (
    "Each drawing was rendered to 128 px on white and stored as lossless WebP; nothing else was changed. Captions and "
    "tags are the packages' own, those of emoji and flags Unicode's."
)
DEMO = Path(__file__).parents[2] / "src" / "scotoma" / "demo"
ROW_GROUP = 512  # about 0.6 MB of pictures: little to read for one of them
COLUMNS = ("caption", "tags", "key", "vendor", "licence", "source")
SCHEMA = pa.schema(
    [
        ("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        ("caption", pa.string()),
        ("tags", pa.list_(pa.string())),
        *((name, pa.string()) for name in COLUMNS[2:]),
    ]
)


def choose(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a corpus to pack: whole held-out vendors, without what the benchmark asks about.

    Raises:
        EmptyCollection: the corpus has no picture of one of these vendors.
        BrokenFile: a picture to pack equals one to train on, which the corpus recipe rules out.
    """
    keys = benchmark_keys()
    chosen = [line for line in lines if line["vendor"] in HELD_OUT_VENDORS and line["key"] not in keys]
    missing = sorted(set(HELD_OUT_VENDORS) - {line["vendor"] for line in chosen})
    if missing:
        raise EmptyCollection(f"The corpus has no pictures by {', '.join(missing)}. Build it whole, without --only.")
    trained = {line["pixels_sha256"] for line in lines if line["split"] == "train"}
    seen = [line["path"] for line in chosen if line["pixels_sha256"] in trained]
    if seen:
        raise BrokenFile(
            f"captions.jsonl has {len(seen)} held-out pictures that are also to train on, {seen[0]} first. "
            "It is not as the corpus recipe made it: build the corpus again."
        )
    return chosen


def table_of(lines: Sequence[dict[str, Any]], corpus: Path, *, progress: Progress = silent) -> pa.Table:
    """The chosen pictures as a table, in the order of the lines.

    Raises:
        BrokenFile: a picture is not the one that its line tells of.
    """
    rows = []
    with progress("Packing", len(lines), "pictures") as advance:
        for line in lines:
            image = {"bytes": _webp(corpus / line["path"], line["pixels_sha256"]), "path": f"{line['path'][:-4]}.webp"}
            rows.append({"image": image, **{name: line[name] for name in COLUMNS}})
            advance(1)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _webp(path: Path, sha256: str) -> bytes:
    with Image.open(path) as picture, io.BytesIO() as buffer:
        if hashlib.sha256(picture.tobytes()).hexdigest() != sha256:
            raise BrokenFile(f"{path} is not the picture that captions.jsonl tells of. Build the corpus again.")
        picture.save(buffer, "WEBP", lossless=True, method=4)  # method 6 takes ten times as long and saves 0.1 per cent
        return buffer.getvalue()


def pack(corpus: Path, out: Path = DEMO, *, progress: Progress = silent) -> pa.Table:
    """Write `pictures.parquet` and `NOTICE.md` into the folder `out`, and give the table.

    Raises:
        UnreadableSource: there is no corpus in the folder.
        Those of `choose` and `table_of`.
    """
    listed = corpus / "captions.jsonl"
    if not listed.exists():
        raise UnreadableSource(
            f"{listed} does not exist. Make the corpus first: python recipes/mini/corpus.py --out {corpus}"
        )
    lines = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    table = table_of(choose(lines), corpus, progress=progress)
    with whole_file(out / "pictures.parquet") as file:
        # WebP does not shrink further; the texts do.
        packed = {name: "none" if name == "image.bytes" else "zstd" for name in _leaves()}
        pq.write_table(table, file, compression=packed, row_group_size=ROW_GROUP, use_dictionary=list(COLUMNS))
    with whole_file(out / "NOTICE.md") as file:
        file.write(notice(chosen_sources(HELD_OUT_VENDORS), known_packages(), what=PACKED).encode())
    return table


def _leaves() -> list[str]:
    return ["image.bytes", "image.path", "tags.list.element", *(name for name in COLUMNS if name != "tags")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="a folder made by corpus.py")
    parser.add_argument("--out", type=Path, default=DEMO, help="where pictures.parquet and NOTICE.md go")
    options = parser.parse_args()
    try:
        table = pack(options.corpus, options.out, progress=terminal_progress())
    except ScotomaError as error:
        print(error, file=sys.stderr)
        return 2
    size_mb = (options.out / "pictures.parquet").stat().st_size / 1e6
    counts = ", ".join(f"{count:,} {vendor}" for vendor, count in Counter(table["vendor"].to_pylist()).items())
    print(f"{len(table):,} pictures ({counts}), {size_mb:.1f} MB, in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
