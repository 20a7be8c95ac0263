"""Words of questions, options and captions, folded so that they can be compared."""

import re
import unicodedata
from collections.abc import Sequence

__all__ = [
    "NEGATIONS",
    "YES_NO",
    "content",
    "folded",
    "is_yes_no",
    "named",
    "negated",
    "stems",
    "telling",
    "word_set",
    "words",
]

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(listed.split())


DIGITS = "0 1 2 3 4 5 6 7 8 9 10 11 12"
SPELT = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = dict(zip(DIGITS.split(), SPELT.split(), strict=True))

EMPTY = word_set(
    "a an the of to in on at from by for with it its is are was were be being been this that these those there he she "
    "they his her their and or as can could will would does do did has have had"
)
"""Words that say little by themselves; they count where an option has no others, as in "on" and "off"."""

NEGATIONS = word_set("no not without never neither nor none nobody nothing cannot lacks lacking")

YES_NO = word_set("yes no true false correct incorrect y n")


def words(text: str) -> list[str]:
    """The words of a text, in their order and as they are written, punctuation left out."""
    return WORD.findall(unicodedata.normalize("NFKC", text))


def stems(text: str) -> list[str]:
    """The words in lower case, digits to twelve as words, and without the s of a plural.

    Example: "2 Dogs' tails" gives two, dog, tail.
    """
    return [_stem(word) for word in words(text)]


def folded(text: str) -> str:
    """The text as it compares: its words in lower case with single spaces, nothing else."""
    return " ".join(NUMBERS.get(word.casefold(), word.casefold()) for word in words(text))


def content(text: str) -> frozenset[str]:
    """The stems that say something; all of them where none does."""
    found = stems(text)
    return frozenset(stem for stem in found if stem not in EMPTY) or frozenset(found)


def telling(options: Sequence[str]) -> list[frozenset[str]]:
    """For each option the stems that it alone has: by them it is told from the others.

    Example: "to the left of the cup" and "to the right of the cup" give left, and right. An option that is part of
    another ("OK" of "OK/SELECT") has none.
    """
    all_of = [content(option) for option in options]
    own = [
        each - frozenset().union(*(other for number, other in enumerate(all_of) if number != index))
        for index, each in enumerate(all_of)
    ]
    return [(each - YES_NO) or each for each in own]


def named(text: str, options: Sequence[str]) -> list[bool]:
    """For each option whether the text has all the words that tell it from the others.

    An option that is one letter is found only as it is written: the A of a sign is not the article.
    """
    there, as_written = set(stems(text)), set(words(text))
    found = []
    for option, own in zip(options, telling(options), strict=True):
        written = words(option)
        if len(written) == 1 and len(written[0]) == 1 and written[0].isalpha():
            found.append(written[0] in as_written and not (written[0] == "A" and text.startswith("A ")))
        else:
            found.append(bool(own) and own <= there)
    return found


def negated(text: str) -> bool:
    """Whether the text denies something: "without a flag", "isn't", "no cup"."""
    return any(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in map(str.casefold, words(text)))


def is_yes_no(options: Sequence[str]) -> bool:
    """Whether every option begins with yes, no, true, false, correct or incorrect."""
    firsts = [words(option)[:1] for option in options]
    return bool(firsts) and all(first and first[0].casefold() in YES_NO for first in firsts)


def _stem(word: str) -> str:
    low = word.casefold().removesuffix("'s").removesuffix("’s")
    low = NUMBERS.get(low, low)
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    return low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")) else low
