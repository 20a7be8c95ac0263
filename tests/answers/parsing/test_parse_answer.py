"""Reading an answer: the rule that fires, and what holds for every text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scotoma
from scotoma.answers import Answer, State, read_option
from scotoma.answers.parsing import RULES, ParsedAnswer, parse_answer
from scotoma.answers.parsing.characters import unify
from tests.answers.parsing.corpus import HARD_ANSWERS, HardAnswer

WINGS = ("Open", "Closed")
ABSTAIN = list(RULES)[list(RULES).index("empty") :]

RULED = [
    ("B", WINGS, 1, "letter"),
    ("(b) Closed", WINGS, 1, "letter and text"),
    ("The wings are closed. (b)", WINGS, 1, "letter and text"),
    ("closed", WINGS, 1, "option text"),
    ("Away", ("Towards the camera", "Away from the camera"), 1, "part of the text"),
    ("No, there is none.", ("Yes", "No"), 1, "yes or no"),
    ("So the answer must be B", WINGS, 1, "answer marker"),
    ("I would rather take option B here", WINGS, 1, "letter in a sentence"),
    ("The wings are closed.", WINGS, 1, "text in a sentence"),
    ("The wings are not open.", WINGS, 1, "elimination"),
    ("A. Wait, B.", WINGS, 1, "correction"),
    ("<answer>B</answer>", WINGS, 1, "answer tag"),
    ("\\boxed{B}", WINGS, 1, "box"),
    ('{"answer": "B"}', WINGS, 1, "field"),
    ("A ❌\nB ✅", WINGS, 1, "check mark"),
    (" \n", WINGS, None, "empty"),
    ("B", (), None, "no options"),
    ("<think>B", WINGS, None, "unfinished reasoning"),
    ("I cannot see the image.", WINGS, None, "refusal"),
    ("A or B", WINGS, None, "several options"),
    ("(a) Closed", WINGS, None, "letter against text"),
    ("E", WINGS, None, "no such option"),
    ("It would be B if it were dark.", WINGS, None, "named, not stated"),
    ("(a) Open (b) Closed", WINGS, None, "restated only"),
    ("B. Wait, let me look again.", WINGS, None, "taken back"),
    ("\\boxed{A} \\boxed{B}", WINGS, None, "answers disagree"),
    ("A butterfly.", WINGS, None, "nothing named"),
    ("It is clear. Final answer:", WINGS, None, "truncated"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "options", "option", "rule"), RULED)
def test_the_rule_that_fired_is_named(raw: str, options: tuple[str, ...], option: int | None, rule: str) -> None:
    assert parse_answer(raw, options) == ParsedAnswer(option, rule)


def test_every_rule_that_parse_answer_has_is_tried_above() -> None:
    assert {rule for *_, rule in RULED} == set(RULES) - {"judge", "not answered"}


def test_it_is_a_function_of_the_package() -> None:
    assert scotoma.parse_answer("b", ["Open", "Closed"]).option == 1


@pytest.mark.parametrize(
    "options", [["Open"], ["Open", "Open"], ["", ""], ["?", "!"], ["a", "b"], [str(n) for n in range(40)]]
)
def test_odd_options_are_no_error(options: list[str]) -> None:
    for raw in ("A", "Open", "B.", "?", "", "3", "the answer is b"):
        option = parse_answer(raw, options).option
        assert option is None or 0 <= option < len(options)


def test_two_options_with_the_same_text_are_told_apart_by_letters_only() -> None:
    assert parse_answer("Open", ["Open", "Open"]).option is None
    assert parse_answer("B", ["Open", "Open"]).option == 1


PIECES = (
    "A B C a b ( ) . , : ; ? ! \\boxed{ } { \" ' 1 2 two first ** ` - ✅ ❌ 选 (b) (a) not",
    "Open closed open Yes no or and if I",
    "the answer is Answer: option wait actually <think> </think> <answer> </answer> [x] left neither both cannot",
)
STRANGE = st.text(max_size=80) | st.lists(st.sampled_from([*" ".join(PIECES).split(), "\n"]), max_size=14).map(" ".join)
OPTIONS = st.sampled_from(
    [
        WINGS,
        ("Yes", "No"),
        ("1", "2"),
        ("Not visible", "Visible"),
        ("Red", "Green", "Blue"),
        ("B", "A"),
        ("打开", "合上"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(STRANGE, OPTIONS)
def test_any_text_is_read_or_not_but_never_raises_nor_leaves_the_options(raw: str, options: tuple[str, ...]) -> None:
    read = parse_answer(raw, options)
    assert read.rule in RULES
    assert (read.option is None) == (read.rule in ABSTAIN)
    assert read.option is None or 0 <= read.option < len(options)
    assert parse_answer(raw, options) == read


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(HARD_ANSWERS),
    st.sampled_from([" {} ", "\n\n{}\n", "\t{}", "{}\n\n\n", "\u200b{}", "{}</s>", "{}<|im_end|>"]),
)
def test_space_around_an_answer_changes_nothing(hard: HardAnswer, frame: str) -> None:
    framed = frame.replace("{}", hard.raw)
    assert parse_answer(framed, hard.options).option == parse_answer(hard.raw, hard.options).option


@pytest.mark.parametrize(
    "frame", ["**{}**", "*{}*", "__{}__", "`{}`", "# {}", "> {}", "- {}", "```\n{}\n```", "<p>{}</p>", "\\text{{{}}}"]
)
@pytest.mark.parametrize("said", ["B", "(b)", "B. Closed", "closed", "The answer is B", "option b", "A or B", "maybe"])
def test_markup_around_an_answer_changes_nothing(frame: str, said: str) -> None:
    assert parse_answer(frame.format(said), WINGS).option == parse_answer(said, WINGS).option


NO_LABEL = re.compile(
    r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])|option|choice|first|second|former|latter|one|\d|(?<!\w)\w(?!\w)|[ivx]{2}", re.I
)
UNLABELLED = [hard for hard in HARD_ANSWERS if not NO_LABEL.search(unify(hard.raw, 2)) and len(hard.options) == 2]


def test_an_answer_without_labels_gives_the_same_text_in_whatever_order_the_options_stand() -> None:
    assert len(UNLABELLED) > 300
    for hard in UNLABELLED:
        straight, turned = parse_answer(hard.raw, hard.options), parse_answer(hard.raw, hard.options[::-1])
        assert turned.option == (None if straight.option is None else 1 - straight.option), hard


SAYS = [
    "{}",
    "({})",
    "{}.",
    "Option {}",
    "The answer is {}.",
    "**{}**",
    "I choose {}.",
    "Answer: {}",
    "\\boxed{{{}}}",
    "{} is correct.",
]


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize("count", [2, 4, 26])
def test_another_letter_is_another_option(says: str, count: int) -> None:
    options = [f"thing number {n * 7 + 1}" for n in range(count)]
    for place in range(count):
        letter = chr(65 + place)
        if letter == "I" and says != "({})":
            continue  # the pronoun, and the Roman one
        assert parse_answer(says.format(letter), options).option == place, (says, letter)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["bird", "water", "stone", "quickly", "seems", "under", "green", "house", "seven", "blue", "walk", "often"]
        ),
        max_size=12,
    )
)
def test_an_answer_that_has_no_label_and_no_word_of_the_options_names_none(words: list[str]) -> None:
    assert parse_answer(" ".join(words), WINGS).option is None


STATES: list[tuple[State, str, int | None, str]] = [
    ("answered", "B", 0, "letter"),
    ("failed", "B", None, "not answered"),
    ("refused", "B", None, "not answered"),
    ("empty", "", None, "not answered"),
    ("truncated", "The answer is (b) Clo", 0, "answer marker"),
    ("truncated", "B. The wings are", 0, "letter in a sentence"),
    ("truncated", "(b) Closed. The", 0, "letter and text"),
    ("truncated", "The wings are closed", None, "truncated"),
    ("truncated", "A", None, "truncated"),
    ("truncated", "<think>B", None, "unfinished reasoning"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "raw", "option", "rule"), STATES)
def test_the_state_of_an_answer_comes_first_and_the_order_shown_last(
    state: State, raw: str, option: int | None, rule: str
) -> None:
    shown_swapped = Answer("1", state, raw, ("Open", "Closed"), (1, 0))
    assert read_option(shown_swapped) == ParsedAnswer(option, rule)
