"""The `hf:` models: a transformers checkpoint that writes text, from the hub's cache, the hub, or a local folder.

T tokens, B prompts in a batch.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError

from scotoma.encoders.huggingface import folder_or_repository, reading_checkpoint
from scotoma.encoders.huggingface_towers import (
    Checkpoint,
    has_vocabulary,
    load_model,
    quiet_transformers,
    refuse_missing,
)
from scotoma.encoders.runtime import Options, settle
from scotoma.encoders.upstream import import_library
from scotoma.errors import MissingExtra, NoAnswer, OutOfMemory, ShapeMismatch, UnsupportedCheckpoint
from scotoma.models.huggingface_inputs import Inputs, ProcessorInputs, TokenizerInputs
from scotoma.models.options import ModelOptions
from scotoma.models.protocol import FinishReason, Generated, Prompt, Settings

__all__ = ["BATCH_SIZE", "HuggingFaceModel", "encodes", "importing", "load_huggingface"]

BATCH_SIZE = 8  # arbitrary: a 7B model with 576 image tokens takes about 3 GiB for its batch in bfloat16
IMAGES, TEXTS = "AutoModelForImageTextToText", "AutoModelForCausalLM"
# What processors, models and chat templates raise over a request they do not take: too many images, none at all.
REFUSALS = (
    *(ValueError, TypeError, KeyError, IndexError, RuntimeError, NotImplementedError, AttributeError),
    TemplateError,
    ShapeMismatch,  # a mixture's
)

NO_ROOM = ("can't allocate memory", "not enough memory", "out of memory")  # torch on CPUs, and on what is no CUDA


@dataclass(frozen=True, slots=True)
class HuggingFaceModel:
    """An `ImageTextModel` over a transformers model, its processor (as `inputs`) and tokenizer."""

    name: str
    model: Any
    inputs: Inputs
    tokenizer: Any
    batch_size: int

    def generate(self, prompts: Sequence[Prompt], settings: Settings) -> list[Generated]:
        """An answer to each prompt; those with equally many images are computed together.

        Greedy at temperature 0. What else the checkpoint's generation_config.json says (a repetition penalty, say)
        stays. With a higher temperature the answers depend on the seed and on the batch.

        Raises:
            NoAnswer: the model takes no such prompt: no image, or more of them than it reads.
            OutOfMemory: the device has no room for the batch.
        """
        answers: dict[int, Generated] = {}
        for count in sorted({len(prompt.images) for prompt in prompts}):
            places = [place for place, prompt in enumerate(prompts) if len(prompt.images) == count]
            for start in range(0, len(places), self.batch_size):
                some = places[start : start + self.batch_size]
                answers |= zip(some, self._batch([prompts[place] for place in some], settings), strict=True)
        return [answers[place] for place in range(len(prompts))]

    def _batch(self, prompts: Sequence[Prompt], settings: Settings) -> list[Generated]:
        import torch

        count = len(prompts[0].images)
        if count and isinstance(self.inputs, TokenizerInputs):
            raise NoAnswer(f"{self.name} reads text only: ask it without images (scotoma ask --without-images).")
        try:
            with quiet_transformers(), torch.inference_mode():
                return list(self._answers(prompts, settings))
        except (torch.cuda.OutOfMemoryError, MemoryError) as error:
            raise self._no_room(len(prompts), error) from error
        except REFUSALS as error:
            if any(words in str(error) for words in NO_ROOM):
                raise self._no_room(len(prompts), error) from error
            images = {0: "without an image", 1: "with one image"}.get(count, f"with {count} images")
            raise NoAnswer(
                f"{self.name} cannot answer a request {images} ({type(error).__name__}: {_words(error)})."
            ) from error

    def _no_room(self, count: int, error: BaseException) -> OutOfMemory:
        import torch

        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        return OutOfMemory(
            f"{self.name}: {self.model.device} has no room for a batch of {count} ({_words(error)}). "
            f"Ask for fewer at once with batch_size={max(1, count // 2)}, or in half the size with dtype=bfloat16: "
            "--model-arg of scotoma ask, -M of inspect eval, or arguments of load_model."
        )

    def _answers(self, prompts: Sequence[Prompt], settings: Settings) -> Iterator[Generated]:
        inputs = self.inputs(prompts)
        settled = (
            (self.model.device, self.model.dtype) if isinstance(self.inputs, ProcessorInputs) else (self.model.device,)
        )
        inputs = inputs.to(*settled)  # the dtype is that of the pixels
        inputs.pop("labels", None)  # PaliGemma's processor makes some, for training
        ends = _ends(self.model)
        for row, mask in zip(self._write(inputs, settings), inputs["attention_mask"], strict=True):
            tokens, finish_reason = _until(ends, row)
            text = self.tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
            yield Generated(text, finish_reason, tokens, int(mask.sum()))

    def _write(self, inputs: Any, settings: Settings) -> list[list[int]]:
        """The token ids (B, T) that the model wrote, without the prompt's."""
        import torch

        sampling: dict[str, Any] = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
        if settings.temperature > 0:
            torch.manual_seed(settings.seed)
            sampling = {"do_sample": True, "temperature": settings.temperature, "top_p": settings.top_p, "top_k": 0}
        sequences = self.model.generate(
            **inputs, **sampling, max_new_tokens=settings.max_new_tokens, pad_token_id=self.tokenizer.pad_token_id
        )
        asked = inputs["input_ids"]
        if encodes(self.model.config):
            sequences = sequences[:, 1:]  # the token that every answer starts from
        elif torch.equal(sequences[:, : asked.shape[1]], asked):
            sequences = sequences[:, asked.shape[1] :]
        rows: list[list[int]] = sequences.tolist()
        return rows


