"""The prompts that models get: our own words, shown before they are sent, and kept with every answer."""

from collections.abc import Sequence

from scotoma.drafting.texts import PairText
from scotoma.patterns import PATTERNS

__all__ = ["DRAFT_PROMPT", "SORTING_PROMPT", "THEMES_PROMPT", "draft_prompt", "questions_prompt"]

DRAFT_PROMPT = """\
You see two images. A vision encoder takes them for nearly the same picture, and yet they differ in something that a \
person sees at once. Find the plainest such difference and write one question about it.

- The question is asked of each image alone. It must make sense for both, and must not mention another image.
- It has two short options. One is right for the first image and wrong for the second; the other the reverse.
- Whoever reads the question without an image must not be able to guess the answer.
- Write a caption for each image: the same words but for the difference.
- Name the visual pattern that the difference belongs to; several may fit, the main one first:
{{patterns}}

{{captions}}
Answer with one JSON object and nothing else:
{"question": "...", "options": ["...", "..."], "answer_first": 1, "caption_first": "...", "caption_second": "...", \
"patterns": ["..."]}
"answer_first" is 1 or 2: the option that is right for the first image."""
"""Asks for a question about two images; {{patterns}} and {{captions}} are filled in for each pair."""

THEMES_PROMPT = """\
An image embedding model is being examined. Each question below was written about two images that the model embeds \
almost alike, although the right answers for the two images differ: the model does not see what the question asks.

{{questions}}

Which general visual patterns does the model struggle with? Go through all the questions, and describe the patterns \
that many of them share. Keep to what can be seen in images and matters for vision models; do not list topics or kinds \
of objects. For each pattern give a title, one sentence, and the numbers of the questions that show it."""
"""Asks for the patterns behind all questions at once, in free text and without naming any, as the paper did.

Source: Tong et al. 2024, section 3.1, for what is asked; the words are ours.
"""

SORTING_PROMPT = """\
Each question below was written about two images, and its right answers for the two differ. Sort every question into \
the visual patterns that it tests. There are nine:
{{patterns}}

{{questions}}

Answer with one JSON object and nothing else. Its keys are the numbers of the questions; each value is a list of one \
or more names of patterns, the main one first: {"1": ["..."], "2": ["...", "..."]}"""
"""Asks for the patterns of each question, of the nine."""


def draft_prompt(template: str, captions: tuple[str | None, str | None] = (None, None)) -> str:
    """What is sent for a pair: the template, with the nine patterns and the captions its images came with."""
    first, second = captions
    known = f"Captions that came with the images:\nfirst: {first or 'none'}\nsecond: {second or 'none'}\n"
    return _filled(template, {"patterns": _patterns(), "captions": known if first or second else ""})


def questions_prompt(template: str, texts: Sequence[PairText]) -> str:
    """What is sent about all questions: the template, with the questions numbered from 1."""
    lines = [
        f"{number}. {text.question} (a) {text.option_1} (b) {text.option_2}"
        for number, text in enumerate(texts, start=1)
    ]
    return _filled(template, {"patterns": _patterns(), "questions": "\n".join(lines)})


def _patterns() -> str:
    return "\n".join(f"  {pattern.name}: {pattern.asks}" for pattern in PATTERNS)


def _filled(template: str, values: dict[str, str]) -> str:
    """The template with each {{name}} replaced, in one pass: what is filled in is never looked at again."""
    parts = template.split("{{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}}")
        filled.append(values[name] + rest if closed and name in values else "{{" + part)
    return "".join(filled)
