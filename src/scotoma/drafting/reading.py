"""What a model proposed, read out of its answer; an answer that does not say it plainly is unreadable."""

import json
import re
from typing import Any

from scotoma.answers.parsing.thinking import after_reasoning
from scotoma.drafting.texts import PairText, clean, wrong_fields
from scotoma.errors import NoAnswer, UnknownName
from scotoma.patterns import pattern_named

__all__ = ["read_draft_answer", "read_sorting"]

FENCE = re.compile(r"```[a-zA-Z]*[ \t]*\n(.*?)\n?[ \t]*```", re.S)


def read_draft_answer(raw: str) -> PairText:
    """The question that an answer proposes: one JSON object, bare or in a code fence, with everything asked for.

    Text around a fence, reasoning before the answer and keys that were not asked for are passed over.

    Raises:
        NoAnswer: it cannot be read so, or contradicts itself; the message says where.
    """
    said = _object(raw)
    options = said.get("options")
    if not isinstance(options, list) or len(options) != 2:
        raise NoAnswer(f'"options" is {_shown(options)}; expected a list of two texts.')
    first = said.get("answer_first")
    if type(first) is not int or first not in (1, 2):
        raise NoAnswer(f'"answer_first" is {_shown(first)}; expected 1 or 2.')
    text = PairText(
        question=_text(said, "question"),
        option_1=_text({"options": options[0]}, "options"),
        option_2=_text({"options": options[1]}, "options"),
        answer_a=first - 1,
        patterns=_patterns(said.get("patterns")),
        caption_a=_text(said, "caption_first"),
        caption_b=_text(said, "caption_second"),
    )
    if wrong := wrong_fields(text, complete=True):
        raise NoAnswer(next(iter(wrong.values())))
    return text


def read_sorting(raw: str, questions: int) -> dict[int, tuple[str, ...]]:
    """The patterns of each question, by its number from 1; questions left out, or sorted unreadably, have none.

    Raises:
        NoAnswer: it is no JSON object, or no question of it can be read.
    """
    read = dict[int, tuple[str, ...]]()
    problem = "no question is named in it"
    for key, value in _object(raw).items():
        try:
            patterns = _patterns(value)
        except NoAnswer as error:
            problem = f"question {_shown(key)}: {error}"
            continue
        if key.isascii() and key.isdigit() and 1 <= int(key) <= questions:
            read[int(key)] = patterns
    if not read:
        raise NoAnswer(f"The answer sorts nothing: {problem}")
    return read


def _object(raw: str) -> dict[str, Any]:
    """The one JSON object in an answer."""
    said = after_reasoning(raw)
    if said is None:
        raise NoAnswer("The answer ends in the middle of its reasoning.")
    fenced = FENCE.findall(said)
    if len(fenced) > 1:
        raise NoAnswer(f"The answer has {len(fenced)} code fences; expected one.")
    text = fenced[0] if fenced else said.strip()
    try:
        value = json.loads(text)
    except ValueError as error:
        raise NoAnswer(f"The answer is no JSON ({error}): {_shown(text)}") from error
    except RecursionError as error:
        raise NoAnswer(f"The answer is nested too deeply to be read: {_shown(text)}") from error
    if not isinstance(value, dict):
        raise NoAnswer(f"The answer is {_shown(value)}; expected one JSON object.")
    return value


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not clean(value):
        raise NoAnswer(f'"{name}" is {_shown(value)}; expected a text.')
    return clean(value)


def _patterns(value: Any) -> tuple[str, ...]:
    """Names of patterns as we spell them, each once."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise NoAnswer(f'"patterns" is {_shown(value)}; expected a list of names.')
    try:
        return tuple(dict.fromkeys(pattern_named(name).name for name in names))
    except UnknownName as error:
        raise NoAnswer(str(error)) from error


def _shown(value: Any) -> str:
    return "missing" if value is None else repr(value)[:80]
