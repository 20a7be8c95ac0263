"""An image network as a tower: the patch tokens of one of its layers.

I images, S side in px, N patch tokens, W width.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from transformers import AutoModel

from scotoma.errors import ShapeMismatch
from scotoma.mixture.configuration import TowerConfig

__all__ = ["Tower", "resize_network", "without_heads"]

# What the networks of transformers call their last norm, and the parts after it, which a tower has no use for.
FINAL_NORMS = ("layernorm", "post_layernorm", "norm")
HEADS = ("pooler", "head")


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
        """Stays in evaluation whatever is asked: towers are never trained."""
        super().train(mode)
        self.network.eval()
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
        # Of a list transformers keeps these layers alone; all of them would be 25 times the memory for a ViT-L.
        outputs = self.network(
            pixel_values=pixels.to(self.network.dtype),
            output_hidden_states=[config.layer],
            **in_raster_order(self.network, len(pixels)),
        )
        tokens_ITW = outputs.hidden_states[config.layer][:, -config.patch_count :]
        norm = final_norm(self.network) if config.final_norm else None
        return tokens_ITW if norm is None else norm(tokens_ITW)


def final_norm(network: nn.Module) -> nn.Module:
    """The norm after the last block.

    Raises:
        ShapeMismatch: the network has none that we know.
    """
    for name in FINAL_NORMS:
        if isinstance(norm := getattr(network, name, None), nn.Module):
            return norm
    raise ShapeMismatch(f"A {type(network).__name__} has no final norm to apply. Give final_norm=False.")


def without_heads(network: Any) -> Any:
    """The network without its poolers: what comes after the last norm."""
    for name in HEADS:
        if isinstance(getattr(network, name, None), nn.Module):
            setattr(network, name, None)
    if hasattr(network, "use_head"):
        network.use_head = False
    return network


def in_raster_order(network: Any, images: int) -> dict[str, Any]:
    """What keeps a masked autoencoder from shuffling its patches: "noise" that rises from patch to patch."""
    if network.config.model_type != "vit_mae":
        return {}
    count = network.embeddings.patch_embeddings.num_patches
    return {"noise": torch.arange(count, device=network.device).expand(images, count)}


def resize_network(network: Any, side_px: int) -> Any:
    """The network for images of another side: its position embeddings interpolated once, as it would at every image.

    A network of the side stays as it is.
    """
    config = network.config
    if config.image_size in (side_px, [side_px, side_px]):
        return network
    embeddings, grid = network.embeddings, side_px // config.patch_size
    own = embeddings.position_embedding.weight[None] if hasattr(embeddings, "position_embedding") else None
    own_1TW = embeddings.position_embeddings if own is None else own
    others = own_1TW.shape[1] - (config.image_size // config.patch_size) ** 2
    like = torch.zeros((1, others + grid**2, own_1TW.shape[2]))
    with torch.no_grad():
        resized_1TW = embeddings.interpolate_pos_encoding(like, side_px, side_px)
    config.image_size = side_px
    grown = without_heads(AutoModel.from_config(config))
    name = "embeddings.position_embeddings" if own is None else "embeddings.position_embedding.weight"
    grown.load_state_dict({**network.state_dict(), name: resized_1TW if own is None else resized_1TW[0]})
    return grown.eval()
