"""Images named one by one: in a list file, by a glob, or in a Python sequence of paths."""

import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

from scotoma.errors import BrokenImage, EmptyCollection, UnreadableSource
from scotoma.images.folder import nothing_found
from scotoma.images.formats import IMAGE_SUFFIXES
from scotoma.images.located import LocatedImages
from scotoma.images.ordering import as_id, unique_ids
from scotoma.images.patterns import expand, is_pattern
from scotoma.images.sources import SourceOptions
from scotoma.images.stores import absolute, folder_of, is_url, read_bytes, suffix_of

__all__ = ["open_list"]


def open_list(source: Any, options: SourceOptions) -> LocatedImages:
    """Images by their paths or URLs, in the order given; ids are the paths as written.

    `source` is a list file (UTF-8, a path or URL a line; blank lines and lines that begin with "#" are skipped, spaces
    around a path are none of it), a glob such as "photos/*/*.jpg", one image file, or a Python sequence of paths.
    Relative paths are seen from `root`, which is the list file's own folder, or the current folder, where not given. A
    path named twice is two images; the id of the second ends in "#2".

    Raises:
        UnreadableSource: the list cannot be read, or a sequence holds something that is not a path.
        EmptyCollection: nothing is named.
    """
    if not isinstance(source, str | os.PathLike):
        return _located(f"a sequence of {len(source):,} paths", _paths(source), options.root or ".")
    name = os.fspath(source)
    if is_pattern(name) and not _exists(name):
        return _located(name, _matching(name), options.root or ".")
    if suffix_of(name) in IMAGE_SUFFIXES:
        return _located(name, [name], options.root or ".")
    return _located(name, _lines(name), options.root or folder_of(name))


def _located(source: str, locations: list[str], base: str) -> LocatedImages:
    if not locations:
        raise EmptyCollection(f"{source} names no image. Give at least one path or URL.")
    return LocatedImages(
        source, "list", ids=unique_ids(map(as_id, locations)), locations=locations, base=absolute(base)
    )


def _exists(name: str) -> bool:
    return not is_url(name) and os.path.exists(name)  # noqa: PTH110 (a pattern may be no valid path)


def _paths(source: Sequence[object]) -> list[str]:
    for index, item in enumerate(source):
        if not isinstance(item, str | os.PathLike):
            raise UnreadableSource(f"Item {index} of the sequence is a {type(item).__name__}; expected a path or URL.")
    return [os.fspath(item) for item in source if isinstance(item, str | os.PathLike)]


def _matching(pattern: str) -> list[str]:
    found = expand(pattern)
    images = [name for name in found if suffix_of(name) in IMAGE_SUFFIXES]
    if not images:
        raise EmptyCollection(nothing_found(pattern, Counter(suffix_of(name) for name in found)))
    return images


def _lines(source: str) -> list[str]:
    try:
        text = read_bytes(source).decode("utf-8-sig", "surrogateescape")
    except BrokenImage as error:
        raise UnreadableSource(f"The list {source} cannot be read: {error}.") from error
    lines = [line.strip() for line in text.split("\n")]
    named = [line for line in lines if line and not line.startswith("#")]
    if not named:
        count = sum(map(bool, lines))
        raise EmptyCollection(f"The list {source} names no image: {count} comment lines. Write a path or URL a line.")
    return named
