"""Our models as a provider of inspect_ai's: `inspect eval ... --model scotoma/hf:FOLDER`.

This module is imported by inspect_ai alone, through its entry point, so it may import inspect_ai at its head.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Any

import anyio
from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessage,
    ChatMessageAssistant,
    Content,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    StopReason,
    modelapi,
)
from inspect_ai.tool import ToolChoice, ToolInfo
from PIL.Image import Image

from scotoma.errors import BrokenImage, NoAnswer, UsageError
from scotoma.images.decoding import decode
from scotoma.models.batching import Batches
from scotoma.models.names import OPTIONS, PROVIDER, load_model
from scotoma.models.protocol import FinishReason, Generated, Prompt, Settings

__all__ = ["ScotomaAPI", "as_prompt", "as_settings"]

STOPS: dict[FinishReason, StopReason] = {"stop": "stop", "length": "max_tokens", "refusal": "content_filter"}
BATCHES = 2  # batches' worth of requests at once: the next one is full when the one in hand is done
UNSUPPORTED = ("stop_seqs", "top_k", "num_choices", "logprobs", "frequency_penalty", "presence_penalty", "logit_bias")


@modelapi(name=PROVIDER)
class ScotomaAPI(ModelAPI):
    """The provider "scotoma"; its model arguments (`-M batch_size=4`) are the options of `load_model`.

    The model is loaded at once, so that whatever is wrong with it is said before the first question.

    Raises:
        UsageError: an argument that `load_model` does not take.
        ScotomaError: whatever else `load_model` raises.
    """

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        config: GenerateConfig | None = None,
        **model_args: Any,
    ) -> None:
        super().__init__(model_name, base_url, api_key, [], config or GenerateConfig())
        if unknown := sorted(set(model_args) - set(OPTIONS)):
            raise UsageError(f"{model_name} takes no {', '.join(unknown)}. Its options: {', '.join(OPTIONS)}.")
        self._model = load_model(model_name, **model_args)
        self._batches = Batches(self._model)
        self._threads = anyio.CapacityLimiter(self.max_connections())

    async def generate(
        self, input: list[ChatMessage], tools: list[ToolInfo], tool_choice: ToolChoice, config: GenerateConfig
    ) -> ModelOutput:
        """The model's answer to one conversation, computed in a batch with whatever else is asked meanwhile.

        Raises:
            NoAnswer: this request cannot be answered.
            OutOfMemory: the device has no room for a batch.
            UsageError: a setting or a tool that these models do not have.
        """
        if tools:
            raise UsageError(f"{self.model_name} uses no tools.")
        coming = self._batches.ask(as_prompt(input), as_settings(config))
        try:
            said = await anyio.to_thread.run_sync(coming.result, abandon_on_cancel=True, limiter=self._threads)
        finally:
            coming.cancel()  # where nobody waits for it any more
        return _output(self.model_name, said)

    def max_tokens(self) -> int:
        """What an answer may have where nobody says."""
        return Settings().max_new_tokens

    def max_connections(self) -> int:
        """How many requests are taken at once where nobody says."""
        return BATCHES * self._model.batch_size

    def connection_key(self) -> str:
        """Each model has connections of its own."""
        return self.model_name

    def close(self) -> None:
        """Take no more requests."""
        self._batches.close()


def as_prompt(messages: Sequence[ChatMessage]) -> Prompt:
    """One conversation's messages as a prompt: its texts and pictures, in their order.

    The user message's metadata says under "question" and "control" what is asked, for models that look answers up.

    Raises:
        NoAnswer: an image that cannot be decoded, or something that is neither text nor image.
        UsageError: an answer of the model's among the messages: one question is asked at a time.
    """
    system = "\n".join(message.text for message in messages if message.role == "system")
    asked = [message for message in messages if message.role == "user"]
    if any(message.role not in ("system", "user") for message in messages):
        raise UsageError("These models are asked one question at a time, not in the middle of a conversation.")
    known = {name: value for message in asked for name, value in (message.metadata or {}).items()}
    parts = tuple(part for message in asked for content in message.content_list for part in _parts(content))
    question, control = (None if known.get(name) is None else str(known[name]) for name in ("question", "control"))
    return Prompt(parts, system, question, control)


def as_settings(config: GenerateConfig) -> Settings:
    """inspect_ai's configuration as settings of ours; greedy where it names no temperature.

    Raises:
        UsageError: it sets what these models do not have.
    """
    if wrong := [name for name in UNSUPPORTED if getattr(config, name, None)]:
        raise UsageError(
            f"Local models have no setting {', '.join(wrong)}. They know max_tokens, temperature, top_p, seed."
        )
    chosen: dict[str, Any] = {
        "max_new_tokens": config.max_tokens,
        "temperature": config.temperature,
        "top_p": config.top_p,
        "seed": config.seed,
    }
    return Settings(**{name: value for name, value in chosen.items() if value is not None})


def _parts(content: Content) -> Iterator[str | Image]:
    if content.type == "text":
        yield content.text
    elif content.type == "image":
        yield _picture(content.image)
    else:
        raise NoAnswer(f"The request has {content.type} in it; only text and images can be asked about.")


def _picture(source: str) -> Image:
    try:
        return decode(_encoded(source))
    except BrokenImage as error:
        raise NoAnswer(f"The request's image cannot be decoded: {error}.") from error


def _encoded(source: str) -> bytes:
    """The bytes of an image that is given as a data URL: inspect_ai makes one of whatever it is told to send."""
    if not source.startswith("data:"):
        raise NoAnswer(f"The request's image is at {source[:80]}; it must be in the request, as a data URL.")
    try:
        return base64.b64decode(source.partition(",")[2], validate=True)
    except binascii.Error as error:
        raise NoAnswer(f"The request's image is no base64 ({error}).") from error


def _output(name: str, said: Generated) -> ModelOutput:
    message = ChatMessageAssistant(content=said.text, model=name, source="generate")
    output = ModelOutput(
        model=name, choices=[ChatCompletionChoice(message=message, stop_reason=STOPS[said.finish_reason])]
    )
    if said.input_tokens is not None and said.tokens is not None:
        written = len(said.tokens)
        output.usage = ModelUsage(
            input_tokens=said.input_tokens, output_tokens=written, total_tokens=said.input_tokens + written
        )
    return output
