"""A training that takes seconds: a recipe with towers, language model, pictures and conversations of its own."""

import json
from pathlib import Path
from typing import Any

from scotoma.mixture.recipe import Recipe, read_recipe
from tests.mixture.checkpoints import language, pictures, tower

__all__ = ["RECORDS", "processor", "small_recipe", "write_training"]

PICTURES = 9
RECIPE = """
mixture = "interleaved"
language = "{folder}/language"
adapter = "mlp2x_gelu"
template = "vicuna_v1"

[[towers]]
source = "hf:{folder}/clip"

[[towers]]
source = "hf:{folder}/dinov2"

[[stages]]
trains = "adapters"
data = "{folder}/data.json"
image_folder = "{folder}"
batch_size = 4
device_batch_size = 2
lr = 1e-2
epochs = {epochs}
max_tokens = 300
gradient_checkpointing = false
dtype = "float32"

[[stages]]
trains = "adapters+language"
data = "{folder}/data.json"
image_folder = "{folder}"
batch_size = 4
device_batch_size = 2
lr = 1e-3
epochs = {epochs}
max_tokens = 300
gradient_checkpointing = false
dtype = "float32"
"""


def question(number: int) -> list[dict[str, str]]:
    return [{"from": "human", "value": "<image>\nwho?"}, {"from": "gpt", "value": f"dog {'abcdefghi'[number]}"}]


# Eleven that can be trained on, so that a batch of four is short of one at an epoch's end; and one without its image.
RECORDS: list[dict[str, Any]] = [
    *({"id": f"{each}", "image": f"{each}.png", "conversations": question(each)} for each in range(PICTURES)),
    {"id": "text", "conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}]},
    {
        "id": "two",
        "image": ["0.png", "1.png"],
        "conversations": [
            {"from": "human", "value": "<image> or <image>?"},
            {"from": "gpt", "value": "dog a"},
            {"from": "human", "value": "sure?"},
            {"from": "gpt", "value": "yes"},
        ],
    },
    {"id": "gone", "image": "gone.png", "conversations": question(0)},
]


def write_training(folder: Path, *, epochs: float = 1.0) -> Path:
    """The path of a recipe, with everything that it names beside it."""
    if not (folder / "language").exists():
        model, tokenizer = language(chats=False)
        for part in (model, tokenizer):
            part.save_pretrained(folder / "language")
        for family in ("clip", "dinov2"):
            tower(folder, family)
        for number, picture in enumerate(pictures(PICTURES)):
            picture.save(folder / f"{number}.png")
        (folder / "data.json").write_text(json.dumps(RECORDS))
    path = folder / f"small-{epochs:g}.toml"
    path.write_text(RECIPE.format(folder=folder, epochs=epochs))
    return path


def small_recipe(folder: Path, *, epochs: float = 1.0) -> Recipe:
    """The recipe of `write_training`."""
    return read_recipe(write_training(folder, epochs=epochs))


def processor(template: str | None = None, *, own: str | None = None) -> Any:
    """A processor of a tokenizer of single characters, with one of scotoma's chat templates or one of its own."""
    from scotoma.mixture.processing import MixtureProcessor
    from scotoma.mixture.rendering import template_text

    _, tokenizer = language(chats=False)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>", "<|im_start|>", "<|im_end|>"]})
    return MixtureProcessor(tokenizer, chat_template=template_text(template) if template else own)
