"""From the places that name an option to one option: when they agree, and why the reader abstains where they do not."""

from scotoma.answers.parsing.asked import Asked, exact, tokens
from scotoma.answers.parsing.labels import label_mentions, leading_label, whole_label
from scotoma.answers.parsing.mentions import Found, sum_up
from scotoma.answers.parsing.phrases import FILLERS, REFUSES
from scotoma.answers.parsing.records import ParsedAnswer
from scotoma.answers.parsing.texts import all_words, part_of, text_mentions, whole_text, yes_no_said
from scotoma.answers.parsing.words import WHOLE_NO, WHOLE_YES

__all__ = ["decide", "read_whole"]


def read_whole(text: str, asked: Asked) -> ParsedAnswer | None:
    """The reading of a text that is a label or an option's words and nothing else but fillers; None if it is more."""
    core = FILLERS.sub("", text)
    said = exact(text).strip(" .!,")
    if asked.yes_no and said in WHOLE_YES + WHOLE_NO and whole_text(text, asked) is None:
        return ParsedAnswer(asked.truth.index(1 if said in WHOLE_YES else -1), "yes or no")
    read = _label_or_text(text, asked)
    if read is None and core.strip() != "a":  # "It's a" is the beginning of a sentence
        read = _label_or_text(core, asked)
    if read is None and not asked.yes_no and "?" not in text and (part := part_of(core, asked)) is not None:
        read = ParsedAnswer(part, "part of the text")
    return read


def _label_or_text(said: str, asked: Asked) -> ParsedAnswer | None:
    """The reading of a text that is one label or one option's text.

    Where options are numbers or letters themselves, "2" and "B" may be either. A number is then text, "B" is neither,
    and what stands in brackets is a label, if no option's text gainsays it.
    """
    place, option = whole_label(said, asked), whole_text(said, asked)
    bracketed = "(" in said
    read: tuple[int | None, str] | None = None
    if place is None:
        read = None if option is None else (option, "option text")
    elif asked.numeric and _numbers(said, asked) - {place}:
        read = (None, "letter against text") if bracketed or option is None else (option, "option text")
    elif asked.lettered and option not in (None, place):
        read = (place, "letter") if bracketed else (None, "letter against text")
    elif option is not None:
        read = (option, "option text")
    else:
        read = (place, "letter") if place >= 0 else (None, "no such option")
    return None if read is None else ParsedAnswer(*read)


def _numbers(said: str, asked: Asked) -> set[int]:
    """The options whose text is a number of `said`."""
    return {asked.keys.index((token.word,)) for token in tokens(said) if (token.word,) in asked.keys}


def decide(text: str, asked: Asked, *, claimed: bool = False) -> ParsedAnswer:
    """The reading of a text from all places that name an option; `claimed` says that it was announced as the answer."""
    if (whole := read_whole(text, asked)) is not None:
        return whole
    lead = leading_label(text, asked) if claimed else None
    labels = sum_up([*label_mentions(text, asked), *([lead] if lead else [])])
    texts = sum_up(text_mentions(text, asked))
    said = sum_up(yes_no_said(text, asked)) if asked.yes_no else texts
    if labels.stated or labels.joined or labels.outside:
        return ParsedAnswer(*_by_label(labels, texts if said.nothing else said))
    if REFUSES.search(text):
        return ParsedAnswer(None, "refusal")
    if asked.yes_no and said.stated:
        alone = len(said.stated) == 1 and not texts.stated - said.stated
        return ParsedAnswer(min(said.stated), "yes or no") if alone else ParsedAnswer(None, "several options")
    return ParsedAnswer(*_by_text(labels, texts, text, asked))


def _by_label(labels: Found, texts: Found) -> tuple[int | None, str]:
    stated = labels.stated - labels.denied
    option, rule = None, ""
    if len(stated) == 1 and stated <= labels.joined:  # "A or B? B."
        (option,), rule = stated, "letter in a sentence"
    elif len(stated) > 1 or (labels.joined and not stated):
        rule = "several options"
    elif labels.outside:
        rule = "no such option"
    elif not stated:
        rule = "named, not stated"
    elif labels.open - stated - labels.denied:
        rule = "several options"
    elif stated <= texts.stated:
        (option,), rule = stated, "letter and text"
    elif texts.stated or texts.joined or stated & texts.denied:
        rule = "letter against text"
    else:
        (option,), rule = stated, "letter in a sentence"
    return option, rule


def _by_text(labels: Found, texts: Found, text: str, asked: Asked) -> tuple[int | None, str]:
    denied, stated = labels.denied | texts.denied, texts.stated
    left = frozenset(range(len(asked.options))) - denied
    option, rule = None, ""
    if stated and asked.lettered:
        rule = "letter against text"
    elif _gainsaid(texts, denied):
        rule = "several options"
    elif stated:
        (option,), rule = stated, "text in a sentence"
    elif texts.open or labels.open or (denied and len(left) != 1):
        rule = "named, not stated"
    elif denied:
        (option,), rule = left, "elimination"
    else:
        option = None if asked.yes_no else all_words(text, asked)
        rule = "nothing named" if option is None else "text in a sentence"
    return option, rule


def _gainsaid(texts: Found, denied: frozenset[int]) -> bool:
    """Whether options are named by their texts so that none is chosen, or another speaks against the one that is."""
    stated = texts.stated
    if len(stated) != 1:
        return len(stated) > 1 or bool(texts.joined)
    return bool(stated & denied or texts.open - stated) or bool(texts.joined and not stated <= texts.joined)
