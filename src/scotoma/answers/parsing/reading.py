"""From raw text to an option: what is looked at, in which order, and when the reader abstains."""

import re
from collections.abc import Iterator, Sequence

from scotoma.answers.parsing.asked import Asked, asked_about
from scotoma.answers.parsing.characters import unify
from scotoma.answers.parsing.deciding import decide, read_whole
from scotoma.answers.parsing.labels import label_mentions
from scotoma.answers.parsing.markup import boxes, fields, plain_text, ticked
from scotoma.answers.parsing.mentions import sum_up
from scotoma.answers.parsing.phrases import CORRECTS, MARKER, RETRACTS, RUN_ON
from scotoma.answers.parsing.records import ParsedAnswer
from scotoma.answers.parsing.texts import sentences, text_mentions, without_idioms, yes_no_said
from scotoma.answers.parsing.thinking import after_reasoning, tagged

__all__ = ["parse_answer"]

LONGEST = 20_000
"""So many characters are read, the last ones: a conclusion stands at the end, and time grows with the square."""
DEEPEST = 3
"""So many containers are opened one in the other."""


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
    return ParsedAnswer(None, "unfinished reasoning") if final is None else _final(final[-LONGEST:], asked)


def _final(text: str, asked: Asked, *, depth: int = 0) -> ParsedAnswer:
    """The reading of what follows the reasoning: of a container, where there is one, else of the words."""
    for rule, found, rest in _containers(text) if depth < DEEPEST else ():
        if found:
            return _contained(rule, found, plain_text(rest), asked, depth)
    return _read(plain_text(text), asked)


def _containers(text: str) -> Iterator[tuple[str, list[str], str]]:
    """Each kind of container: its rule, what stands in those there are, and the text after them."""
    yield "answer tag", *tagged(text)
    yield "box", *boxes(text)
    yield "field", fields(text) or [], ""
    yield "check mark", ticked(text), ""


def _contained(rule: str, found: list[str], rest: str, asked: Asked, depth: int) -> ParsedAnswer:
    readings = [_final(content, asked, depth=depth + 1) for content in found]
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
    if (whole := read_whole(text, asked)) is not None:
        return whole
    left = _without_echo(text, asked)
    if not left.strip(" \n\t.,;:!?\"'()"):
        return ParsedAnswer(None, "restated only" if text.strip() else "empty")
    left = _without_questions(left)
    claims = list(_claims(left))
    if claims and not claims[-1][1].strip():
        return ParsedAnswer(None, "truncated")
    readings = [(end, decide(claim, asked, claimed=True)) for end, claim in claims]
    told = [(end, one) for end, one in readings if one.option is not None or one.rule in FINAL]
    return _claimed(left, told, asked) if told else decide(left, asked)


FINAL = ("several options", "letter against text", "no such option", "answers disagree")
"""Why an announced answer is none; a claim that names nothing, "the answer is clear", announces nothing."""


def _claimed(text: str, told: list[tuple[int, ParsedAnswer]], asked: Asked) -> ParsedAnswer:
    """The answer that was announced, if all announcements agree and neither their sentence nor what follows speaks
    against it."""
    end, last = told[-1]
    if last.option is None and len({one.option for _, one in told}) == 1:
        return last
    disagree = len({one.option for _, one in told}) > 1 or _labels(text[end:], asked) - {last.option}
    if disagree or last.option is None:
        return ParsedAnswer(None, "answers disagree")
    if _against(text, end, last.option, asked):
        return ParsedAnswer(None, "letter against text")
    return ParsedAnswer(last.option, "answer marker")


def _against(text: str, end: int, option: int, asked: Asked) -> bool:
    """Whether the sentence of a claim says before it that another option is so: "Left, so the answer is (b)"."""
    markers = [match.start() for match in MARKER.finditer(text[:end])]
    before = without_idioms(text, asked)[: markers[-1]]
    head = re.split(r"(?<=[.!?])\s+|\n", before)[-1]
    said = sum_up([*text_mentions(head, asked), *(yes_no_said(head, asked) if asked.yes_no else [])]).stated
    return bool(said) and option not in said


def _labels(text: str, asked: Asked) -> frozenset[int]:
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
