"""Estimates: counts are the published ones, operations those of the formulas, memory that of a real step."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from torch.utils.flop_counter import FlopCounterMode

from scotoma.errors import MissingCheckpoint, UnknownName, UsageError
from scotoma.mixture.architectures import KNOWN, describe_mixture, read_network_config
from scotoma.mixture.estimate_records import Estimate
from scotoma.mixture.estimates import dry_run, image_cost
from scotoma.mixture.modeling import MixtureForConditionalGeneration
from scotoma.mixture.recipe import Recipe, RecipeTower, Stage, read_recipe
from scotoma.mixture.simulation import LiveBytes, count_step, make_meta_mixture, peak_activations
from scotoma.mixture.trainee import Trainee
from tests.mixture.small_recipe import LANGUAGE, Lora, write_recipe

D, N_LAYERS, V = LANGUAGE["hidden_size"], LANGUAGE["num_hidden_layers"], LANGUAGE["vocab_size"]


def real(recipe: Recipe, stage: Stage, attention: str) -> Any:
    """The recipe's mixture with random weights on the CPU, ready for the stage."""
    config = describe_mixture(recipe)
    config.text_config._attn_implementation = attention
    model: Any = MixtureForConditionalGeneration(config)
    for tower in model.towers:
        tower.network.set_attn_implementation(attention)
    Trainee(model, stage)
    return model.train()


def inputs(model: Any, samples: int, text: int) -> dict[str, Any]:
    """A batch of samples with one image each and `text` tokens after it."""
    tokens = model.config.tokens_per_image
    model.config.image_token_id = V - 1
    ids = torch.cat([torch.full((samples, tokens), V - 1), torch.ones(samples, text, dtype=torch.long)], dim=1)
    pixels = [torch.zeros(samples, 3, side, side) for side in model.config.image_sides_px]
    return {"input_ids": ids, "labels": ids.clone(), "pixel_values": pixels, "use_cache": False}


@pytest.mark.parametrize("name", KNOWN)
def test_the_known_architectures_have_their_published_numbers_of_parameters(name: str) -> None:
    config = read_network_config(name)
    auto: Any = transformers.AutoModel if KNOWN[name].side_px else transformers.AutoModelForCausalLM
    with torch.device("meta"):
        model = auto.from_config(config)
    assert sum(each.numel() for each in model.parameters()) == KNOWN[name].parameters
    assert KNOWN[name].source


# To three digits, as papers print them; CLIP's with the projection of 1,024 x 768 that a mixture does not read.
@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("openai/clip-vit-large-patch14", 304 - 0.79),
        ("facebook/dinov2-large", 304),
        ("lmsys/vicuna-7b-v1.5", 6_738),
        ("lmsys/vicuna-13b-v1.3", 13_016),
        ("Qwen/Qwen2.5-0.5B-Instruct", 494),
    ],
)
def test_they_are_the_totals_that_papers_print(name: str, millions: float) -> None:
    assert KNOWN[name].parameters / 1e6 == pytest.approx(millions, abs=0.6)


def test_the_operations_of_clip_at_224_px_are_those_of_the_formula(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path, mixture="single")
    cost = image_cost(describe_mixture(replace(recipe, towers=(RecipeTower("hf:openai/clip-vit-large-patch14"),))))
    # Patches: 256 x (3 x 14 x 14) x 1,024. A block of 257 tokens: 12 D^2 a token, and D x 257 twice for attention.
    block = 2 * 257 * 12 * 1024**2 + 2 * 2 * 257**2 * 1024
    assert cost.tower_flops == (2 * 256 * 588 * 1024 + 24 * block,)
    # The adapter: 256 tokens from 1,024 to D, and from D to D.
    assert cost.adapter_flops == 2 * 256 * (1024 * D + D * D)
    # A block of the language model: query and output D x D, key and value half of it (2 heads of 4), MLP 3 x D x M.
    weights = 2 * D * D + 2 * D * D // 2 + 3 * D * LANGUAGE["intermediate_size"]
    assert cost.language_flops == N_LAYERS * (2 * 256 * weights + 2 * 2 * 256**2 * D)
    assert cost.flops == sum(cost.tower_flops) + cost.adapter_flops + cost.language_flops
    assert (cost.side_px, cost.tokens) == (224, 256)


