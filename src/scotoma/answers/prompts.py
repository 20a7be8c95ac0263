"""How a question is put in words: the published prompts, word for word."""

import string
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from scotoma.benchmark import Kind
from scotoma.errors import UnknownName
from scotoma.registry import unknown

__all__ = ["PRESETS", "Preset", "prompt_text"]

Preset = Literal["mmvp", "letter", "vlmevalkit", "lmms-eval", "cambrian"]
"""Whose words: the paper's code; the same with LLaVA-1.5's request for a letter; three public harnesses."""

PRESETS: tuple[Preset, ...] = get_args(Preset)

LETTER = "Answer with the option's letter from the given choices directly."
SHORT = "Answer the question using a single word or phrase."


def prompt_text(text: str, options: Sequence[str], preset: str, kind: Kind = "pairs") -> str:
    """The text that is sent for a question, next to its image.

    >>> prompt_text("Open or closed?", ("Open", "Closed"), "mmvp")
    'Open or closed? (a) Open (b) Closed'

    POPE's yes-or-no questions are put without their options, and LLaVA-Bench's open ones as they are.

    Source: `mmvp`: tsb0601/MMVP at 7635005, scripts/evaluate_mllm.py: question, space, options (which are trimmed here;
    ten of the file's 300 have a stray space). `letter`: the same, with LLaVA-1.5's instruction on a line of its own
    (tsb0601/MMVP issue 8). `vlmevalkit`: open-compass/VLMEvalKit, vlmeval/dataset/image_mcq.py, build_prompt.
    `lmms-eval`: EvolvingLMMs-Lab/lmms-eval, lmms_eval/tasks/mmvp and tasks/pope. `cambrian`: cambrian-mllm/cambrian,
    eval/eval/mmvp and eval/eval/pope. Each was read there, but for POPE under `vlmevalkit`: those words stand in a data
    file of VLMEvalKit's that could not be had.

    Raises:
        UnknownName: there is no such preset.
    """
    if preset not in PRESETS:
        raise UnknownName(unknown("prompt preset", preset, [*PRESETS]))
    if kind == "llava-bench":
        return text
    if kind == "pope":
        return text + YES_OR_NO[preset]
    return CHOICES[preset](text, options)


def _mmvp(text: str, options: Sequence[str]) -> str:
    return " ".join(
        [text, *(f"({letter}) {option}" for letter, option in zip(string.ascii_lowercase, options, strict=False))]
    )


def _letter(text: str, options: Sequence[str]) -> str:
    return f"{_mmvp(text, options)}\n{LETTER}"


def _lines(options: Sequence[str]) -> str:
    return "\n".join(f"{letter}. {option}" for letter, option in zip(string.ascii_uppercase, options, strict=False))


def _vlmevalkit(text: str, options: Sequence[str]) -> str:
    # The space before the last line end is theirs.
    return f"Question: {text}\nOptions:\n{_lines(options)}\nPlease select the correct answer from the options above. \n"


def _lmms_eval(text: str, options: Sequence[str]) -> str:
    return f"{text}\n{_lines(options)}\n{LETTER}"


def _cambrian(text: str, options: Sequence[str]) -> str:
    return f"{text} Options:\n{_lines(options)}\n{LETTER}"


CHOICES: dict[str, Callable[[str, Sequence[str]], str]] = {
    "mmvp": _mmvp,
    "letter": _letter,
    "vlmevalkit": _vlmevalkit,
    "lmms-eval": _lmms_eval,
    "cambrian": _cambrian,
}

YES_OR_NO: dict[str, str] = {
    "mmvp": "",
    "letter": f"\n{SHORT}",
    "vlmevalkit": " Please answer yes or no.",
    "lmms-eval": f"\n{SHORT}",
    "cambrian": f"\n{SHORT}",
}
