"""Where torch is not installed, of the mixtures only what computes nothing is tried."""

from collections.abc import Callable
from importlib.util import find_spec

import pytest

from tests.mixture.checkpoints import tower

NEED_TORCH = ["asking", "building", "estimates", "llava", "loading", "mixing", "modeling", "processing"]
collect_ignore = [] if find_spec("torch") and find_spec("transformers") else [f"test_{name}.py" for name in NEED_TORCH]


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The name of a small encoder of a family, such as "clip", written once a session; not to be changed."""
    folder = tmp_path_factory.mktemp("towers")
    return lambda family: tower(folder, family)