def test_another_side_costs_its_tokens_and_interleaving_costs_both_towers(tmp_path: Path) -> None:
    one = image_cost(describe_mixture(write_recipe(tmp_path, mixture="single")))
    two = image_cost(describe_mixture(write_recipe(tmp_path)))
    assert (one.tokens, two.tokens) == (64, 128)
    assert two.tower_flops[0] == one.tower_flops[0]
    assert two.adapter_flops == 2 * one.adapter_flops
    recipe = write_recipe(tmp_path, mixture="single")
    larger = image_cost(describe_mixture(replace(recipe, towers=(RecipeTower("mini:clip", side_px=128),))))
    assert (larger.sides_px, larger.tokens) == ((128,), 256)
    assert larger.tower_flops[0] > 4 * one.tower_flops[0]


@pytest.mark.parametrize("number", [0, 1])
def test_the_operations_of_a_step_are_those_of_a_real_one(tmp_path: Path, number: int) -> None:
    recipe = write_recipe(tmp_path)
    stage = recipe.stages[number]
    model = real(recipe, stage, "eager")  # whose products the counter sees on a CPU
    batch = inputs(model, samples=1, text=20)
    features = model.image_features(batch.pop("pixel_values"))
    with FlopCounterMode(display=False) as counter:
        loss = model(**batch, features=features).loss
        forward = counter.get_total_flops()
        loss.backward()
    counted = count_step(make_meta_mixture(describe_mixture(recipe), stage), text_tokens=20)
    assert counted.forward == forward
    # Fused attention computes the scores again on its way back: one product of five more than here.
    attention = N_LAYERS * 2 * 148**2 * D
    assert counted.backward == counter.get_total_flops() - forward + attention


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("checkpointing", [False, True])
def test_the_activations_of_a_step_are_those_of_a_real_one(tmp_path: Path, number: int, checkpointing: bool) -> None:
    # As many keys as queries: where a key serves several, the estimate repeats it, as transformers does beside a mask.
    recipe = write_recipe(
        tmp_path,
        gradient_checkpointing=checkpointing,
        language={"num_key_value_heads": LANGUAGE["num_attention_heads"]},
    )
    stage = recipe.stages[number]
    model = real(recipe, stage, "sdpa")
    batch = inputs(model, samples=4, text=100)
    features = model.image_features(batch.pop("pixel_values"))
    made = [*features, *model.parameters(), *model.buffers(), batch["input_ids"], batch["labels"]]
    with LiveBytes(made) as live:
        model(**batch, features=features).loss.backward()
    peak = live.peak + sum(each.untyped_storage().nbytes() for each in features)
    meta = make_meta_mixture(describe_mixture(recipe), stage)
    assert peak_activations(meta, dtype="float32", samples=4, text_tokens=100) == pytest.approx(peak, rel=0.03)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Estimate:
    """The estimate of the small recipe on one device, in float32 and without checkpointing."""
    return dry_run(write_recipe(tmp_path_factory.mktemp("plain")))


def test_checkpointing_and_freezing_lower_the_activations_and_longer_samples_raise_them(
    plain: Estimate, tmp_path: Path
) -> None:
    first, second = plain.stages
    for memory in (first.memory, second.memory):
        assert memory.recomputed < memory.kept == memory.activations < memory.longest
        assert memory.total < memory.most
    assert first.memory.kept < second.memory.kept
    again = dry_run(write_recipe(tmp_path, gradient_checkpointing=True)).stages[1].memory
    assert again.activations == again.recomputed == second.memory.recomputed


