"""From raw text to an option: what is looked at, in which order, and when the reader abstains."""

import re
from collections.abc import Iterator, Sequence

from scotoma.answers.parsing.asked import Asked, asked_about, exact, tokens
from scotoma.answers.parsing.characters import unify
from scotoma.answers.parsing.labels import label_mentions, leading_label, whole_label
from scotoma.answers.parsing.markup import boxes, fields, plain_text, ticked
from scotoma.answers.parsing.mentions import Found, sum_up
from scotoma.answers.parsing.phrases import CORRECTS, FILLERS, MARKER, REFUSES, RETRACTS, RUN_ON
from scotoma.answers.parsing.records import ParsedAnswer
from scotoma.answers.parsing.texts import (
    all_words,
    part_of,
    sentences,
    text_mentions,
    whole_text,
    without_idioms,
    yes_no_said,
)
from scotoma.answers.parsing.thinking import after_reasoning, tagged
from scotoma.answers.parsing.words import WHOLE_NO, WHOLE_YES

__all__ = ["parse_answer"]


def parse_answer(raw: str, options: Sequence[str]) -> ParsedAnswer:
    """The option that an answer gives, as a careful reader of the answer and the options would read it, and why.

    `option` is an index into `options`, in the order in which they are given here; None where the answer names none,
    several, or contradicts itself. Nothing but these options is ever read, nothing is guessed, and the same text always
    gives the same reading. The question is not known: "There is no shadow" is neither yes nor no.

    Example: `parse_answer("**(b)** Closed", ["Open", "Closed"])` gives option 1 by the rule "letter and text".
    """
    asked = asked_about(tuple(options))
    text = unify(raw, len(asked.options))
    if not asked.options:
        return ParsedAnswer(None, "no options")
    if not text.strip():
        return ParsedAnswer(None, "empty")
    final = after_reasoning(text)
    return ParsedAnswer(None, "unfinished reasoning") if final is None else _final(final, asked)


def _final(text: str, asked: Asked) -> ParsedAnswer:
    """The reading of what follows the reasoning: of a container, where there is one, else of the words."""
    for rule, found, rest in _containers(text):
        if found:
            return _contained(rule, found, plain_text(rest), asked)
    return _read(plain_text(text), asked)


def _containers(text: str) -> Iterator[tuple[str, list[str], str]]:
    """Each kind of container: its rule, what stands in those there are, and the text after them."""
    yield "answer tag", *tagged(text)
    yield "box", *boxes(text)
    yield "field", fields(text) or [], ""
    yield "check mark", ticked(text), ""


def _contained(rule: str, found: list[str], rest: str, asked: Asked) -> ParsedAnswer:
    readings = [_final(content, asked) for content in found]
    if rule == "field":  # a field that names no option may be an explanation
        readings = [reading for reading in readings if reading.rule != "nothing named"] or readings[:1]
    options = {reading.option for reading in readings}
    if len(options) > 1:
        return ParsedAnswer(None, "answers disagree")
    if readings[0].option is None:
        return readings[0]
    after = _read(rest, asked) if rest else readings[0]
    if after.option not in (None, readings[0].option):
        return ParsedAnswer(None, "answers disagree")
    return ParsedAnswer(readings[0].option, rule)


def _read(text: str, asked: Asked) -> ParsedAnswer:
    """The reading of plain words: of what follows a correction, where there is one."""
    if (goes_on := RUN_ON.search(text)) and text[: goes_on.start()].strip():
        text = text[: goes_on.start()]
    for pattern in (CORRECTS, RETRACTS):
        cuts = list(pattern.finditer(text))
        head, tail = (text[: cuts[-1].start()], text[cuts[-1].end() :]) if cuts else ("", text)
        if not cuts or not head.strip(" .,;:!?*-—"):
            continue
        before, after = _plain(head, asked), _plain(tail, asked)
        if after.option is not None and (pattern is CORRECTS or before.option in (None, after.option) or _short(tail)):
            return ParsedAnswer(after.option, "correction")
        if pattern is CORRECTS and before.option is not None:
            return ParsedAnswer(None, "taken back")
        if pattern is RETRACTS and after.option is not None:
            return ParsedAnswer(None, "answers disagree")
    return _plain(text, asked)


