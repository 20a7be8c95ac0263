"""Rules about the whole benchmark: balance, and questions that recur."""

from typing import Any

from scotoma.lint import LintItem
from tests.lint.items import flags, pair, unseen


def turned(number: int, first_for_a: bool, **more: Any) -> LintItem:
    answers: dict[str, Any] = {"a": {"answer": int(not first_for_a)}, "b": {"answer": int(first_for_a)}}
    return pair(str(number), text=f"Question {number}?", **answers, **more)


def test_the_first_option_always_right_for_image_a_is_found() -> None:
    # 20 of 20 by fair coins, both tails: 2 / 2 ** 20 = 1.9e-6
    (flag,) = flags("answer-position", [turned(number, True) for number in range(20)])
    assert flag.found == "The first option is right for image a in 20 of 20 pairs (exact binomial test, p = 1.9e-06)."


def test_half_and_half_is_not() -> None:
    assert flags("answer-position", [turned(number, number % 2 == 0) for number in range(20)]) == []


def test_pairs_of_one_group_are_one_trial() -> None:
    items = [turned(number, True, group=str(number // 10)) for number in range(40)]
    assert flags("answer-position", items) == []
    assert unseen("answer-position", items) == "There are 4 groups of pairs with keys; 8 are needed."


def test_the_first_option_right_for_both_images_of_pairs_is_found() -> None:
    items = [
        pair(str(number), options=("yes", "no"), a={"text": f"A {number}?"}, b={"text": f"B {number}?", "answer": 0})
        for number in range(10)
    ]
    found = [flag.found for flag in flags("answer-position", items)]
    assert any("image b in 10 of 10" in text for text in found)
    assert any("both images" in text for text in found)


def test_an_answer_that_is_always_image_a_s_is_found_once_though_its_place_changes() -> None:
    items = [
        pair(str(n), text=f"Is it {n}?", options=("yes", "no"), a={"answer": 0}, b={"answer": 1})
        if n % 2
        else pair(str(n), text=f"Is it {n}?", options=("no", "yes"), a={"answer": 1}, b={"answer": 0})
        for n in range(12)
    ]
    (flag,) = flags("answer-side", items)
    assert "right for image a in 12 of 12" in flag.found
    assert flags("answer-position", items) == []


def test_patterns_without_pairs_and_with_many_are_noted() -> None:
    items = [pair(str(number), patterns=("count",)) for number in range(30)]
    found = [flag.found for flag in flags("pattern-balance", items)]
    assert "No pair is of the pattern 'text'." in found
    assert any("'count' are many: 30 of 30" in text for text in found)
    assert unseen("pattern-balance", [pair(patterns=())]) == "0 pairs have a pattern; 8 are needed."


def test_one_question_in_two_pairs_is_a_note_unless_they_are_of_one_group() -> None:
    items = [pair("1"), pair("2", text="is the DOOR open or closed", options=("closed", "open"))]
    (flag,) = flags("duplicate-questions", items)
    assert (flag.severity, flag.pairs) == ("note", ("1", "2"))
    assert flags("duplicate-questions", [pair("1", group="g"), pair("2", group="g")]) == []


def test_a_reworded_question_is_noted_but_not_another_that_is_answered_with_yes_or_no() -> None:
    items = [pair("1"), pair("2", text="Is the big door open or closed?")]
    assert "ask nearly the same" in flags("duplicate-questions", items)[0].found
    yes_no = [pair(name, text=f"Is there a {name}?", options=("yes", "no")) for name in ("cat", "dog")]
    assert flags("duplicate-questions", yes_no) == []
