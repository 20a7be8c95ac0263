"""Webdataset shards: tar files in which each side of a pair is an image and a JSON of the same key."""

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scotoma.export.images import image_bytes, suffix_for
from scotoma.export.records import ALL, Format, Item, Plan
from scotoma.progress import Advance

__all__ = ["WEBDATASET"]

PER_SHARD = 1000  # pairs; some hundred megabytes of photographs, which is what streaming likes


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write them; both sides of a pair lie in one shard, one after the other, under keys counted from 000000."""
    files: dict[str, str] = {}
    size = 2 * PER_SHARD
    for shard, start in enumerate(range(0, len(plan.items), size)):
        name = f"shard-{shard:06}.tar"
        with tarfile.open(folder / name, "w", format=tarfile.USTAR_FORMAT) as tar:
            for number, item in enumerate(plan.items[start : start + size], start=start):
                data = image_bytes(item.image)
                member = f"{number:06}{suffix_for(data[:16], item.image.name)}"
                _add(tar, member, data)
                _add(tar, f"{number:06}.json", json.dumps(_fields(item, plan), ensure_ascii=False).encode())
                files[f"{name}#{member}"] = item.question.image_id
                advance(1)
    return files


def _fields(item: Item, plan: Plan) -> dict[str, Any]:
    pair, question = item.pair, item.question
    return {
        "id": question.id,
        "pair": pair.id,
        "side": item.side,
        "image": question.image_id,
        "question": question.text,
        "options": list(question.options),
        "answer": question.answer,
        "patterns": list(pair.patterns),
        "caption": item.caption,
        "group": pair.group,
        "vendor": pair.vendor,
        "note": pair.note,
        **{f"answer_{version}": keys.get(question.id) for version, keys in plan.keys.items()},
    }


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    """Add a member that says nothing of when and by whom: the same benchmark gives the same bytes."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o644
    tar.addfile(member, io.BytesIO(data))


WEBDATASET = Format(
    name="webdataset",
    about="webdataset shards",
    needs=(),
    carries={**ALL, "both label versions": "yes, two fields"},
    use=(
        '`webdataset.WebDataset("FOLDER/shard-000000.tar", shardshuffle=False)` gives a sample for each side of a '
        "pair: its image under the suffix of its format, and `json`. The two sides of a pair follow each other. "
        '`scotoma.open_images("FOLDER/shard-000000.tar")` gives the images with their captions, to embed or to mine.'
    ),
    write=write,
)
