"""Rules about the grammar of questions: what fits one option only, or makes yes and no ambiguous."""

import re
from collections.abc import Sequence

from scotoma.lint.records import LintSide, Rule, Severity
from scotoma.lint.rules.options import over_texts
from scotoma.lint.words import folded, is_yes_no, named, negated, stems, word_set, words

__all__ = ["GRAMMAR_TELL", "QUESTION_FORM"]

BLANK = r"(?:[\s.…:,?_-]|\.\.\.)*$"
ARTICLE_AT_END = re.compile(rf"\b(an?)\b{BLANK}|\b(an?)\s+(?:_+|\.\.\.|…)", re.IGNORECASE)

FOLLOWS = (
    "in|on|at|under|over|beside|behind|near|next|between|above|below|inside|outside|there|here|this|that|these|those|it|"
    "they|shown|visible|seen|depicted|pictured|drawn|present|displayed|lying|standing|sitting|hanging|being"
)
VERB = re.compile(
    rf"\b(?:what|who|which)\b(?:\s+\w+){{0,2}}?\s+(is|are|was|were)\s+(?:{FOLLOWS})\b|"
    rf"\b(?:there|this|these|those|it|they)\s+(is|are|was|were){BLANK}",
    re.IGNORECASE,
)
SINGULAR = word_set("a an one single this each another")
PLURAL = word_set(
    "two three four five six seven eight nine ten several many some few both these those multiple more all"
)
ARTICLES = word_set("a an the")

VOWEL_SOUND = re.compile(r"(?!uni|use|usu|eu|ewe|one\b|once\b|u-)[aeiou]|hour|honest|heir|honou?r|[FHLMNRSX](?![a-z])")


def _tell(side: LintSide) -> tuple[Severity, str] | None:
    return _article(side) or _number(side)


def _article(side: LintSide) -> tuple[Severity, str] | None:
    found = ARTICLE_AT_END.search(side.text.strip())
    if found is None or any(_first(option) in ARTICLES for option in side.options):
        return None
    article = (found[1] or found[2]).casefold()
    fits = [_takes_an(option) == (article == "an") for option in side.options]
    return _fits_one(side, fits, f"{article!r}")


def _first(option: str) -> str:
    return (words(option) or [""])[0].casefold()


def _takes_an(option: str) -> bool:
    first = (words(option) or [""])[0]
    return bool(VOWEL_SOUND.match(first) or VOWEL_SOUND.match(first.casefold()))


def _number(side: LintSide) -> tuple[Severity, str] | None:
    found = VERB.search(side.text)
    if found is None or all(named(side.text, side.options)):
        return None
    verb = (found[1] or found[2]).casefold()
    numbers = _numbers(side.options)
    if None in numbers:
        return None
    fits = [number == ("plural" if verb in {"are", "were"} else "singular") for number in numbers]
    return _fits_one(side, fits, f"{verb!r}")


def _numbers(options: Sequence[str]) -> list[str | None]:
    """Singular or plural where that is sure: by a determiner, or where one option is the other's plural."""
    counted = [_counted(option) for option in options]
    lasts = [words(option)[-1].casefold() if words(option) else "" for option in options]
    same_noun = len({stem[-1] for option in options if (stem := stems(option))}) == 1
    anchored = same_noun or any(counted)
    return [
        number or (("plural" if _has_s(last) else "singular") if anchored and last else None)
        for number, last in zip(counted, lasts, strict=True)
    ]


def _counted(option: str) -> str | None:
    first = (stems(option) or [""])[0]
    return "singular" if first in SINGULAR else "plural" if first in PLURAL else None


def _has_s(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _fits_one(side: LintSide, fits: Sequence[bool], what: str) -> tuple[Severity, str] | None:
    if all(fits) or not any(fits):
        return None
    fitting = " and ".join(repr(option) for option, fit in zip(side.options, fits, strict=True) if fit)
    return "warning", f"In {side.text!r} the {what} agrees with {fitting} only."


GRAMMAR_TELL = Rule(
    name="grammar-tell",
    title="Grammar that fits one option",
    reason="An article or a verb that agrees with one option only tells which is meant, or sounds as if it did.",
    advice="Write the question so that both options fit: a or an, is or are.",
    limits=(
        "English only: a or an before a gap or at the end; is or are of what is asked for, where the options say by an "
        "article, a number or their plural how many they are. Tense, gender and meaning are not looked at."
    ),
    look=lambda items, evidence: over_texts(items, _tell),
)

EITHER_OR = re.compile(r"\bor\b", re.IGNORECASE)
NO_CHOICE = re.compile(r"\b(any|whether or not|or not|or other|or more|or less|one or more|statement)\b", re.IGNORECASE)


def _question_form(side: LintSide) -> tuple[Severity, str] | None:
    if not is_yes_no(side.options):
        return None
    alone = all(folded(option).count(" ") == 0 for option in side.options)
    if alone and EITHER_OR.search(side.text) and not NO_CHOICE.search(side.text):
        return "warning", f"{side.text!r} asks which of two, and is to be answered with yes or no."
    if alone and negated(side.text):
        return "note", f"{side.text!r} denies something; yes to it can be meant both ways."
    return None


QUESTION_FORM = Rule(
    name="question-form",
    title="Yes or no to what?",
    reason="Where a question offers a choice, or denies, yes and no can each be meant in two ways.",
    advice="Ask whether one thing is so, without not, no and or.",
    limits="Looks for or and for words that deny in questions answered with yes and no; or can be harmless there.",
    look=lambda items, evidence: over_texts(items, _question_form),
)
