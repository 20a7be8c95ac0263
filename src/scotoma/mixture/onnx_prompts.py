"""Prompts as the text and the tokens that a mixture was trained on, without transformers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scotoma.encoders.upstream import read_object
from scotoma.errors import NoAnswer, UnsupportedCheckpoint
from scotoma.mixture.onnx_layout import TOKENIZER, Layout
from scotoma.models.protocol import Prompt

__all__ = ["Prompts"]


class Generation(Extension):
    """The block `{% generation %}`, which marks an assistant's words for training and changes nothing."""

    tags = {"generation"}  # noqa: RUF012 - as the base class has it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """The block's inside."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class Prompts:
    """Makes token ids of prompts, and text of token ids; `template` is another chat template than the folder's.

    Raises:
        BrokenFile: the tokenizer's file is damaged.
        UnsupportedCheckpoint: the chat template cannot be read.
    """

    def __init__(self, folder: Path, layout: Layout, template: str | None = None) -> None:
        from tokenizers import Tokenizer

        read_object(folder / TOKENIZER)  # damage is told here in our words: the library raises a bare Exception
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._layout = layout
        self._render = _compiled(template or layout.chat_template)

    def ids(self, prompt: Prompt) -> list[int]:
        """The token ids of a prompt, its images' places among them.

        Raises:
            NoAnswer: the text speaks of `<image>`, or the chat template refuses it.
        """
        layout = self._layout
        text = self.text(prompt)
        if text.count(layout.image_token) != len(prompt.images):
            raise NoAnswer(
                f"The prompt has {len(prompt.images)} images and {text.count(layout.image_token)} times the word "
                f"{layout.image_token}, which stands for one. Ask without that word."
            )
        begins = layout.special_tokens.get("bos_token")
        whole = text.replace(layout.image_token, layout.image_token * layout.tokens_per_image)
        encoded = self._tokenizer.encode(whole, add_special_tokens=not (begins and text.startswith(begins)))
        found: list[int] = encoded.ids
        return found

    def text(self, prompt: Prompt) -> str:
        """The prompt by the chat template, the image token once for each image.

        Raises:
            NoAnswer: the chat template refuses it.
        """
        parts = [part if isinstance(part, str) else self._layout.image_token for part in prompt.parts]
        chat = [{"role": "user", "content": "\n".join(parts)}]
        if prompt.system:
            chat.insert(0, {"role": "system", "content": prompt.system})
        try:
            return self._render(messages=chat, add_generation_prompt=True, **self._layout.special_tokens)
        except TemplateError as error:
            raise NoAnswer(f"The chat template refuses the prompt: {error}.") from error

    def decoded(self, tokens: Sequence[int]) -> str:
        """The text of an answer's tokens, without special ones."""
        text: str = self._tokenizer.decode(list(tokens), skip_special_tokens=True)
        return text


def _compiled(template: str) -> Callable[..., str]:
    """The template as transformers compiles it."""
    environment: Any = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    environment.globals["raise_exception"] = _refuse
    try:
        render: Callable[..., str] = environment.from_string(template).render
    except TemplateSyntaxError as error:
        raise UnsupportedCheckpoint(f"The chat template cannot be read: {error}. Give another file.") from error
    return render


def _refuse(message: str) -> None:
    raise TemplateError(message)
