"""An estimate as text for a terminal."""

from scotoma.mixture.estimate_records import Estimate, Memory, StageEstimate

__all__ = ["estimate_text"]

GIB = 2**30
LEFT = 44


def estimate_text(estimate: Estimate) -> str:
    """Shapes, parameters, tokens, operations, memory and time, and at the end what they rest on."""
    blocks = [_head(estimate), _shapes(estimate), _parameters(estimate)]
    blocks += [_stage(estimate, number, each) for number, each in enumerate(estimate.stages, start=1)]
    return "\n\n".join([*blocks, _assumptions(estimate)])


def _head(estimate: Estimate) -> str:
    recipe = estimate.recipe
    ratio = "" if recipe.ssl_ratio is None else f", ssl_ratio {recipe.ssl_ratio:g}"
    return f"{recipe.name}: {recipe.mixture}{ratio}, adapter {recipe.adapter}, {recipe.language}"


def _shapes(estimate: Estimate) -> str:
    image, recipe = estimate.image, estimate.recipe
    lines = []
    for tower, side, grid, width, flops in zip(
        recipe.towers, image.sides_px, estimate.grids, estimate.widths, image.tower_flops, strict=True
    ):
        shape = f"{side} px, {grid} x {grid} patches = {grid**2:,} tokens of {width:,}"
        lines.append(_row(tower.source, f"{shape}, {_operations(flops)}"))
    lines += [
        _row(
            "adapters and mixing", f"{image.tokens:,} x {estimate.language_width:,}, {_operations(image.adapter_flops)}"
        ),
        _row("language model, image tokens", _operations(image.language_flops)),
        _row("together", f"{image.tokens:,} tokens, {_operations(image.flops)}"),
    ]
    return "\n".join(["One image, forward", *lines])


def _parameters(estimate: Estimate) -> str:
    def when(stages: tuple[int, ...]) -> str:
        return (
            "frozen"
            if not stages
            else f"trained in stage{'s' if len(stages) > 1 else ''} {' and '.join(map(str, stages))}"
        )

    lines = [_row(part.name, f"{_count(part.parameters):>8}  {when(part.trained_in)}") for part in estimate.parts]
    total = sum(part.parameters for part in estimate.parts)
    return "\n".join(["Parameters", *lines, _row("together", f"{_count(total):>8}")])


def _stage(estimate: Estimate, number: int, each: StageEstimate) -> str:
    stage, memory = each.stage, each.memory
    of = f"{each.samples:,} samples" + ("" if stage.samples else " (assumed)")
    passes = f"{stage.epochs:g} epoch{'' if stage.epochs == 1 else 's'} of {of}"
    text = f"{each.text_tokens:,} of text" + ("" if stage.text_tokens else " (assumed)")
    lines = [
        _row("data", stage.data),
        _row("steps", f"{each.steps:,} of {stage.batch_size:,} samples: {passes}"),
        _row("learning rate", f"{stage.lr:g}, {stage.scheduler}, warm-up {stage.warmup_share:g} of the steps"),
        _row("tokens a sample", f"{each.tokens:,}: {estimate.image.tokens:,} of its image, {text}"),
        _row("trained, frozen", f"{_count(each.trained_parameters)}, {_count(each.frozen_parameters)} parameters"),
        _row("a sample forward", _operations(each.forward_flops)),
        _row("a sample forward and backward", _operations(each.training_flops)),
        _row("memory of a device", _memory(memory)),
        _row("  weights, gradients, Adam", _three(memory)),
        _row("  activations", _activations(each)),
        _row("time", f"{_hours(each.hours)} on {_devices(estimate)}"),
    ]
    return "\n".join([f"Stage {number}: trains {stage.trains.replace('+', ' and ')}", *lines])


def _memory(memory: Memory) -> str:
    return f"{_gib(memory.total)}, and up to {_gib(memory.most)} where samples are as long as max_tokens lets them"


def _three(memory: Memory) -> str:
    gathered = f", copies for the arithmetic {_gib(memory.gathered)}" if memory.gathered else ""
    return f"{_gib(memory.weights)}, {_gib(memory.gradients)}, {_gib(memory.optimiser)}{gathered}"


def _activations(each: StageEstimate) -> str:
    with_, without = _gib(each.memory.recomputed), _gib(each.memory.kept)
    chosen = "with" if each.stage.gradient_checkpointing else "without"
    return f"{with_} with gradient checkpointing, {without} without; the recipe is {chosen}"


def _devices(estimate: Estimate) -> str:
    count = "1 device" if estimate.devices == 1 else f"{estimate.devices} devices"
    return f"{count} of {estimate.device_tflops:g} TFLOP/s, {estimate.utilisation:.0%} of it used"


def _assumptions(estimate: Estimate) -> str:
    spread = "\nWeights, gradients and Adam's moments are shared out (FSDP2)." if estimate.devices > 1 else ""
    return (
        "Nothing was loaded: shapes were followed on the meta device. A multiplication and an addition are two "
        "operations;\nattention counts whole, as if nothing were masked; what gradient checkpointing computes again is "
        "in no figure.\nPadding, the allocator's fragments and what the libraries hold for themselves come on top."
        f"{spread}\n{estimate.recipe.note}".rstrip()
    )


def _row(name: str, value: str) -> str:
    return f"  {name:{LEFT}} {value}" if len(name) <= LEFT else f"  {name}\n  {'':{LEFT}} {value}"


def _count(parameters: int) -> str:
    if parameters >= 1e9:
        return f"{parameters / 1e9:.2f} B"
    return f"{parameters / 1e6:.2f} M"


def _operations(flops: int) -> str:
    for unit, size in (("T", 10**12), ("G", 10**9)):
        if flops >= size:
            return f"{flops / size:.2f} {unit}FLOP"
    return f"{flops / 10**6:.2f} MFLOP"


def _gib(size: int) -> str:
    return f"{size / GIB:.1f} GiB" if size >= GIB // 10 else f"{size / 2**20:.1f} MiB"


def _hours(hours: float) -> str:
    if hours >= 1:
        return f"{hours:.1f} hours"
    return f"{hours * 60:.1f} minutes" if hours >= 1 / 60 else f"{hours * 3600:.2g} seconds"
