"""Bytes by location: a path on this machine, or a URL that fsspec reads."""

import glob
import os
import stat
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from scotoma.errors import BrokenImage, MissingExtra, UnreadableSource

__all__ = [
    "absolute",
    "exists",
    "file_system",
    "folder_of",
    "is_folder",
    "is_url",
    "join",
    "list_folder",
    "open_file",
    "read_bytes",
    "read_range",
    "reason",
    "store_errors",
    "suffix_of",
]


def is_url(location: str) -> bool:
    """Whether fsspec, and not the operating system, is to read the location."""
    return "://" in location


def join(base: str, name: str) -> str:
    """`name` seen from the folder or URL `base`; a URL or an absolute path stays what it is."""
    if is_url(name) or not base:
        return name
    return f"{base.rstrip('/')}/{name}" if is_url(base) else os.path.join(base, name)  # noqa: PTH118 (keeps any bytes)


def absolute(location: str) -> str:
    """A location that means the same from every folder; links are kept."""
    return location if is_url(location) else os.path.abspath(location)  # noqa: PTH100 (keeps any bytes)


def folder_of(location: str) -> str:
    """The folder (or what stands for one in a URL) in which a location lies; absolute for a path."""
    if is_url(location):
        return location.rpartition("/")[0]
    return os.path.dirname(absolute(location))  # noqa: PTH120 (keeps any bytes)


def suffix_of(location: str) -> str:
    """The last suffix of a location's name in small letters, with its dot; "" where there is none."""
    return os.path.splitext(location)[1].lower()  # noqa: PTH122 (a URL is no Path)


def read_bytes(location: str) -> bytes:
    """All bytes of a file or of what a URL names.

    Raises:
        BrokenImage: it cannot be read; the reason is said.
        MissingExtra: it is a URL and fsspec, or the package fsspec needs for it, is not installed.
    """
    try:
        return _read_url(location) if is_url(location) else _read_file(location)
    except store_errors() as error:
        raise BrokenImage(reason(error)) from error


def read_range(location: str, start: int, size: int) -> bytes:
    """At most `size` bytes of a file or URL, from byte `start`.

    Raises:
        BrokenImage: it cannot be read.
        MissingExtra: as `read_bytes`.
    """
    try:
        if is_url(location):
            system, path = file_system(location)
            data: bytes = system.cat_file(path, start=start, end=start + size)
            return data
        with Path(location).open("rb") as file:
            file.seek(start)
            return file.read(size)
    except store_errors() as error:
        raise BrokenImage(reason(error)) from error


def _read_file(location: str) -> bytes:
    found = os.stat(location)  # noqa: PTH116
    if stat.S_ISDIR(found.st_mode):
        raise BrokenImage("is a folder, not a file")
    if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for ever
        raise BrokenImage("is a pipe, socket or device, not a file")
    return Path(location).read_bytes()


def _read_url(location: str) -> bytes:
    system, path = file_system(location)
    data: bytes = system.cat_file(path)
    return data


def file_system(location: str) -> tuple[Any, str]:
    """The fsspec file system that reads a URL, and the path inside it.

    Raises:
        MissingExtra: fsspec, or the package it needs for this protocol, is not installed.
        UnreadableSource: fsspec knows no such protocol, or cannot reach it.
    """
    fsspec = _fsspec(location)
    try:
        system, path = fsspec.core.url_to_fs(location)
    except store_errors() as error:
        raise UnreadableSource(f"{location} cannot be read: {reason(error)}.") from error
    except ImportError as error:
        raise MissingExtra(f"{location} cannot be read: {error}.") from error
    return system, str(path)


def _fsspec(location: str) -> ModuleType:
    try:
        import fsspec.core
    except ImportError as error:
        message = f'{location} is a URL, and reading it needs fsspec. Install it: pip install "scotoma[data]"'
        raise MissingExtra(message) from error
    module: ModuleType = fsspec
    return module


def store_errors() -> tuple[type[BaseException], ...]:
    """What reading a path or URL may raise.

    ValueError is for a NUL in a path; clients of web and S3 have errors of their own, looked up where they are in use.
    """
    clients = [("aiohttp", "ClientError"), ("botocore.exceptions", "BotoCoreError")]
    own = [getattr(sys.modules[module], name) for module, name in clients if module in sys.modules]
    return OSError, ValueError, UnreadableSource, *own


def reason(error: BaseException) -> str:
    """An error of the operating system or a library in a few words, without paths."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    if isinstance(error, FileNotFoundError | PermissionError):  # fsspec's own, which hold the path alone
        return "no such file or directory" if isinstance(error, FileNotFoundError) else "permission denied"
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def exists(location: str) -> bool:
    """Whether there is a file or folder under a path or URL."""
    if is_url(location):
        system, path = file_system(location)
        return bool(system.exists(path))
    return os.path.exists(location)  # noqa: PTH110 (keeps any bytes)


def is_folder(location: str) -> bool:
    """Whether there is a folder under a path or URL."""
    if is_url(location):
        system, path = file_system(location)
        return bool(system.isdir(path))
    return os.path.isdir(location)  # noqa: PTH112 (keeps any bytes, and answers for any string)


def list_folder(location: str) -> list[str] | None:
    """The paths or URLs of what lies in a folder, unsorted, hidden names left out; None where it is no folder."""
    if not is_folder(location):
        return None
    if is_url(location):
        system, path = file_system(location)
        found = [str(system.unstrip_protocol(name)) for name in system.ls(path, detail=False)]
    else:
        found = [join(location, name) for name in os.listdir(location)]  # noqa: PTH208
    return [name for name in found if not name.rpartition("/")[2].startswith(".")]


def open_file(location: str) -> Any:
    """A path or URL opened for reading at random: a binary file, or one of fsspec's own classes that act as one."""
    if is_url(location):
        system, path = file_system(location)
        return system.open(path, "rb")
    return Path(location).open("rb")


def glob_names(pattern: str) -> list[str]:
    """The paths or URLs that match a glob, unsorted, hidden names left out; "**" stands for folders of any depth."""
    if not is_url(pattern):
        return glob.glob(pattern, recursive=True)  # noqa: PTH207 (a pattern may be absolute)
    system, path = file_system(pattern)
    names = (str(system.unstrip_protocol(found)) for found in system.glob(path))
    return [name for name in names if not name.rpartition("/")[2].startswith(".")]
