"""Rules about captions."""

from typing import Any

from tests.lint.items import flags, pair, unseen

YES_NO: dict[str, Any] = {"text": "Is there a flag?", "options": ("yes", "no")}


def captions(a: str | None, b: str | None) -> dict[str, Any]:
    return {"a": {"caption": a}, "b": {"caption": b}}


def test_sound_captions_have_no_flag() -> None:
    for rule in ("captions-against-key", "both-or-neither", "captions-alike", "captions-missing"):
        assert flags(rule, [pair()]) == []


def test_exchanged_captions_are_an_error_and_one_wrong_caption_a_warning() -> None:
    (both,) = flags("captions-against-key", [pair(**captions("a closed door", "an open door"))])
    assert both.severity == "error"
    assert "look exchanged" in both.found
    (one,) = flags("captions-against-key", [pair(**captions("a closed door", "a door"))])
    assert (one.severity, "exchanged" in one.found) == ("warning", False)


def test_of_two_captions_the_one_that_denies_stands_for_no() -> None:
    assert not flags("captions-against-key", [pair(**YES_NO, **captions("a boat with a flag", "a boat without"))])
    assert flags("captions-against-key", [pair(**YES_NO, **captions("a boat without a flag", "a boat"))])


def test_a_question_that_denies_turns_that_round() -> None:
    denied = {**YES_NO, "text": "Is there no flag?"}
    assert not flags("captions-against-key", [pair(**denied, **captions("a boat without a flag", "a boat"))])


def test_captions_in_other_words_are_counted_as_not_read() -> None:
    item = pair(**captions("a way in", "no way in"))
    assert not flags("captions-against-key", [item])
    assert unseen("captions-against-key", [item]) == "1 pairs' captions do not use the options' words."


def test_a_caption_with_both_options_is_doubted() -> None:
    (flag,) = flags("both-or-neither", [pair(**captions("an open door beside a closed one", "a closed door"))])
    assert "is more than one right?" in flag.found


def test_a_caption_with_a_third_word_of_the_kind_is_doubted() -> None:
    item = pair(text="Which colour?", options=("red", "blue"), **captions("a green cup", "a blue cup"))
    (flag,) = flags("both-or-neither", [item])
    assert "says 'green'" in flag.found
    assert not flags("both-or-neither", [pair(options=("red", "blue"), **captions("a small cup", "a blue cup"))])


def test_equal_captions_are_an_error_whatever_their_case() -> None:
    (flag,) = flags("captions-alike", [pair(**captions("A door.", "a door"))])
    assert flag.severity == "error"


def test_a_missing_caption_is_told_only_where_others_have_them() -> None:
    bare = pair("2", **captions(None, " "))
    (flag,) = flags("captions-missing", [pair("1"), bare])
    assert (flag.pairs, flag.found) == (("2",), "Image a and image b have no caption.")
    assert flags("captions-missing", [pair("2", **captions(None, None))]) == []
    assert "No pair has captions." in unseen("captions-missing", [pair("2", **captions(None, None))])
