"""A LLaVA checkpoint as a mixture of one tower answers as transformers' own LLaVA."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from scotoma.errors import MissingCheckpoint, UnsupportedCheckpoint
from scotoma.mixture.llava import from_llava
from scotoma.mixture.loading import load_mixture_model, save_mixture
from tests.mixture.checkpoints import library, pictures
from tests.models.checkpoints import llava

PICTURES = pictures(3)
CHATS = [[], PICTURES[:1], PICTURES[1:]]
PIXELS: dict[str, Any] = {"size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}}
SAID = "What is it?"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small LLaVA with random weights, as save_pretrained writes it; not to be changed."""
    folder = tmp_path_factory.mktemp("llava")
    torch.manual_seed(7)
    llava(folder)
    return folder


@pytest.fixture
def copied(checkpoint: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return Path(shutil.copytree(checkpoint, tmp_path / "llava"))


def chat(images: list[Any]) -> list[dict[str, Any]]:
    parts = [*({"type": "image", "image": each} for each in images), {"type": "text", "text": SAID}]
    return [{"role": "user", "content": parts}]


def asked(processor: Any, images: list[Any]) -> Any:
    return processor.apply_chat_template(
        chat(images), add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )


@pytest.mark.parametrize("images", CHATS, ids=len)
def test_inputs_and_logits_are_those_of_transformers(checkpoint: Path, images: list[Any]) -> None:
    hub = library()
    theirs = hub.LlavaForConditionalGeneration.from_pretrained(checkpoint).eval()
    their_inputs = asked(hub.AutoProcessor.from_pretrained(checkpoint), images)
    model, processor = from_llava(str(checkpoint))
    inputs = asked(processor, images)
    assert torch.equal(inputs["input_ids"], their_inputs["input_ids"])
    if images:  # with transformers' own Pillow pipeline: what AutoProcessor takes depends on torchvision
        pixels = hub.CLIPImageProcessorPil(**PIXELS)(images, return_tensors="pt")["pixel_values"]
        assert torch.allclose(inputs["pixel_values"][0], pixels, atol=1e-6)
        their_inputs["pixel_values"] = pixels
    logits = model(**inputs).logits
    assert torch.allclose(logits, theirs(**their_inputs).logits, atol=1e-5)
    assert logits.std() > 0.1
    greedy = {"max_new_tokens": 8, "do_sample": False}
    assert torch.equal(model.generate(**inputs, **greedy), theirs.generate(**their_inputs, **greedy))


def test_it_is_kept_as_a_mixture(checkpoint: Path, tmp_path: Path) -> None:
    model, processor = from_llava(str(checkpoint))
    save_mixture(tmp_path, model, processor)
    again, its_processor = load_mixture_model(tmp_path)
    inputs = asked(processor, PICTURES[:1])
    assert torch.equal(asked(its_processor, PICTURES[:1])["input_ids"], inputs["input_ids"])
    assert torch.equal(again(**inputs).logits, model(**inputs).logits)
    assert again.config.mixture == "single"
    assert again.config.tower_configs[0].layer == -2


LAYOUTS = {
    "llava-hf/llava-1.5-7b-hf": {"vision_tower.": "vision_tower.vision_model."},
    "the names in memory": {
        "language_model.lm_head.": "lm_head.",
        "language_model.model.": "model.language_model.",
        "vision_tower.": "model.vision_tower.",
        "multi_modal_projector.": "model.multi_modal_projector.",
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_of_the_weights_is_read(checkpoint: Path, copied: Path, layout: str) -> None:
    renamed = {}
    for name, weight in load_file(copied / "model.safetensors").items():
        old, new = next(((old, new) for old, new in LAYOUTS[layout].items() if name.startswith(old)), ("", ""))
        renamed[new + name.removeprefix(old)] = weight
    save_file(renamed, copied / "model.safetensors", metadata={"format": "pt"})
    ours, expected = from_llava(str(copied))[0].state_dict(), from_llava(str(checkpoint))[0].state_dict()
    assert all(torch.equal(ours[name], expected[name]) for name in expected)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vision_feature_select_strategy": "full"}, "has vision_feature_select_strategy = 'full', which a mixture"),
        ({"vision_feature_layer": [-2, -1]}, r"reads the layers \[-2, -1\] of its tower together; a mixture reads one"),
        ({"projector_hidden_act": "relu"}, "has projector_hidden_act = 'relu', which a mixture cannot express"),
        ({"image_token_index": 7}, "gives <image> the id 4, its config.json says 7"),
    ],
)
def test_what_a_mixture_cannot_express_is_refused(copied: Path, changes: dict[str, Any], message: str) -> None:
    path = copied / "config.json"
    config = {**json.loads(path.read_text()), **changes}
    config.pop("image_token_id", None)
    path.write_text(json.dumps(config))
    with pytest.raises(UnsupportedCheckpoint, match=message):
        from_llava(str(copied))


def test_another_kind_of_model_is_refused(encoder: Any) -> None:
    with pytest.raises(UnsupportedCheckpoint, match=r"is a clip model\. Expected a LLaVA-1\.5 in the hub's format"):
        from_llava(encoder("clip").removeprefix("hf:"))


def test_a_llava_without_a_tokenizer_is_refused(copied: Path) -> None:
    (copied / "tokenizer.json").unlink()
    with pytest.raises(MissingCheckpoint, match=r"comes without a tokenizer\. Copy tokenizer\.json"):
        from_llava(str(copied))