def test_what_is_trained_has_gradients_and_two_moments_and_is_shared_out_among_devices(
    plain: Estimate, tmp_path: Path
) -> None:
    alone, shared = plain.stages[1], dry_run(write_recipe(tmp_path), devices=4).stages[1]
    every = alone.trained_parameters + alone.frozen_parameters
    memory = alone.memory
    assert (memory.weights, memory.gradients, memory.optimiser, memory.gathered) == (
        4 * every,
        4 * alone.trained_parameters,
        8 * alone.trained_parameters,
        0,
    )
    assert shared.memory.weights == -(-4 * every // 4)
    assert shared.memory.optimiser == -(-8 * alone.trained_parameters // 4)
    # Two blocks at a time in float32; a block: attention 3 D^2, MLP 3 x D x M, two norms of D.
    assert shared.memory.gathered == 2 * 4 * (3 * D * D + 3 * D * LANGUAGE["intermediate_size"] + 2 * D)
    assert shared.hours == pytest.approx(alone.hours / 4)


def test_half_precision_halves_what_is_frozen_and_what_is_not_known_is_said_to_be_assumed(
    plain: Estimate, tmp_path: Path
) -> None:
    estimate = dry_run(write_recipe(tmp_path, dtype="bfloat16", samples=None, text_tokens=None))
    stage = estimate.stages[1]
    assert stage.memory.weights == 4 * stage.trained_parameters + 2 * stage.frozen_parameters
    assert stage.memory.gathered == 2 * stage.trained_parameters
    text = str(estimate)
    assert "100,000 samples (assumed)" in text
    assert "256 of text (assumed)" in text
    assert "(assumed)" not in str(plain)


def test_low_rank_updates_are_counted_as_a_part_and_freeze_the_language_model(tmp_path: Path) -> None:
    estimate = dry_run(write_recipe(tmp_path, lora=Lora(rank=4, alpha=8, targets=("q_proj",))))
    assert [part.name for part in estimate.parts][-1] == "low-rank updates"
    assert estimate.parts[-1].parameters == N_LAYERS * 4 * (D + D)
    assert estimate.parts[-2].trained_in == ()
    adapters = sum(part.parameters for part in estimate.parts if part.name.startswith("adapter"))
    assert estimate.stages[1].trained_parameters == adapters + estimate.parts[-1].parameters


def test_time_is_operations_over_the_rate_that_is_stated(tmp_path: Path) -> None:
    estimate = dry_run(write_recipe(tmp_path, epochs=2.0), devices=2, device_tflops=10.0, utilisation=0.5)
    stage = estimate.stages[0]
    assert stage.hours == pytest.approx(64 * 2 * stage.training_flops / (2 * 10e12 * 0.5) / 3600)
    assert stage.steps == 16
    assert stage.training_flops > stage.forward_flops > sum(estimate.image.tower_flops)


def test_the_text_says_shapes_parameters_memory_and_time_and_what_they_rest_on(plain: Estimate) -> None:
    text = str(plain)
    for words in (
        "64 px, 8 x 8 patches = 64 tokens of 192",
        "128 tokens, ",
        "trained in stages 1 and 2",
        "148: 128 of its image, 20 of text",
        "the recipe is without",
        "1 device of 312 TFLOP/s, 40% of it used",
        "Nothing was loaded",
    ):
        assert words in text
    assert plain.as_dict()["memory_bytes"][0]["total"] == plain.stages[0].memory.total > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"devices": 0}, "number of devices is 0; expected 1 or more"),
        ({"device_tflops": 0.0}, r"rate of a device is 0\.0 TFLOP/s; expected a number above 0"),
        ({"utilisation": 1.5}, r"utilisation is 1\.5; expected a share above 0 and up to 1"),
    ],
)
def test_devices_that_cannot_be_are_refused(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        dry_run(write_recipe(tmp_path), **settings)


def test_images_that_leave_no_room_for_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="an image takes 128 tokens, and max_tokens is 128: there is no room for text"):
        dry_run(write_recipe(tmp_path, max_tokens=128))


def test_a_configuration_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path)
    with pytest.raises(MissingCheckpoint, match="some/model is not on this machine"):
        dry_run(replace(recipe, language="some/model"))
    with pytest.raises(UnknownName, match="No tower is named 'timm:vit'"):
        dry_run(replace(recipe, towers=(RecipeTower("timm:vit"),), mixture="single"))
    with pytest.raises(UsageError, match=r"patches of 8 px, and a side of 60 px"):
        dry_run(replace(recipe, towers=(RecipeTower("mini:clip", side_px=60),), mixture="single"))


def test_a_folders_own_configuration_is_read_before_a_published_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_recipe(tmp_path)
    folder = tmp_path / "lmsys" / "vicuna-7b-v1.5"
    folder.parent.mkdir()
    (tmp_path / "language").rename(folder)
    assert read_network_config("lmsys/vicuna-7b-v1.5").hidden_size == 4096
    monkeypatch.chdir(tmp_path)
    assert read_network_config("lmsys/vicuna-7b-v1.5").hidden_size == D


def test_the_papers_recipes_have_the_papers_tokens() -> None:
    tokens = {name: describe_mixture(read_recipe(name)).tokens_per_image for name in ("llava-13b", "llava-13b-336")}
    assert tokens == {"llava-13b": 256, "llava-13b-336": 576}
    config = describe_mixture(read_recipe("llava-1.5-13b-imof"))
    assert config.tokens_per_image == 512
    # Source: LLaVA's scripts (hidden state -2), and the last block before the final norm for DINOv2 (x_prenorm).
    assert [(each.layer, each.final_norm) for each in config.tower_configs] == [(-2, False), (-1, False)]
    assert describe_mixture(read_recipe("llava-13b-amof", ssl_ratio=0.25)).weights == (0.75, 0.25)
