"""What makes a mixture's input of texts and pictures. I images, S side in px, B texts, T tokens."""

from collections.abc import Sequence
from typing import Any, no_type_check

import torch
from PIL.Image import Image
from transformers import BatchFeature, ProcessorMixin

from scotoma.encoders.protocol import Preprocessing
from scotoma.errors import ShapeMismatch
from scotoma.mixture.configuration import MixtureConfig, TowerConfig
from scotoma.mixture.features import tower_inputs

__all__ = ["IMAGE_TOKEN", "MixtureProcessor", "processor_for"]

IMAGE_TOKEN = "<image>"
NOT_FOR_TEMPLATES = ("chat_template", "tokenize", "return_dict", "return_tensors", "processor_kwargs")


class MixtureProcessor(ProcessorMixin):
    """The tokenizer of the language model, and for each tower the preprocessing that is its own.

    A picture stands in a text as `image_token`, once; the processor repeats it `tokens_per_image` times. `content` says
    what the chat template takes: "text" (a language model's own: pictures are put into the text, each on a line of its
    own) or "parts" (that of a model for images and text).
    """

    towers: list[dict[str, Any]]
    tokens_per_image: int
    image_token: str
    image_token_id: int
    content: str

    @no_type_check  # transformers reads the names of its arguments, which a checking wrapper would hide
    def __init__(
        self,
        tokenizer: Any,
        towers: list[dict[str, Any]] | None = None,
        tokens_per_image: int = 1,
        content: str = "text",
        chat_template: str | None = None,
    ) -> None:
        self.towers = towers or []
        self.tokens_per_image = tokens_per_image
        self.image_token = IMAGE_TOKEN
        self.image_token_id = tokenizer.convert_tokens_to_ids(IMAGE_TOKEN)
        self.content = content
        super().__init__(tokenizer, chat_template=chat_template or tokenizer.chat_template)

    @property
    def preprocessings(self) -> tuple[Preprocessing, ...]:
        """How each tower's input is made."""
        return tuple(TowerConfig.from_dict(each).preprocessing for each in self.towers)

    def pixels(self, images: Sequence[Image]) -> list[torch.Tensor]:
        """The pictures as each tower's input: float32 (I, 3, S, S), normalised as the tower's own pipeline does."""
        return tower_inputs(images, self.preprocessings)

    def expand(self, text: str) -> str:
        """The text with its image tokens as often as the language model reads them."""
        return text.replace(self.image_token, self.image_token * self.tokens_per_image)

    def __call__(self, text: str | Sequence[str], images: Any = None, **kwargs: Any) -> BatchFeature:
        """Token ids and mask (B, T) of texts, and `pixel_values` of their pictures, which come in the texts' order.

        `images` is a picture, a list of them, or a list a text. What else is given goes to the tokenizer.

        Raises:
            ShapeMismatch: another number of pictures than of image tokens in the texts.
        """
        texts, pictures = [text] if isinstance(text, str) else list(text), flat(images)
        found = sum(each.count(self.image_token) for each in texts)
        if found != len(pictures):
            raise ShapeMismatch(
                f"The texts have {found} times {self.image_token}, and there are {len(pictures)} pictures. Put it where"
                " each picture belongs; a text must not have it as mere words."
            )
        settings = {"return_tensors": "pt", "padding": len(texts) > 1, **kwargs}
        tokens = self.tokenizer([self.expand(each) for each in texts], **settings)
        names = ("input_ids", "attention_mask")
        data = {name: tokens[name] for name in names}
        return BatchFeature({**data, "pixel_values": self.pixels(pictures)} if pictures else data)

    def apply_chat_template(self, *args: Any, **kwargs: Any) -> Any:
        """A conversation, or a list of them, as text; or as inputs where `tokenize=True` is given.

        The conversation comes first. Its contents are texts, or lists of {"type": "text", "text": ...} and
        {"type": "image", "image": a picture}. `chat_template` is another than the checkpoint's, `processor_kwargs` go
        to the processor where it is tokenised, and anything else to the template.
        """
        conversation, *_ = args
        single = isinstance(conversation[0], dict)
        chats = [conversation] if single else conversation
        settings = {key: kwargs.pop(key, None) for key in NOT_FOR_TEMPLATES}
        template = settings["chat_template"] or self.chat_template
        rendered = [
            self.tokenizer.apply_chat_template(self._told(chat), chat_template=template, tokenize=False, **kwargs)
            for chat in chats
        ]
        if not settings["tokenize"]:
            return rendered[0] if single else rendered
        inputs = {"return_tensors": settings["return_tensors"] or "pt", **(settings["processor_kwargs"] or {})}
        begins = self.tokenizer.bos_token
        if begins and all(each.startswith(begins) for each in rendered):
            inputs.setdefault("add_special_tokens", False)
        return self(rendered, [pictures_of(chat) for chat in chats], **inputs)

    def _told(self, chat: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The conversation with contents as the template takes them."""
        if self.content == "parts":
            return list(chat)
        return [{**message, "content": self.text_of(message["content"])} for message in chat]

    def text_of(self, content: str | Sequence[dict[str, Any]]) -> str:
        """A message's parts as one text, a line each, with `image_token` where a picture is."""
        if isinstance(content, str):
            return content
        return "\n".join(self.image_token if part["type"] == "image" else part["text"] for part in content)


def processor_for(config: MixtureConfig, tokenizer: Any, **settings: Any) -> Any:
    """The `MixtureProcessor` of a model with this configuration; `settings` are `content` and `chat_template`."""
    return MixtureProcessor(tokenizer, config.towers, config.tokens_per_image, **settings)


def flat(images: Any) -> list[Image]:
    """Pictures one after the other, however they are nested."""
    if images is None:
        return []
    if isinstance(images, Image):
        return [images]
    return [picture for each in images for picture in flat(each)]


def pictures_of(chat: Sequence[dict[str, Any]]) -> list[Image]:
    """The pictures of a conversation, in order."""
    contents = [message["content"] for message in chat if not isinstance(message["content"], str)]
    return [part["image"] for content in contents for part in content if part["type"] == "image"]
