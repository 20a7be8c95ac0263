"""What lies where in a tar archive."""

import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scotoma.images.formats import IMAGE_SUFFIXES
from scotoma.images.stores import suffix_of

__all__ = ["TarIndex", "index_tar"]

CAPTION_SUFFIXES = frozenset({".txt", ".json"})


@dataclass(slots=True)
class TarIndex:
    """The images of one archive: members' names, where their bytes start, how many they are, and captions.

    `damage` says where and why reading stopped before the archive's end, or is None.
    """

    names: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    captions: list[str | None] = field(default_factory=list)
    damage: str | None = None


def index_tar(file: Any) -> TarIndex:
    """Index an uncompressed tar archive by reading its headers and captions, not its images.

    A caption is the text of the member with the image's key and the suffix .txt, else the "caption" in the one with
    the suffix .json. The key is the name up to the first dot of its last part, as webdataset has it. Hidden members
    (macOS's "._1.jpg") are skipped. What comes before damage is kept.
    """
    index = TarIndex()
    captions: dict[str, str] = {}
    try:
        for member in _members(file):
            if member.isreg() and not os.path.basename(member.name).startswith("."):  # noqa: PTH119 (any bytes)
                _take(file, member, index, captions)
    except (tarfile.TarError, OSError, ValueError) as error:  # ValueError: a damaged number in an extended header
        index.damage = f"the archive is damaged or cut off after byte {file.tell():,}: {error}"
    index.captions = [captions.get(_key(name)) for name in index.names]
    return index


def _members(file: Any) -> Iterator[tarfile.TarInfo]:
    """Every member in turn. Not by `TarFile.next`, which keeps all of them and takes a damaged header for the end."""
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as tar:
        member = tar.next()
        while member:
            yield member
            if member.offset_data + member.size > end:
                raise tarfile.ReadError(f"the data of {member.name} end beyond the archive")
            member = _following(file, tar)


def _following(file: Any, tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    file.seek(tar.offset)
    if not any(file.read(tarfile.BLOCKSIZE)):  # a block of zeros, or the file's end
        return None
    file.seek(tar.offset)
    return tarfile.TarInfo.fromtarfile(tar)


def _take(file: Any, member: tarfile.TarInfo, index: TarIndex, captions: dict[str, str]) -> None:
    suffix = suffix_of(member.name)
    if suffix in IMAGE_SUFFIXES:
        index.names.append(member.name)
        index.starts.append(member.offset_data)
        index.sizes.append(member.size)
    elif suffix in CAPTION_SUFFIXES:
        file.seek(member.offset_data)
        caption = _caption(suffix, file.read(member.size))
        key = _key(member.name)
        if caption is not None and (suffix == ".txt" or key not in captions):
            captions[key] = caption


def _key(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    return folder + slash + last.partition(".")[0]


def _caption(suffix: str, data: bytes) -> str | None:
    if suffix == ".txt":
        return data.decode("utf-8", "replace").strip() or None
    try:
        content = json.loads(data)
    except ValueError:
        return None
    caption = content.get("caption") if isinstance(content, dict) else None
    return caption if isinstance(caption, str) else None
