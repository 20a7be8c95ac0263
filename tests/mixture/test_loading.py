"""Mixtures in folders: nothing is lost, and what is no mixture is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from scotoma.errors import BrokenFile, MissingCheckpoint, ScotomaError, UnsupportedCheckpoint
from scotoma.mixture.building import TowerSource, build_mixture
from scotoma.mixture.loading import load_mixture_model, register, save_mixture
from scotoma.mixture.modeling import MixtureForConditionalGeneration
from scotoma.mixture.processing import MixtureProcessor
from tests.mixture.checkpoints import language, library, pictures, strengthen

PICTURE = pictures(1)[0]

Built = tuple[Any, Any]


@pytest.fixture(scope="module")
def built(encoder: Callable[[str], str]) -> Built:
    """An interleaved mixture of two small towers; not to be changed."""
    towers = [TowerSource(encoder("clip"), side_px=48), TowerSource(encoder("mae"), final_norm=True)]
    model, processor = build_mixture(towers, language(), mixture="interleaved")
    strengthen(model.adapters)
    return model, processor


@pytest.fixture(scope="module")
def folder(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It, saved; not to be changed."""
    where = tmp_path_factory.mktemp("mixture")
    save_mixture(where, *built)
    return where


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(folder, tmp_path / "mixture"))


def same(one: Any, other: Any) -> bool:
    ours, theirs = one.state_dict(), other.state_dict()
    return ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_a_saved_mixture_is_the_same_when_it_is_loaded(built: Built, folder: Path) -> None:
    model, processor = built
    again, its_processor = load_mixture_model(folder)
    assert same(model, again)
    assert again.config.tower_configs == model.config.tower_configs
    assert again.generation_config.suppress_tokens == [model.config.image_token_id]
    assert not again.training
    assert not any(each.requires_grad for each in again.towers.parameters())
    assert all(each.requires_grad for each in again.adapters.parameters())
    inputs, its_inputs = processor("<image> what?", PICTURE), its_processor("<image> what?", PICTURE)
    assert its_processor.chat_template == processor.chat_template
    assert torch.equal(model(**inputs).logits, again(**its_inputs).logits)


def test_the_folder_needs_nothing_beside_it(built: Built, folder: Path, tmp_path: Path) -> None:
    model, _ = built
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    config = json.loads((moved / "config.json").read_text())
    for each in config["towers"]:
        each["name"] = "hf:gone"
    (moved / "config.json").write_text(json.dumps(config))
    assert same(model, load_mixture_model(moved)[0])


def test_weights_may_come_in_parts(built: Built, tmp_path: Path) -> None:
    model, processor = built
    save_mixture(tmp_path, model, processor, max_shard_size="100KB")
    assert len(list(tmp_path.glob("model-*.safetensors"))) > 2
    assert (tmp_path / "model.safetensors.index.json").is_file()
    assert same(model, load_mixture_model(tmp_path)[0])


def test_a_mixture_takes_the_place_of_another(built: Built, tmp_path: Path) -> None:
    model, processor = built
    save_mixture(tmp_path, model, processor, max_shard_size="100KB")
    save_mixture(tmp_path, model, processor)
    assert [each.name for each in tmp_path.glob("*.safetensors*")] == ["model.safetensors"]
    assert not [each for each in tmp_path.iterdir() if each.is_dir()]
    assert same(model, load_mixture_model(tmp_path)[0])


def test_a_save_that_fails_leaves_no_mixture(built: Built, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").mkdir()  # where a file is to go
    with pytest.raises(IsADirectoryError):
        save_mixture(tmp_path, *built)
    assert not (tmp_path / "config.json").exists()


def test_tied_embeddings_are_kept_once_and_stay_tied(encoder: Callable[[str], str], tmp_path: Path) -> None:
    model, processor = build_mixture([TowerSource(encoder("clip"))], language("Qwen2"), mixture="single")
    save_mixture(tmp_path, model, processor)
    again, _ = load_mixture_model(tmp_path)
    assert again.get_input_embeddings().weight is again.get_output_embeddings().weight
    assert same(model, again)


def test_transformers_own_classes_read_it_once_it_is_registered(folder: Path) -> None:
    register()
    register()  # a second time does no harm
    hub = library()
    assert isinstance(hub.AutoModelForImageTextToText.from_pretrained(folder), MixtureForConditionalGeneration)
    processor = hub.AutoProcessor.from_pretrained(folder)
    assert isinstance(processor, MixtureProcessor)
    assert processor.tokens_per_image == 72


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_every_part_has_the_dtype_that_is_asked_for(folder: Path, dtype: str) -> None:
    model, processor = load_mixture_model(folder, dtype=dtype)
    assert {each.dtype for each in model.parameters()} == {getattr(torch, dtype)}
    assert model(**processor("<image>", PICTURE)).logits.isfinite().all()


def test_the_attention_that_is_asked_for_is_that_of_the_language_model(folder: Path) -> None:
    model, _ = load_mixture_model(folder, attention="eager")
    assert model.language_model.config._attn_implementation == "eager"


def refusal(folder: Path, kind: type[ScotomaError]) -> str:
    with pytest.raises(kind) as caught:
        load_mixture_model(folder)
    assert caught.type is kind
    return str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none", MissingCheckpoint) == (
        f"There is no folder {tmp_path / 'none'}. mix: takes the folder of a mixture."
    )


def test_a_folder_of_something_else_says_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    assert refusal(tmp_path, UnsupportedCheckpoint) == (
        f"{tmp_path} is no mixture: it holds notes.txt, and no config.json. Give the folder that save_mixture or "
        "'scotoma mix train' wrote."
    )


def test_a_checkpoint_of_another_kind_is_sent_to_hf(tmp_path: Path) -> None:
    language()[0].save_pretrained(tmp_path)
    assert refusal(tmp_path, UnsupportedCheckpoint) == (
        f"{tmp_path} is a transformers checkpoint of the kind llama, not a mixture. Ask it as 'hf:{tmp_path}'."
    )


def test_a_damaged_config_is_named(copied: Path) -> None:
    (copied / "config.json").write_text('{"model_type": "scotoma_mi')
    assert f"{copied / 'config.json'} is not JSON" in refusal(copied, BrokenFile)


def test_a_config_without_its_parts_is_refused(copied: Path) -> None:
    config = json.loads((copied / "config.json").read_text())
    del config["towers"][0]["network"]
    (copied / "config.json").write_text(json.dumps(config))
    assert f"transformers cannot read {copied}" in refusal(copied, UnsupportedCheckpoint)


def test_missing_weights_are_named(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    assert f"{copied} has a config.json but no weights that transformers reads" in refusal(copied, MissingCheckpoint)


def test_damaged_weights_are_named(copied: Path) -> None:
    weights = copied / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    assert f"A file of {copied} is damaged" in refusal(copied, BrokenFile)


def test_weights_of_another_model_are_refused(copied: Path) -> None:
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, "adapter": "linear"}))
    load_mixture_model(copied)  # the second layers are left over, which transformers allows
    (copied / "config.json").write_text(json.dumps({**config, "mixture": "concatenated"}))
    assert "have another shape than its config.json" in refusal(copied, UnsupportedCheckpoint)


@pytest.mark.parametrize("name", ["tokenizer.json", "processor_config.json"])
def test_what_makes_the_input_must_be_there(copied: Path, name: str) -> None:
    (copied / name).unlink()
    assert refusal(copied, MissingCheckpoint) == (
        f"{copied} lacks what makes a mixture's input: tokenizer.json or processor_config.json. Copy all files of the "
        "folder that it came from."
    )
