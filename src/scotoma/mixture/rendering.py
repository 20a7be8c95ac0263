"""A conversation as text by a chat template, and which characters of it are the assistant's to learn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.errors import BadSample, UnknownName, UnsupportedCheckpoint
from scotoma.mixture.conversations import IMAGE, Conversation, Turn
from scotoma.registry import unknown

__all__ = ["Rendered", "Renderer", "template_text"]

FOLDER = Path(__file__).parent / "templates"
MARKED = re.compile(r"\{%-?\s*generation\s*-?%\}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of a conversation, and where in it each answer with its end stands, as [start, end) characters."""

    text: str
    answers: tuple[tuple[int, int], ...]


def template_text(name: str) -> str:
    """The Jinja text of a chat template that comes with scotoma: chatml, plain or vicuna_v1.

    Raises:
        UnknownName: none of that name.
    """
    known = sorted(path.stem for path in FOLDER.glob("*.jinja"))
    if name not in known:
        raise UnknownName(unknown("chat template", name, known))
    return (FOLDER / f"{name}.jinja").read_text(encoding="utf-8").rstrip("\n")


class Renderer:
    """Conversations by a processor's chat template.

    Where the template marks the assistant's words with `{% generation %}`, those marks are taken; elsewhere the
    conversation is rendered turn by turn, and what a turn adds is its own. Either way an answer's span ends with the
    token that ends it, where the template writes one.

    Raises:
        UnsupportedCheckpoint: the processor has no chat template.
    """

    def __init__(self, processor: Any) -> None:
        self._tokenizer, self._template = processor.tokenizer, processor.chat_template
        self._image_token, self._in_parts = processor.image_token, processor.content == "parts"
        if not isinstance(self._template, str):
            raise UnsupportedCheckpoint(
                f"The tokenizer {self._tokenizer.name_or_path!r} has no chat template. Name one in the recipe: "
                "vicuna_v1, plain or chatml."
            )
        self._marked = bool(MARKED.search(self._template))

    def render(self, conversation: Conversation) -> Rendered:
        """The conversation as text.

        Raises:
            BadSample: the template refuses the conversation, or drops or repeats an image.
            UnsupportedCheckpoint: the template has no marks and changes earlier turns when a later one is added.
        """
        rendered = self._by_marks(conversation) if self._marked else self._by_turns(conversation)
        written = rendered.text.count(self._image_token)
        if written != len(conversation.images):
            raise BadSample(
                f"{conversation.place}: the chat template writes {written} {self._image_token} for "
                f"{len(conversation.images)} images."
            )
        return rendered

    def _by_marks(self, conversation: Conversation) -> Rendered:
        text, spans = self._apply(conversation, conversation.turns)
        answers = tuple(self._with_end(text, start, end) for start, end in spans)
        expected = sum(turn.role == "assistant" for turn in conversation.turns)
        if len(answers) != expected or any(start == end for start, end in answers):
            raise BadSample(
                f"{conversation.place}: the chat template marks {len(answers)} answers of {expected}, or marks nothing."
            )
        return Rendered(text, answers)

    def _with_end(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The span with the end token that some templates leave outside their marks."""
        stop = self._tokenizer.eos_token
        inside = text[start:end].rstrip()
        if stop and not inside.endswith(stop) and text.startswith(stop, end):
            return start, end + len(stop)
        return start, end

    def _by_turns(self, conversation: Conversation) -> Rendered:
        text, _ = self._apply(conversation, conversation.turns)
        answers = []
        for number, turn in enumerate(conversation.turns):
            if turn.role != "assistant":
                continue
            before, _ = self._apply(conversation, conversation.turns[:number], prompt=True)
            until, _ = self._apply(conversation, conversation.turns[: number + 1])
            if not (until.startswith(before) and text.startswith(until)):
                raise UnsupportedCheckpoint(
                    f"The chat template of {self._tokenizer.name_or_path!r} has no {{% generation %}} marks and "
                    f"changes its text when turns are added ({conversation.place}), so its answers are not known. "
                    "Mark them in the template, or name another in the recipe: vicuna_v1, plain or chatml."
                )
            answers.append((len(before), len(before) + _kept(until[len(before) :], turn.text, conversation.place)))
        return Rendered(text, tuple(answers))

    def _apply(
        self, conversation: Conversation, turns: Sequence[Turn], *, prompt: bool = False
    ) -> tuple[str, list[tuple[int, int]]]:
        from jinja2 import TemplateError
        from transformers.utils.chat_template_utils import render_jinja_template

        messages = [{"role": turn.role, "content": self._content(turn.text)} for turn in turns]
        try:
            rendered: Any = render_jinja_template(
                [messages],
                chat_template=self._template,
                return_assistant_tokens_mask=self._marked,
                add_generation_prompt=prompt,
                **self._tokenizer.special_tokens_map,
            )
        except TemplateError as error:
            raise BadSample(f"{conversation.place}: the chat template refuses it: {error}.") from error
        (text,), spans = rendered
        return text, spans[0] if spans else []

    def _content(self, text: str) -> str | list[dict[str, str]]:
        if not self._in_parts:
            return text.replace(IMAGE, self._image_token)
        parts: list[dict[str, str]] = []
        for number, piece in enumerate(text.split(IMAGE)):
            parts += [{"type": "image"}] if number else []
            words = piece.removeprefix("\n") if number else piece  # the templates that take parts end an image's line
            parts += [{"type": "text", "text": words}] if words else []
        return parts


def _kept(added: str, answer: str, place: str) -> int:
    """How many characters of what a turn added are answer and end token: not the space between turns after them.

    Raises:
        BadSample: the answer is not among them.
    """
    _, found, after = added.partition(answer.strip())
    if not found:
        raise BadSample(f"{place}: the chat template writes another answer than {answer.strip()!r:.60}.")
    return len(added.rstrip()) if after.strip() else len(added)
