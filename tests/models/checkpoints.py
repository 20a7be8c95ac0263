"""Small checkpoints of models that write text, with random weights, as save_pretrained writes them."""

from collections.abc import Callable
from pathlib import Path
from string import ascii_letters, digits, punctuation
from typing import Any

from tests.encoders.huggingface_checkpoints import PIXELS, VISION

__all__ = ["CHECKPOINTS", "NEW_TOKENS"]

NEW_TOKENS = 12
CHAT = (
    "{% for message in messages %}{{ '<s>' + message['role'] + ': ' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}{{ 'IMAGE' }}{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}{{ '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant:' }}{% endif %}"
)
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"]  # 0, 1, 2, 3
VOCABULARY = 128
STRENGTH = 8.0  # of transformers' own initial weights, found by trying
TEXT: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": VOCABULARY,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}


def tokenizer(extra: dict[str, str] | None = None, *, begins: bool = False) -> Any:
    """A tokenizer of single characters; `extra` are special tokens under the names that processors look for."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    names = [*SPECIAL, *(extra or {}).values(), *f"{ascii_letters}{digits}{punctuation} \n"]
    vocabulary = {token: index for index, token in enumerate(dict.fromkeys(names))}
    assert len(vocabulary) <= VOCABULARY
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    made.decoder = decoders.Fuse()
    if begins:
        made.post_processor = processors.TemplateProcessing("<s> $A", special_tokens=[("<s>", 1)])
    fast: Any = PreTrainedTokenizerFast  # untyped
    return fast(
        tokenizer_object=made,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        extra_special_tokens=extra or {},
    )


def chat(image: str) -> str:
    """A chat template with this placeholder for an image."""
    return CHAT.replace("IMAGE", image)


def save(model: Any, folder: Path) -> None:
    """The model with weights strong enough that each image and each word changes what it says."""
    import torch

    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.mul_(STRENGTH)
    model.save_pretrained(folder)


def sized(side: int) -> dict[str, Any]:
    return {"size": {"height": side, "width": side}}


def llava(folder: Path) -> None:
    from transformers import (
        CLIPImageProcessorPil,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
    )

    words = tokenizer({"image_token": "<image>"}, begins=True)
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(**VISION, **PIXELS),
        text_config=LlamaConfig(**TEXT),
        image_token_id=words.image_token_id,
        image_seq_length=16,
    )
    save(LlavaForConditionalGeneration(config), folder)
    pixels = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    LlavaProcessor(
        image_processor=pixels,
        tokenizer=words,
        patch_size=8,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=chat("<image>\n"),
    ).save_pretrained(folder)


def instructblip(folder: Path) -> None:
    from transformers import LlamaConfig

    _instructblip(folder, LlamaConfig(**TEXT))


def instructblip_t5(folder: Path) -> None:
    from transformers import T5Config

    text = T5Config(
        vocab_size=VOCABULARY, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, pad_token_id=0, eos_token_id=2
    )
    text.decoder_start_token_id = 0
    _instructblip(folder, text)


def _instructblip(folder: Path, text: Any) -> None:
    from transformers import (
        BlipImageProcessorPil,
        InstructBlipConfig,
        InstructBlipForConditionalGeneration,
        InstructBlipProcessor,
        InstructBlipQFormerConfig,
        InstructBlipVisionConfig,
    )

    words = tokenizer(begins=True)
    words.add_tokens(["<image>"], special_tokens=True)  # as the hub's tokenizers of this family have it
    reader = InstructBlipQFormerConfig(
        vocab_size=VOCABULARY,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        encoder_hidden_size=VISION["hidden_size"],
        max_position_embeddings=256,
    )
    config = InstructBlipConfig(
        vision_config=InstructBlipVisionConfig(**VISION, **PIXELS),
        qformer_config=reader,
        text_config=text,
        num_query_tokens=6,
        image_token_index=words.convert_tokens_to_ids("<image>"),
    )
    save(InstructBlipForConditionalGeneration(config), folder)
    InstructBlipProcessor(
        image_processor=BlipImageProcessorPil(**sized(32)),
        tokenizer=words,
        qformer_tokenizer=tokenizer(begins=True),
        num_query_tokens=6,
    ).save_pretrained(folder)


def qwen2_vl(folder: Path) -> None:
    from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

    vision = {"depth": 2, "embed_dim": 32, "hidden_size": 32, "num_heads": 2, "mlp_ratio": 2, "patch_size": 4}
    _qwen(folder, Qwen2VLConfig, Qwen2VLForConditionalGeneration, vision)


def qwen2_5_vl(folder: Path) -> None:
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    vision = {
        "depth": 2,
        "hidden_size": 32,
        "out_hidden_size": 32,
        "intermediate_size": 64,
        "num_heads": 2,
        "patch_size": 4,
        "window_size": 16,
        "fullatt_block_indexes": [1],
    }
    _qwen(folder, Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, vision)


def _qwen(folder: Path, config_class: Any, model_class: Any, vision: dict[str, Any]) -> None:
    from transformers import Qwen2VLImageProcessor, Qwen2VLProcessor, Qwen2VLVideoProcessor

    names = {
        "image_token": "<|image_pad|>",
        "video_token": "<|video_pad|>",
        "vision_start_token": "<|vision_start|>",
        "vision_end_token": "<|vision_end|>",
    }
    words = tokenizer(names)
    text = {**TEXT, "rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [1, 1, 2]}}
    config = config_class(
        text_config=text,
        vision_config={**vision, "spatial_merge_size": 2, "temporal_patch_size": 2},
        **{f"{name}_id": words.convert_tokens_to_ids(token) for name, token in names.items()},
    )
    save(model_class(config), folder)
    pixels = {"patch_size": 4, "merge_size": 2, "size": {"shortest_edge": 8 * 8, "longest_edge": 40 * 40}}
    Qwen2VLProcessor(
        image_processor=Qwen2VLImageProcessor(**pixels),
        tokenizer=words,
        video_processor=Qwen2VLVideoProcessor(patch_size=4, merge_size=2),
        chat_template=chat("<|vision_start|><|image_pad|><|vision_end|>"),
    ).save_pretrained(folder)


def idefics3(folder: Path) -> None:
    from transformers import (
        Idefics3Config,
        Idefics3ForConditionalGeneration,
        Idefics3ImageProcessor,
        Idefics3Processor,
        LlamaConfig,
    )

    words = tokenizer({"image_token": "<image>"})
    processor = Idefics3Processor(
        image_processor=Idefics3ImageProcessor(size={"longest_edge": 64}, max_image_size={"longest_edge": 32}),
        tokenizer=words,
        image_seq_len=4,
        chat_template=chat("<image>"),
    )
    config = Idefics3Config(
        image_token_id=words.convert_tokens_to_ids("<image>"),
        vision_config={**VISION, **PIXELS},
        text_config=LlamaConfig(**TEXT),
        scale_factor=2,
        pad_token_id=0,
    )
    save(Idefics3ForConditionalGeneration(config), folder)
    processor.save_pretrained(folder)


def internvl(folder: Path) -> None:
    from transformers import (
        GotOcr2ImageProcessor,
        InternVLConfig,
        InternVLForConditionalGeneration,
        InternVLProcessor,
        InternVLVideoProcessor,
        Qwen2Config,
    )

    names = {
        "start_image_token": "<img>",
        "end_image_token": "</img>",
        "context_image_token": "<IMG_CONTEXT>",
        "video_token": "<video>",
    }
    words = tokenizer(names)
    config = InternVLConfig(
        vision_config={**VISION, "image_size": [32, 32], "patch_size": [8, 8]},
        text_config=Qwen2Config(**TEXT),
        image_token_id=words.context_image_token_id,
        image_seq_length=4,
        downsample_ratio=0.5,
    )
    save(InternVLForConditionalGeneration(config), folder)
    InternVLProcessor(
        image_processor=GotOcr2ImageProcessor(**sized(32), crop_to_patches=True, max_patches=4),
        tokenizer=words,
        video_processor=InternVLVideoProcessor(**sized(32)),
        image_seq_length=4,
        chat_template=chat("<IMG_CONTEXT>\n"),
    ).save_pretrained(folder)


def llama(folder: Path) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    save(LlamaForCausalLM(LlamaConfig(**TEXT)), folder)
    words = tokenizer(begins=True)
    words.chat_template = chat("")
    words.save_pretrained(folder)


CHECKPOINTS: dict[str, Callable[[Path], None]] = {
    each.__name__: each
    for each in (llava, instructblip, instructblip_t5, qwen2_vl, qwen2_5_vl, idefics3, internvl, llama)
}
