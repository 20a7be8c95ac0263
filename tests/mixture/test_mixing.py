"""Mixing features, against small tensors worked out by hand."""

import pytest
import torch

from scotoma.errors import ShapeMismatch, UsageError
from scotoma.mixture.mixing import additive, concatenated, interleaved, resample, ssl_weights


def tokens(values: list[list[float]]) -> torch.Tensor:
    """One image's tokens, a list of channels each."""
    return torch.tensor([values], dtype=torch.float32)


CLIP = tokens([[1, 2], [3, 4]])
DINO = tokens([[10, 20], [30, 40]])


def test_the_additive_mixture_weighs_each_place() -> None:
    # 0.25 * 1 + 0.75 * 10 = 7.75 and so on
    assert additive([CLIP, DINO], ssl_weights(0.75)).tolist() == [[[7.75, 15.5], [23.25, 31.0]]]


@pytest.mark.parametrize(("ratio", "alone"), [(0.0, CLIP), (1.0, DINO)])
def test_at_the_ends_of_the_ratio_one_tower_is_alone(ratio: float, alone: torch.Tensor) -> None:
    assert torch.equal(additive([CLIP, DINO], ssl_weights(ratio)), alone)


def test_three_towers_share_the_ssl_ratio() -> None:
    assert ssl_weights(0.5, 3) == (0.5, 0.25, 0.25)
    # 0.5 * 1 + 0.25 * 10 + 0.25 * 10 = 5.5
    assert additive([CLIP, DINO, DINO], ssl_weights(0.5, 3))[0, 0, 0] == 5.5


@pytest.mark.parametrize("ratio", [-0.1, 1.5, float("nan")])
def test_a_ratio_outside_0_to_1_is_refused(ratio: float) -> None:
    with pytest.raises(UsageError, match=rf"The SSL ratio is {ratio}; it must be from 0 \(the first tower alone\)"):
        ssl_weights(ratio)


def test_one_tower_has_nothing_to_be_added_to() -> None:
    with pytest.raises(UsageError, match="needs at least two towers and was given 1"):
        ssl_weights(0.5, 1)


def test_interleaved_tokens_take_turns_in_raster_order_the_first_tower_first() -> None:
    assert interleaved([CLIP, DINO]).tolist() == [[[1, 2], [10, 20], [3, 4], [30, 40]]]
    # K towers of N patches give K N tokens
    assert interleaved([CLIP, DINO, CLIP]).shape == (1, 6, 2)


def test_interleaved_keeps_images_apart() -> None:
    both = interleaved([torch.cat([CLIP, 2 * CLIP]), torch.cat([DINO, 2 * DINO])])
    assert torch.equal(both[1], 2 * both[0])


def test_concatenated_puts_channels_after_each_other() -> None:
    wide = tokens([[7, 8, 9], [4, 5, 6]])
    assert concatenated([CLIP, wide]).tolist() == [[[1, 2, 7, 8, 9], [3, 4, 4, 5, 6]]]


def test_towers_of_different_widths_are_refused_with_both_widths() -> None:
    wide = tokens([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ShapeMismatch, match=r"The towers differ in width: 2 and 3\. Mix them 'interleaved'"):
        additive([CLIP, wide], (0.5, 0.5))
    with pytest.raises(ShapeMismatch, match=r"differ in width: 2 and 3\. Each tower's adapter has to end in the same"):
        interleaved([CLIP, wide])


@pytest.mark.parametrize("mix", [interleaved, concatenated, lambda given: additive(given, (0.5, 0.5))])
def test_towers_of_different_grids_or_images_are_refused(mix: object) -> None:
    assert callable(mix)
    with pytest.raises(ShapeMismatch, match=r"number of tokens: 2 and 1. Put them on one grid with resample\(\)"):
        mix([CLIP, CLIP[:, :1]])
    with pytest.raises(ShapeMismatch, match=r"number of images: 1 and 2\. Each tower has to see the same images"):
        mix([CLIP, torch.cat([CLIP, CLIP])])


def test_each_tower_needs_a_weight_and_there_must_be_towers() -> None:
    with pytest.raises(ShapeMismatch, match="There are 2 towers and 3 weights"):
        additive([CLIP, DINO], (0.2, 0.3, 0.5))
    with pytest.raises(ShapeMismatch, match="There are no towers to mix"):
        concatenated([])


def test_resampling_to_one_token_is_the_mean_of_four() -> None:
    grid = tokens([[1, 0], [2, 0], [3, 0], [6, 8]])
    assert resample(grid, 1).tolist() == [[[3.0, 2.0]]]


def test_resampling_upwards_is_bilinear_between_the_centres() -> None:
    # Centres of 2 in 4 places lie at 0.25 and 0.75 of a step: 0, then 1/4, 3/4, then 1 of the way from left to right.
    grid = tokens([[0.0], [4.0], [0.0], [4.0]])
    assert resample(grid, 4).reshape(4, 4).tolist() == [[0.0, 1.0, 3.0, 4.0]] * 4


def test_resampling_weighs_every_token_when_it_shrinks() -> None:
    # Without antialiasing only the four tokens around the centre of the 4 x 4 grid would count.
    corner = torch.zeros((1, 16, 1))
    corner[0, 0] = 16
    assert resample(corner, 1).item() > 0


def test_resampling_to_the_same_grid_changes_nothing_and_keeps_the_dtype() -> None:
    grid = torch.randn(2, 9, 5)
    assert resample(grid, 3) is grid
    assert resample(grid.bfloat16(), 2).dtype == torch.bfloat16
    assert resample(torch.ones((2, 9, 5)), 7).allclose(torch.ones((2, 49, 5)))


def test_tokens_that_make_no_square_cannot_be_resampled() -> None:
    with pytest.raises(ShapeMismatch, match="5 tokens make no square grid, so they cannot be put on one of 2 x 2"):
        resample(torch.zeros((1, 5, 2)), 2)
