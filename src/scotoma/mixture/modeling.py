"""The mixture as a transformers model: towers, adapters, a language model.

B texts in a batch, T tokens of a text, I images of the whole batch, N patch tokens, W width of a tower and D of the
language model.
"""

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, GenerationMixin, PreTrainedModel

from scotoma.errors import ShapeMismatch
from scotoma.mixture.configuration import MixtureConfig
from scotoma.mixture.mixing import additive, concatenated, interleaved, resample
from scotoma.mixture.towers import Tower

__all__ = ["MixtureForConditionalGeneration", "make_adapter"]

IMAGES = ("pixel_values", "features")


def make_adapter(kind: str, width: int, hidden_size: int) -> nn.Sequential:
    """An adapter from W = `width` to D = `hidden_size`: "linear", or LLaVA-1.5's "mlp2x_gelu"."""
    if kind == "linear":
        return nn.Sequential(nn.Linear(width, hidden_size))
    return nn.Sequential(nn.Linear(width, hidden_size), nn.GELU(), nn.Linear(hidden_size, hidden_size))


class MixtureForConditionalGeneration(PreTrainedModel, GenerationMixin):
    """A language model that is shown pictures through several encoders.

    `towers`, `adapters` and `language_model` are its parts. The towers are frozen and always in evaluation.
    """

    config_class = MixtureConfig
    config: MixtureConfig
    main_input_name = "input_ids"
    input_modalities = ["image", "text"]  # noqa: RUF012 - as the base class has it
    supports_gradient_checkpointing = True
    _supports_sdpa = True
    _supports_flash_attn = True
    _supports_flex_attn = True
    _supports_attention_backend = True

    def __init__(self, config: MixtureConfig) -> None:
        super().__init__(config)
        self.towers = nn.ModuleList(Tower(each) for each in config.tower_configs)
        self.adapters = nn.ModuleList(
            make_adapter(config.adapter, width, config.text_config.hidden_size) for width in config.adapter_widths
        )
        self.language_model = AutoModelForCausalLM.from_config(config.text_config)
        parent: Any = super()
        parent.post_init()

    def get_input_embeddings(self) -> nn.Module:
        """The language model's token embeddings."""
        embeddings: nn.Module = self.language_model.get_input_embeddings()
        return embeddings

    def set_input_embeddings(self, value: nn.Module) -> None:
        """Other token embeddings for the language model."""
        self.language_model.set_input_embeddings(value)

    def get_output_embeddings(self) -> nn.Module:
        """What the language model makes logits with."""
        embeddings: nn.Module = self.language_model.get_output_embeddings()
        return embeddings

    def set_output_embeddings(self, new_embeddings: nn.Module) -> None:
        """Something else to make logits with."""
        self.language_model.set_output_embeddings(new_embeddings)

    @torch.no_grad()
    def image_features(self, pixel_values: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Each tower's patch tokens (I, N, W) of its own input (I, 3, S, S): what a cache of features keeps.

        Raises:
            ShapeMismatch: another number of inputs than of towers, or of another side.
        """
        self._one_a_tower(pixel_values, "pixel_values")
        return tuple(tower(pixels) for tower, pixels in zip(self.towers, pixel_values, strict=True))

    def mix(self, features: Sequence[Tensor]) -> Tensor:
        """The image tokens (I, tokens_per_image, D) that the language model reads, of each tower's tokens (I, N, W).

        Grids that differ are resampled to the first tower's.

        Raises:
            ShapeMismatch: another number of features than of towers, or of another width.
        """
        self._one_a_tower(features, "features")
        config, like = self.config, next(self.adapters.parameters())
        side = config.tower_configs[0].grid
        tokens = [resample(each.to(like.device, like.dtype), side) for each in features]
        if config.mixture == "interleaved":
            return interleaved([adapter(each) for adapter, each in zip(self.adapters, tokens, strict=True)])
        merged = additive(tokens, config.weights) if config.mixture == "additive" else concatenated(tokens)
        image_tokens: Tensor = self.adapters[0](merged)
        return image_tokens

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        *,
        pixel_values: Sequence[Tensor] | None = None,
        features: Sequence[Tensor] | None = None,
        inputs_embeds: Tensor | None = None,
        position_ids: Tensor | None = None,
        past_key_values: Any = None,
        **kwargs: Any,
    ) -> Any:
        """The language model's output for texts (B, T) whose image tokens stand for the batch's images, in order.

        `pixel_values` has a tensor (I, 3, S, S) a tower; or `features`, from a cache, a tensor (I, N, W) a tower. What
        else is given (`labels`, `use_cache`, `logits_to_keep`...) goes to the language model.

        Raises:
            ShapeMismatch: the texts have another number of image tokens than the images make.
        """
        if inputs_embeds is None:
            inputs_embeds = self.get_input_embeddings()(input_ids)
            begins = past_key_values is None or past_key_values.get_seq_length() == 0
            inputs_embeds = self._with_images(input_ids, inputs_embeds, pixel_values, features, begins)
        if position_ids is None and past_key_values is None:
            position_ids = self._positions(attention_mask)
        placed = {} if position_ids is None else {"position_ids": position_ids}
        return self.language_model(
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            past_key_values=past_key_values,
            **placed,
            **kwargs,
        )

    def prepare_inputs_for_generation(self, *args: Any, **kwargs: Any) -> Any:
        """The inputs of one step, as transformers makes them; images belong to the first alone.

        Later steps find them in the cache.
        """
        parent: Any = super()
        inputs = parent.prepare_inputs_for_generation(*args, **kwargs)
        if not kwargs.get("is_first_iteration") and kwargs.get("use_cache", True):
            for name in IMAGES:
                inputs.pop(name, None)
        return inputs

    def _expand_inputs_for_generation(
        self, expand_size: int = 1, is_encoder_decoder: bool = False, input_ids: Any = None, **inputs: Any
    ) -> Any:
        """Every text `expand_size` times, for beams and several answers, each with its images."""
        if expand_size > 1 and input_ids is not None:
            counts = ((input_ids == self.config.image_token_id).sum(dim=1) // self.config.tokens_per_image).tolist()
            texts = torch.arange(sum(counts), device=input_ids.device).split(counts)
            places = torch.cat([each for each in texts for _ in range(expand_size)])
            for name in IMAGES:
                if inputs.get(name) is not None:
                    inputs[name] = [each[places.to(each.device)] for each in inputs[name]]
        parent: Any = super()
        return parent._expand_inputs_for_generation(expand_size, is_encoder_decoder, input_ids, **inputs)

    def _with_images(
        self,
        input_ids: Any,
        embeds_BTD: Tensor,
        pixel_values: Sequence[Tensor] | None,
        features: Sequence[Tensor] | None,
        begins: bool,
    ) -> Tensor:
        """The embedded texts, each image token replaced by an image's."""
        if features is None and pixel_values is not None:
            features = self.image_features(pixel_values)
        here_BT = input_ids == self.config.image_token_id
        images = 0 if features is None else len(features[0])
        if begins or images:
            self._check_count(int(here_BT.sum()), images)
        if features is None or not images:
            return self._touching_adapters(embeds_BTD)
        tokens_IND = self.mix(features).to(embeds_BTD.device, embeds_BTD.dtype)
        return embeds_BTD.masked_scatter(here_BT[..., None], tokens_IND)

    def _touching_adapters(self, embeds_BTD: Tensor) -> Tensor:
        """The same embeddings; in training every adapter has a part of nothing in them.

        DistributedDataParallel waits for a gradient of every trained parameter, also after a batch without an image.
        """
        if not self.training:
            return embeds_BTD
        like = embeds_BTD.new_zeros
        nothing = [like((1, each.patch_count, each.width)) for each in self.config.tower_configs]
        return embeds_BTD + 0 * self.mix(nothing).to(embeds_BTD.dtype).sum()

    def _positions(self, attention_mask: Tensor | None) -> Tensor | None:
        """Places counted from each text's first token, so that padding on the left moves nothing."""
        takes_them = "position_ids" in inspect.signature(self.language_model.forward).parameters
        if attention_mask is None or attention_mask.ndim != 2 or not takes_them:
            return None
        return (attention_mask.long().cumsum(dim=1) - 1).clamp(min=0)

    def _check_count(self, found: int, images: int) -> None:
        each = self.config.tokens_per_image
        if found != images * each:
            raise ShapeMismatch(
                f"The texts have {found} image tokens, and {images} images make {images * each} ({each} an image). "
                "Make both with the mixture's processor, and cut no text short inside an image."
            )

    def _one_a_tower(self, given: Sequence[Tensor], what: str) -> None:
        if len(given) != len(self.towers):
            raise ShapeMismatch(
                f"The mixture has {len(self.towers)} towers and was given {what} for {len(given)}. Give a list with a "
                "tensor for each tower, as its processor makes it."
            )
