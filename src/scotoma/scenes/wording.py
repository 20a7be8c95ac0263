"""Plain English for captions and questions: articles, plurals, lists and numbers."""

from collections.abc import Sequence

__all__ = ["NUMBERS", "article", "listed", "numbered"]

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

SPELLED = tuple("AEFHILMNORSX8")
"""Letters and digits whose name begins with a vowel: an F, an 8."""


def article(phrase: str) -> str:
    """The phrase with its indefinite article: "an open umbrella", "a closed one", "an F".

    >>> article("umbrella that is open")
    'an umbrella that is open'
    """
    first = phrase.split(maxsplit=1)[0]
    if len(first) == 1 or first[0].isdigit():
        vowel = first.startswith(SPELLED)
    else:
        vowel = first[0].lower() in "aeio" or (first[0] == "u" and not first.startswith(("uni", "use")))
    return f"{'an' if vowel else 'a'} {phrase}"


def listed(phrases: Sequence[str]) -> str:
    """The phrases as an English list.

    >>> listed(["a car", "a tree", "a dog"])
    'a car, a tree and a dog'
    """
    return " and ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)


def numbered(count: int, one: str, many: str) -> str:
    """So many of them: "one cup", "three cups", "12 cups"."""
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {one if count == 1 else many}"
