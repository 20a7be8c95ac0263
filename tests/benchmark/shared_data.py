"""Where the public benchmarks' texts lie that are never committed; tests that need them skip without."""

import os
from pathlib import Path

import pytest

__all__ = ["shared_data"]

FOLDERS = (os.environ.get("SCOTOMA_TEST_DATA"), Path(__file__).parents[3] / "shared" / "data")


def shared_data(name: str) -> Path:
    """The folder `name` of the data, or the test is skipped."""
    for folder in FOLDERS:
        if folder is not None and (Path(folder) / name).is_dir():
            return Path(folder) / name
    pytest.skip(f"{name} is not here: set SCOTOMA_TEST_DATA to a folder that holds the public benchmarks' texts")
