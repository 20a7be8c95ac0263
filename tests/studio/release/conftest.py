"""A mined run, and a studio open on a copy of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studio.review.workshop import Workshop, mined_run, opened


@pytest.fixture(scope="session")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mined run with its pictures; to be copied, not changed."""
    return mined_run(tmp_path_factory.mktemp("mined"))


@pytest.fixture
def workshop(mined: Path, tmp_path: Path) -> Iterator[Workshop]:
    """A studio with the author Ann and the reviewer Rob, and nothing written."""
    with opened(mined, tmp_path) as each:
        yield each
