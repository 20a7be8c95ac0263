"""What an estimate says: records, and the sums over them."""

from dataclasses import asdict, dataclass
from typing import Any

from scotoma.mixture.recipe import Recipe, Stage

__all__ = ["Estimate", "ImageCost", "Memory", "Part", "StageEstimate"]


@dataclass(frozen=True, slots=True)
class ImageCost:
    """What one image costs to read: the side of each tower's input, tokens, and floating-point operations.

    `tower_flops` has one figure a tower; `language_flops` are those of the language model over the image's tokens
    alone, without its head.
    """

    sides_px: tuple[int, ...]
    tokens: int
    tower_flops: tuple[int, ...]
    adapter_flops: int
    language_flops: int

    @property
    def side_px(self) -> int:
        """The largest side."""
        return max(self.sides_px)

    @property
    def flops(self) -> int:
        """All operations of one image: what it adds to reading a prompt."""
        return sum(self.tower_flops) + self.adapter_flops + self.language_flops


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the mixture: its parameters, and in which stages they are trained."""

    name: str
    parameters: int
    trained_in: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes on one device at a step's height.

    `activations` are those of the recipe's setting; both settings are beside it: `kept` without gradient checkpointing,
    `recomputed` with it, for samples of the expected length, and `longest` in the recipe's setting where every sample
    has `max_tokens`.
    """

    weights: int
    gradients: int
    optimiser: int
    gathered: int
    activations: int
    kept: int
    recomputed: int
    longest: int

    @property
    def total(self) -> int:
        """Of a step over samples of the expected length."""
        return self.weights + self.gradients + self.optimiser + self.gathered + self.activations

    @property
    def most(self) -> int:
        """Of a step over samples of `max_tokens` each."""
        return self.total - self.activations + self.longest


@dataclass(frozen=True, slots=True)
class StageEstimate:
    """One stage: `text_tokens` are the expected mean of a sample's own tokens, `tokens` with its image's.

    Operations are of one sample: `forward_flops`, and `training_flops` with the backward pass, without what gradient
    checkpointing computes again. `hours` is for all devices together.
    """

    stage: Stage
    samples: int
    steps: int
    text_tokens: int
    tokens: int
    trained_parameters: int
    frozen_parameters: int
    forward_flops: int
    training_flops: int
    memory: Memory
    hours: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a recipe will take on `devices` devices of `device_tflops`, of which training reaches `utilisation`."""

    recipe: Recipe
    devices: int
    device_tflops: float
    utilisation: float
    image: ImageCost
    widths: tuple[int, ...]
    grids: tuple[int, ...]
    language_width: int
    parts: tuple[Part, ...]
    stages: tuple[StageEstimate, ...]

    def __str__(self) -> str:
        """The estimate as text for a terminal."""
        from scotoma.mixture.estimate_text import estimate_text

        return estimate_text(self)

    def as_dict(self) -> dict[str, Any]:
        """The estimate as plain JSON-ready values."""
        totals = [{"total": each.memory.total, "most": each.memory.most} for each in self.stages]
        return {**asdict(self), "flops_per_image": self.image.flops, "memory_bytes": totals}
