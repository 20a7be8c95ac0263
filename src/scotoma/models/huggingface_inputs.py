"""Prompts as the tensors that a checkpoint's own processor makes of them. B prompts in a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scotoma.models.protocol import Prompt

__all__ = ["Inputs", "ProcessorInputs", "TokenizerInputs"]

# Processors without a chat template, by model_type. Those of the BLIP family put the image before the text by
# themselves. Others take the processor's image token, on a line of its own as in LLaVA's own prompts, or right before
# the text as in PaliGemma's.
WITHOUT_PLACEHOLDERS = {"blip", "blip-2", "git", "instructblip"}
ON_ONE_LINE = {"paligemma"}


@dataclass(frozen=True, slots=True)
class TokenizerInputs:
    """For models that read text alone."""

    tokenizer: Any
    template: str | None

    def __call__(self, prompts: Sequence[Prompt]) -> Any:
        """Token ids and mask (B, T) of prompts without images, as a chat where the tokenizer has a template."""
        if self.template is None and self.tokenizer.chat_template is None:
            return self.tokenizer([_plain(prompt) for prompt in prompts], padding=True, return_tensors="pt")
        chats = [_chat(prompt, flat=True) for prompt in prompts]
        return self.tokenizer.apply_chat_template(
            chats,
            chat_template=self.template,
            add_generation_prompt=True,
            padding=True,
            return_tensors="pt",
            return_dict=True,
        )


@dataclass(frozen=True, slots=True)
class ProcessorInputs:
    """For models that read text and images."""

    processor: Any
    model_type: str
    template: str | None

    def __call__(self, prompts: Sequence[Prompt]) -> Any:
        """Token ids, mask and pixels of prompts that have equally many images each.

        A chat where the processor has a template; else the parts of the prompt in their order, a placeholder for each
        image where the model wants one.
        """
        if self.template is None and self.processor.chat_template is None:
            return self._bare(prompts)
        return self.processor.apply_chat_template(
            [_chat(prompt) for prompt in prompts],
            chat_template=self.template,
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            processor_kwargs={"padding": True},
        )

    def _bare(self, prompts: Sequence[Prompt]) -> Any:
        texts = [self.text(prompt) for prompt in prompts]
        images = [list(prompt.images) for prompt in prompts]
        if self.model_type in WITHOUT_PLACEHOLDERS:
            flat = [image for each in images for image in each]
            return self.processor(images=flat or None, text=texts, padding=True, return_tensors="pt")
        return self.processor(images=images if any(images) else None, text=texts, padding=True, return_tensors="pt")

    def text(self, prompt: Prompt) -> str:
        """The text of a prompt for a processor without a chat template."""
        placeholder = "" if self.model_type in WITHOUT_PLACEHOLDERS else str(self.processor.image_token)
        joint = "" if self.model_type in ON_ONE_LINE else "\n"
        parts = [part if isinstance(part, str) else placeholder for part in (prompt.system, *prompt.parts)]
        return joint.join(part for part in parts if part)


Inputs = TokenizerInputs | ProcessorInputs


def _chat(prompt: Prompt, *, flat: bool = False) -> list[dict[str, Any]]:
    """The prompt as a conversation; `flat` where contents are texts, not lists of parts."""
    parts: list[dict[str, Any]] = [
        {"type": "text", "text": part} if isinstance(part, str) else {"type": "image", "image": part}
        for part in prompt.parts
    ]
    system = [{"role": "system", "content": prompt.system if flat else [{"type": "text", "text": prompt.system}]}]
    return [*(system if prompt.system else []), {"role": "user", "content": prompt.text if flat else parts}]


def _plain(prompt: Prompt) -> str:
    return "\n".join(part for part in (prompt.system, prompt.text) if part)
