"""Where an answer names options by what they say, whether it states it, and yes and no."""

import re
from collections.abc import Iterator, Sequence

from scotoma.answers.parsing.asked import Asked, Token, exact, tokens
from scotoma.answers.parsing.mentions import Mention, Polarity
from scotoma.answers.parsing.words import (
    COMPARED,
    CONCLUDES,
    CONDITION,
    EXEMPT,
    FUNCTION,
    HANGING,
    IDIOMS,
    LINKS,
    NEGATORS,
    NO,
    OPEN_DENIAL,
    SIDES,
    STOP,
    YES,
)  # fmt: skip

__all__ = ["all_words", "part_of", "sentences", "text_mentions", "whole_text", "yes_no_said"]

SENTENCE = re.compile(
    r"(?:(?<!\b[A-Za-z])(?<!\bNo)(?<!\be\.g)(?<!\bi\.e)(?<!\d)\.|[!?])[.!?]*[\"')\]]*(?=\s|$)|(?<=\d)[.!?]+(?=\s|$)|\n+"
)
CLAUSE = re.compile(r"[,;:]|\s[-–—]\s|\b(?:but|so|because|although|though|while|and)\b", re.I)
AFTER_YES = r"(?=\s*(?:$|[.,!;:)\"'\n—–-](?!\s*\d)|it\b|there\b|the\b|this\b|that\b|they\b|he\b|she\b|you\b|i\b|we\b|these\b|those\b|from me))"
BEFORE_YES = r"(?:^|[.!?:;,\n()\]—–\"'-]\s*|\b(?:is|so|say|it's an?|hence|therefore|thus|answer|think|guess|believe|indeed|definitely|then|is an?)\s+[\"'(]?)"
SAID = re.compile(
    rf"{BEFORE_YES}(?:(?P<yes>{'|'.join(YES)})|(?P<no>{'|'.join(NO)})){AFTER_YES}(?!/)", re.I | re.M
)  # fmt: skip
WHOLE_YES = {
    "absolutely",
    "certainly",
    "definitely",
    "of course",
    "y",
    "affirmative",
    "true",
    "correct",
    "that's correct",
    "that is correct",
}
WHOLE_NO = {
    "certainly not",
    "definitely not",
    "absolutely not",
    "of course not",
    "n",
    "negative",
    "false",
    "incorrect",
    "not true",
}
DIRECT = frozenset(["not", "never", "neither", "nor", "cannot", "nicht"])
ALMOST = frozenset(["almost", "nearly", "half", "partly", "partially", "barely", "halfway", "semi"])


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
    """The one option of several words that are all in one sentence of `text`, none being denied and no other's there."""
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
    core = exact(text).strip(" .!,")
    for truth, words in ((1, WHOLE_YES), (-1, WHOLE_NO)):
        if core in words and core not in asked.whole:
            return [Mention(places[truth], 0, len(text), "stated")]
    return [Mention(places[1 if match["yes"] else -1], *match.span(), "stated") for match in SAID.finditer(text)]


def text_mentions(text: str, asked: Asked) -> list[Mention]:
    """Every place where `text` names an option by its text, as whole words; yes and no are left to `yes_no_said`."""
    said = sentences(text)
    kept = [one for one in said if not one.rstrip("\"')* ").endswith("?")] or said
    found = list[Mention]()
    for sentence in kept:
        found += _in_sentence(IDIOMS.sub(lambda idiom: " " * len(idiom[0]), sentence), asked, alone=len(kept) == 1)
    return found


def _in_sentence(sentence: str, asked: Asked, *, alone: bool) -> Iterator[Mention]:
    said = tokens(sentence)
    places = list(_occurrences(sentence, said, asked))
    for number, (option, first, last) in enumerate(places):
        start, end = said[first].start, said[last].end
        polarity = _polarity(sentence, said, first, last)
        neighbours = places[max(0, number - 1) : number] + places[number + 1 : number + 2]
        if any(other[0] != option and _joined(sentence, said, (option, first, last), other) for other in neighbours):
            polarity = "joined"
        elif (
            polarity == "stated"
            and not _free(asked.keys[option])
            and not _states(sentence, said, first, last, alone=alone)
        ):
            polarity = "open"
        yield Mention(option, start, end, polarity)
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


def _polarity(sentence: str, said: Sequence[Token], first: int, last: int) -> Polarity:
    start = said[first].start
    before = sentence[:start]
    if COMPARED.search(before):
        return "denied"
    clause = CLAUSE.split(before)[-1]
    since = re.split(r";|\bbut\b|\bso\b", before)[-1]
    words = [token.word for token in tokens(clause)]
    if (
        CONDITION.search(EXEMPT.sub(" ", since))
        or OPEN_DENIAL.search(clause.replace("n't", " not"))
        or (words and words[-1] in ALMOST)
        or re.search(r"\bfrom (?:the )?$", before, re.I)
    ):
        return "open"
    denials = [n for n, word in enumerate(words) if word in NEGATORS or word.endswith("n't")]
    if not denials:
        return "stated"
    if all(word in HANGING for word in words[denials[-1] + 1 :]) and len(denials) == 1:
        return "denied" if words[denials[-1]] in DIRECT or words[denials[-1]].endswith("n't") else "open"
    return "open"


def _states(sentence: str, said: Sequence[Token], first: int, last: int, *, alone: bool) -> bool:
    """Whether the words stand where a sentence says what is so, not before a noun they only describe."""
    after = said[last + 1].word if last + 1 < len(said) else ""
    gap = sentence[said[last].end : said[last + 1].start] if after else ""
    if after in SIDES and not re.search(r"[.,;:]", gap) and after not in FUNCTION:
        nxt = said[last + 2].word if last + 2 < len(said) else ""
        ends = (
            not nxt
            or nxt in FUNCTION
            or nxt == "of"
            or bool(re.search(r"[.,;:)]", sentence[said[last + 1].end : said[last + 2].start]))
        )
    else:
        ends = not after or after in FUNCTION or bool(re.search(r"[.,;:!)\"—–]", gap)) or " - " in gap
    if not ends:
        return first == 0 and alone and after in ("is", "are")
    if alone or CONCLUDES.search(sentence) or ":" in sentence[: said[first].start]:
        return True
    before = [token.word for token in said[max(0, first - 4) : first]]
    while before and (before[-1] in ARTICLES_AND_ADVERBS):
        before.pop()
    return (not before and first == 0) or (bool(before) and before[-1] in LINKS)


ARTICLES_AND_ADVERBS = frozenset(
    [
        "a",
        "an",
        "the",
        "more",
        "closer",
        "mostly",
        "slightly",
        "rather",
        "quite",
        "very",
        "clearly",
        "fully",
        "completely",
        "closest",
        "in",
        "on",
    ]
)


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
    """Words that have an option's word in them ("half-open", "opens", "left-hand"): they state nothing, but may decide."""
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
        words = [f"#{word}" if word.isdigit() else word for word in words]
    article = re.match(r"\W*(?:[Aa]n?|[Tt]he)\s+[a-z0-9]", text) is not None
    return tuple(words[1:] if article and len(words) > 1 else words)
