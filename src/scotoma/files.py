"""Files that are complete or absent, readers that know their version, and the note of what made a file."""

import contextlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from scotoma.errors import BrokenFile, RunLocked

__all__ = ["locked", "made_by", "read_json", "whole_file", "write_json", "write_parquet"]


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that appears under `path` only if the block ends without an error.

    The bytes go to a hidden neighbour first, are flushed to the disk and then renamed: whoever reads `path` sees all
    of it or, after a crash, the file that was there before. Parent folders are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock for the block; the lock goes with the process, so a killed run leaves none behind.

    Raises:
        RunLocked: another process holds it.
    """
    import filelock

    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / ".lock", blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise RunLocked(f"{folder} is being written by another process. Wait for it, or use another folder.") from error
    try:
        yield
    finally:
        lock.release()


def write_json(path: Path, kind: str, version: int, content: dict[str, Any]) -> None:
    """Write `content` as JSON, headed by what the file is and the version of its layout."""
    text = json.dumps({"kind": kind, "version": version, **content}, indent=2, ensure_ascii=False, allow_nan=False)
    with whole_file(path) as file:
        file.write(text.encode() + b"\n")


def read_json(path: Path, kind: str, version: int) -> dict[str, Any]:
    """The content of a JSON file written by `write_json`, without its head.

    Raises:
        BrokenFile: the file is not JSON, is of another kind, or of a version this scotoma does not read.
    """
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise BrokenFile(f"{path} is not JSON ({error}). Delete it and run the command again.") from error
    found = (content.pop("kind", None), content.pop("version", None)) if isinstance(content, dict) else (None, None)
    if found != (kind, version):
        raise BrokenFile(
            f"{path} holds {found[0] or 'something else'} (version {found[1]}); expected {kind} (version {version}). "
            "It was made by another program or another version of scotoma: use a new folder."
        )
    return dict(content)


def write_parquet(path: Path, table: Any) -> None:
    """Write a pyarrow table as one Parquet file (zstd), complete or absent."""
    import pyarrow.parquet as pq

    with whole_file(path) as file:
        pq.write_table(table, file, compression="zstd")


def made_by(*packages: str) -> dict[str, Any]:
    """What made a file: scotoma, Python and package versions, machine, command line, and the time in UTC."""
    versions = {name: _version(name) for name in ("scotoma", "numpy", *packages)}
    return {
        "versions": {"python": platform.python_version(), **{k: v for k, v in versions.items() if v}},
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} logical processors",
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
