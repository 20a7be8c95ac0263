"""The design's layers hold: a module imports its own package and those above it; torch stays in its place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "scotoma"

# Top first: each may import the ones before it.
LAYERS = [
    "errors",
    "patterns",
    "records",
    "files",
    "progress",
    "runs",
    "registry",
    "images",
    "encoders",
    "embeddings",
    "pairs",
    "scenes",
    "benchmark",
    "answers",
    "models",
    "scoring",
    "matching",
    "probe",
    "lint",
    "drafting",
    "export",
    "report",
    "find",
    "studio",
    "mixture",
    "demo",
    "inspect_registry",
    "cli",
    "__main__",
]
HEAVY = {"torch", "torchvision", "transformers", "open_clip", "timm", "openvino", "safetensors", "accelerate", "peft"}
MAY_IMPORT_HEAVY = {"encoders", "models", "mixture"}

MODULES = sorted(SOURCE.rglob("*.py"))


def layer_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "scotoma" else (module,)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_imports_only_its_own_row_and_rows_above(path: Path) -> None:
    layer = layer_of(path)
    if layer == "__init__":
        return
    allowed = {*LAYERS[: LAYERS.index(layer) + 1], "__version__"}
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "scotoma" and len(parts) > 1:
            assert parts[1] in allowed, f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_encoders_models_and_mixtures_know_torch(path: Path) -> None:
    if layer_of(path) not in MAY_IMPORT_HEAVY:
        found = {name.split(".")[0] for name in imported(path)} & HEAVY
        assert not found, f"{path} imports {found}"


def test_every_module_has_a_place_in_the_layers() -> None:
    assert {layer_of(path) for path in MODULES} - {"__init__"} <= set(LAYERS)
