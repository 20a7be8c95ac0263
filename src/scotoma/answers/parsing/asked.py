"""The options of a question, taken apart once: their words, their own words, and what labels they have."""

import re
from dataclasses import dataclass
from functools import lru_cache

from scotoma.answers.parsing.words import ARTICLES, NUMBERS, ORDINALS, STOP, TRUTH

__all__ = ["Asked", "Token", "asked_about", "exact", "tokens"]

WORD = re.compile(
    r"[$€£+#-]?\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th)?(?![^\W\d_])|[^\W_]+(?:['/&-][^\W_]+)*",
)
CLITIC = re.compile(r"'(?:s|re|m|ll|ve|d)$", re.I)
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number of a text, in canonical form, and where it stands. `spelt` says that a number was a word."""

    word: str
    start: int
    end: int
    spelt: bool = False


def tokens(text: str) -> list[Token]:
    """The words of `text`: lower case, number words as digits, ordinals as #1, #2..., 's and 're by themselves."""
    found = []
    for match in WORD.finditer(text):
        word, end = match[0].lower(), match.end()
        clitic = CLITIC.search(word)
        if clitic:
            word, end = word[: clitic.start()], end - len(clitic[0])
        found.append(Token(NUMBERS.get(word) or ORDINALS.get(word) or word, match.start(), end, word in NUMBERS))
        if clitic:
            found.append(Token(clitic[0], end, match.end()))
    return found


def exact(text: str) -> str:
    """Text as it is compared whole: lower case, spaces as one, without quotes around it."""
    return re.sub(r"\s+", " ", text).strip().strip("\"'").strip().casefold()


@dataclass(frozen=True, slots=True)
class Asked:
    """n options. `keys` are their words without articles at the ends, `content` those that carry meaning, `own` the
    content words that no other option has. `truth` is 1 for yes, true and correct, -1 for their opposites, else 0.
    """

    options: tuple[str, ...]
    whole: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    content: tuple[frozenset[str], ...]
    own: tuple[frozenset[str], ...]
    truth: tuple[int, ...]

    @property
    def yes_no(self) -> bool:
        """Whether one option is yes, true or correct and another its opposite."""
        return 1 in self.truth and -1 in self.truth

    @property
    def numeric(self) -> bool:
        """Whether a number in an answer may be an option's text rather than its place."""
        return any(word[0].isdigit() or word[0] == "#" for key in self.keys for word in key)

    @property
    def ordinal(self) -> bool:
        """Whether options are told apart by first, second..."""
        return any(word[0] == "#" for key in self.keys for word in key)

    @property
    def lettered(self) -> bool:
        """Whether an option's text is a single letter, so that a bare letter may be text."""
        return any(len(text) == 1 and text.isalpha() for text in self.whole)

    def at(self, letter: str) -> int:
        """The place of a letter: 0 for A."""
        return ord(letter.upper()) - ord("A")


@lru_cache(maxsize=4096)
def asked_about(options: tuple[str, ...]) -> Asked:
    """The options taken apart; cached, as a benchmark asks the same options again and again."""
    keys = tuple(_key(option) for option in options)
    content = tuple(frozenset(key) - STOP or frozenset(key) for key in keys)
    own = tuple(
        words - frozenset().union(*(other for place, other in enumerate(content) if place != index))
        for index, words in enumerate(content)
    )
    truth = tuple(TRUTH.get(key[0], 0) if len(key) == 1 else 0 for key in keys)
    return Asked(options, tuple(map(exact, options)), keys, content, own, truth)


def _key(option: str) -> tuple[str, ...]:
    words = [token.word for token in tokens(option)]
    while len(words) > 1 and words[0] in ARTICLES:
        words.pop(0)
    return tuple(words)
