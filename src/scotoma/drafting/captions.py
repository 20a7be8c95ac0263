"""A question from two captions, by rule and without any model: what the captions say differently is asked."""

import difflib
import re

from scotoma.drafting.texts import PairText, clean, shuffled, wrong_fields

__all__ = ["ORIGIN", "draft_from_captions"]

ORIGIN = "captions"
"""What such proposals are marked with, in the place of a model's name."""

GAP = "…"
MOST_WORDS = 6  # arbitrary: two stretches longer than this are no one fact

WORDS = {
    "orientation": "left right up down upward downward upwards downwards facing pointing north south east west",
    "count": "no one two three four five six seven eight nine ten eleven twelve many few several single pair",
    "colour": "red green blue yellow orange purple pink brown black white grey gray gold golden silver dark light",
    "state": "open closed on off full empty lit unlit broken whole standing sitting asleep awake wet dry raised",
    "position": "above below behind under over beside inside outside between front top bottom",
    "presence": "with without",
    "structure": "round square curly straight long short wide narrow thick thin curved flat",
    "viewpoint": "aerial close-up closeup side-view overhead",
}
"""Words that name a pattern by themselves."""


def draft_from_captions(pair: str, caption_a: str | None, caption_b: str | None) -> PairText | None:
    """The question that two captions give, with both captions as they are; None where one is missing, or they say
    the same, or too much to be an option.

    Where they differ in one stretch of a few words, that stretch is asked for:

    >>> text = draft_from_captions("3-8", "a rabbit facing left", "a rabbit facing right")
    >>> text.question, sorted((text.option_1, text.option_2))
    ('Which words fit the picture: “a rabbit facing …”?', ['left', 'right'])

    Otherwise the whole captions are the options. The pattern is that of the words that differ, where they name only one
    by themselves ("two" and "three" a count); else none is proposed. Nothing is known of the images: whether a caption
    tells what a person sees is for a person to say.
    """
    first, second = clean(caption_a or ""), clean(caption_b or "")
    if not first or not second:
        return None
    frame, options = _differing(first, second)
    question = f"Which words fit the picture: “{frame}”?" if frame else "Which caption fits the picture?"
    text = PairText(question, *options, 0, _patterns(*options), first, second)
    return None if wrong_fields(text, complete=False) else shuffled(text, pair)


def _differing(first: str, second: str) -> tuple[str, tuple[str, str]]:
    """What two captions share, with a gap, and what stands in the gap; "" and the captions where no gap will do."""
    a, b = first.split(), second.split()
    matcher = difflib.SequenceMatcher(None, [word.casefold() for word in a], [word.casefold() for word in b], False)
    changes = [each for each in matcher.get_opcodes() if each[0] != "equal"]
    if len(changes) != 1 or changes[0][0] != "replace":
        return "", (first, second)
    _, i, i_end, j, j_end = changes[0]
    common = len(a) - (i_end - i)
    if not common or max(i_end - i, j_end - j) > MOST_WORDS:
        return "", (first, second)
    return " ".join([*a[:i], GAP, *a[i_end:]]), (" ".join(a[i:i_end]), " ".join(b[j:j_end]))


def _patterns(first: str, second: str) -> tuple[str, ...]:
    """The pattern that both texts have words of, or, for numbers and times, the digits; () where none or several do."""
    found = _named(first) & _named(second)
    return tuple(found) if len(found) == 1 else ()


def _named(text: str) -> set[str]:
    words = re.findall(r"[\w-]+", text.casefold())
    named = {name for name, known in WORDS.items() if any(word in known.split() for word in words)}
    if re.search(r"\d[:.]\d", text):
        return named | {"text"}
    return named | ({"count"} if any(word.isdigit() for word in words) else set())
