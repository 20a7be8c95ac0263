"""Checkpoints, each written once a session."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.encoders.huggingface_checkpoints import CHECKPOINTS


@pytest.fixture(scope="session")
def huggingface_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the small checkpoint of a family, such as "clip"; not to be changed."""
    import torch

    folder = tmp_path_factory.mktemp("huggingface")

    def written(family: str) -> Path:
        if not (folder / family).exists():
            torch.manual_seed(7)
            CHECKPOINTS[family](folder / family)
        return folder / family

    return written
