"""What models wrote, made harmless to look at: short, in one line, and with no character that is not seen."""

import unicodedata

__all__ = ["shortened", "visible"]

HEAD, TAIL = 150, 90  # an answer stands at the end more often than in the middle
TURNING = {*"\u200e\u200f\u061c", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""The characters that turn the direction of what follows them."""


def visible(text: str) -> str:
    """The text in one line, with control characters and those that turn its direction written out as U+202E."""
    return " ".join("".join(map(_seen, text)).split())


def shortened(text: str) -> str:
    """`visible`, and of a long text the beginning and the end."""
    seen = visible(text)
    return seen if len(seen) <= HEAD + TAIL + 3 else f"{seen[:HEAD]} … {seen[-TAIL:]}"


def _seen(character: str) -> str:
    if character.isspace():
        return " "
    if character in TURNING or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
        return f"⟨U+{ord(character):04X}⟩"
    return character
