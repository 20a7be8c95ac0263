"""Markdown, HTML, LaTeX and the special tokens of chat templates, taken off; boxes and JSON fields, taken out."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["boxes", "fields", "plain_text", "ticked"]

BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
FIELDS: tuple[str, ...] = (
    "answer",
    "final_answer",
    "choice",
    "option",
    "selected_option",
    "selected",
    "letter",
    "label",
    "text",
)
FIELDS += ("prediction", "response", "result", "correct_answer", "correct_option", "answer_text", "option_text")
CUT_FIELD = re.compile(rf"[{{,]\s*[\"']({'|'.join(FIELDS[:7])})[\"']\s*:\s*[\"']?([^\"'{{}},]*)\s*$", re.I)
TICK, CROSS = "✅☑✔✓🗹", "❌☐✗✘⬜❎🗷"
TASK = re.compile(r"^\s*(?:[-*+]\s*)?\[([ xX])\]\s+(?=\S)", re.M)

TAGS = "a|b|i|u|p|br|hr|em|strong|span|div|code|pre|ul|ol|li|font|mark|small|sub|sup|table|tr|td|th|h[1-6]|html|body"
TAGS += "|answer|final_answer|final|conclusion|solution|choice|option|response|output|s|/s|image|img|bos|eos|pad"
OFF = (
    (re.compile(r"<\|[^|<>]{1,40}\|>"), " "),
    (re.compile(r"\[/?(?:INST|SEP|CLS|PAD|EOS|BOS)\]|<</?SYS>>"), " "),
    (re.compile(rf"</?(?:{TAGS})(?:\s[^<>]*)?/?>"), " "),
    (re.compile(r"^\W*(?:assistant|ai|bot|model|gpt)\W*:", re.I), " "),
    (re.compile(r"~~.*?~~", re.S), " "),
    (re.compile(r"\b(?:tee[ -]?shirt|t shirt|tshirt)", re.I), "T-shirt"),
    (re.compile(r"^\s*`{3,}\w*\s*$", re.M), ""),
    (re.compile(r"`{3}(?:\w+\n)?"), "\n"),
    (re.compile(r"\b(?:print|return)\s*\(\s*[\"']?([^\"'()]+)[\"']?\s*\)"), r"\1"),
    (
        re.compile(
            r"\\(?:text|textbf|textit|textrm|textsf|mathrm|mathbf|mathsf|mathit|boldsymbol|emph)\s*\{([^{}]*)\}"
        ),
        r"\1",
    ),
    (re.compile(r"\\[()\[\]]|\\[,;! ]|\\quad|\\q?quad|\\displaystyle"), " "),
    (re.compile(r"\\(?:therefore|implies|Rightarrow|rightarrow|to)\b"), " => "),
    (re.compile(r"\$(?!\d)|(?<=[A-Za-z}])\$"), " "),
    (re.compile(r"^\s*(?:[-*_=]\s*){3,}$", re.M), ""),
    (re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$", re.M), ""),
    (re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.M), r"\1"),
    (re.compile(r"^[ \t]*(?:>|#{1,6}|[-*+•])[ \t]+", re.M), ""),
    (re.compile(r"^\s*\d{1,2}[.)]\s+(?=[(\[*]*[A-Za-z][)\].*]*\s*$)", re.M), ""),
    (re.compile(r"\*+|`+|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)"), ""),
)


def plain_text(text: str) -> str:
    """The words without markup; what is struck out is left out."""
    if letter := re.fullmatch(r"\s*<\s*([A-Z])\s*>\s*", re.sub(r"<\|[^|<>]{1,40}\|>|</?s>", " ", text)):
        return letter[1]
    text = html.unescape(text).replace("\u00a0", " ")
    for pattern, put in OFF:
        text = pattern.sub(put, text)
    return "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines()).strip()


def boxes(text: str) -> tuple[list[str], str]:
    """What stands in each \\boxed{}, the last perhaps cut off; and the text after the last."""
    contents, end = list[str](), 0
    while found := BOX.search(text, end):
        start, depth, end = found.end(), 1, found.end()
        while end < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        contents.append(text[start : end - 1] if not depth else text[start:])
    return contents, text[end:]


def fields(text: str) -> list[str] | None:
    """The values of the fields that hold an answer, where the text has a JSON object; None where it has none.

    A list of one value is that value; of several, or of none, and null, give the empty text, which names no option.
    """
    for found in _objects(text):
        values = [_value(value) for key, value in found.items() if str(key).lower().replace(" ", "_") in FIELDS]
        if values:
            return values
    cut = CUT_FIELD.search(text)
    return [cut[2]] if cut else None


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    for start in (match.start() for match in re.finditer(r"\{", text)):
        for spelling in (text[start:], text[start:].replace("'", '"')):
            try:
                found, _ = decoder.raw_decode(spelling)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                yield found
            break


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _value(value[0]) if len(value) == 1 else ""
    return str(value) if isinstance(value, str | int | float) else ""


def ticked(text: str) -> list[str]:
    """What stands beside each ticked box or check mark, before or after it on the line; [] where nothing is ticked."""
    text = TASK.sub(lambda box: CROSS[1] if box[1] == " " else TICK[0], text)
    found = []
    for line in text.splitlines():
        parts = re.split(f"([{TICK}{CROSS}])\ufe0f?", line)
        if len(parts) == 1:
            continue
        before = parts[0].strip() != ""
        marks, texts = parts[1::2], (parts[0::2] if before else parts[2::2])
        found += [text.strip() for mark, text in zip(marks, texts, strict=False) if mark in TICK and text.strip()]
    return found
