"""Where an answer names options by letter or number: "(b)", "B.", "option B", "选B", "the second option"."""

import re
from collections.abc import Iterator

from scotoma.answers.parsing.asked import Asked, tokens
from scotoma.answers.parsing.mentions import Mention, Polarity
from scotoma.answers.parsing.phrases import AFTER_DENIED, BEFORE_DENIED, CONDITION, EXEMPT
from scotoma.answers.parsing.words import NEGATORS, NUMBERS, ORDINALS

__all__ = ["judged", "label_mentions", "leading_label", "place_named", "whole_label"]

ROMAN = {"i": 0, "ii": 1, "iii": 2, "iv": 3, "v": 4, "vi": 5, "vii": 6, "viii": 7, "ix": 8, "x": 9}
HAN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
END = r"(?=\s*(?:$|[.,;:!?)\n\"'—–]|(?:because|since|as it|as the|but|rather|here|sagen|if|unless|when)\b))"
WHY = r"(?:because|since|as|for|due to)\b"
_KEYWORDS = "option|choice|alternative|opci[oó]n|op[cç][aã]o|letra|lettre|buchstabe|réponse|antwort|选项|選|選項"
_SAYS = (
    "choose|pick|select|go with|going with|answer|say|guess|think|believe|lean(?:ing)? towards?|meant|mean|prefer",
    "eliminate|rule out|exclude|discard|anything but|it's|it is|that it's|be|not|or better|sorry|actually",
    "possibly|probably|likely|perhaps|maybe",
    "definitely|clearly|certainly|surely|but|hence|so|thus|therefore|hmm|then|way,|c'est|вариант|würde|wähle",
    "elijo|choisis|scelgo|escolho|kies",
)  # fmt: skip
_RIGHT = "correct|right|true|best|better|answer|my (?:final )?(?:answer|choice)|richtig|korrekt|correcte|correcta|bonne"
_WRONG = (
    "wrong|incorrect|false|falsch|faux|fausse|incorrecta|not (?:correct|right|true)|out|ruled out|eliminated|excluded"
    "|discarded"
)
_QUITE = r"(?:the\s+|la\s+|le\s+|el\s+|die\s+|a\s+|clearly\s+|definitely\s+|most\s+|most likely\s+)*"

# A label that is marked as one, whatever the sentence: each has the letter as its one group.
MARKED = (
    re.compile(r"(?<![A-Za-z0-9_])[(\[{]\s*([A-Za-z])\s*[)\]}](?!\s*(?:19|20)\d\d)"),
    re.compile(r"(?<![\w(\[])([A-Za-z])\)"),
    re.compile(r"(?<!\w)\(\s*([ivx]{2,4})\s*\)"),
    re.compile(rf"\b(?i:{_KEYWORDS})\s*[:#]?\s*[\"'(\[]?([A-Z]|[b-hj-z])[\"')\]]?(?![\w'+-])"),
    re.compile(rf"\b(?i:option|choice)\s+([ai]){END}"),
    re.compile(r"^[\"'(]*([A-Z])[\"')]*\s*(?:[.:;,)\]]|\s[-–—=])(?=\s|$)(?!\s*[A-Z]\.)", re.M),
    re.compile(r"^[\"'(]*([A-Z])[.:](?=[A-Z]?[a-z])", re.M),
    re.compile(r"^[\"'(]*([A-HJ-Z])[\"')]*\s*$", re.M),
    re.compile(r"\A([b-hj-z])\s*\n"),
    re.compile(rf"^([A-Z])\s+{WHY}", re.M),
    re.compile(r"(?:=>|→|∴|⇒|➡|👉|✅)\s*([A-Z])(?![\w'+-])"),
)
# A bare capital in a sentence, which could be a letter of the picture where the sentence speaks of letters.
BARE = (
    re.compile(rf"(?<=[{HAN}])\s?([A-Z])(?![A-Za-z'+-])"),
    re.compile(rf"(?<![A-Za-z])([A-Z])\s?(?=[{HAN}])"),
    re.compile(rf"\b(?i:{'|'.join(_SAYS)}),?\s+[\"']?([A-HJ-Z])[\"']?{END}"),
    re.compile(r"[,;—–]\s*([b-hj-z])[.!]?\s*$", re.M),
    re.compile(rf"^(?i:no)\s+([A-HJ-Z]){END}"),
    re.compile(rf"\b(?i:no),\s+[\"']?([A-HJ-Z])[\"']?{END}"),
    re.compile(r"(?:[.!?]\s+)([A-Z])[.:,](?=\s|$)"),
    re.compile(r"[,;]\s*([A-Z])\s*[:=](?=\s)"),
    re.compile(r"[,:;—–]\s*[\"'(]?([A-Z])[\"')]?[.!]?\s*$", re.M),
    re.compile(r"\b(?i:wrong|falsch|falso|faux),\s+([A-Z])(?=\s+(?:is|ist|est|es)\b)"),
    re.compile(r"^([A-HJ-Z])(?=\s+it is\b)", re.M),
)
LOOSE = re.compile(r"(?<![\w'+&/-])(?!A\s+[a-z])[A-HJ-Z](?![\w'+&/-])")
"""A capital by itself, which may or may not name an option."""
LETTERS = re.compile(
    r"\b(?:letters?|keys?|keyboard|buttons?|signs?|characters?|labell?ed|vitamin|grade|reads|written|plan|class|exhibit|hepatitis)\b",
    re.I,
)  # fmt: skip
JUDGED = re.compile(
    rf"(?<![\w'-])([A-Z])\s+(?:(?:is|was|must be|would be|seems|looks|can be|ist|est|es|è|é)\s+"
    rf"{_QUITE}({_RIGHT}|{_WRONG})"
    r"|(fits|matches)\b(?!\s+(?:less|worse|neither)))\b(?P<condition>\s+(?:if|were|when|only|unless)\b)?"
)  # fmt: skip
_LETTER = r"[(\[]?[A-Z][)\]]?"
ROW = re.compile(
    rf"(?<![\w'-])({_LETTER}(?:\s*\(?\s*(?:,|/|&|\band\b|\bor\b|和|或)+\s*{_LETTER}(?![\w'-]))+)"
    r"(\s+(?:is|are)\s+(?:both\s+)?(?:wrong|incorrect|false|out)\b)?"
)
NOT_BEFORE = re.compile(r"\b(?:neither|not|nor|n't be|rule out|eliminate)\s+$", re.I)


