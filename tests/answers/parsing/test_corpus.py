"""Over the whole corpus of hard answers: no wrong letter, and few abstentions where a reader would read an option."""

from scotoma.answers.parsing import RULES, parse_answer
from tests.answers.parsing.corpus import HARD_ANSWERS

MISSED = 78
"""How many answers are left unread that a careful reader would read: jokes, sums, other languages, meaning of words.
The number may only fall; a language model may be asked about them."""


def test_the_corpus_is_large_and_has_no_answer_twice() -> None:
    assert len(HARD_ANSWERS) >= 1200
    assert len({(hard.raw, hard.options) for hard in HARD_ANSWERS}) == len(HARD_ANSWERS)


def test_about_a_third_of_the_corpus_names_no_option() -> None:
    none = sum(hard.expected is None for hard in HARD_ANSWERS)
    assert 0.25 < none / len(HARD_ANSWERS) < 0.4


def test_no_wrong_letter() -> None:
    readings = [(hard, parse_answer(hard.raw, hard.options)) for hard in HARD_ANSWERS]
    wrong = [
        f"{hard.raw!r} of {hard.options}: {read}" for hard, read in readings if read.option not in (None, hard.expected)
    ]
    assert not wrong, "\n".join(wrong)
    assert {read.rule for _, read in readings} <= set(RULES)


def test_abstentions_where_a_reader_would_read_an_option_are_few() -> None:
    missed = [hard for hard in HARD_ANSWERS if parse_answer(hard.raw, hard.options).option != hard.expected]
    listed = "\n".join(f"{hard.kind}: {hard.raw!r} of {list(hard.options)}" for hard in missed)
    assert len(missed) <= MISSED, f"{len(missed)} of {len(HARD_ANSWERS)} missed:\n{listed}"
