"""Answers that were given before, asked again: `replay:FILE` or `replay:FOLDER`, without a model or a network."""

from collections.abc import Sequence
from pathlib import Path

from scotoma.errors import BrokenFile, NoAnswer
from scotoma.models.options import ModelOptions
from scotoma.models.protocol import Generated, Prompt, Settings
from scotoma.models.saved import SavedAnswer, read_saved

__all__ = ["Replay", "load_replay"]

BATCH_SIZE = 32  # arbitrary: answers are looked up


class Replay:
    """An `ImageTextModel` that looks answers up: by question and control, or by prompt and control where a request does
    not say which question it is, or no saved answer does.

    Raises:
        BrokenFile: two saved answers to one question under one control.
    """

    def __init__(self, name: str, saved: Sequence[SavedAnswer]) -> None:
        self._name = name
        self._by_question: dict[tuple[str, str], SavedAnswer] = {}
        self._by_prompt: dict[tuple[str, str], list[SavedAnswer]] = {}
        for each in saved:
            self._by_prompt.setdefault((_squeezed(each.prompt), each.control), []).append(each)
            if each.question is not None:
                first = self._by_question.setdefault((each.question, each.control), each)
                if first is not each:
                    raise BrokenFile(
                        f"{each.where}: question {each.question!r} is also answered at {first.where}, under the same "
                        f"control, {each.control!r}."
                    )

    @property
    def name(self) -> str:
        """The name it was loaded by."""
        return self._name

    @property
    def batch_size(self) -> int:
        """So many are looked up at once."""
        return BATCH_SIZE

    def generate(self, prompts: Sequence[Prompt], settings: Settings) -> list[Generated]:
        """The saved answer to each prompt, whatever the settings.

        Raises:
            NoAnswer: there is none, there are different ones, or the model gave none then either.
        """
        return [self._answer(prompt) for prompt in prompts]

    def _answer(self, prompt: Prompt) -> Generated:
        saved = self._find(prompt, prompt.control or "plain")
        if saved.error is not None:
            raise NoAnswer(f"{saved.where}: no answer was given then either: {saved.error}")
        return Generated(saved.raw, saved.finish_reason)

    def _find(self, prompt: Prompt, control: str) -> SavedAnswer:
        if prompt.question is not None and self._by_question:
            if (prompt.question, control) not in self._by_question:
                raise NoAnswer(f"{self._name} has no answer to question {prompt.question!r}, control {control!r}.")
            return self._by_question[prompt.question, control]
        found = self._by_prompt.get((_squeezed(prompt.text), control), [])
        if not found:
            raise NoAnswer(f"{self._name} has no answer to the prompt {prompt.text[:80]!r}, control {control!r}.")
        if len({each.raw for each in found}) > 1:
            raise NoAnswer(
                f"{self._name} has {len(found)} answers to the prompt {prompt.text[:80]!r}, control {control!r}, the "
                f'first at {found[0].where}; give the lines a "question" to tell them apart.'
            )
        return found[0]


def load_replay(source: str, options: ModelOptions) -> Replay:
    """The saved answers in a file or folder, every line checked; the options matter to none of them.

    Raises:
        UnreadableSource: nothing is there, or a folder holds no answers.
        BrokenFile: a line is not what it should be; the message names it.
    """
    return Replay(f"replay:{source}", list(read_saved(Path(source).expanduser())))


def _squeezed(text: str) -> str:
    """The text with every run of blanks as one: line ends and trailing spaces differ between harnesses."""
    return " ".join(text.split())
