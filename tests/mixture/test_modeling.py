"""The mixture as a model: batches, padding, generation, training."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from scotoma.errors import ShapeMismatch
from scotoma.mixture.building import TowerSource, build_mixture
from tests.mixture.checkpoints import LANGUAGES, language, pictures, strengthen

NEW = 6
PICTURES = pictures(4)
# Text only, one image, several images.
TEXTS = ["what is it", "<image> what?", "a <image> or <image> and <image>"]
IMAGES = [[], PICTURES[:1], PICTURES[1:]]

Built = tuple[Any, Any]


@pytest.fixture(scope="module")
def encoders(encoder: Callable[[str], str]) -> list[TowerSource]:
    """Two small towers of one width, 16 tokens each."""
    return [TowerSource(encoder(family)) for family in ("clip", "dinov2")]


def built(encoders: list[TowerSource], mixture: str = "interleaved", name: str = "Llama", **settings: Any) -> Built:
    """A mixture whose every part is heard."""
    if mixture == "additive":
        settings.setdefault("ssl_ratio", 0.5)
    towers = encoders[:1] if mixture == "single" else encoders
    model, processor = build_mixture(towers, language(name), mixture=mixture, **settings)
    strengthen(model.towers)
    strengthen(model.adapters)
    return model, processor


@pytest.fixture(scope="module")
def interleaved(encoders: list[TowerSource]) -> Built:
    """An interleaved mixture around a Llama; not to be changed."""
    return built(encoders)


def written(model: Any, inputs: Any, **settings: Any) -> Any:
    """The tokens that follow, greedily."""
    tokens = model.generate(**inputs, max_new_tokens=NEW, do_sample=False, eos_token_id=None, **settings)
    return tokens[:, inputs["input_ids"].shape[1] :]


@pytest.mark.parametrize(
    ("mixture", "name"),
    [
        *((each, "Llama") for each in ("single", "additive", "concatenated")),
        *(("interleaved", each) for each in LANGUAGES),
    ],
)
def test_a_batch_answers_as_its_texts_do_one_by_one(encoders: list[TowerSource], mixture: str, name: str) -> None:
    model, processor = built(encoders, mixture, name)
    processor.tokenizer.padding_side = "left"
    together = written(model, processor(TEXTS, IMAGES))
    alone = [written(model, processor(text, images))[0] for text, images in zip(TEXTS, IMAGES, strict=True)]
    assert torch.equal(together, torch.stack(alone))
    assert len({tuple(each.tolist()) for each in alone}) > 1


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_padding_on_either_side_leaves_the_logits_alone(encoders: list[TowerSource], side: str, name: str) -> None:
    model, processor = built(encoders, name=name)
    processor.tokenizer.padding_side = side
    inputs = processor(TEXTS, IMAGES)
    together = model(**inputs).logits
    for row, text, images in zip(range(3), TEXTS, IMAGES, strict=True):
        alone = model(**processor(text, images)).logits[0]
        assert torch.allclose(together[row][inputs["attention_mask"][row].bool()], alone, atol=1e-4)


def test_the_cache_changes_no_answer(interleaved: Built) -> None:
    model, processor = interleaved
    inputs = processor(TEXTS[2], IMAGES[2])
    assert torch.equal(written(model, inputs), written(model, inputs, use_cache=False))


def test_features_stand_for_pixels(interleaved: Built) -> None:
    model, processor = interleaved
    inputs = processor(TEXTS, IMAGES)
    expected = model(**inputs).logits
    features = model.image_features(inputs.pop("pixel_values"))
    assert [tuple(each.shape) for each in features] == [(4, 16, 48), (4, 16, 48)]
    assert torch.allclose(model(**inputs, features=features).logits, expected, atol=1e-6)
    processor.tokenizer.padding_side = "left"
    padded = processor(TEXTS, IMAGES)
    expected = written(model, padded)
    del padded["pixel_values"]
    assert torch.equal(written(model, {**padded, "features": features}), expected)


def test_every_image_stands_in_its_own_place(interleaved: Built) -> None:
    model, processor = interleaved
    texts = ["<image> a", "b <image>"]
    inputs = processor(texts, PICTURES[:2])
    swapped = processor(texts, PICTURES[1::-1])
    assert not torch.allclose(model(**inputs).logits, model(**swapped).logits, atol=1e-2)
    assert torch.equal(swapped["pixel_values"][0], inputs["pixel_values"][0].flip(0))


def test_tokens_are_mixed_as_the_functions_say(encoders: list[TowerSource]) -> None:
    first, second = torch.randn((1, 16, 48)), torch.randn((1, 16, 48))
    model, _ = built(encoders, "interleaved")
    mixed = model.mix([first, second])
    assert torch.equal(mixed[:, ::2], model.adapters[0](first))
    assert torch.equal(mixed[:, 1::2], model.adapters[1](second))
    model, _ = built(encoders, "additive", ssl_ratio=0.75)
    assert torch.allclose(model.mix([first, second]), model.adapters[0](0.25 * first + 0.75 * second), atol=1e-5)
    model, _ = built(encoders, "concatenated")
    assert torch.equal(model.mix([first, second]), model.adapters[0](torch.cat([first, second], dim=2)))


def test_grids_that_differ_are_resampled_to_the_first_towers(encoders: list[TowerSource]) -> None:
    first, second = encoders
    model, processor = built([first, TowerSource(second.source, side_px=48)])
    assert model.config.tokens_per_image == 32
    assert [tuple(each.shape) for each in processor.pixels(PICTURES[:1])] == [(1, 3, 32, 32), (1, 3, 48, 48)]
    inputs = processor(TEXTS, IMAGES)
    assert [each.shape[1] for each in model.image_features(inputs["pixel_values"])] == [16, 36]
    assert model(**inputs).logits.isfinite().all()


def test_several_answers_and_beams_see_their_own_images(interleaved: Built) -> None:
    model, processor = interleaved
    processor.tokenizer.padding_side = "left"
    inputs = processor(TEXTS, IMAGES)
    beams = written(model, inputs, num_beams=2)
    alone = [written(model, processor(text, images), num_beams=2) for text, images in zip(TEXTS, IMAGES, strict=True)]
    assert torch.equal(beams, torch.cat(alone))


def test_an_answer_never_holds_an_image(interleaved: Built) -> None:
    model, processor = interleaved
    with torch.no_grad():
        kept = model.get_output_embeddings().weight.clone()
        model.get_output_embeddings().weight[:] = 0  # every token is as likely as any other
        try:
            answer = model.generate(**processor("hello"), max_new_tokens=NEW, do_sample=True, top_k=0)
        finally:
            model.get_output_embeddings().weight[:] = kept
    assert model.config.image_token_id not in answer


def gradients(model: Any) -> set[str]:
    return {name for name, each in model.named_parameters() if each.grad is not None}


@pytest.mark.parametrize("mixture", ["single", "additive", "interleaved", "concatenated"])
def test_a_batch_without_an_image_still_reaches_every_adapter(encoders: list[TowerSource], mixture: str) -> None:
    model, processor = built(encoders, mixture)
    inputs = processor("no picture here")
    model.train()
    output = model(**inputs, labels=inputs["input_ids"])
    output.loss.backward()
    adapters = {f"adapters.{name}" for name, _ in model.adapters.named_parameters()}
    assert adapters <= gradients(model)
    assert all((each.grad == 0).all() for each in model.adapters.parameters())
    model.eval()
    assert torch.allclose(output.logits, model(**inputs).logits, atol=1e-6)


@pytest.mark.parametrize("checkpointing", [False, True])
def test_training_reaches_adapters_and_language_model_and_no_tower(
    encoders: list[TowerSource], checkpointing: bool
) -> None:
    model, processor = built(encoders)
    inputs = processor(TEXTS, IMAGES)
    if checkpointing:
        model.activation_checkpointing_enable()
    model.train()
    model(**inputs, labels=inputs["input_ids"], use_cache=False).loss.backward()
    trained = {name for name, _ in model.named_parameters() if not name.startswith("towers.")}
    assert gradients(model) == trained
    assert all((each.grad != 0).any() for each in model.adapters.parameters())


def test_checkpointing_gives_the_same_gradients(encoders: list[TowerSource]) -> None:
    plain, processor = built(encoders)
    saving, _ = built(encoders)
    saving.activation_checkpointing_enable()
    inputs = processor(TEXTS, IMAGES)
    for model in (plain, saving):
        model.train()
        model(**inputs, labels=inputs["input_ids"], use_cache=False).loss.backward()
    for one, other in zip(plain.adapters.parameters(), saving.adapters.parameters(), strict=True):
        assert torch.allclose(one.grad, other.grad, atol=1e-6)


def test_the_adapters_alone_can_be_trained(encoders: list[TowerSource]) -> None:
    model, processor = built(encoders)
    model.language_model.requires_grad_(False)
    inputs = processor(TEXTS[1], IMAGES[1])
    model.train()
    model(**inputs, labels=inputs["input_ids"]).loss.backward()
    assert gradients(model) == {f"adapters.{name}" for name, _ in model.adapters.named_parameters()}


def test_the_loss_is_the_language_models_own(interleaved: Built) -> None:
    model, processor = interleaved
    inputs = processor(TEXTS[1], IMAGES[1])
    labels = inputs["input_ids"].clone()
    labels[labels == model.config.image_token_id] = -100
    output = model(**inputs, labels=labels)
    expected = torch.nn.functional.cross_entropy(output.logits[0, :-1], labels[0, 1:])
    assert torch.allclose(output.loss, expected, atol=1e-6)


def test_the_model_states_what_others_ask_of_it(interleaved: Built, encoders: list[TowerSource]) -> None:
    model, _ = interleaved
    assert model._no_split_modules == {"LlamaDecoderLayer"}
    assert model.get_input_embeddings() is model.language_model.get_input_embeddings()
    assert model.get_output_embeddings() is model.language_model.get_output_embeddings()
    assert not model.config.tie_word_embeddings
    tied, _ = built(encoders, name="Qwen2")
    assert tied.config.tie_word_embeddings
    assert tied.get_input_embeddings().weight is tied.get_output_embeddings().weight
    tied.resize_token_embeddings(150)
    assert tied.get_output_embeddings().weight.shape[0] == tied.config.text_config.vocab_size == 150


@pytest.mark.parametrize("text", ["<image>", "", "<image> <image> <image>"])
def test_another_number_of_image_tokens_than_the_images_make_is_refused(interleaved: Built, text: str) -> None:
    model, processor = interleaved
    tokens = processor.tokenizer(processor.expand(text), return_tensors="pt")
    found = 32 * text.count("<image>")
    with pytest.raises(ShapeMismatch, match=rf"have {found} image tokens, and 2 images make 64 \(32 an image\)"):
        model(**tokens, pixel_values=processor.pixels(PICTURES[:2]))


def test_a_conversation_goes_on_from_the_cache_with_another_image(interleaved: Built) -> None:
    model, processor = interleaved
    first, then = processor("a <image>", PICTURES[0]), processor(" b <image>", PICTURES[1], add_special_tokens=False)
    cache = model(**first, use_cache=True).past_key_values
    mask = torch.cat([first["attention_mask"], then["attention_mask"]], dim=1)
    ids = torch.cat([first["input_ids"], then["input_ids"]], dim=1)
    whole = model(input_ids=ids, pixel_values=processor.pixels(PICTURES[:2])).logits[:, first["input_ids"].shape[1] :]
    more = {"input_ids": then["input_ids"], "attention_mask": mask, "past_key_values": cache}
    with pytest.raises(ShapeMismatch, match="have 32 image tokens, and 2 images make 64"):
        model(**more, pixel_values=processor.pixels(PICTURES[:2]))
    assert torch.allclose(model(**more, pixel_values=then["pixel_values"]).logits, whole, atol=1e-4)


def test_texts_with_image_tokens_need_images(interleaved: Built) -> None:
    model, processor = interleaved
    tokens = processor.tokenizer(processor.expand("<image>"), return_tensors="pt")
    with pytest.raises(ShapeMismatch, match="have 32 image tokens, and 0 images make 0"):
        model(**tokens)


def test_pixels_are_given_for_each_tower(interleaved: Built) -> None:
    model, processor = interleaved
    inputs = processor("<image>", PICTURES[0])
    with pytest.raises(ShapeMismatch, match="The mixture has 2 towers and was given pixel_values for 1"):
        model(**{**inputs, "pixel_values": inputs["pixel_values"][:1]})


def test_a_configuration_alone_makes_the_shapes_on_the_meta_device(interleaved: Built) -> None:
    model, _ = interleaved
    with torch.device("meta"):
        empty = type(model)(model.config)
    shapes = {name: (each.shape, each.device.type) for name, each in empty.named_parameters()}
    assert shapes == {name: (each.shape, "meta") for name, each in model.named_parameters()}
