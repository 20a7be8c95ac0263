"""Checkpoints, each written once a session, and pictures of different shapes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.models.checkpoints import CHECKPOINTS


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the small checkpoint of a family, such as "llava"; not to be changed."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("models")

    def written(family: str) -> Path:
        if not (folder / family).exists():
            torch.manual_seed(7)
            CHECKPOINTS[family](folder / family)
        return folder / family

    return written


@pytest.fixture(scope="session")
def pictures() -> list[Image.Image]:
    """Three pictures, no two of one shape."""
    random = np.random.default_rng(0)
    shapes = [(40, 50, 3), (64, 32, 3), (33, 70, 3)]
    return [Image.fromarray(random.integers(0, 256, shape, dtype=np.uint8)) for shape in shapes]
