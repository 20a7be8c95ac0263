"""Where an answer names options by what they say, whether it states it, and yes and no."""

import re
from collections.abc import Iterator, Sequence

from scotoma.answers.parsing.asked import Asked, Token, exact, tokens
from scotoma.answers.parsing.mentions import Mention, Polarity
from scotoma.answers.parsing.phrases import COMPARED, CONDITION, EXEMPT, IDIOMS, OPEN_DENIAL
from scotoma.answers.parsing.words import (
    ADVERBS,
    ALMOST,
    ARTICLES,
    DIRECT,
    FUNCTION,
    HANGING,
    LINKS,
    NEGATORS,
    NO,
    PREPOSITIONS,
    SIDES,
    STOP,
    YES,
)

__all__ = ["all_words", "part_of", "sentences", "text_mentions", "whole_text", "without_idioms", "yes_no_said"]

SENTENCE = re.compile(
    r"(?:(?<!\b[A-Za-z])(?<!\bNo)(?<!\be\.g)(?<!\bi\.e)(?<!\d)\.|[!?])[.!?]*[\"')\]]*(?=\s|$)|(?<=\d)[.!?]+(?=\s|$)|\n+"
)
CLAUSE = re.compile(r"[,;:]|\s[-–—]\s|\b(?:but|so|because|although|though|while|and)\b", re.I)
AFTER_YES = (
    r"(?=\s*(?:$|[.,!;:)(\"'\n—–](?!\s*\d)|-\s|(?:it|there|the|this|that|they|he|she|you|i|we|these|those|from me)\b))"
)
BEFORE_YES = (
    r"(?:^[\"'(\s]*|[.!?:;,\n()\]—–]\s*|\s-\s*|\banswer is\s*[\"'(]?"
    r"|\b(?:so|say|it's an?|it is an?|hence|therefore|thus|think|guess|believe|indeed|definitely)\s+[\"'(]?)"
)
SAID = re.compile(
    rf"{BEFORE_YES}(?:(?P<yes>{'|'.join(sorted(YES))})|(?P<no>{'|'.join(sorted(NO))})){AFTER_YES}(?!/)", re.I | re.M
)


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`, with their end marks; "B. Closed" and "No. 7" are not cut."""
    found, start = [], 0
    for match in SENTENCE.finditer(text):
        found.append(text[start : match.end()].strip())
        start = match.end()
    return [sentence for sentence in [*found, text[start:].strip()] if sentence]


def whole_text(text: str, asked: Asked) -> int | None:
    """The one option whose text is the whole of `text`, with its punctuation or, if none has that, without."""
    for said in (exact(text), exact(text.strip().rstrip(".,;:")), exact(text.strip().rstrip(".,;:!"))):
        same = [place for place, whole in enumerate(asked.whole) if whole == said]
        if same:
            return same[0] if len(same) == 1 else None
    words = _words(text, asked)
    same = [place for place, key in enumerate(asked.keys) if key and key == words]
    bare = re.fullmatch(r"[\w\s'\"().,:;!*/&-]*", text.strip()) is not None
    return same[0] if len(same) == 1 and bare else None


def part_of(text: str, asked: Asked) -> int | None:
    """The one option that has every content word of `text`, one of them no other option's."""
    if label_like(text):
        return None
    words = set(_words(text, asked)) - STOP
    fits = [
        place
        for place, content in enumerate(asked.content)
        if words and words <= content | STOP and words & asked.own[place]
    ]
    return fits[0] if len(fits) == 1 else None


def label_like(text: str) -> bool:
    """Whether a single letter stands in `text`, so that it may be a label and not words only."""
    return re.search(r"(?<![\w'-])[A-Za-z](?![\w'-])", re.sub(r"\b[Aa]\s+(?=[a-z])|\bI\b", " ", text)) is not None


def all_words(text: str, asked: Asked) -> int | None:
    """The one option of several words that are all in one sentence of `text`, undenied, and no other's there."""
    text = without_idioms(text, asked)
    everywhere = {token.word for token in tokens(text)}
    for sentence in sentences(text):
        words = {token.word for token in tokens(sentence)}
        fits = [place for place, content in enumerate(asked.content) if len(content) > 1 and content <= words]
        if len(fits) != 1 or words & NEGATORS or "n't" in sentence or CONDITION.search(sentence):
            continue
        others = frozenset().union(*(own for place, own in enumerate(asked.own) if place != fits[0]))
        return None if others & everywhere else fits[0]
    return None


def yes_no_said(text: str, asked: Asked) -> list[Mention]:
    """Where `text` says yes or no as an answer; not where "no" belongs to a noun, as in "there is no shadow"."""
    places = {truth: asked.truth.index(truth) for truth in (1, -1)}

    return [Mention(places[1 if match["yes"] else -1], *match.span(), "stated") for match in SAID.finditer(text)]


def text_mentions(text: str, asked: Asked) -> list[Mention]:
    """Every place where `text` names an option by its text, as whole words; yes and no are left to `yes_no_said`."""
    said = sentences(text)
    found = list[Mention]()
    for sentence in said:
        if not sentence.rstrip("\"')* ").endswith("?"):
            found += _in_sentence(without_idioms(sentence, asked), asked)
    return found


def without_idioms(text: str, asked: Asked) -> str:
    """`text` with turns of speech blanked out, its length kept; what an option says itself stays."""
    return IDIOMS.sub(
        lambda idiom: idiom[0] if any(idiom[0].lower() in whole for whole in asked.whole) else " " * len(idiom[0]), text
    )


def _in_sentence(sentence: str, asked: Asked) -> Iterator[Mention]:
    said = tokens(sentence)
    places = list(_occurrences(sentence, said, asked))
    for number, (option, first, last) in enumerate(places):
        polarity = _polarity(sentence, said, first)
        neighbours = places[max(0, number - 1) : number] + places[number + 1 : number + 2]
        if any(other[0] != option and _joined(sentence, said, (option, first, last), other) for other in neighbours):
            polarity = "joined"
        elif polarity == "stated" and not _states(sentence, said, first, last, free=_free(asked.keys[option])):
            polarity = "open"
        yield Mention(option, said[first].start, said[last].end, polarity)
    yield from _related(said, asked)


def _occurrences(sentence: str, said: Sequence[Token], asked: Asked) -> Iterator[tuple[int, int, int]]:
    """Option, first and last token of each occurrence that is not inside a longer one."""
    skipped = {place for place, truth in enumerate(asked.truth) if truth and asked.keys[place] in (("yes",), ("no",))}
    found = []
    words = [token.word for token in said]
    for option, key in enumerate(asked.keys):
        if option in skipped or not key or asked.keys.count(key) > 1:
            continue
        for first in range(len(words) - len(key) + 1):
            if tuple(words[first : first + len(key)]) == key:
                found.append((option, first, first + len(key) - 1))
    found += _quoted(sentence, said, asked)
    for one in sorted(found, key=lambda place: place[1]):
        longer = (o for o in found if o[1] <= one[1] and one[2] <= o[2] and o[2] - o[1] > one[2] - one[1])
        if not any(longer):
            yield one


def _quoted(sentence: str, said: Sequence[Token], asked: Asked) -> Iterator[tuple[int, int, int]]:
    """Options that differ in punctuation only, where an answer quotes one of them."""
    for match in re.finditer(r'"([^"]+)"', sentence):
        for option, key in enumerate(asked.keys):
            if (
                asked.keys.count(key) > 1
                and exact(match[1]) == asked.whole[option]
                and asked.whole.count(asked.whole[option]) == 1
            ):
                inside = [
                    n for n, token in enumerate(said) if match.start() <= token.start and token.end <= match.end()
                ]
                if inside:
                    yield option, inside[0], inside[-1]


def _polarity(sentence: str, said: Sequence[Token], first: int) -> Polarity:
    before = sentence[: said[first].start]
    number = said[first].word[0].isdigit()
    if number and re.search(
        r"\b(?:at least|at most|more than|less than|fewer than|over|under|about|around|up to)\s+$", before, re.I
    ):
        return "open"
    if number and re.match(r"\s*(?:or|to|-)\s*(?:more|less|fewer|\d)", sentence[said[first].end :], re.I):
        return "open"
    if COMPARED.search(before):
        return "denied"
    clause, since = CLAUSE.split(before)[-1], re.split(r";|\bbut\b|\bso\b", before)[-1]
    words = [token.word for token in tokens(clause)]
    moving = said[first].word in ("left", "right") and re.search(r"\bfrom (?:the )?$", before, re.I)
    hedged = OPEN_DENIAL.search(clause.replace("n't", " not")) or (words and words[-1] in ALMOST)
    if CONDITION.search(EXEMPT.sub(" ", since)) or hedged or moving:
        return "open"
    denials = [n for n, word in enumerate(words) if word in NEGATORS or word.endswith("n't")]
    if not denials:
        return "stated"
    last = words[denials[-1]]
    near = len(denials) == 1 and all(word in HANGING for word in words[denials[-1] + 1 :])
    return "denied" if near and (last in DIRECT or last.endswith("n't")) else "open"


def _states(sentence: str, said: Sequence[Token], first: int, last: int, *, free: bool) -> bool:
    """Whether the words stand where a sentence says what is so: after "is", "faces" or the like, or at its beginning or
    end by themselves; and not before a noun, unless they are `free` to stand there.
    """
    if not free and not _ends(sentence, said, last):
        return False
    before = [token.word for token in said[:first] if not _names_a_label(token.word)]
    gap = sentence[said[first - 1].end : said[first].start] if first else ""
    if not before or before[-1] in ("but", "so") or all(word in ADVERBS - PLACES for word in before):
        return True
    if re.search(r"[:;—–]|\s-\s", gap) or (last + 1 == len(said) and "," in gap):
        return True
    while before and (before[-1] in ADVERBS or before[-1].endswith("ly")):
        before.pop()
    if free:
        return True
    return bool(before) and (before[-1] in LINKS or re.fullmatch(r"\w{2,}(?:ing|ed)", before[-1]) is not None)


def _ends(sentence: str, said: Sequence[Token], last: int) -> bool:
    """Whether after the words the sentence, or this part of it, is over: "left", "left side", "left in the photo"."""
    after = said[last + 1 :]
    if not after:
        return True
    gap = sentence[said[last].end : after[0].start]
    if re.search(r"[.,;:!)\"—–]|\s-\s", gap) or after[0].word in FUNCTION:
        return True
    if said[last].word in PREPOSITIONS and after[0].word in ("the", "a", "an", "us", "me", "it"):
        return True
    if after[0].word in ("is", "are"):
        return (
            last == 0
            and after[1:2] != []
            and after[1].word in ("at", "on", "in", "correct", "right", "visible", "shown")
        )
    if after[0].word not in SIDES:
        return after[0].word == "of" and said[last].word not in SIDED
    return _ends(sentence, said, last + 1) or (after[1:2] != [] and after[1].word == "of")


def _names_a_label(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or word in ("option", "choice", "answer")


PLACES = ARTICLES | {"in", "on", "at", "to", "into", "onto"}
SIDED = frozenset({"left", "right", "top", "front", "side", "back", "one", "cut", "set"})


PICTURES = {"picture": "image", "photo": "image", "photograph": "image", "pic": "image"}


def _free(key: tuple[str, ...]) -> bool:
    """Whether an option's text may stand before a noun: several words in a row, or a number, "two eyes"."""
    return len(key) > 1 or key[-1][0].isdigit()


def _joined(sentence: str, said: Sequence[Token], one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    first, second = sorted((one, other), key=lambda place: place[1])
    between = sentence[said[first[2]].end : said[second[1]].start]
    return (
        re.fullmatch(r"[\s\"')(,/]*(?:\b(?:or|and|versus|vs\.?|nor)\b)?[\s\"')(,/]*(?:(?:a|an|the)\s)?", between, re.I)
        is not None
    )


def _related(said: Sequence[Token], asked: Asked) -> Iterator[Mention]:
    """Words that have an option's word in them, "half-open", "opens": they state nothing, and speak against others."""
    single = {
        key[0]: place for place, key in enumerate(asked.keys) if len(key) == 1 and len(key[0]) > 2 and key[0].isalpha()
    }
    known = {word for key in asked.keys for word in key}
    for token in said:
        for word, place in single.items():
            parts = re.split(r"[/&'-]", token.word)
            inflected = any(part != word and part.startswith(word) and len(part) <= len(word) + 4 for part in parts)
            if token.word not in known and ((len(parts) > 1 and word in parts) or inflected):
                yield Mention(place, token.start, token.end, "open")


def _words(text: str, asked: Asked) -> tuple[str, ...]:
    words = [token.word for token in tokens(text)]
    if asked.ordinal:
        ordered = any(word[0] == "#" for word in words)
        words = [word for word in words if not (ordered and word == "1")]
        words = [f"#{word}" if word.isdigit() else PICTURES.get(word, word) for word in words]
    article = re.match(r"\W*(?:[Aa]n?|[Tt]he)\s+[a-z0-9]", text) is not None
    return tuple(words[1:] if article and len(words) > 1 else words)
