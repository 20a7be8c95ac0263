"""Bytes by location: a path on this machine, or a URL that fsspec reads."""

import os
import stat
from pathlib import Path
from types import ModuleType
from typing import Any

from scotoma.errors import BrokenImage, MissingExtra

__all__ = ["file_system", "is_url", "join", "read_bytes", "reason"]


def is_url(location: str) -> bool:
    """Whether fsspec, and not the operating system, is to read the location."""
    return "://" in location


def join(base: str, name: str) -> str:
    """`name` seen from the folder or URL `base`; a URL or an absolute path stays what it is."""
    if is_url(name) or not base:
        return name
    return f"{base.rstrip('/')}/{name}" if is_url(base) else os.path.join(base, name)  # noqa: PTH118 (keeps any bytes)


def read_bytes(location: str) -> bytes:
    """All bytes of a file or of what a URL names.

    Raises:
        BrokenImage: it cannot be read; the reason is said.
        MissingExtra: it is a URL and fsspec, or the package fsspec needs for it, is not installed.
    """
    try:
        return _read_url(location) if is_url(location) else _read_file(location)
    except (OSError, ValueError) as error:  # ValueError: a NUL in a path, a URL of no known protocol
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
    """
    fsspec = _fsspec(location)
    try:
        system, path = fsspec.core.url_to_fs(location)
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


def reason(error: BaseException) -> str:
    """An error of the operating system or a library in a few words, without paths."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return f"{type(error).__name__}: {error}".rstrip(": ") if str(error) else type(error).__name__
