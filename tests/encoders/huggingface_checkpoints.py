"""Small checkpoints with random weights, in the formats that transformers writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["CHECKPOINTS", "write_tokenizer"]

SIDE = 32
TEXT: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "vocab_size": 64,
}
VISION: dict[str, Any] = {"hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 3}
PIXELS: dict[str, Any] = {"image_size": SIDE, "patch_size": 8}
CROPPED: dict[str, Any] = {"size": {"shortest_edge": 36}, "crop_size": {"height": SIDE, "width": SIDE}}
SQUASHED: dict[str, Any] = {"size": {"height": SIDE, "width": SIDE}}


def write_tokenizer(folder: Path, length: int, names: list[str]) -> None:
    """A tokenizer of single characters, whose texts end in "<end>" and are filled with it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {token: index for index, token in enumerate(["<start>", "<unk>", *"abcdefghijklmnopqrstuvwxyz "])}
    vocabulary["<end>"] = TEXT["vocab_size"] - 1
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    ends = [("<start>", 0), ("<end>", vocabulary["<end>"])]
    tokenizer.post_processor = processors.TemplateProcessing("<start> $A <end>", special_tokens=ends)
    fast: Any = PreTrainedTokenizerFast  # untyped
    fast(
        tokenizer_object=tokenizer,
        bos_token="<start>",
        eos_token="<end>",
        pad_token="<end>",
        unk_token="<unk>",
        model_max_length=length,
        model_input_names=names,
    ).save_pretrained(folder)


def clip(folder: Path) -> None:
    from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel

    text = {**TEXT, "max_position_embeddings": 20, "bos_token_id": 0, "eos_token_id": 63, "pad_token_id": 63}
    config = CLIPConfig(
        text_config=text, vision_config={**VISION, **PIXELS, "hidden_act": "quick_gelu"}, projection_dim=24
    )
    CLIPModel(config).save_pretrained(folder)
    CLIPImageProcessorPil(**CROPPED).save_pretrained(folder)
    write_tokenizer(folder, 20, names=["input_ids", "attention_mask"])


def siglip(folder: Path) -> None:
    _siglip(folder, names=["input_ids"])


def siglip2(folder: Path) -> None:
    """The fixed-size SigLIP 2 checkpoints are SigLIP models whose tokenizer gives an attention mask."""
    _siglip(folder, names=["input_ids", "attention_mask"])


def _siglip(folder: Path, names: list[str]) -> None:
    from transformers import SiglipConfig, SiglipImageProcessorPil, SiglipModel

    text = {**TEXT, "max_position_embeddings": 16, "projection_size": 48}
    SiglipModel(SiglipConfig(text_config=text, vision_config={**VISION, **PIXELS})).save_pretrained(folder)
    SiglipImageProcessorPil(**SQUASHED).save_pretrained(folder)
    write_tokenizer(folder, 16, names=names)


def dinov2(folder: Path) -> None:
    from transformers import BitImageProcessorPil, Dinov2Config, Dinov2Model

    # Trained at another size, as DINOv2 is: the position embeddings are interpolated.
    config = Dinov2Config(**VISION, image_size=56, patch_size=8, mlp_ratio=2)
    Dinov2Model(config).save_pretrained(folder)
    BitImageProcessorPil(**CROPPED).save_pretrained(folder)


def dinov2_with_registers(folder: Path) -> None:
    from transformers import BitImageProcessorPil, Dinov2WithRegistersConfig, Dinov2WithRegistersModel

    config = Dinov2WithRegistersConfig(**VISION, image_size=56, patch_size=8, mlp_ratio=2, num_register_tokens=4)
    Dinov2WithRegistersModel(config).save_pretrained(folder)
    BitImageProcessorPil(**CROPPED).save_pretrained(folder)


def dinov3(folder: Path) -> None:
    from transformers import DINOv3ViTConfig, DINOv3ViTImageProcessor, DINOv3ViTModel

    config = DINOv3ViTConfig(**VISION, **PIXELS, num_register_tokens=4)
    DINOv3ViTModel(config).save_pretrained(folder)
    DINOv3ViTImageProcessor(**SQUASHED).save_pretrained(folder)


def vit(folder: Path) -> None:
    """As most ViTs on the hub: saved by a classifier, without the pooler that AutoModel would invent."""
    from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessorPil

    ViTForImageClassification(ViTConfig(**VISION, **PIXELS)).save_pretrained(folder)
    ViTImageProcessorPil(**SQUASHED).save_pretrained(folder)


def mae(folder: Path) -> None:
    from transformers import ViTImageProcessorPil, ViTMAEConfig, ViTMAEForPreTraining

    config = ViTMAEConfig(
        **VISION, **PIXELS, decoder_hidden_size=24, decoder_num_hidden_layers=1, decoder_num_attention_heads=2
    )
    ViTMAEForPreTraining(config).save_pretrained(folder)
    ViTImageProcessorPil(**SQUASHED).save_pretrained(folder)


def beit(folder: Path) -> None:
    from transformers import BeitConfig, BeitForImageClassification, BeitImageProcessorPil

    config = BeitConfig(**VISION, **PIXELS, use_relative_position_bias=True, use_mean_pooling=True)
    BeitForImageClassification(config).save_pretrained(folder)
    BeitImageProcessorPil(**SQUASHED).save_pretrained(folder)


def deit(folder: Path) -> None:
    from transformers import DeiTConfig, DeiTImageProcessorPil, DeiTModel

    DeiTModel(DeiTConfig(**VISION, **PIXELS)).save_pretrained(folder)
    DeiTImageProcessorPil(size={"height": 36, "width": 36}, crop_size=SQUASHED["size"]).save_pretrained(folder)


def convnext(folder: Path) -> None:
    from transformers import ConvNextConfig, ConvNextImageProcessorPil, ConvNextModel

    ConvNextModel(ConvNextConfig(hidden_sizes=[8, 16, 24, 32], depths=[1, 1, 1, 1], image_size=64)).save_pretrained(
        folder
    )
    ConvNextImageProcessorPil(size={"shortest_edge": 64}, crop_pct=0.875).save_pretrained(folder)


def swin(folder: Path) -> None:
    from transformers import SwinConfig, SwinModel, ViTImageProcessorPil

    config = SwinConfig(image_size=32, patch_size=4, embed_dim=12, depths=[1, 1], num_heads=[2, 2], window_size=4)
    SwinModel(config).save_pretrained(folder)
    ViTImageProcessorPil(**SQUASHED).save_pretrained(folder)


CHECKPOINTS: dict[str, Callable[[Path], None]] = {
    each.__name__: each
    for each in (clip, siglip, siglip2, dinov2, dinov2_with_registers, dinov3, vit, mae, beit, deit, convnext, swin)
}
