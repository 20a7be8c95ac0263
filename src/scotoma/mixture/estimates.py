"""What a recipe will take, before any weight is there: shapes, parameters, tokens, operations, memory, time."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scotoma.errors import UsageError
from scotoma.mixture.estimate_records import Estimate, ImageCost, Memory, Part, StageEstimate
from scotoma.mixture.recipe import Recipe, Stage
from scotoma.progress import Progress, silent

if TYPE_CHECKING:
    from scotoma.mixture.configuration import MixtureConfig
    from scotoma.mixture.simulation import ImageReading

__all__ = ["DEVICE_TFLOPS", "UTILISATION", "dry_run", "image_cost"]

DEVICE_TFLOPS = 312.0
"""An A100's dense bfloat16 rate in 10^12 operations a second, from NVIDIA's data sheet; the paper trained on those."""
UTILISATION = 0.4
"""The share of that rate that training reaches: assumed, as well-tuned trainings of language models report it."""

SAMPLES, TEXT_TOKENS = 100_000, 256  # assumed where a recipe does not say what to expect of its data
FLOAT32, ADAM = 4, 8  # bytes a trained parameter: the weight, or its gradient; and Adam's two moments


def image_cost(config: "MixtureConfig") -> ImageCost:
    """What an image costs a mixture, from its configuration alone."""
    from scotoma.mixture.simulation import read_image

    return _cost(config, read_image(config))


def _cost(config: "MixtureConfig", read: "ImageReading") -> ImageCost:
    return ImageCost(config.image_sides_px, config.tokens_per_image, read.towers, read.adapters, read.language)


def dry_run(
    recipe: Recipe,
    *,
    devices: int = 1,
    device_tflops: float = DEVICE_TFLOPS,
    utilisation: float = UTILISATION,
    progress: Progress = silent,
) -> Estimate:
    """What the recipe will take, found on the meta device: no weights are read or made.

    Weights, gradients and the optimiser's moments are shared out among `devices` (FSDP2), activations are not: each
    device has its own samples.

    Raises:
        UsageError: no device, or a rate or share that is none; images of more tokens than a stage's `max_tokens`.
        UnknownName, MissingCheckpoint, UnsupportedCheckpoint: a configuration that cannot be had, or is of no tower or
            language model.
    """
    from scotoma.mixture.architectures import describe_mixture
    from scotoma.mixture.simulation import read_image

    _check_devices(devices, device_tflops, utilisation)
    config = describe_mixture(recipe)
    for stage in recipe.stages:
        _check_room(recipe, stage, config.tokens_per_image)
    rate = devices * device_tflops * 1e12 * utilisation
    stages = list[StageEstimate]()
    with progress(f"estimating {recipe.name}", 1 + len(recipe.stages), "parts") as advance:
        image = read_image(config)
        advance(1)
        for stage in recipe.stages:
            stages.append(_estimate_stage(config, stage, image, devices, rate))
            advance(1)
    return Estimate(
        recipe,
        devices,
        device_tflops,
        utilisation,
        _cost(config, image),
        widths=tuple(each.width for each in config.tower_configs),
        grids=tuple(each.grid for each in config.tower_configs),
        language_width=config.text_config.hidden_size,
        parts=_parts(config, recipe),
        stages=tuple(stages),
    )


def _check_devices(devices: int, device_tflops: float, utilisation: float) -> None:
    if devices < 1:
        raise UsageError(f"The number of devices is {devices}; expected 1 or more.")
    if not 0 < device_tflops < math.inf:
        raise UsageError(f"The rate of a device is {device_tflops} TFLOP/s; expected a number above 0.")
    if not 0 < utilisation <= 1:
        raise UsageError(f"The utilisation is {utilisation}; expected a share above 0 and up to 1.")


def _check_room(recipe: Recipe, stage: Stage, tokens_per_image: int) -> None:
    if tokens_per_image >= stage.max_tokens:
        raise UsageError(
            f"{recipe.name}: an image takes {tokens_per_image} tokens, and max_tokens is {stage.max_tokens}: there is "
            "no room for text. Raise max_tokens, or take a smaller side_px."
        )


def _estimate_stage(
    config: "MixtureConfig", stage: Stage, image: "ImageReading", devices: int, rate: float
) -> StageEstimate:
    from scotoma.mixture.simulation import count_step, make_meta_mixture

    room = stage.max_tokens - config.tokens_per_image
    text_tokens = min(stage.text_tokens or TEXT_TOKENS, room)
    samples = stage.samples or SAMPLES
    model = make_meta_mixture(config, replace(stage, gradient_checkpointing=False))
    trained = sum(each.numel() for each in model.parameters() if each.requires_grad)
    frozen = sum(each.numel() for each in model.parameters()) - trained
    flops = count_step(model, text_tokens=text_tokens)
    forward = sum(image.towers) + flops.forward
    training = forward + flops.backward
    return StageEstimate(
        stage,
        samples,
        steps=math.ceil(samples * stage.epochs / stage.batch_size),
        text_tokens=text_tokens,
        tokens=text_tokens + config.tokens_per_image,
        trained_parameters=trained,
        frozen_parameters=frozen,
        forward_flops=forward,
        training_flops=training,
        memory=_memory(config, stage, image, devices, (text_tokens, room)),
        hours=samples * stage.epochs * training / rate / 3600,
    )


def _memory(
    config: "MixtureConfig", stage: Stage, image: "ImageReading", devices: int, text_tokens: tuple[int, int]
) -> Memory:
    from scotoma.mixture.simulation import make_meta_mixture, peak_activations

    size = 2 if stage.dtype == "bfloat16" else 4
    held = min(stage.device_batch_size, math.ceil(stage.batch_size / devices))

    def peak(recompute: bool, text: int) -> int:
        model = make_meta_mixture(config, replace(stage, gradient_checkpointing=recompute))
        training = peak_activations(model, dtype=stage.dtype, samples=held, text_tokens=text)
        return max(training, image.tower_bytes * held * size // 4)

    expected, longest = text_tokens
    kept, recomputed = peak(False, expected), peak(True, expected)
    return Memory(
        *_held(make_meta_mixture(config, stage), size, devices),
        activations=recomputed if stage.gradient_checkpointing else kept,
        kept=kept,
        recomputed=recomputed,
        longest=peak(stage.gradient_checkpointing, longest),
    )


def _held(model: Any, size: int, devices: int) -> tuple[int, int, int, int]:
    """Bytes of weights, gradients, the optimiser's moments, and weights in the type of the arithmetic, `size` bytes."""
    trained = sum(each.numel() for each in model.parameters() if each.requires_grad)
    gradients, optimiser = (math.ceil(trained * each / devices) for each in (FLOAT32, ADAM))
    if devices == 1:
        weights = sum(each.numel() * each.element_size() for each in model.parameters())
        return weights, gradients, optimiser, trained * size if size < FLOAT32 else 0  # autocast copies what is trained
    # What is sharded is of one type, float32, and gathered a block at a time: the one in use, and the next.
    weights = math.ceil(FLOAT32 * sum(each.numel() for each in model.parameters()) / devices)
    return weights, gradients, optimiser, 2 * size * _largest_block(model)