def load_huggingface(source: str, options: ModelOptions) -> HuggingFaceModel:
    """The model `hf:SOURCE`: a hub repository, or a folder as `save_pretrained` writes it.

    A model for images and text, with its own processor; else a language model, which can be asked without images.

    Raises:
        MissingCheckpoint: nothing of that name is on this machine, and it cannot be fetched.
        UnsupportedCheckpoint: a model of another kind, without a processor, or with parameters missing.
        BrokenFile: a damaged weights or configuration file.
        MissingExtra: transformers is not installed, or something that this processor needs.
        UsageError: a device that this machine lacks.
    """
    transformers = import_library("transformers", "An hf: model")
    device = settle(Options(runtime="torch", device=options.device)).device
    where = folder_or_repository(source)
    with reading_checkpoint(source), importing(source):
        config = transformers.AutoConfig.from_pretrained(where, trust_remote_code=False)
    checkpoint = Checkpoint(source, where, config)
    kind = _kind(checkpoint)
    template = None if options.chat_template is None else options.chat_template.read_text(encoding="utf-8")
    with reading_checkpoint(source), importing(source):
        inputs = _inputs(checkpoint, kind, template)
        model = _network(checkpoint, kind, options, device)
    tokenizer = inputs.tokenizer if isinstance(inputs, TokenizerInputs) else inputs.processor.tokenizer
    return HuggingFaceModel(f"hf:{source}", model, inputs, tokenizer, options.batch_size or BATCH_SIZE)


@contextlib.contextmanager
def importing(source: str) -> Iterator[None]:
    """Turns a package that a checkpoint needs, and that is not there or does not import, into an error of ours.

    Raises:
        MissingExtra: there is one; the message has the first reason of all, which transformers hides.
    """
    try:
        yield
    except ImportError as error:
        first: BaseException = error
        while (before := first.__cause__ or first.__context__) is not None:
            first = before
        raise MissingExtra(
            f"hf:{source} needs a package that is not installed, or that does not import ({_words(first)}). Where this "
            "speaks of torchvision: install it from the index that torch came from, with pip install --upgrade torch "
            "torchvision."
        ) from error


