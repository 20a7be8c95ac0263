"""Small towers and language models with random weights, and the mixtures that are made of them."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.encoders.huggingface_checkpoints import CHECKPOINTS as ENCODERS
from tests.models.checkpoints import STRENGTH, TEXT, chat, library, tokenizer

__all__ = ["LANGUAGES", "language", "library", "pictures", "strengthen", "tower"]

VOCABULARY = 100  # of the tokenizer, whose <image> comes last
LANGUAGES: dict[str, dict[str, Any]] = {
    "Llama": TEXT,
    "Qwen2": {**TEXT, "tie_word_embeddings": True},
    "Gemma2": {**TEXT, "head_dim": 8},
    "GPTNeoX": {key: value for key, value in TEXT.items() if key != "num_key_value_heads"},
    "GPT2": {"n_embd": 32, "n_layer": 2, "n_head": 4, "vocab_size": 128, "bos_token_id": 1, "eos_token_id": 2},
}


def strengthen(model: Any, seed: int = 7) -> Any:
    """The model with weights strong enough that each image and each word changes what it says."""
    import torch

    with torch.no_grad(), torch.random.fork_rng():
        torch.manual_seed(seed)
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(std=STRENGTH)
    return model.eval()


def language(name: str = "Llama", *, chats: bool = True) -> tuple[Any, Any]:
    """A language model of two layers and its tokenizer of single characters, with a chat template or without."""
    hub = library()
    config = getattr(hub, f"{name}Config")(**LANGUAGES[name])
    model = getattr(hub, f"{name}LMHeadModel" if name == "GPT2" else f"{name}ForCausalLM")(config)
    words = tokenizer(begins=True)
    if chats:
        words.chat_template = chat("")
    return strengthen(model), words


def tower(folder: Path, family: str) -> str:
    """The name of a small encoder of a family ("clip", "dinov2"...) for images of 32 px, written to `folder`."""
    if not (folder / family).is_dir():
        (folder / family).mkdir(parents=True)
        ENCODERS[family](folder / family)
    return f"hf:{folder / family}"


def pictures(count: int) -> list[Image.Image]:
    """Pictures of different shapes."""
    random = np.random.default_rng(0)
    return [
        Image.fromarray(random.integers(0, 256, (40 + 3 * each, 64 - 5 * each, 3), dtype=np.uint8))
        for each in range(count)
    ]
