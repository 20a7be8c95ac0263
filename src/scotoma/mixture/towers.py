"""An image network as a tower: the patch tokens of one of its layers.

I images, S side in px, N patch tokens, W width.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from transformers import AutoModel

from scotoma.encoders.huggingface_networks import in_raster_order
from scotoma.errors import ShapeMismatch, UsageError
from scotoma.mixture.configuration import TowerConfig

__all__ = ["Tower", "resize_network", "tokens_of", "without_heads"]

# What the networks of transformers call their last norm, and the parts after it, which a tower has no use for.
FINAL_NORMS = ("layernorm", "post_layernorm", "norm")
HEADS = ("pooler", "head")
POSITIONS = ("position_embedding.weight", "position_embeddings")


class Tower(nn.Module):
    """A frozen image network that gives its patch tokens, class and register tokens dropped."""

    def __init__(self, config: TowerConfig) -> None:
        super().__init__()
        self.config = config
        self.network = without_heads(AutoModel.from_config(config.network_config()))
        self.freeze()

    def freeze(self) -> None:
        """Keep every parameter as it is, and dropout off."""
        self.network.requires_grad_(False)
        self.network.eval()

    def train(self, mode: bool = True) -> "Tower":
        """Stays frozen and in evaluation whatever is asked: towers are never trained."""
        super().train(mode)
        self.freeze()  # from_pretrained makes parameters anew, and ends in eval()
        return self

    def forward(self, pixels: Float[Tensor, "I 3 S S"]) -> Float[Tensor, "I N W"]:
        """The patch tokens of normalised images, in raster order.

        Raises:
            ShapeMismatch: images of another side than the tower's.
        """
        config = self.config
        if pixels.shape[2:] != (config.side_px, config.side_px):
            height, width = pixels.shape[2:]
            raise ShapeMismatch(
                f"The tower {config.name} reads images of {config.side_px} x {config.side_px} px and was given "
                f"{width} x {height}. Make its input with the mixture's processor."
            )
        return tokens_of(config, self.network, pixels)


def tokens_of(config: TowerConfig, network: Any, pixels: Float[Tensor, "I 3 S S"]) -> Float[Tensor, "I N W"]:
    """The patch tokens that `config` reads from a network.

    Raises:
        UsageError: its final norm is to be applied, and it has none that we know.
    """
    # Of a list transformers keeps these layers alone; all of them would be 25 times the memory for a ViT-L.
    outputs = network(
        pixel_values=pixels.to(network.dtype),
        output_hidden_states=[config.layer],
        **in_raster_order(network, pixels),
    )
    tokens_ITW: Tensor = outputs.hidden_states[config.layer][:, -config.patch_count :]
    return final_norm(network)(tokens_ITW) if config.final_norm else tokens_ITW


def final_norm(network: nn.Module) -> Any:
    """The norm after the last block.

    Raises:
        UsageError: the network has none that we know.
    """
    for name in FINAL_NORMS:
        if isinstance(norm := getattr(network, name, None), nn.Module):
            return norm
    raise UsageError(f"A {type(network).__name__} has no final norm to apply. Give final_norm=False.")


def without_heads(network: Any) -> Any:
    """The network without its poolers: what comes after the last norm."""
    for name in HEADS:
        if isinstance(getattr(network, name, None), nn.Module):
            setattr(network, name, None)
    if hasattr(network, "use_head"):
        network.use_head = False
    return network


def resize_network(network: Any, side_px: int) -> Any:
    """The network for images of another side: its position embeddings interpolated once, as it would at every image.

    A network of the side stays as it is, and so does one that turns with the place (DINOv3), but for its image_size.

    Raises:
        UsageError: a network whose places are tied to its own side.
    """
    config, embeddings = network.config, network.embeddings
    if config.image_size == side_px:
        return network
    name = next((each for each in POSITIONS if getattr(embeddings, each.split(".")[0], None) is not None), None)
    if name is None and not hasattr(network, "rope_embeddings"):
        raise UsageError(
            f"A {type(network).__name__} is tied to images of {config.image_size} px. Give no other side for it."
        )
    own_side, config.image_size = config.image_size, side_px
    if name is None:
        return network
    own_1TW = embeddings.get_parameter(name).reshape(1, -1, config.hidden_size)
    others = own_1TW.shape[1] - (own_side // config.patch_size) ** 2
    like = torch.zeros((1, others + (side_px // config.patch_size) ** 2, config.hidden_size))
    with torch.no_grad():
        resized_1TW = embeddings.interpolate_pos_encoding(like, side_px, side_px)
    grown = without_heads(AutoModel.from_config(config))
    resized = resized_1TW.reshape(grown.embeddings.get_parameter(name).shape)
    grown.load_state_dict({**network.state_dict(), f"embeddings.{name}": resized})
    return grown.eval()
