"""A recipe small enough to be trained in a test: the built-in encoders and a language model of two layers."""

import json
from pathlib import Path
from typing import Any, Literal

from scotoma.mixture.recipe import Lora, Recipe, RecipeTower, Stage

__all__ = ["LANGUAGE", "Lora", "write_recipe"]

LANGUAGE: dict[str, Any] = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "vocab_size": 300,
    "hidden_size": 64,
    "intermediate_size": 160,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "tie_word_embeddings": False,
}


def write_recipe(
    folder: Path,
    *,
    mixture: Literal["single", "additive", "interleaved", "concatenated"] = "interleaved",
    ssl_ratio: float | None = None,
    lora: Lora | None = None,
    language: dict[str, Any] | None = None,
    **stage: Any,
) -> Recipe:
    """A recipe in float32 whose language model is a config.json in `folder`, without weights; `stage` and
    `language` replace fields of both stages and of that file."""
    (folder / "language").mkdir(exist_ok=True)
    (folder / "language" / "config.json").write_text(json.dumps({**LANGUAGE, **(language or {})}), encoding="utf-8")
    usual: dict[str, Any] = {"samples": 64, "text_tokens": 20, "max_tokens": 512, "gradient_checkpointing": False}
    settings: dict[str, Any] = {"device_batch_size": 4, "dtype": "float32", **usual, **stage}
    first = Stage("data.json", ".", 8, 1e-3, "adapters", **settings)
    second = Stage("data.json", ".", 8, 2e-5, "adapters+language", lora=lora, **settings)
    towers = (RecipeTower("mini:clip"), RecipeTower("mini:dino"))
    recipe = Recipe(
        "small",
        towers[:1] if mixture == "single" else towers,
        str(folder / "language"),
        mixture,
        "mlp2x_gelu",
        (first, second),
        ssl_ratio=ssl_ratio,
    )
    recipe.check()
    return recipe