def label_mentions(text: str, asked: Asked) -> list[Mention]:
    """Every place where `text` names an option by its label."""
    rows = [*_rows(text, asked), *_before_text(text, asked)]
    taken = [(row.start, row.end) for row in rows]
    found = {mention.start: mention for mention in judged(text, asked)}
    for form in MARKED + BARE:
        for match in form.finditer(text):
            start, end = match.span(1)
            if start in found or any(first <= start < last for first, last in taken):
                continue
            mention = _mention(text, start, end, asked)
            if form in MARKED or (mention.option >= 0 and not LETTERS.search(_clause(text, start))):
                found[start] = mention
    loose = [
        Mention(place, *match.span(), "open")
        for match in LOOSE.finditer(text)
        if match.start() not in found and (place := _index(match[0], asked)) >= 0
        if not any(first <= match.start() < last for first, last in taken)
    ]
    return rows + list(found.values()) + loose


def _before_text(text: str, asked: Asked) -> Iterator[Mention]:
    """A capital before an option's text as the question writes it: "A glass" has an article, "A Glass" a label."""
    for option in asked.options:
        match = re.match(rf"([A-Z])\s+{re.escape(option.strip())}(?!\w)", text)
        if match and option.strip()[:1].isupper():
            yield _mention(text, *match.span(1), asked)


def judged(text: str, asked: Asked) -> list[Mention]:
    """Where a letter is called right or wrong: "B is correct", "A ist falsch", "B fits better"."""
    found = []
    for match in JUDGED.finditer(text):
        start, end = match.span(1)
        verdict = (match[2] or match[3]).lower()
        polarity: Polarity = "denied" if re.fullmatch(_WRONG, verdict) else "stated"
        before = _clause(text[:start], start)
        if match["condition"] or CONDITION.search(before) or denials(before):
            polarity = "open"
        found.append(_mention(text, start, end, asked, polarity))
    return found


def leading_label(text: str, asked: Asked) -> Mention | None:
    """The label that `text` begins with, as after "the answer is": a capital, or a small letter that stands alone.

    "a" and "A" before another word are the article, unless that word gives a reason.
    """
    match = re.match(r"[\s\"'(\[{]*([A-Za-z])(?![\w'+&/-])[\"')\]}]*", text)
    if match is None:
        return None
    start, end = match.span(1)
    bracketed = text[end : end + 1] in (")", "]", "}")
    closed = bracketed or re.match(rf"[\"']*\s*(?:$|[.,:;!)\]}}\n—–-]|{WHY})", text[end:])
    if not closed and (match[1] in "aAI" or match[1].islower()):
        return None
    return _mention(text, start, end, asked)


