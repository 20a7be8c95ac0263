"""The writer of our own layout, and of any folder that is complete or absent."""

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from scotoma.benchmark.reading import KIND, LAYOUT, Head, Line, content_sha256, read_folder
from scotoma.errors import InputError, UsageError
from scotoma.files import write_json

__all__ = ["IMAGES", "check_name", "named_as", "new_folder", "write_folder"]

IMAGES = "images"
OURS = ("benchmark.json", "questions.jsonl", IMAGES)
NAME_BYTES = 255  # the longest name of a file on ext4, APFS, NTFS and most others
NOTHING: Mapping[str, bytes] = MappingProxyType({})


def write_folder(
    folder: Path,
    head: Head,
    lines: Sequence[Line],
    images: Mapping[str, bytes | Path],
    *,
    beside: Mapping[str, bytes] = NOTHING,
) -> str:
    """Write a benchmark in our layout, complete or absent, and give its sha256, which `benchmark.json` states too.

    `images` are the bytes of each image that the lines name, or the file to copy, by its path below `images/`.
    `beside` are further files by name, such as `errata.json` or `provenance.jsonl`; they are not part of the sha256.
    What was written is read back by `read_folder` before it appears under its name.

    Raises:
        UsageError: the folder is not new or empty, an image's name leads out of it or cannot be one, or a line's image
            is missing.
        UnreadableSource, BrokenFile: as `read_folder`: a line is not what it should be, or `head.sha256` is given and
            is not that of the content.
    """
    _check_images(lines, images)
    for name in beside:
        _check_beside(name)
    _as_json(head, "benchmark.json")
    questions = b"".join(_as_json(line, f"Question {line.id!r}") for line in lines)
    with new_folder(folder) as part:
        copied = {name: _put(part / IMAGES / name, content) for name, content in images.items()}
        sha256 = head.sha256 or content_sha256(head, lines, copied)
        write_json(part / "benchmark.json", KIND, LAYOUT, asdict(replace(head, sha256=sha256)))
        _put(part / "questions.jsonl", questions)
        for name, content in beside.items():
            _put(part / name, content)
        with named_as(part, folder):
            read_folder(part)
    return sha256


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A hidden neighbour of `folder` to write into, which gets the name `folder` if the block ends without an error,
    and is removed otherwise.

    Raises:
        UsageError: the folder is a file, holds something, or cannot be made.
    """
    place = folder.resolve()
    _check_new(folder, place)
    part = place.parent / f".{secrets.token_hex(8)}.part"
    try:
        part.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}. Give a folder where you may write.") from error
    try:
        yield part
        _check_new(folder, place)  # somebody else may have written there meanwhile
        part.replace(place)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@contextlib.contextmanager
def named_as(part: Path, folder: Path) -> Iterator[None]:
    """Complaints about what lies in `part`, raised in the block, name `folder` in its place."""
    try:
        yield
    except InputError as error:
        raise type(error)(str(error).replace(os.fspath(part), os.fspath(folder))) from error


def check_name(name: str, what: str) -> None:
    """Do nothing if `name` can be a path below a folder, with "/" between its parts, on any usual system.

    Raises:
        UsageError: it is empty or absolute, leads out of the folder, or has a part that no file can be called.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or not path.parts:
        raise UsageError(f"{what} {name!r} is no path below a folder, such as 'red/1.png'. Give it another name.")
    if any(ord(sign) < 32 or sign in '\\<>:"|?*' or 0xD800 <= ord(sign) < 0xE000 for sign in name):
        raise UsageError(
            f"{what} {name!r} has a sign that not every system takes in a file's name (a control character, a "
            'backslash, or one of <>:"|?*). Give it another name.'
        )
    if long := next((part for part in path.parts if len(part.encode()) > NAME_BYTES), None):
        raise UsageError(
            f"{what} {name[:40]!r}... has a part of {len(long.encode())} bytes; a file's name has {NAME_BYTES} at most."
        )


def _check_new(folder: Path, place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise UsageError(f"{folder} is a file; expected a folder that is new or empty.")
    if place.exists() and (first := next(place.iterdir(), None)) is not None:
        raise UsageError(
            f"{folder} is there already and holds {first.name}, among others; nothing is written over. Give a folder "
            "that is new or empty."
        )


def _check_images(lines: Sequence[Line], images: Mapping[str, bytes | Path]) -> None:
    for name in images:
        check_name(name, "The image")
    for line in lines:
        if line.image not in images:
            raise UsageError(f"Question {line.id!r} names the image {line.image!r}, which is not among those given.")
    for name, content in images.items():
        if isinstance(content, Path) and not content.is_file():
            raise UsageError(f"The image {name!r} is to be copied from {content}, which is no file.")
    folders = {str(parent) for name in images for parent in PurePosixPath(name).parents}
    if both := folders & {*images}:
        raise UsageError(f"{min(both)!r} is the name of an image, and of a folder with others. Rename one.")
    folded: dict[str, str] = {}
    for name in images:
        if (other := folded.setdefault(name.casefold(), name)) != name:
            raise UsageError(f"The images {other!r} and {name!r} differ in case alone, which not every system tells.")


def _check_beside(name: str) -> None:
    check_name(name, "The file")
    if PurePosixPath(name).parts[0] in OURS:
        raise UsageError(f"The file {name!r} is part of the layout, and cannot be another file too.")


def _put(path: Path, content: bytes | Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        shutil.copyfile(content, path)
    return path


def _as_json(record: Head | Line, what: str) -> bytes:
    """One line of JSON, without the fields that say nothing."""
    fields = {name: value for name, value in asdict(record).items() if value is not None}
    try:
        return f"{json.dumps(fields, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{what} has half of a character in a text ({error.reason}). Write it anew.") from error
