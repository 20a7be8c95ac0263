"""scotoma finds what a vision encoder cannot see.

The names below are imported when first used, so that `import scotoma` costs next to nothing and needs no torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"

if TYPE_CHECKING:
    from scotoma.answers import parse_answer
    from scotoma.embeddings import Embeddings, embed, open_embeddings
    from scotoma.encoders import load_encoder
    from scotoma.images import open_images
    from scotoma.pairs import mine_pairs

__all__ = ["Embeddings", "embed", "load_encoder", "mine_pairs", "open_embeddings", "open_images", "parse_answer"]

_HOME = {
    "Embeddings": "embeddings",
    "embed": "embeddings",
    "load_encoder": "encoders",
    "mine_pairs": "pairs",
    "open_embeddings": "embeddings",
    "open_images": "images",
    "parse_answer": "answers",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scotoma' has no attribute {name!r}")
    return getattr(import_module(f"scotoma.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
