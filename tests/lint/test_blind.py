"""Rules about what can be told without looking."""

from scotoma.lint import Evidence, LintItem
from tests.lint.items import asked, flags, pair, unseen


def two_questions(number: int, *, told: bool) -> LintItem:
    """A pair of two questions; where `told`, the word "surely" says that the first option is right."""
    first = number % 2 if not told else 0
    texts = [f"Is number {number} surely a cat?", f"Is number {number} perhaps a dog?"]
    a, b = texts if told or number % 4 < 2 else texts[::-1]
    return pair(str(number), options=("yes", "no"), a={"text": a, "answer": first}, b={"text": b, "answer": 1 - first})


def blind(name: str, items: list[LintItem], right: bool, control: str = "no-image") -> Evidence:
    given = {side.question: side.answer if right else 0 for item in items for side in item.sides}
    return Evidence(answers=(asked(name, given, control, blind=True),))


def test_pairs_of_one_question_cannot_be_solved_blind_and_that_is_said() -> None:
    items = [pair(str(number)) for number in range(30)]
    for rule in ("blind-answers", "blind-prior", "commoner-answer"):
        assert flags(rule, items, blind("reader", items, True)) == []
        assert "30 of 30 pairs ask both images the very same" in unseen(rule, items, blind("reader", items, True))


def test_one_blind_reading_is_a_note_and_two_a_warning() -> None:
    items = [two_questions(1, told=False)]
    one, other = blind("x", items, True), blind("y", items, True)
    assert [flag.severity for flag in flags("blind-answers", items, one)] == ["note"]
    both = Evidence(answers=(*one.answers, *other.answers))
    assert [flag.severity for flag in flags("blind-answers", items, both)] == ["warning"]


def test_a_model_that_gets_the_pairs_blind_is_an_error_of_the_whole() -> None:
    items = [two_questions(number, told=False) for number in range(12)]
    found = flags("blind-answers", items, blind("reader", items, True))
    assert (found[0].severity, found[0].pairs) == ("error", ())
    assert "12 of 12 pairs without images, and fails 0" in found[0].found
    assert flags("blind-answers", items, blind("reader", items, False)) == []


def test_answers_with_images_are_not_blind() -> None:
    items = [two_questions(1, told=False)]
    seen = Evidence(answers=(asked("x", {"1/a": items[0].a.answer, "1/b": items[0].b.answer}),))
    assert flags("blind-answers", items, seen) == []
    assert "No blind answers are there" in unseen("blind-answers", items, seen)


def test_words_that_tell_the_answer_are_learnt_from_the_other_pairs() -> None:
    items = [two_questions(number, told=True) for number in range(40)]
    found = flags("blind-prior", items)
    assert (found[0].severity, found[0].pairs) == ("error", ())
    assert "40 of 40 pairs it was not taught" in found[0].found


def test_where_words_tell_nothing_nothing_is_learnt() -> None:
    assert flags("blind-prior", [two_questions(number, told=False) for number in range(40)]) == []


def test_too_few_pairs_teach_nothing() -> None:
    items = [two_questions(number, told=True) for number in range(19)]
    assert "19 pairs of two questions are too few" in unseen("blind-prior", items)


def test_yes_right_more_often_than_no_is_told() -> None:
    items = [
        pair(str(number), options=("yes", "no"), a={"text": f"A {number}?"}, b={"text": f"B {number}?", "answer": 0})
        for number in range(9)
    ]
    (flag,) = flags("commoner-answer", items)
    assert "'yes' is right for both images in 9 of 9 pairs" in flag.found
    assert flags("commoner-answer", [two_questions(number, told=False) for number in range(20)]) == []