def _kind(checkpoint: Checkpoint) -> str:
    """Which of transformers' Auto classes reads it.

    Raises:
        UnsupportedCheckpoint: neither of the two that write text.
    """
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING, MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING

    for name, known in ((IMAGES, MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING), (TEXTS, MODEL_FOR_CAUSAL_LM_MAPPING)):
        if type(checkpoint.config) in known:
            return name
    raise UnsupportedCheckpoint(
        f"{checkpoint.source} is a {checkpoint.config.model_type} model, which transformers does not take for one that "
        "answers in text. Expected a checkpoint for image-text-to-text, such as hf:llava-hf/llava-1.5-7b-hf, or a "
        "language model. An encoder is for 'scotoma match' and 'scotoma find'."
    )


def _inputs(checkpoint: Checkpoint, kind: str, template: str | None) -> Inputs:
    """The processor, or the tokenizer of a language model, set to pad where generation needs it."""
    loaded = _processor(checkpoint, "AutoTokenizer" if kind == TEXTS else "AutoProcessor")
    tokenizer = loaded if kind == TEXTS else loaded.tokenizer
    # Answers are written on from the end of the prompt, so that is where a shorter one must end too. An encoder reads
    # it whole, and its relative positions are those of a prompt that starts at the start.
    tokenizer.padding_side = "right" if encodes(checkpoint.config) else "left"
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if kind == TEXTS:
        return TokenizerInputs(tokenizer, template)
    return ProcessorInputs(loaded, checkpoint.config.model_type, template)


def _processor(checkpoint: Checkpoint, class_name: str) -> Any:
    """What makes a model's input of a prompt.

    Raises:
        UnsupportedCheckpoint: it is not there.
    """
    import transformers

    why = "there is no tokenizer.json"
    if has_vocabulary(checkpoint):
        try:
            loaded = getattr(transformers, class_name).from_pretrained(checkpoint.where, trust_remote_code=False)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            if "JSON" in str(error):
                raise
            why = _words(error)
        else:
            if class_name == "AutoTokenizer" or {"tokenizer", "image_processor"} <= set(vars(loaded)):
                return loaded
            why = f"transformers makes a {type(loaded).__name__} of its files"
    raise UnsupportedCheckpoint(
        f"{checkpoint.source} has a config.json, but not all that makes its input of text and images: {why}. Copy "
        "processor_config.json, preprocessor_config.json, chat_template.jinja and the tokenizer's files, as far as the "
        "repository has them that the weights came from."
    )


def _network(checkpoint: Checkpoint, kind: str, options: ModelOptions, device: str) -> Any:
    """The model with all of its parameters, on its device."""
    import torch

    asked = "float32" if options.dtype == "auto" and device == "cpu" else options.dtype
    dtype = asked if asked == "auto" else getattr(torch, asked)
    attention = {} if options.attention is None else {"attn_implementation": options.attention}
    model, missing = load_model(kind, checkpoint, dtype=dtype, **attention)
    refuse_missing(missing, model, checkpoint)
    return model.requires_grad_(False).to(device)


def encodes(config: Any) -> bool:
    """Whether the part that reads the prompt is an encoder, as in T5, and the answer is written by another."""
    return any(getattr(part, "is_encoder_decoder", False) for part in (config, getattr(config, "text_config", None)))


def _ends(model: Any) -> set[int]:
    """The tokens that end an answer, as the model that writes it has them; the BLIP family's is inside."""
    from transformers import GenerationMixin

    writes = model if type(model).generate is GenerationMixin.generate else getattr(model, "language_model", model)
    ends = writes.generation_config.eos_token_id
    return set() if ends is None else {ends} if isinstance(ends, int) else set(ends)


def _until(ends: set[int], row: Sequence[int]) -> tuple[tuple[int, ...], FinishReason]:
    """The tokens of one answer, the one that ends it included, and whether there is one."""
    for place, token in enumerate(row):
        if token in ends:
            return tuple(row[: place + 1]), "stop"
    return tuple(row), "length"


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
