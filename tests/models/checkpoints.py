"""Small checkpoints of models that write text, with random weights, as save_pretrained writes them."""

from collections.abc import Callable
from importlib import import_module
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
STRENGTH = 0.16  # eight times what transformers begins with, which leaves most models deaf and blind
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


def library() -> Any:
    """transformers, whose types are left alone."""
    return import_module("transformers")


def tokenizer(extra: dict[str, str] | None = None, *, begins: bool = False) -> Any:
    """A tokenizer of single characters; `extra` are special tokens under the names that processors look for."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors

    hub = library()

    names = [*SPECIAL, *(extra or {}).values(), *f"{ascii_letters}{digits}{punctuation} \n"]
    vocabulary = {token: index for index, token in enumerate(dict.fromkeys(names))}
    assert len(vocabulary) <= VOCABULARY
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    made.decoder = decoders.Fuse()
    if begins:
        made.post_processor = processors.TemplateProcessing("<s> $A", special_tokens=[("<s>", 1)])
    return hub.PreTrainedTokenizerFast(
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


def save(model: Any, folder: Path, strength: float = STRENGTH) -> None:
    """The model with weights strong enough that each image and each word changes what it says."""
    import torch

    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(std=strength)
    model.save_pretrained(folder)


def sized(side: int) -> dict[str, Any]:
    return {"size": {"height": side, "width": side}}


def llava(folder: Path) -> None:
    hub = library()

    words = tokenizer({"image_token": "<image>"}, begins=True)
    config = hub.LlavaConfig(
        vision_config=hub.CLIPVisionConfig(**VISION, **PIXELS),
        text_config=hub.LlamaConfig(**TEXT),
        image_token_id=words.image_token_id,
        image_seq_length=16,
    )
    save(hub.LlavaForConditionalGeneration(config), folder)
    pixels = hub.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    hub.LlavaProcessor(
        image_processor=pixels,
        tokenizer=words,
        patch_size=8,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=chat("<image>\n"),
    ).save_pretrained(folder)


def instructblip(folder: Path) -> None:
    hub = library()

    _instructblip(folder, hub.LlamaConfig(**TEXT))


def instructblip_t5(folder: Path) -> None:
    hub = library()

    text = hub.T5Config(
        vocab_size=VOCABULARY, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, pad_token_id=0, eos_token_id=2
    )
    text.decoder_start_token_id = 0
    _instructblip(folder, text, strength=0.3)  # its decoder is harder of hearing


def _instructblip(folder: Path, text: Any, strength: float = STRENGTH) -> None:
    hub = library()

    words = tokenizer(begins=True)
    words.add_tokens(["<image>"], special_tokens=True)  # as the hub's tokenizers of this family have it
    reader = hub.InstructBlipQFormerConfig(
        vocab_size=VOCABULARY,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        encoder_hidden_size=VISION["hidden_size"],
        max_position_embeddings=256,
    )
    config = hub.InstructBlipConfig(
        vision_config=hub.InstructBlipVisionConfig(**VISION, **PIXELS),
        qformer_config=reader,
        text_config=text,
        num_query_tokens=6,
        image_token_index=words.convert_tokens_to_ids("<image>"),
    )
    save(hub.InstructBlipForConditionalGeneration(config), folder, strength)
    hub.InstructBlipProcessor(
        image_processor=hub.BlipImageProcessorPil(**sized(32)),
        tokenizer=words,
        qformer_tokenizer=tokenizer(begins=True),
        num_query_tokens=6,
    ).save_pretrained(folder)


def qwen2_vl(folder: Path) -> None:
    hub = library()

    vision = {"depth": 2, "embed_dim": 32, "hidden_size": 32, "num_heads": 2, "mlp_ratio": 2, "patch_size": 4}
    _qwen(folder, hub.Qwen2VLConfig, hub.Qwen2VLForConditionalGeneration, vision)


def qwen2_5_vl(folder: Path) -> None:
    hub = library()

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
    _qwen(folder, hub.Qwen2_5_VLConfig, hub.Qwen2_5_VLForConditionalGeneration, vision)


def _qwen(folder: Path, config_class: Any, model_class: Any, vision: dict[str, Any]) -> None:
    hub = library()

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
    hub.Qwen2VLProcessor(
        image_processor=hub.Qwen2VLImageProcessor(**pixels),
        tokenizer=words,
        video_processor=hub.Qwen2VLVideoProcessor(patch_size=4, merge_size=2),
        chat_template=chat("<|vision_start|><|image_pad|><|vision_end|>"),
    ).save_pretrained(folder)


def idefics3(folder: Path) -> None:
    hub = library()

    words = tokenizer({"image_token": "<image>"})
    processor = hub.Idefics3Processor(
        image_processor=hub.Idefics3ImageProcessor(size={"longest_edge": 64}, max_image_size={"longest_edge": 32}),
        tokenizer=words,
        image_seq_len=4,
        chat_template=chat("<image>"),
    )
    config = hub.Idefics3Config(
        image_token_id=words.convert_tokens_to_ids("<image>"),
        vision_config={**VISION, **PIXELS},
        text_config=hub.LlamaConfig(**TEXT),
        scale_factor=2,
        pad_token_id=0,
    )
    save(hub.Idefics3ForConditionalGeneration(config), folder)
    processor.save_pretrained(folder)


def internvl(folder: Path) -> None:
    hub = library()

    names = {
        "start_image_token": "<img>",
        "end_image_token": "</img>",
        "context_image_token": "<IMG_CONTEXT>",
        "video_token": "<video>",
    }
    words = tokenizer(names)
    config = hub.InternVLConfig(
        vision_config={**VISION, "image_size": [32, 32], "patch_size": [8, 8]},
        text_config=hub.Qwen2Config(**TEXT),
        image_token_id=words.context_image_token_id,
        image_seq_length=4,
        downsample_ratio=0.5,
    )
    save(hub.InternVLForConditionalGeneration(config), folder)
    hub.InternVLProcessor(
        image_processor=hub.GotOcr2ImageProcessor(**sized(32), crop_to_patches=True, max_patches=4),
        tokenizer=words,
        video_processor=hub.InternVLVideoProcessor(**sized(32)),
        image_seq_length=4,
        chat_template=chat("<IMG_CONTEXT>\n"),
    ).save_pretrained(folder)


def llama(folder: Path) -> None:
    hub = library()

    save(hub.LlamaForCausalLM(hub.LlamaConfig(**TEXT)), folder)
    words = tokenizer(begins=True)
    words.chat_template = chat("")
    words.save_pretrained(folder)


CHECKPOINTS: dict[str, Callable[[Path], None]] = {
    each.__name__: each
    for each in (llava, instructblip, instructblip_t5, qwen2_vl, qwen2_5_vl, idefics3, internvl, llama)
}