def _largest_block(model: Any) -> int:
    """The parameters of the largest part that is gathered at once: a block, or the embeddings."""
    from transformers.modeling_layers import GradientCheckpointingLayer

    blocks = [each for each in model.language_model.modules() if isinstance(each, GradientCheckpointingLayer)]
    parts = [*blocks, model.get_input_embeddings()]
    return max(sum(int(each.numel()) for each in part.parameters()) for part in parts)


def _parts(config: "MixtureConfig", recipe: Recipe) -> tuple[Part, ...]:
    from scotoma.mixture.simulation import make_meta_mixture

    def size(module: Any) -> int:
        return sum(each.numel() for each in module.parameters())

    model, lora = make_meta_mixture(config), recipe.stages[1].lora
    towers = [Part(f"tower {each.config.name}", size(each), ()) for each in model.towers]
    adapters = [Part(f"adapter {number}", size(each), (1, 2)) for number, each in enumerate(model.adapters, start=1)]
    language = Part(f"language model {recipe.language}", size(model.language_model), () if lora else (2,))
    if lora is None:
        return (*towers, *adapters, language)
    tuned = make_meta_mixture(config, recipe.stages[1]).language_model
    return (*towers, *adapters, language, Part("low-rank updates", size(tuned) - language.parameters, (2,)))
