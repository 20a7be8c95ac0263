"""Building a mixture: which tokens a tower gives, its side, its place in the whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from scotoma.encoders.preprocessing import normalise, prepare
from scotoma.errors import ShapeMismatch, UnknownName, UnsupportedCheckpoint, UsageError
from scotoma.mixture.building import TowerSource, build_mixture, load_tower
from scotoma.mixture.towers import Tower, tokens_of
from tests.mixture.checkpoints import language, library, pictures, strengthen

Encoder = Callable[[str], str]
MINIS = [TowerSource("mini:clip"), TowerSource("mini:dino")]
FAMILIES = ["clip", "siglip", "dinov2", "dinov2_with_registers", "dinov3", "vit", "mae", "deit", "beit"]
FIRST = {"clip": 1, "siglip": 0, "dinov2_with_registers": 5, "dinov3": 5, "deit": 2}  # tokens before the patches


def whole(name: str) -> Any:
    """What transformers makes of a small encoder."""
    model = library().AutoModel.from_pretrained(name.removeprefix("hf:")).eval()
    if model.config.model_type == "vit_mae":
        model.config.mask_ratio = 0.0
    return getattr(model, "vision_model", model)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_tower_gives_its_layer_without_class_and_register_tokens(encoder: Encoder, family: str) -> None:
    loaded = load_tower(TowerSource(encoder(family)))
    pixels = torch.randn((2, 3, 32, 32))
    noise = {"noise": torch.arange(16).expand(2, 16)} if family == "mae" else {}
    states = whole(encoder(family))(pixel_values=pixels, output_hidden_states=True, **noise).hidden_states
    expected = states[-2 if family == "clip" else -1][:, FIRST.get(family, 1) :]
    assert expected.shape == (2, 16, 48)
    assert torch.allclose(tokens_of(loaded.config, loaded.network, pixels), expected, atol=1e-6)


@pytest.mark.parametrize("family", [each for each in FAMILIES if each not in {"clip", "beit"}])
def test_the_final_norm_is_that_of_the_last_hidden_state(encoder: Encoder, family: str) -> None:
    loaded = load_tower(TowerSource(encoder(family), final_norm=True))
    strengthen(loaded.network)
    pixels = torch.randn((2, 3, 32, 32))
    noise = {"noise": torch.arange(16).expand(2, 16)} if family == "mae" else {}
    last = loaded.network(pixel_values=pixels, **noise).last_hidden_state[:, FIRST.get(family, 1) :]
    assert torch.allclose(tokens_of(loaded.config, loaded.network, pixels), last, atol=1e-6)
    plain = load_tower(TowerSource(encoder(family)))
    assert not torch.allclose(tokens_of(plain.config, loaded.network, pixels), last, atol=1e-3)


@pytest.mark.parametrize(
    "family", ["clip", "siglip", "dinov2", "dinov2_with_registers", "dinov3", "vit", "mae", "deit"]
)
def test_another_side_is_what_transformers_interpolates_at_every_image(encoder: Encoder, family: str) -> None:
    loaded = load_tower(TowerSource(encoder(family), side_px=48, layer=-1))
    assert loaded.config.patch_count == 36
    assert loaded.network.config.image_size == 48
    assert loaded.config.preprocessing.side_px == 48
    pixels = torch.randn((1, 3, 48, 48))
    settings: dict[str, Any] = {} if family.startswith("dino") else {"interpolate_pos_encoding": True}
    if family == "mae":
        settings["noise"] = torch.arange(36)[None]
    states = whole(encoder(family))(pixel_values=pixels, output_hidden_states=True, **settings).hidden_states
    expected = states[-1][:, FIRST.get(family, 1) :]
    assert torch.allclose(tokens_of(loaded.config, loaded.network, pixels), expected, atol=1e-5)


def test_mini_clip_is_read_in_float32_and_at_96_px_has_144_tokens() -> None:
    loaded = load_tower(TowerSource("mini:clip", side_px=96))
    assert {each.dtype for each in loaded.network.parameters()} == {torch.float32}
    assert tokens_of(loaded.config, loaded.network, torch.zeros((1, 3, 96, 96))).shape == (1, 144, 192)


def test_the_preprocessing_is_each_towers_own(encoder: Encoder) -> None:
    towers = [TowerSource(encoder("clip"), side_px=48), TowerSource(encoder("vit"))]
    model, processor = build_mixture(towers, language(), mixture="interleaved")
    picture = pictures(1)[0]
    for pixels, config in zip(processor.pixels([picture]), model.config.tower_configs, strict=True):
        expected = normalise(prepare(picture, config.preprocessing)[None], config.preprocessing)
        assert torch.equal(pixels, torch.from_numpy(expected))
    clip, vit = (each.preprocessing for each in model.config.tower_configs)
    assert clip.mean[0] == pytest.approx(0.48145466)
    assert vit.mean[0] == 0.5
    # A crop of 32 out of 36 px stays eight ninths of the picture: 48 out of 54.
    assert (clip.side_px, clip.resize_px) == (48, 54)


def test_towers_are_frozen_and_stay_in_evaluation() -> None:
    model, _ = build_mixture(MINIS, language(), mixture="interleaved")
    model.train()
    assert model.adapters.training
    assert not any(each.training for each in model.towers[0].network.modules())
    assert not any(each.requires_grad for each in model.towers.parameters())
    assert all(each.requires_grad for each in model.adapters.parameters())


@pytest.mark.parametrize(
    ("mixture", "ratio", "tokens", "widths"),
    [("additive", 0.5, 64, (192,)), ("interleaved", None, 128, (192, 192)), ("concatenated", None, 64, (384,))],
)
def test_a_mixture_states_its_tokens_and_has_adapters_to_match(
    mixture: str, ratio: float | None, tokens: int, widths: tuple[int, ...]
) -> None:
    model, processor = build_mixture(MINIS, language(), mixture=mixture, ssl_ratio=ratio, adapter="linear")
    assert model.config.tokens_per_image == processor.tokens_per_image == tokens
    assert model.config.image_sides_px == (64, 64)
    assert tuple(adapter[0].in_features for adapter in model.adapters) == widths
    assert [len(adapter) for adapter in model.adapters] == [1] * len(widths)


def test_the_seed_makes_the_adapters_and_leaves_the_global_state_alone() -> None:
    speaks = language()
    before = torch.random.get_rng_state()
    first, again, other = (
        build_mixture(MINIS[:1], speaks, mixture="single", seed=seed)[0].adapters.state_dict() for seed in (0, 0, 1)
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["0.0.weight"], other["0.0.weight"])
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_tokenizer_without_the_image_token_gets_it_and_the_model_a_row() -> None:
    model, words = language()
    model.resize_token_embeddings(len(words), mean_resizing=False)
    before = model.get_input_embeddings().weight.detach().clone()
    built, processor = build_mixture(MINIS[:1], (model, words), mixture="single")
    image = built.config.image_token_id
    assert processor.tokenizer.convert_ids_to_tokens(image) == "<image>"
    rows = built.get_input_embeddings().weight
    assert len(rows) == len(before) + 1 == built.config.text_config.vocab_size
    assert torch.equal(rows[:-1], before)
    assert torch.allclose(rows[-1], before.mean(dim=0))
    assert built.generation_config.suppress_tokens == [image]


def test_a_language_model_is_read_from_its_folder(tmp_path: Path) -> None:
    model, words = language("Qwen2")
    model.save_pretrained(tmp_path)
    words.save_pretrained(tmp_path)
    built, _ = build_mixture(MINIS[:1], str(tmp_path), mixture="single")
    assert built.config.text_config.model_type == "qwen2"
    assert torch.equal(built.get_input_embeddings().weight, model.get_input_embeddings().weight)


def test_an_additive_mixture_of_different_widths_is_refused_with_both(encoder: Encoder) -> None:
    towers = [TowerSource("mini:clip"), TowerSource(encoder("dinov2"))]
    with pytest.raises(ShapeMismatch, match=r"these differ: mini:clip 192 and hf:.*dinov2 48. Mix them 'interleaved'"):
        build_mixture(towers, language(), mixture="additive", ssl_ratio=0.5)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"mixture": "stirred"}, "No mixture is called 'stirred'. Known: single, additive, interleaved, concatenated"),
        ({"mixture": "interleaved", "adapter": "mlp"}, "No adapter is called 'mlp'. Known: linear, mlp2x_gelu"),
        ({"mixture": "single"}, "The mixture 'single' takes one tower and was given 2"),
        ({"mixture": "additive"}, "The mixture 'additive' needs an ssl_ratio from 0 to 1"),
        ({"mixture": "additive", "ssl_ratio": 2.0}, "The SSL ratio is 2.0; it must be from 0"),
        ({"mixture": "interleaved", "ssl_ratio": 0.5}, "'interleaved' takes no ssl_ratio: that is for 'additive'"),
    ],
)
def test_what_makes_no_mixture_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build_mixture(MINIS, language(), **settings)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (TowerSource("mini:clip", side_px=70), "mini:clip reads patches of 8 px, and a side of 70 px is no whole"),
        (TowerSource("mini:clip", layer=7), "mini:clip has 6 blocks, so its layers are -7 to 6; 7 is none of them"),
    ],
)
def test_a_side_or_layer_that_a_tower_cannot_have_is_refused(source: TowerSource, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load_tower(source)


def test_a_tower_that_is_tied_to_its_side_is_refused_at_another(encoder: Encoder) -> None:
    with pytest.raises(UsageError, match=r"A BeitModel is tied to images of 32 px\. Give no other side for it"):
        load_tower(TowerSource(encoder("beit"), side_px=48))


@pytest.mark.parametrize("name", ["openclip:ViT-B-32/openai", "toy:rgb", "hf:"])
def test_an_encoder_of_another_kind_is_no_tower(name: str) -> None:
    with pytest.raises(
        UnknownName, match=f"No tower is named '{name}'. A tower is an encoder whose layers can be read"
    ):
        load_tower(TowerSource(name))


def test_networks_without_a_token_for_each_patch_are_refused(encoder: Encoder) -> None:
    with pytest.raises(UnsupportedCheckpoint, match="is a convnext model, which is no image network whose patches"):
        load_tower(TowerSource(encoder("convnext")))
    with pytest.raises(UnsupportedCheckpoint, match="A tower has to keep a token for each patch"):
        load_tower(TowerSource(encoder("swin")))


def test_images_of_another_side_are_refused_by_the_tower() -> None:
    loaded = load_tower(TowerSource("mini:dino"))
    with pytest.raises(ShapeMismatch, match="The tower mini:dino reads images of 64 x 64 px and was given 32 x 32"):
        Tower(loaded.config)(torch.zeros((1, 3, 32, 32)))
