"""transformers models as plain modules from tensors to tensors. B batch, T tokens, D and E widths."""

import math
from typing import Any

__all__ = ["features_network", "image_network", "in_raster_order", "text_network", "tokens_network"]


def image_network(model: Any, output: str) -> Any:
    """Images to the named output (B, D) and the patch tokens (B, T, E) of the last layer."""
    import torch

    class ImageNetwork(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            outputs = self.model(pixel_values=images)
            return getattr(outputs, output), patch_tokens(outputs.last_hidden_state)

    return ImageNetwork()


def tokens_network(model: Any, row: str) -> Any:
    """Images to rows (B, D) and patch tokens; `row` is "class", "pooled" or "mean"."""
    import torch

    class TokensNetwork(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            outputs = self.model(pixel_values=images, **in_raster_order(self.model, images))
            tokens, pooled = outputs.last_hidden_state, getattr(outputs, "pooler_output", None)
            patches = patch_tokens(tokens)
            if row == "mean":
                return patches.mean(dim=1), patches
            return (tokens[:, 0] if pooled is None else pooled.flatten(1)), patches

    return TokensNetwork()


def in_raster_order(model: Any, images: Any) -> dict[str, Any]:
    """The "noise" by which a masked autoencoder sorts its patches, so that it keeps them in raster order."""
    import torch

    if model.config.model_type != "vit_mae":
        return {}
    count = model.embeddings.patch_embeddings.num_patches
    return {"noise": torch.arange(count, device=images.device).expand(images.shape[0], count)}


def text_network(model: Any, output: str, names: list[str]) -> Any:
    """Token arrays, called `names`, to the named output (B, D)."""
    import torch

    class TextNetwork(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *arrays: torch.Tensor) -> Any:
            return getattr(self.model(**dict(zip(names, arrays, strict=True))), output)

    return TextNetwork()


def features_network(model: Any, kind: str, names: list[str]) -> Any:
    """The inputs called `names` to the rows of a model for both: `kind` is "image" or "text"."""
    import torch

    class FeaturesNetwork(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *arrays: torch.Tensor) -> Any:
            outputs = getattr(self.model, f"get_{kind}_features")(**dict(zip(names, arrays, strict=True)))
            return outputs if isinstance(outputs, torch.Tensor) else outputs.pooler_output

    return FeaturesNetwork()


def patch_tokens(hidden: Any) -> Any:
    """The patch tokens (B, T, E) in raster order of a last hidden state: a map (B, E, H, W), or tokens whose class and
    register tokens come first and are fewer than it takes to the next square (197 = 1 + 196, 261 = 5 + 256)."""
    if hidden.ndim == 4:
        return hidden.flatten(2).transpose(1, 2)
    count = int(hidden.shape[1])
    return hidden[:, count - math.isqrt(count) ** 2 :]
