"""What is written for a pair, and what is wrong with it."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scotoma.patterns import PATTERNS

__all__ = ["FIELDS", "LONGEST", "PairText", "clean", "shuffled", "wrong_fields"]

LONGEST = {"question": 1000, "option_1": 300, "option_2": 300, "caption_a": 1000, "caption_b": 1000, "notes": 10_000}
"""Characters a field may have; arbitrary, and far above what MMVP has (its longest question has 131)."""

FIELDS = {
    "question": "The question",
    "option_1": "The first option",
    "option_2": "The second option",
    "answer_a": "The right option for image a",
    "patterns": "The pattern",
    "caption_a": "The caption of image a",
    "caption_b": "The caption of image b",
    "notes": "The notes",
}
"""What each field is called, in the order of a form."""


@dataclass(frozen=True, slots=True)
class PairText:
    """One question with two options, of which `answer_a` (0 or 1) is right for image a and the other for image b.

    `patterns` are names of `scotoma.patterns`, the main one first. Captions state the fact that differs. What is not
    written is "", () or None.
    """

    question: str = ""
    option_1: str = ""
    option_2: str = ""
    answer_a: int | None = None
    patterns: tuple[str, ...] = ()
    caption_a: str = ""
    caption_b: str = ""
    notes: str = ""


def clean(text: str, *, lines: bool = False) -> str:
    """The text without characters that cannot be printed, and without space at its ends.

    Runs of space, line ends too, become one space; with `lines`, line ends stay.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs", "Co", "Cn"}
    )
    if lines:
        return "\n".join(line.rstrip() for line in kept.split("\n")).strip()
    return " ".join(kept.split())


def wrong_fields(text: PairText, *, complete: bool) -> dict[str, str]:
    """What is wrong with the text of a pair, as a message for each field; none is wrong where it is empty.

    What contradicts itself is always wrong: options or captions that say the same, a text that is too long, a pattern
    that there is not. With `complete` so is what is missing; notes may be.
    """
    wrong = _missing(text) if complete else {}
    for name, most in LONGEST.items():
        if (length := len(getattr(text, name))) > most:
            wrong[name] = f"{FIELDS[name]}: {length:,} characters are too many; {most:,} at most."
    if text.option_1 and _bare(text.option_1) == _bare(text.option_2):
        wrong["option_2"] = "The two options say the same. Each image needs an answer of its own."
    if text.caption_a and _bare(text.caption_a) == _bare(text.caption_b):
        wrong["caption_b"] = "The two captions say the same. Each must be true of its own image only."
    if text.answer_a not in (None, 0, 1):
        wrong["answer_a"] = "The right option for image a is the first or the second."
    return wrong | _wrong_patterns(text.patterns)


def shuffled(text: PairText, pair: str) -> PairText:
    """The same question with its options in an order that the pair's name decides, each order for half of the pairs.

    In the paper's benchmark the first option is right for the first image of every pair: whoever notices needs no
    image. Models that propose questions have the same habit.
    """
    if hashlib.sha256(pair.encode()).digest()[0] % 2 == 0:
        return text
    answer = None if text.answer_a is None else 1 - text.answer_a
    return replace(text, option_1=text.option_2, option_2=text.option_1, answer_a=answer)


def _missing(text: PairText) -> dict[str, str]:
    wanted = {
        "question": "Write the question.",
        "option_1": "Write the first option.",
        "option_2": "Write the second option.",
        "answer_a": "Say which option is right for image a; the other one is right for image b.",
        "patterns": "Choose the pattern that the pair is counted under.",
        "caption_a": "Write a caption for image a.",
        "caption_b": "Write a caption for image b.",
    }
    return {name: said for name, said in wanted.items() if getattr(text, name) in ("", (), None)}


def _wrong_patterns(patterns: Sequence[str]) -> dict[str, str]:
    known = [pattern.name for pattern in PATTERNS]
    if strangers := [name for name in patterns if name not in known]:
        return {"patterns": f"There is no pattern {strangers[0]!r}; the nine are {', '.join(known)}."}
    if len(set(patterns)) < len(patterns):
        return {"patterns": "A pattern is named twice."}
    return {}


def _bare(text: str) -> str:
    """The text without case, and without signs at its ends: "Left." says the same as "left"."""
    return re.sub(r"^\W+|\W+$", "", clean(text).casefold()) or clean(text)
