"""The captioned pictures that the laboratory trains on beside drawn scenes: emoji of the corpus of recipes/mini.

    python recipes/mini/corpus.py --out corpus            # 8 min, one core; --only emoji makes what is needed here
    python recipes/mixture/pictures.py corpus             # a second; writes corpus/laboratory.jsonl
    scotoma mix lab --pictures corpus/laboratory.jsonl

Of the vendors noto, Fluent (flat and 3D) and EmojiOne, chosen at random: 4,000 of 6,130, with their names as captions.
Only pictures of the corpus's split "train": what the benchmark "emoji" asks about, and the vendors whose pictures come
with the package, are held out.
"""

import argparse
import json
import random
from pathlib import Path
from typing import Any

from scotoma.files import whole_file

__all__ = ["VENDORS", "chosen", "write_list"]

VENDORS = ("noto", "fluent-flat", "emojione", "fluent-3d")
LIST = "laboratory.jsonl"


def chosen(rows: list[dict[str, Any]], n: int, *, seed: int = 0) -> list[dict[str, Any]]:
    """`n` of the corpus's rows that may be trained on, all where there are fewer, in random order."""
    found = [row for row in rows if row["split"] == "train" and row["set"] == "emoji" and row["vendor"] in VENDORS]
    random.Random(seed).shuffle(found)
    return found[:n]


def write_list(corpus: Path, n: int, *, seed: int = 0) -> Path:
    """Write the chosen pictures of the corpus folder as a list with captions, which `scotoma.open_images` opens."""
    lines = (corpus / "captions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = chosen([json.loads(line) for line in lines], n, seed=seed)
    with whole_file(corpus / LIST) as file:
        for row in rows:
            line = json.dumps({"path": row["path"], "caption": row["caption"]}, ensure_ascii=False)
            file.write(line.encode() + b"\n")
    return corpus / LIST


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--n", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(write_list(arguments.corpus, arguments.n, seed=arguments.seed))


if __name__ == "__main__":
    main()