def whole_label(text: str, asked: Asked) -> int | None:
    """The place of the label that is the whole of `text`, -1 if it is none's; None where `text` is something else."""
    core = re.sub(r"^[^\w+$&?<-]+|[^\w+$&?>-]+$", "", text.strip(" -—\n\t"))
    letters = re.fullmatch(r"([A-Za-z])(?:\s+\1)*", core)
    if letters and core != "I":
        return _index(letters[1], asked)
    if re.fullmatch(r"[ivxIVX]{1,4}", core) and core.lower() in ROMAN and (len(core) > 1 or core == "i"):
        return _index(core, asked)
    return place_named(text, asked)


def place_named(text: str, asked: Asked) -> int | None:
    """The place that `text` names by number or order and says nothing else: "(2)", "option 2", "the second one".

    A bare number is a place only where no option's text is a number.
    """
    core = text.strip(" \t\n\"'.,:;!()[]{}*").lower()
    match = re.fullmatch(r"(?:the\s+)?(?:(?:option|choice|answer|number)\s*[#:(]?|#)\s*(\w+)\)?", core)
    if match and _is_letter(match[1], asked):
        return asked.at(match[1])
    if match and (match[1].isdigit() or match[1] in NUMBERS or match[1] in ROMAN):
        place = ROMAN[match[1]] if match[1] in ROMAN else int(NUMBERS.get(match[1], match[1])) - 1
        return place if 0 <= place < len(asked.options) else -1
    match = re.fullmatch(r"(?:of the two,? )?(?:the\s+)?(\w+)(?:\s+(option|choice|one|answer|alternative|fits))?", core)
    if match and (match[1] in ORDINALS or match[1] in ("former", "latter", "last")):
        if asked.ordinal or (asked.numeric and not match[2]):
            return None
        last = len(asked.options) - 1
        place = {"former": 0, "latter": last, "last": last}.get(match[1], int(ORDINALS.get(match[1], "#1")[1:]) - 1)
        return place if place < len(asked.options) else -1
    if re.fullmatch(r"\d{1,2}", core) and (not asked.numeric or "(" in text) and not asked.ordinal:
        return int(core) - 1 if 0 < int(core) <= len(asked.options) else -1
    return None


def _is_letter(word: str, asked: Asked) -> bool:
    """Whether a word is a letter that labels an option here; "i" may be the Roman one where it does not."""
    return len(word) == 1 and word.isascii() and word.isalpha() and asked.at(word) < min(len(asked.options), 26)


def _rows(text: str, asked: Asked) -> Iterator[Mention]:
    """Letters in a row, "A or B": each is one of several, or denied with the whole row."""
    for match in ROW.finditer(text):
        denied = match[2] or NOT_BEFORE.search(text[: match.start()])
        for letter in re.finditer(r"[A-Z]", match[1]):
            start = match.start(1) + letter.start()
            if letter[0] == "A" and re.match(r"\s+and\b", match[1][letter.end() :]) is None and match[1].strip() == "A":
                continue
            yield _mention(text, start, match.end(1), asked, "denied" if denied else "joined")


def _mention(text: str, start: int, end: int, asked: Asked, polarity: Polarity | None = None) -> Mention:
    option = _index(text[start:end] if polarity not in ("joined", "denied") else text[start], asked)
    if option < 0:
        return Mention(-1, start, end, "outside")
    return Mention(option, start, end, polarity or _polarity(text, start, end))


def _index(label: str, asked: Asked) -> int:
    count = min(len(asked.options), 26)
    if len(label) == 1 and asked.at(label) < count:
        return -1 if label == "i" else asked.at(label)  # the ninth letter, or the Roman one
    place = ROMAN.get(label.lower(), count)
    return place if place < count else -1


def _polarity(text: str, start: int, end: int) -> Polarity:
    before = re.split(r"[.!?\n;]", text[:start])[-1]
    if BEFORE_DENIED.search(before) or AFTER_DENIED.match(text[end:]):
        return "denied"
    condition = CONDITION.search(EXEMPT.sub(" ", re.split(r"[,:]", before)[-1]))
    if condition or re.match(r"[\"')\]]*\s+(?:only )?(?:if|unless|were|when)\b", text[end:]):
        return "open"
    return "open" if denials(re.split(r"[,:—–]", before)[-1]) else "stated"


def denials(text: str) -> bool:
    """Whether a word denies something in `text`."""
    words = [token.word for token in tokens(text)]
    return any(word in NEGATORS - {"no"} or word.endswith("n't") for word in words)


def _clause(text: str, start: int) -> str:
    """The sentence of `text` that holds the character at `start`, or ends there."""
    first = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
    ends = [found for mark in ".!?\n" if (found := text.find(mark, start + 1)) >= 0]
    return text[first : min(ends, default=len(text))]
