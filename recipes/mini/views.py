"""What training shows of a picture: a crop on a background of its own. No flip, no colour jitter unless asked for."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["MEAN", "SIDE_PX", "STD", "Views", "normalised"]

SIDE_PX = 64
MEAN, STD = (0.6, 0.6, 0.6), (0.3, 0.3, 0.3)  # about those of the corpus on white and coloured grounds


@dataclass(frozen=True)
class Views:
    """How views are drawn: the share of the side a crop shows, and how often the white ground is exchanged."""

    scale: tuple[float, float] = (0.75, 1.1)
    shift: float = 0.08
    stretch: float = 0.1
    coloured: float = 0.6

    def __call__(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        """Views (B, 3, 64, 64) in 0..1 of RGBA bytes (B, S, S, 4)."""
        count = len(pictures)

        def uniform(low: float, high: float, *shape: int) -> Tensor:
            return low + (high - low) * torch.rand(count, *shape, generator=generator)

        planes = pictures.permute(0, 3, 1, 2).float().div_(255)
        alpha = planes[:, 3:]
        colour = torch.cat([planes[:, :3] * alpha, alpha], 1)
        size, aspect = uniform(*self.scale), uniform(-self.stretch, self.stretch).exp()
        theta = torch.zeros(count, 2, 3)
        theta[:, 0, 0], theta[:, 1, 1] = size * aspect, size / aspect
        theta[:, :, 2] = uniform(-self.shift, self.shift, 2)
        grid = functional.affine_grid(theta, [count, 4, SIDE_PX, SIDE_PX], align_corners=False)
        seen = functional.grid_sample(colour, grid, align_corners=False)
        # Light grounds: half the corpus is drawn in black lines, which a dark ground would swallow.
        ground = torch.where(uniform(0, 1, 1) < self.coloured, uniform(0.4, 1, 3), torch.ones(count, 3))
        return seen[:, :3] + (1 - seen[:, 3:]) * ground[:, :, None, None]


def normalised(views: Tensor) -> Tensor:
    """Views as the encoders take them."""
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (MEAN, STD))
    return (views - mean) / std
