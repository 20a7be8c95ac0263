"""The licence of each image, where the source that was mined states it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scotoma.errors import ScotomaError
from scotoma.images import Collection, open_images

__all__ = ["licences_of"]

COLUMNS = ("licence", "license", "rights")


def licences_of(collection: Collection | str) -> Sequence[str | None]:
    """For each image of the collection in its order, the licence that its source states.

    Tables and data sets have a column named licence, license or rights; a COCO json has a list of licences. Elsewhere,
    and where the source cannot be read again, nothing is known, and the sequence is empty.
    """
    if isinstance(collection, str):
        return ()
    found = _of_coco(collection.source) if collection.kind == "coco" else _of_column(collection)
    return found if len(found) == len(collection) else ()


def _of_column(collection: Collection) -> Sequence[str | None]:
    """The column read as captions are: by the reader of the source itself, and so in the order of its images."""
    if collection.kind not in {"table", "dataset"}:
        return ()
    for name in COLUMNS:
        try:
            again = open_images(collection.source, kind=collection.kind, caption_column=name)
        except ScotomaError:
            continue
        return [again[place].caption for place in range(len(again))]
    return ()


def _of_coco(source: str) -> Sequence[str | None]:
    try:
        content = json.loads(Path(source).read_bytes())
        texts = {each["id"]: _text(each) for each in content.get("licenses", [])}
        return [texts.get(image.get("license")) for image in content["images"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def _text(licence: Any) -> str | None:
    """A COCO licence's name and address, as far as there."""
    return ", ".join(str(licence[name]) for name in ("name", "url") if licence.get(name)) or None
