"""The small models of ours that are part of the package: their names and folders, for whoever lists or loads them."""

from pathlib import Path

__all__ = ["FOLDER", "MINIS"]

FOLDER = Path(__file__).parents[1] / "mixture" / "minis"

ABOUT = {
    "single": "a small model of ours that sees through mini:clip alone; answers short questions about drawings",
    "interleaved": "the same through mini:clip and mini:dino, interleaved",
}

MINIS = {name: about for name, about in ABOUT.items() if (FOLDER / name).is_dir()}
"""What each is, by name, of those that the package holds; `scotoma.mixture.onnx_model` loads them."""
