"""The option that a saved answer gives: its state first, then its text, then the order in which options were shown."""

import re

from scotoma.answers.parsing.reading import parse_answer
from scotoma.answers.parsing.records import ParsedAnswer
from scotoma.answers.records import Answer

__all__ = ["FINISHED", "read_option"]

FINISHED = frozenset({"answer marker", "answer tag", "box", "field", "check mark", "letter and text", "letter"})
"""The rules whose readings stand although the limit on tokens cut the text after them."""


def read_option(answer: Answer) -> ParsedAnswer:
    """The option that a saved answer gives, as an index into the question's own options (not those shown), or None.

    An answer that failed, was refused by the provider or is empty gives none. One that was cut by the limit on tokens
    gives one only where it had announced it, or had begun with a letter: what else it would have said is not known. A
    lone "A" that was cut may be an article.
    """
    if answer.state in ("failed", "refused", "empty"):
        return ParsedAnswer(None, "not answered")
    read = parse_answer(answer.raw, answer.options)
    if answer.state == "truncated" and read.option is not None:
        begun = re.match(r"[\W_]*[A-Za-z][.):\]]", answer.raw) is not None
        article = answer.raw.strip() == "A"
        if article or not (read.rule in FINISHED or (begun and read.rule == "letter in a sentence")):
            return ParsedAnswer(None, "truncated")
    if read.option is None or not answer.order:
        return read
    return ParsedAnswer(answer.order[read.option], read.rule)
