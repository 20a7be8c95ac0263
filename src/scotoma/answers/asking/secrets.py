"""Keys stay out of files: what a server echoes of them is struck out."""

import contextlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["STRUCK", "keys_in_environment", "strike", "strike_from_logs"]

STRUCK = "[key]"

NAMES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")
SHORTEST = 8  # a shorter value is no key; striking it out would garble text


def keys_in_environment() -> tuple[str, ...]:
    """The values of the environment variables that hold keys, by their names, the longest first."""
    found = {value for name, value in os.environ.items() if name.endswith(NAMES) and len(value) >= SHORTEST}
    return tuple(sorted(found, key=lambda value: (-len(value), value)))


def strike(text: str) -> str:
    """The text with every key that is in the environment struck out."""
    for key in keys_in_environment():
        text = text.replace(key, STRUCK)
    return text


def strike_from_logs(folder: Path) -> None:
    """Strike every key out of inspect_ai's logs in a folder; logs without one are left alone."""
    keys = [key.encode() for key in keys_in_environment()]
    for log in sorted(folder.glob("*.eval")):
        if any(key in part for part in _parts(log) for key in keys):
            _rewrite(log)


def _parts(log: Path) -> Iterator[bytes]:
    """The files in a log, unpacked one by one; none where a kill cut it in the middle of a write."""
    import inspect_ai.log

    assert inspect_ai.log  # its import teaches zipfile the compression of its logs
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(log) as archive:
        yield from map(archive.read, archive.namelist())


def _rewrite(log: Path) -> None:
    from inspect_ai.log import EvalLog, read_eval_log, write_eval_log

    text = strike(read_eval_log(str(log)).model_dump_json())
    write_eval_log(EvalLog.model_validate_json(text), str(log))
