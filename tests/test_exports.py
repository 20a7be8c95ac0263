"""What is public is what `__all__` says, and it exists."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import scotoma

SOURCE = Path(scotoma.__file__).parent
MODULES = sorted(
    ".".join(("scotoma", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    for path in SOURCE.rglob("*.py")
    if path.stem != "__main__"
)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_is_public_and_has_it(name: str) -> None:
    module = importlib.import_module(name)
    exported = module.__all__
    assert len(set(exported)) == len(exported)
    for public in exported:
        assert hasattr(module, public), f"{name}.__all__ names {public}, which does not exist"
    assert module.__doc__, f"{name} has no docstring"


def test_every_public_name_is_documented() -> None:
    for name in MODULES:
        module = importlib.import_module(name)
        for public in module.__all__:
            value = getattr(module, public)
            if callable(value) and getattr(value, "__module__", "").startswith("scotoma"):
                assert value.__doc__, f"{name}.{public} has no docstring"


def test_the_top_level_names_are_the_contract() -> None:
    assert scotoma.__all__ == [
        "Embeddings", "embed", "load_encoder", "mine_pairs", "open_embeddings", "open_images", "parse_answer",
    ]  # fmt: skip
    for public in scotoma.__all__:
        assert callable(getattr(scotoma, public))


def test_an_unknown_top_level_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'mine_paris'"):
        _ = scotoma.mine_paris


def test_importing_scotoma_loads_nothing_heavy() -> None:
    code = "import scotoma, sys; print(*sorted(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "torch", "numba", "pyarrow", "PIL", "cyclopts", "scipy"} & set(loaded)


def test_asking_for_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom scotoma.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()
    assert not {"numpy", "torch", "numba", "pyarrow", "PIL", "scipy", "onnxruntime"} & set(loaded)
