"""Webdataset tars, indexed once and then read at random."""

import os
from array import array
from collections.abc import Sequence

from scotoma.errors import BrokenImage, EmptyCollection, UnreadableSource
from scotoma.images.collection import Entry
from scotoma.images.ordering import as_id, natural_key, unique_ids
from scotoma.images.patterns import expand, is_pattern
from scotoma.images.sources import SourceOptions
from scotoma.images.stores import absolute, exists, list_folder, open_file, read_range, reason, suffix_of
from scotoma.images.tar_index import index_tar

__all__ = ["open_archives"]

COMPRESSED = frozenset({".gz", ".tgz", ".bz2", ".xz", ".zst"})


class ArchiveImages:
    """N images in tar archives. Held for each: its id, its caption, and three numbers that say where its bytes lie."""

    def __init__(self, source: str, shards: Sequence[str]) -> None:
        self._source, self._shards = source, shards
        self._ids: list[str] = []
        self._captions: list[str | None] = []
        self._shard_of, self._starts, self._sizes = array("i"), array("q"), array("q")
        self._problems: dict[int, str] = {}
        self._names = _short_names(shards)
        for number, name in enumerate(self._names):
            self._add(number, name)
        self._ids = unique_ids(self._ids)

    def _add(self, number: int, name: str) -> None:
        shard = self._shards[number]
        try:
            with open_file(shard) as file:
                index = index_tar(file)
        except OSError as error:
            raise UnreadableSource(f"{shard} cannot be read: {reason(error)}.") from error
        if index.damage:
            self._problems[len(self._ids) + len(index.names)] = index.damage
            index.names.append("(what follows the damage)")
            index.captions.append(None)
            index.starts.append(0)
            index.sizes.append(0)
        self._ids.extend(as_id(f"{name}/{member}") for member in index.names)
        self._captions.extend(index.captions)
        self._shard_of.extend([number] * len(index.names))
        self._starts.extend(index.starts)
        self._sizes.extend(index.sizes)

    @property
    def source(self) -> str:
        """What the collection was opened from, as given."""
        return self._source

    @property
    def kind(self) -> str:
        """ "webdataset"."""
        return "webdataset"

    @property
    def problems(self) -> Sequence[str]:
        """What is damaged, an archive each."""
        return list(self._problems.values())

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, index: int) -> Entry:
        return Entry(self._ids[index], self._uri(index), self._captions[index])

    def _uri(self, index: int) -> str:
        number = self._shard_of[index]
        member = self._ids[index].removeprefix(f"{self._names[number]}/")
        return f"{as_id(absolute(self._shards[number]))}#{member}"

    def read(self, index: int) -> bytes:
        """The bytes of one member.

        Raises:
            BrokenImage: the archive is cut off before the member's end, or cannot be read.
        """
        if index in self._problems:
            raise BrokenImage(self._problems[index])
        size = self._sizes[index]
        data = read_range(self._shards[self._shard_of[index]], self._starts[index], size)
        if len(data) < size:
            raise BrokenImage(f"the archive ends after {len(data):,} of the image's {size:,} bytes")
        return data


def open_archives(source: str, options: SourceOptions) -> ArchiveImages:
    """The images of webdataset tars, in the archives' own order; ids are "archive.tar/member.jpg".

    `source` is one tar, a folder of tars, a glob, or a name with brace ranges ("{000..150}.tar"); paths or URLs.
    Captions come from the .txt or .json beside the image, with the same key; labels (.cls) are not read. What lies
    before the damage in a damaged archive is kept, and one entry that reads as a BrokenImage stands for the rest.

    Raises:
        UnreadableSource: an archive is missing, compressed (it cannot be read at random), or no tar.
        EmptyCollection: the archives hold no image.
    """
    shards = _shards(source)
    if packed := [shard for shard in shards if suffix_of(shard) in COMPRESSED]:
        raise UnreadableSource(
            f"{packed[0]} is compressed, so that images cannot be read at random. Unpack it to a .tar."
        )
    if missing := [shard for shard in shards if not exists(shard)]:
        raise UnreadableSource(
            f"{len(missing):,} of the {len(shards):,} archives of {source} do not exist, the first is {missing[0]}. "
            "Check the range."
        )
    found = ArchiveImages(source, shards)
    if len(found) == len(found.problems):
        if found.problems:
            raise UnreadableSource(f"{source} holds no image that can be read: {found.problems[0]}.")
        raise EmptyCollection(f"{source} holds no image: no member of {len(shards):,} archives has an image's suffix.")
    return found


def _shards(source: str) -> list[str]:
    if exists(source):
        names = list_folder(source)
        tars = source if names is None else [name for name in names if name.endswith(".tar")]
        shards = [tars] if isinstance(tars, str) else sorted(tars, key=natural_key)
    else:
        shards = expand(source) if is_pattern(source) else [source]
    if not shards:
        raise EmptyCollection(f"{source} holds no .tar archive. Give a folder of tars, or a pattern that names some.")
    return shards


def _short_names(shards: Sequence[str]) -> list[str]:
    """The archives' names from the folder that holds them all."""
    folders = [shard.replace(os.sep, "/").split("/")[:-1] for shard in shards]
    common = next((depth for depth, parts in enumerate(zip(*folders, strict=False)) if len(set(parts)) > 1), None)
    start = min(map(len, folders)) if common is None else common
    return ["/".join(shard.replace(os.sep, "/").split("/")[start:]) for shard in shards]
