"""Options and keys are read as MMVP writes them, and nothing else is taken for them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scotoma.benchmark.lettered import parse_key, parse_options

WORDS = st.text(st.sampled_from(string.ascii_letters + string.digits + " .,:'\"-/é"), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)
OPTIONS = st.lists(WORDS.map(str.strip), min_size=2, max_size=6, unique=True)
SPACES = st.text(" \t", max_size=3)


@given(OPTIONS, st.data())
def test_what_is_written_is_read_back_whatever_spaces_stand_around(options: list[str], data: st.DataObject) -> None:
    parts = []
    for letter, option in zip("abcdef", options, strict=False):
        before, between, after = (data.draw(SPACES) for _ in range(3))
        parts.append(f"{before}({letter}){between}{option}{after}")
    assert parse_options("".join(parts)) == tuple(options)


@given(st.text(max_size=60))
def test_any_text_gives_options_that_stand_in_it_or_none(text: str) -> None:
    options = parse_options(text)
    if options is not None:
        assert len(options) >= 2
        assert len(set(options)) == len(options)
        assert all(option and option == option.strip() and option in text for option in options)


@given(st.integers(0, 25), st.sampled_from(["({})", "{}", "{}.", "{})", " ( {} ) ", "({})."]))
def test_a_key_is_its_letters_place(place: int, written: str) -> None:
    letter = chr(ord("a") + place)
    assert parse_key(written.format(letter)) == parse_key(written.format(letter.upper())) == place


@given(st.text(max_size=8))
def test_a_key_of_more_than_one_letter_names_nothing(text: str) -> None:
    letters = [each for each in text if each.isalnum()]
    if len(letters) != 1:
        assert parse_key(text) is None


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("(a) Open (b) Closed", ("Open", "Closed")),
        (" (a) Correct (b) Incorrect", ("Correct", "Incorrect")),
        ("(a) 12 (b) 1 ", ("12", "1")),
        ("(a) 11:54 (b) 11:59", ("11:54", "11:59")),
        ("(a)Left(b)Right", ("Left", "Right")),
        ("(A) Yes (B) No", ("Yes", "No")),
        ("(a) one (b) two (c) three", ("one", "two", "three")),
        ("(a) plan (c) (b) plan (d)", ("plan (c)", "plan (d)")),  # (c) is not the next letter
        ("(a) a dog (brown) (b) a cat", ("a dog (brown)", "a cat")),
    ],
)
def test_options_as_the_released_file_has_them(text: str, options: tuple[str, ...]) -> None:
    assert parse_options(text) == options


@pytest.mark.parametrize(
    "text",
    ["", "Yes or no", "(a) Yes", "(a) Yes (b)", "(a) (b) No", "(b) No (a) Yes", "Say (a) Yes (b) No", "(a) x (b) x"],
)
def test_other_texts_are_no_options(text: str) -> None:
    assert parse_options(text) is None


@pytest.mark.parametrize("text", ["", "(ab)", "yes", "1", "(a)(b)", "ä", "()"])
def test_other_texts_are_no_key(text: str) -> None:
    assert parse_key(text) is None
