"""MMVP's options and keys: "(a) Open (b) Closed", "(a)"."""

import re

__all__ = ["parse_key", "parse_options"]

MARK = re.compile(r"\(\s*([a-zA-Z])\s*\)")


def parse_options(text: str) -> tuple[str, ...] | None:
    """The options of "(a) Open (b) Closed", without the spaces around them; None where the text is nothing such.

    Options are marked (a), (b), (c), ... in that order, from the text's beginning; two at least, all different. A
    letter in brackets that is not the next one is part of an option: "(a) plan (c) (b) plan (d)" has "plan (c)" and
    "plan (d)".
    """
    marks: list[re.Match[str]] = []
    for mark in MARK.finditer(text):
        if mark[1].lower() == chr(ord("a") + len(marks)):
            marks.append(mark)
    if len(marks) < 2 or text[: marks[0].start()].strip():
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    options = tuple(text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True))
    return options if all(options) and len(set(options)) == len(options) else None


def parse_key(text: str) -> int | None:
    """The option that a key names, counted from 0: "(b)", "b", "B." and "b)" are 1; None where it names none."""
    found = re.fullmatch(r"\(?\s*([a-zA-Z])\s*\)?\s*\.?", text.strip())
    return ord(found[1].lower()) - ord("a") if found else None
