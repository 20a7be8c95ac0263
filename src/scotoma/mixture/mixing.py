"""Features of several towers as one. B images, N patch tokens, W tower width, D language model width, K towers,
M and V what comes out: places and channels.

Tokens are in raster order, a row of patches after the other.
"""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from scotoma.errors import ShapeMismatch, UsageError

__all__ = ["additive", "concatenated", "interleaved", "resample", "ssl_weights"]

Tokens = Float[Tensor, "_ _ _"]
"""A tower's tokens (B, N, W). The sizes have no names here: that towers differ is found below, and said in words."""


def ssl_weights(ssl_ratio: float, towers: int = 2) -> tuple[float, ...]:
    """The weights of towers in an additive mixture: 1 - r for the first (CLIP), r shared equally by the others.

    `ssl_weights(0.75)` is (0.25, 0.75), `ssl_weights(0.5, 3)` is (0.5, 0.25, 0.25).

    Raises:
        UsageError: a ratio outside 0..1, or less than two towers.

    Source: Tong et al. 2024 (arXiv:2401.06209), Table 2, which is indexed by the SSL ratio; the text's alpha is 1 - r.
    """
    if not 0 <= ssl_ratio <= 1:
        raise UsageError(f"The SSL ratio is {ssl_ratio}; it must be from 0 (the first tower alone) to 1 (without it).")
    if towers < 2:
        raise UsageError(
            f"An additive mixture needs at least two towers and was given {towers}. One alone is 'single'."
        )
    return (1 - ssl_ratio, *(ssl_ratio / (towers - 1) for _ in range(towers - 1)))


def additive(tokens: Sequence[Tokens], weights: Sequence[float]) -> Float[Tensor, "B N W"]:
    """The weighted sum of the towers' tokens, place by place.

    Raises:
        ShapeMismatch: towers of different widths or grids, or another number of weights than of towers.
    """
    if len(tokens) != len(weights):
        raise ShapeMismatch(f"There are {len(tokens)} towers and {len(weights)} weights; each tower needs one.")
    _need_one("width", [each.shape[2] for each in tokens], "Mix them 'interleaved' or 'concatenated' instead.")
    _need_one_grid(tokens)
    return torch.stack([weight * each for weight, each in zip(weights, tokens, strict=True)]).sum(dim=0)


def interleaved(tokens: Sequence[Tokens]) -> Float[Tensor, "B M D"]:
    """The tokens of every place side by side, the first tower's first: two towers a, b give a0 b0 a1 b1 ...

    Raises:
        ShapeMismatch: towers of different widths or grids.
    """
    _need_one("width", [each.shape[2] for each in tokens], "Each tower's adapter has to end in the same width.")
    _need_one_grid(tokens)
    return torch.stack(list(tokens), dim=2).flatten(1, 2)


def concatenated(tokens: Sequence[Tokens]) -> Float[Tensor, "B N V"]:
    """The channels of every place after each other, the first tower's first.

    Raises:
        ShapeMismatch: towers of different grids.
    """
    _need_one_grid(tokens)
    return torch.cat(list(tokens), dim=2)


def resample(tokens: Float[Tensor, "B N W"], side: int) -> Float[Tensor, "B M W"]:
    """The tokens of a square grid on another of `side` x `side`: bilinear, antialiased, in float32.

    Raises:
        ShapeMismatch: the tokens make no square.
    """
    count = tokens.shape[1]
    found = math.isqrt(count)
    if found * found != count:
        raise ShapeMismatch(f"{count} tokens make no square grid, so they cannot be put on one of {side} x {side}.")
    if found == side:
        return tokens
    grid_BWSS = tokens.transpose(1, 2).reshape(*tokens.shape[::2], found, found).float()
    other_BWSS = torch.nn.functional.interpolate(
        grid_BWSS, size=(side, side), mode="bilinear", align_corners=False, antialias=True
    )
    return other_BWSS.flatten(2).transpose(1, 2).to(tokens.dtype)


def _need_one_grid(tokens: Sequence[Tensor]) -> None:
    _need_one("number of tokens", [each.shape[1] for each in tokens], "Put them on one grid with resample().")
    _need_one("number of images", [each.shape[0] for each in tokens], "Each tower has to see the same images.")


def _need_one(what: str, found: Sequence[int | torch.SymInt], advice: str) -> None:
    """Refuse towers that differ in what they must share, or none at all."""
    if not found:
        raise ShapeMismatch("There are no towers to mix. Give the tokens of at least one.")
    if any(each != found[0] for each in found):
        shown = " and ".join(map(str, found))
        raise ShapeMismatch(f"The towers differ in {what}: {shown}. {advice}")