def _short(text: str) -> bool:
    return len(text.split()) <= 6


def _plain(text: str, asked: Asked) -> ParsedAnswer:
    whole = _whole(text, asked)
    if whole is not None:
        return whole
    left = _without_echo(text, asked)
    if not left.strip(" \n\t.,;:!?\"'()"):
        return ParsedAnswer(None, "restated only" if text.strip() else "empty")
    left = _without_questions(left)
    claims = list(_claims(left))
    if claims and not claims[-1][1].strip():
        return ParsedAnswer(None, "truncated")
    readings = [(end, _decide(claim, asked, claimed=True)) for end, claim in claims]
    told = [(end, one) for end, one in readings if one.option is not None or one.rule in FINAL]
    if not told:
        return _decide(left, asked)
    if len({one.option for _, one in told}) > 1:
        return ParsedAnswer(None, "answers disagree")
    end, last = told[-1]
    if last.option is not None and _against(left, end, last.option, asked):
        return ParsedAnswer(None, "letter against text")
    if last.option is not None and label_options(left[end:], asked) - {last.option}:
        return ParsedAnswer(None, "answers disagree")
    return last if last.option is None else ParsedAnswer(last.option, "answer marker")


def _against(text: str, end: int, option: int, asked: Asked) -> bool:
    """Whether the sentence of a claim says before it that another option is so: "Left, so the answer is (b)"."""
    markers = [match.start() for match in MARKER.finditer(text[:end])]
    before = without_idioms(text, asked)[: markers[-1]]
    head = re.split(r"(?<=[.!?])\s+|\n", before)[-1]
    said = sum_up([*text_mentions(head, asked), *(yes_no_said(head, asked) if asked.yes_no else [])]).stated
    return bool(said) and option not in said


FINAL = ("several options", "letter against text", "no such option", "answers disagree")


def label_options(text: str, asked: Asked) -> frozenset[int]:
    """The options that `text` names by label as its answer."""
    return sum_up(label_mentions(text, asked)).stated


def _without_questions(text: str) -> str:
    """`text` without the sentences that ask, unless it has no others."""
    said = sentences(text)
    kept = [sentence for sentence in said if not sentence.rstrip("\"')* ").endswith("?")]
    return "\n".join(kept) if kept and len(kept) < len(said) else text


def _claims(text: str) -> Iterator[tuple[int, str]]:
    """What follows each marker such as "the answer is", up to the end of its sentence; and where that ends."""
    markers = list(MARKER.finditer(text))
    for number, marker in enumerate(markers):
        stop = markers[number + 1].start() if number + 1 < len(markers) else len(text)
        said = sentences(text[marker.end() : stop])
        claim = said[0] if said else ""
        if claim or number + 1 == len(markers):
            start = text.find(claim, marker.end())
            yield start + len(claim), claim


def _without_echo(text: str, asked: Asked) -> str:
    """`text` without the list of all options in their order, each with its label, as the question has it."""
    parts = [
        rf"[(\[]?{re.escape(chr(65 + place))}\s*[)\].:]?\s*[\"']?{re.escape(option.strip())}[\"']?"
        for place, option in enumerate(asked.options[:26])
    ]
    echo = r"(?<!\w)" + r"\s*(?:[,;.|/]|\band\b|\bor\b)?\s*".join(parts) + r"(?!\w)[.;]?"
    return re.sub(echo, " \n", text, flags=re.I) if len(parts) > 1 else text


