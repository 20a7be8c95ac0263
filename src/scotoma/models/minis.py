"""The small models of ours that are part of the package: their names, for whoever lists or loads them."""

__all__ = ["MINIS"]

MINIS = {
    "single": "a small model of ours that sees through mini:clip alone; answers short questions about drawings",
    "interleaved": "the same through mini:clip and mini:dino, interleaved",
}
"""By name; `scotoma.mixture.onnx_model` loads them."""
