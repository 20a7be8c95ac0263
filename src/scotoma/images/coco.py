"""COCO json: images by name, captions by image id."""

import json
import os
from typing import Any

from scotoma.errors import BrokenImage, EmptyCollection, UnreadableSource
from scotoma.images.located import LocatedImages
from scotoma.images.ordering import as_id, unique_ids
from scotoma.images.sources import SourceOptions
from scotoma.images.stores import absolute, exists, folder_of, is_url, join, read_bytes

__all__ = ["open_coco"]


def open_coco(source: str, options: SourceOptions) -> LocatedImages:
    """The images of a COCO json in its own order; ids are their file names, captions the first of each image.

    Captions are joined by `image_id`, never by order. The folder of the images is `root`; where not given, the first
    of these that holds the first image: the json's folder, `images/` in it or beside it, a folder named like the json's
    last word (captions_val2017.json: val2017) in it or beside it. An image that is nowhere is read from its `coco_url`.

    Raises:
        UnreadableSource: not JSON, not COCO's layout, or its images are not found.
        EmptyCollection: the list of images is empty.
    """
    content = _content(source)
    images = content["images"]
    if not images:
        raise EmptyCollection(f"{source} lists no image: its 'images' is empty.")
    names = [_name(source, index, image) for index, image in enumerate(images)]
    first = _first_captions(source, content.get("annotations", []))
    captions = [first.get(image.get("id")) for image in images]
    base = options.root if options.root is not None else _guess_root(source, names[0])
    urls = [image.get("coco_url") for image in images]
    if base is None and not all(isinstance(url, str) for url in urls):
        raise UnreadableSource(
            f"{source} names {len(names):,} images, and the first, {names[0]!r}, is in none of "
            f"{', '.join(_candidates(source))}. Say where they are with root=."
        )
    locations = urls if base is None else names
    return LocatedImages(
        source,
        "coco",
        ids=unique_ids(map(as_id, names)),
        locations=locations,
        base=absolute(base or ""),
        captions=captions,
    )


def _content(source: str) -> dict[str, Any]:
    try:
        content = json.loads(read_bytes(source))
    except BrokenImage as error:
        raise UnreadableSource(f"{source} cannot be read: {error}.") from error
    except ValueError as error:
        raise UnreadableSource(f"{source} is not JSON: {error}.") from error
    if not isinstance(content, dict) or not isinstance(content.get("images"), list):
        found = ", ".join(map(repr, content)) if isinstance(content, dict) else f"a {type(content).__name__}"
        raise UnreadableSource(
            f"{source} is not COCO's layout: expected a list under 'images', found {found or 'nothing'}."
        )
    return content


def _name(source: str, index: int, image: Any) -> str:
    name = image.get("file_name") if isinstance(image, dict) else None
    if not isinstance(name, str) or not name:
        raise UnreadableSource(f"{source} is not COCO's layout: images[{index}] has no 'file_name'.")
    return name


def _first_captions(source: str, annotations: Any) -> dict[object, str]:
    if not isinstance(annotations, list):
        raise UnreadableSource(f"{source} is not COCO's layout: 'annotations' is no list.")
    captions: dict[object, str] = {}
    for annotation in annotations:
        caption = annotation.get("caption") if isinstance(annotation, dict) else None
        if isinstance(caption, str):
            captions.setdefault(annotation.get("image_id"), caption.strip())
    return captions


def _guess_root(source: str, name: str) -> str | None:
    if is_url(name):
        return ""
    return next((folder for folder in _candidates(source) if exists(join(folder, name))), None)


def _candidates(source: str) -> list[str]:
    here = folder_of(source)
    above = here.rpartition("/")[0] if is_url(here) else os.path.dirname(here)  # noqa: PTH120
    last_word = source.replace("\\", "/").rpartition("/")[2].removesuffix(".json").rpartition("_")[2]
    return [here, *(join(folder, name) for name in ("images", last_word) for folder in (here, above))]