def _whole(text: str, asked: Asked) -> ParsedAnswer | None:
    """The reading of a text that is a label or an option's words and nothing else but fillers; None if it is more."""
    core = FILLERS.sub("", text)
    if asked.yes_no and exact(text).strip(" .!,") in (*WHOLE_YES, *WHOLE_NO) and whole_text(text, asked) is None:
        return ParsedAnswer(asked.truth.index(1 if exact(text).strip(" .!,") in WHOLE_YES else -1), "yes or no")
    for said in dict.fromkeys((text, core)):
        if said is not text and said.strip() == "a":
            return None  # "It's a" is the beginning of a sentence
        place, option = whole_label(said, asked), whole_text(said, asked)
        numbers = {asked.keys.index((token.word,)) for token in tokens(said) if (token.word,) in asked.keys}
        if place is not None and asked.numeric and numbers - {place}:
            return ParsedAnswer(
                None if "(" in said or option is None else option,
                "letter against text" if "(" in said or option is None else "option text",
            )
        if place is not None and option not in (None, place) and asked.lettered:
            return ParsedAnswer(place, "letter") if "(" in said else ParsedAnswer(None, "letter against text")
        if option is not None:
            return ParsedAnswer(option, "option text")
        if place is not None:
            return ParsedAnswer(place, "letter") if place >= 0 else ParsedAnswer(None, "no such option")
    if asked.yes_no or "?" in text:
        return None
    part = part_of(core, asked)
    return None if part is None else ParsedAnswer(part, "part of the text")


def _decide(text: str, asked: Asked, *, claimed: bool = False) -> ParsedAnswer:
    """The reading of a text from all places that name an option; `claimed` says that it was announced as the answer."""
    whole = _whole(text, asked)
    if whole is not None:
        return whole
    lead = leading_label(text, asked) if claimed else None
    labels = sum_up([*label_mentions(text, asked), *([lead] if lead else [])])
    texts = sum_up(text_mentions(text, asked))
    said = sum_up(yes_no_said(text, asked)) if asked.yes_no else texts
    if labels.stated or labels.joined or labels.outside:
        return _by_label(labels, texts if said.nothing else said, asked)
    if REFUSES.search(text):
        return ParsedAnswer(None, "refusal")
    if asked.yes_no and said.stated:
        others = texts.stated - said.stated
        if len(said.stated) > 1 or others:
            return ParsedAnswer(None, "several options")
        return ParsedAnswer(min(said.stated), "yes or no")
    if asked.lettered and texts.stated:
        return ParsedAnswer(None, "letter against text")
    return _by_text(labels, texts, text, asked)


def _by_label(labels: Found, texts: Found, asked: Asked) -> ParsedAnswer:
    stated = labels.stated - labels.denied
    if len(stated) == 1 and stated <= labels.joined:
        return ParsedAnswer(min(stated), "letter in a sentence")
    if len(stated) > 1 or (labels.joined and not stated):
        return ParsedAnswer(None, "several options")
    if labels.outside:
        return ParsedAnswer(None, "no such option")
    if not stated:
        return ParsedAnswer(None, "named, not stated")
    (option,) = stated
    if labels.open - stated - labels.denied:
        return ParsedAnswer(None, "several options")
    if option in texts.stated:
        return ParsedAnswer(option, "letter and text")
    if texts.stated or texts.joined or option in texts.denied:
        return ParsedAnswer(None, "letter against text")
    return ParsedAnswer(option, "letter in a sentence")


def _by_text(labels: Found, texts: Found, text: str, asked: Asked) -> ParsedAnswer:
    denied, everything = labels.denied | texts.denied, set(range(len(asked.options)))
    if len(texts.stated) == 1:
        (option,) = texts.stated
        if option in denied or texts.open - {option} or (texts.joined and option not in texts.joined):
            return ParsedAnswer(None, "several options")
        return ParsedAnswer(option, "text in a sentence")
    if len(texts.stated) > 1 or texts.joined:
        return ParsedAnswer(None, "several options")
    if texts.open or labels.open:
        return ParsedAnswer(None, "named, not stated")
    if denied and len(everything - denied) == 1:
        return ParsedAnswer(min(everything - denied), "elimination")
    if denied:
        return ParsedAnswer(None, "named, not stated")
    words = None if asked.yes_no else all_words(text, asked)
    return ParsedAnswer(None, "nothing named") if words is None else ParsedAnswer(words, "text in a sentence")
