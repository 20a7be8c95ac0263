"""Rules about the wording of options: what gives one away, or leaves a reader in doubt."""

import re
from collections.abc import Callable, Iterator, Sequence

from scotoma.lint.records import LintItem, LintSide, Looked, Rule, Severity, Spot
from scotoma.lint.words import YES_NO, folded, is_yes_no, named, stems, telling, words

__all__ = ["CATCH_ALL", "OPTIONS_ALIKE", "OPTION_FORM", "OPTION_LEAK", "YES_NO_MIXED", "over_texts", "written"]

Look = Callable[[LintSide], tuple[Severity, str] | None]

LONGER = 2.5
"""One option this many times as long as another, in characters, is told at a glance. Arbitrary."""

LONGER_BY = 15
"""... and by so many characters, so that "no" and "partly" pass. Arbitrary."""

CATCH_ALLS = re.compile(
    r"(both|neither|either|none|all|any)( of (the |these|those|them|it).*)?|(none|all|both|neither) of .*|"
    r"(i )?(can ?not|can't|cannot) (tell|say|see).*|(it )?depends.*|not sure|unsure|unclear|unknown|maybe|perhaps|"
    r"sometimes|partly|something else|other|another( one)?|impossible to (tell|say)|not (clear|known|stated|given)"
)


def written(side: LintSide) -> bool:
    """Whether the side has a question and at least two options to look at."""
    return bool(side.text.strip()) and sum(bool(option.strip()) for option in side.options) >= 2


def over_texts(items: Sequence[LintItem], look: Look) -> Looked:
    """What `look` sees in each question's own text and options; once a pair where both sides are asked the same."""
    return Looked(
        tuple(spot for item in items for spot in _spots(item, look)),
        sum(written(side) for item in items for side in _different(item)),
        "questions",
    )


def _spots(item: LintItem, look: Look) -> Iterator[Spot]:
    for side in _different(item):
        if written(side) and (seen := look(side)):
            yield Spot(seen[0], (item.pair,), seen[1], (side.text, side.options))


def _different(item: LintItem) -> tuple[LintSide, ...]:
    return (item.a,) if item.shared else item.sides


def _listed(options: Sequence[str]) -> str:
    return " or ".join(repr(option) for option in options)


def _leak(side: LintSide) -> tuple[Severity, str] | None:
    if is_yes_no(side.options):
        return None
    there, said = named(side.text, side.options), set(stems(side.text))
    partly = [bool(own & said) for own in telling(side.options)]
    if not any(there) or all(partly) or not all(telling(side.options)):
        return None
    inside = [option for option, is_there in zip(side.options, there, strict=True) if is_there]
    return "warning", f"{side.text!r} names {_listed(inside)} and not the other of {_listed(side.options)}."


OPTION_LEAK = Rule(
    name="option-leak",
    title="An option in the question",
    reason="A question that names one option and not the other pulls towards it, or away from it.",
    advice="Name both options in the question or neither.",
    limits=(
        "Compares the words that tell the options apart with those of the question, plurals and digits folded. Finds "
        "no synonyms. With one question for both images the pull helps on one and hurts on the other: it shifts single "
        "accuracy, not pair accuracy."
    ),
    look=lambda items, evidence: over_texts(items, _leak),
)


def _form(side: LintSide) -> tuple[Severity, str] | None:
    short, long = min(side.options, key=len), max(side.options, key=len)
    if len(long) >= LONGER * len(short) and len(long) - len(short) >= LONGER_BY:
        return "warning", f"{long!r} has {len(long)} characters, {short!r} has {len(short)}."
    for what, has in FORMS.items():
        having = [option for option in side.options if has(option)]
        if having and len(having) < len(side.options):
            return "note", f"{_listed(having)} {what}, the other of {_listed(side.options)} does not."
    return None


FORMS: dict[str, Callable[[str], bool]] = {
    "ends with a full stop": lambda option: option.rstrip().endswith("."),
    "begins with a capital": lambda option: _first_letter(option).isupper(),
    "has digits": lambda option: any(sign.isdigit() for sign in option),
    "stands in quotation marks": lambda option: option.strip()[:1] in {'"', "'", "\u201c", "\u2018"},
}


def _first_letter(option: str) -> str:
    return next((sign for sign in option if sign.isalpha()), "")


OPTION_FORM = Rule(
    name="option-form",
    title="Options of different length or form",
    reason="Whoever does not look tends to the option that is longer, or stands out.",
    advice="Write the options alike: as long, both with or without capital, full stop, article.",
    limits=(
        f"Finds an option {LONGER} times as long as another and {LONGER_BY} characters longer (warning), and one that "
        "alone has a capital, digits, quotation marks or a full stop (note). It says nothing of which option gains."
    ),
    look=lambda items, evidence: over_texts(items, _form),
)


def _alike(side: LintSide) -> tuple[Severity, str] | None:
    forms = [folded(option) for option in side.options]
    if len(set(forms)) < len(forms):
        return "warning", f"{_listed(side.options)} differ in case, spaces or punctuation alone."
    for short in forms:
        for long in forms:
            if short != long and re.search(rf"\b{re.escape(short)}\b", long) and long != f"not {short}":
                return "note", f"One of {_listed(side.options)} stands whole within another."
    return None


OPTIONS_ALIKE = Rule(
    name="options-alike",
    title="Options hard to tell apart",
    reason="Where options differ in a sign, or one holds the other, an answer in words cannot be read.",
    advice="Choose words that differ; have models answer with the letter.",
    limits="Compares spellings, not meanings: large and big pass.",
    look=lambda items, evidence: over_texts(items, _alike),
)


def _catch_all(side: LintSide) -> tuple[Severity, str] | None:
    counting = folded(side.text).startswith("how many")
    forms = [folded(option).replace("’", "'") for option in side.options]
    for option, form in zip(side.options, forms, strict=True):
        if CATCH_ALLS.fullmatch(form) and not (counting and form == "none"):
            return "warning", f"{option!r} is an option beside {_listed([o for o in side.options if o != option])}."
        if form.startswith("not ") and form[4:] in forms:
            return "note", f"{option!r} is the other option denied; models read denials badly."
    return None


CATCH_ALL = Rule(
    name="catch-all",
    title="Both, none, cannot tell, not",
    reason="Such an option is not one of two facts: a model can shelter in it, and it is rarely right by the image.",
    advice="Give each image's fact as an option.",
    limits="Knows a list of English phrases. A denied option (visible, not visible) is a note.",
    look=lambda items, evidence: over_texts(items, _catch_all),
)


def _mixed(side: LintSide) -> tuple[Severity, str] | None:
    firsts = [(words(option) or [""])[0].casefold() in YES_NO for option in side.options]
    if any(firsts) and not all(firsts):
        return "warning", f"{_listed(side.options)} mix yes or no with something else."
    return None


YES_NO_MIXED = Rule(
    name="yes-no-mixed",
    title="Yes or no among others",
    reason="A question is answered with yes or no, or with one of two facts; a mixture is answered with neither.",
    advice="Write yes and no, or two facts.",
    limits="Looks at the first word of each option.",
    look=lambda items, evidence: over_texts(items, _mixed),
)
