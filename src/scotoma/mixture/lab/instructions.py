"""Instructions about the form of an answer: how they are asked for, obeyed, and checked."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from scotoma.answers import parse_answer
from scotoma.mixture.lab.dictionary import LANGUAGES, english, known, translated
from scotoma.mixture.lab.facts import Fact
from scotoma.scenes.draws import Draw

__all__ = ["COMBINATIONS", "HELD_OUT", "TRAINED", "Combination", "asked", "obeyed", "obeying", "possible", "said_right"]

Combination = tuple[str, ...]
"""One instruction, or several at once, sorted."""

TRAINED: tuple[Combination, ...] = (
    ("letter",),
    ("word",),
    ("yes-no",),
    ("sentence",),
    ("capitals",),
    ("json",),
    ("list",),
    ("german",),
    ("french",),
    ("capitals", "json"),
    ("capitals", "sentence"),
    ("capitals", "yes-no"),
    ("german", "json"),
    ("german", "list"),
    ("german", "yes-no"),
)
HELD_OUT: tuple[Combination, ...] = (
    ("capitals", "french"),
    ("capitals", "german"),
    ("capitals", "list"),
    ("capitals", "word"),
    ("french", "json"),
    ("french", "list"),
    ("french", "yes-no"),
)
"""Each part is trained, alone and with others; these never are."""
COMBINATIONS = TRAINED + HELD_OUT

REQUESTS: dict[str, tuple[str, ...]] = {
    "letter": ("Answer with the option's letter from the given choices directly.", "Give only the letter."),
    "word": ("Answer in one word.", "Answer the question using a single word or phrase."),
    "yes-no": ("Please answer yes or no.", "Answer only yes or no."),
    "sentence": ("Answer in a full sentence.", "Reply with a whole sentence."),
    "capitals": ("Answer in capital letters.", "Write the answer in capitals."),
    "json": ("Answer as JSON.", "Give the answer in JSON."),
    "list": ("Answer as a list.", "Give the answer as a list."),
    "german": ("Answer in German.", "Reply in German."),
    "french": ("Answer in French.", "Reply in French."),
}
WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*\.?")
LETTER = re.compile(r"\(?[ab]\)?\.?", re.IGNORECASE)
SENTENCE = re.compile(r"[^\W\d_a-zß-ÿ]\S*(?: \S+){2,}[.!]")  # begins with a capital, three words, an end


def asked(question: str, combination: Combination, draw: Draw) -> str:
    """The question with a request for each of the instructions, in random order, on a line of their own."""
    requests = [draw.one_of(REQUESTS[kind]) for kind in draw.some_of(combination, len(combination))]
    return f"{question}\n{' '.join(requests)}"


def possible(fact: Fact, combination: Combination) -> bool:
    """Whether the instructions make sense for the fact: whether the right answer can be given in that form."""
    kinds = {*combination}
    if "sentence" in kinds and not fact.sentence:
        return False
    if "yes-no" in kinds and {*fact.options} != {"yes", "no"}:
        return False
    if kinds & {*LANGUAGES} and not all(map(known, fact.options)):
        return False
    return not ("word" in kinds and any(WORD.fullmatch(option) is None for option in fact.options))


def obeying(fact: Fact, combination: Combination) -> str:
    """The right answer in the form asked for."""
    kinds = {*combination}
    if "letter" in kinds:
        return f"({'ab'[fact.right]})"
    text = fact.sentence if "sentence" in kinds else fact.answer
    for language in kinds & {*LANGUAGES}:
        text = translated(text, language)
    if "json" in kinds:
        text = json.dumps({"answer": text}, ensure_ascii=False)
    if "list" in kinds:
        text = f"- {text}"
    return text.upper() if "capitals" in kinds else text


def obeyed(text: str, combination: Combination) -> bool:
    """Whether an answer has the form, the length and the language asked for; its truth plays no part.

    Every instruction of the combination must be obeyed; white space around the answer does not count.

    - letter: one of a and b, alone, in brackets or with a full stop.
    - word: one word, with or without a full stop.
    - yes-no: yes or no (in the language asked for) and nothing else.
    - sentence: begins with a capital letter, has three words or more, and ends with a full stop.
    - capitals: at least one letter, and none in lower case.
    - json: one JSON object whose only key is "answer" (in any case), with a text.
    - list: every line is "- " and something.
    - german, french: the answer without its container is a word that the laboratory's dictionary has in that language.
    """
    text = text.strip()
    kinds = {*combination}
    content = _content(text, kinds)
    if content is None:
        return False
    words = [content] if "list" not in kinds else content.split("\n")
    for language in kinds & {*LANGUAGES}:
        if any(english(_bare(word), language) is None for word in words):
            return False
    said = _english(content, kinds)
    return all(check(text, said) for kind, check in CHECKS.items() if kind in kinds)


CHECKS: Mapping[str, Callable[[str, str], bool]] = {
    "letter": lambda text, said: LETTER.fullmatch(text) is not None,
    "word": lambda text, said: WORD.fullmatch(text) is not None,
    "yes-no": lambda text, said: _bare(said) in ("yes", "no"),
    "sentence": lambda text, said: SENTENCE.fullmatch(text) is not None,
    "capitals": lambda text, said: text.upper() == text and text.lower() != text,
}
"""For each instruction that is not about a container or a language: the whole answer and what it says in English."""


def said_right(text: str, fact: Fact, combination: Combination) -> bool | None:
    """Whether an answer says what is true, in whatever form; None where nothing can be read from it.

    The language asked for is read by the dictionary, anything else as `scotoma.parse_answer` reads it.
    """
    kinds = {*combination}
    content = _content(text.strip(), kinds)
    content = text.strip() if content is None else content
    said = parse_answer(_english(content, kinds), fact.options).option
    return None if said is None else said == fact.right


def _content(text: str, kinds: set[str]) -> str | None:
    """What stands in the container asked for; None where the answer is no such container."""
    if "json" in kinds:
        return _field(text)
    if "list" in kinds:
        lines = text.split("\n")
        return "\n".join(line[2:] for line in lines) if all(re.match(r"- \S", line) for line in lines) else None
    return text


def _field(text: str) -> str | None:
    try:
        found: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or len(found) != 1:
        return None
    ((key, value),) = found.items()
    return value if key.lower() == "answer" and isinstance(value, str) else None


def _bare(word: str) -> str:
    return word.strip().removesuffix(".").lower()


def _english(content: str, kinds: set[str]) -> str:
    """The content in English where a language was asked for and the dictionary has it, else as it is."""
    for language in kinds & {*LANGUAGES}:
        return english(_bare(content), language) or content
    return content
