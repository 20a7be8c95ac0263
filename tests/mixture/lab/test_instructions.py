"""Instructions: asked for, obeyed, and checked."""

import pytest

from scotoma.mixture.lab.facts import Fact
from scotoma.mixture.lab.instructions import (
    COMBINATIONS,
    HELD_OUT,
    TRAINED,
    Combination,
    asked,
    obeyed,
    obeying,
    possible,
    said_right,
)
from scotoma.scenes.draws import Draw

COLOUR = Fact("What colour is the cat?", ("red", "green"), 1, "The cat is green.")
YES = Fact("Is there a cat in the picture?", ("yes", "no"), 0, "Yes, there is a cat.")
PLACE = Fact("Where is the cat?", ("above the star", "below the star"), 0)
FACTS = (COLOUR, YES, PLACE)


def test_held_out_combinations_are_not_trained_but_each_of_their_parts_is() -> None:
    assert not {*TRAINED} & {*HELD_OUT}
    assert {kind for each in HELD_OUT for kind in each} <= {kind for each in TRAINED for kind in each}
    assert all(each == tuple(sorted(each)) for each in COMBINATIONS)


@pytest.mark.parametrize("combination", COMBINATIONS, ids="+".join)
def test_the_right_answer_in_the_form_asked_for_obeys_and_is_right(combination: Combination) -> None:
    suits = [fact for fact in FACTS if possible(fact, combination)]
    assert suits
    for fact in suits:
        answer = obeying(fact, combination)
        assert obeyed(answer, combination), answer
        assert said_right(answer, fact, combination) is True, answer


@pytest.mark.parametrize("combination", COMBINATIONS, ids="+".join)
def test_the_wrong_answer_in_the_form_asked_for_obeys_and_is_wrong(combination: Combination) -> None:
    sentences = {COLOUR: "The cat is red.", YES: "No, there is no cat."}
    for fact, sentence in sentences.items():
        wrong = Fact(fact.question, fact.options, 1 - fact.right, sentence)
        if possible(wrong, combination):
            answer = obeying(wrong, combination)
            assert obeyed(answer, combination), answer
            assert said_right(answer, fact, combination) is False, answer


@pytest.mark.parametrize("combination", COMBINATIONS, ids="+".join)
def test_an_answer_to_another_request_does_not_obey(combination: Combination) -> None:
    """Each form is refused where a text of another form is given."""
    for text in ("I do not know", "the cat, I think.", ""):
        assert not obeyed(text, combination), text


@pytest.mark.parametrize(
    ("text", "combination", "expected"),
    [
        ("(a)", ("letter",), True),
        ("B.", ("letter",), True),
        ("(a) red", ("letter",), False),
        ("green", ("word",), True),
        ("bright green", ("word",), False),
        ("yes", ("yes-no",), True),
        ("Yes.", ("yes-no",), True),
        ("yes, it is", ("yes-no",), False),
        ("ja", ("yes-no",), False),
        ("ja", ("german", "yes-no"), True),
        ("rot", ("german", "yes-no"), False),
        ("The cat is green.", ("sentence",), True),
        ("the cat is green.", ("sentence",), False),
        ("The cat is green", ("sentence",), False),
        ("Green cat.", ("sentence",), False),
        ("THE CAT IS GREEN.", ("capitals", "sentence"), True),
        ("The cat is green.", ("capitals", "sentence"), False),
        ("GREEN", ("capitals",), True),
        ("42", ("capitals",), False),
        ('{"answer": "green"}', ("json",), True),
        ('{"ANSWER": "GREEN"}', ("capitals", "json"), True),
        ('{"answer": "GREEN"}', ("capitals", "json"), False),
        ('{"colour": "green"}', ("json",), False),
        ('{"answer": "green"', ("json",), False),
        ('["green"]', ("json",), False),
        ('{"answer": 3}', ("json",), False),
        ('{"answer": "grün"}', ("german", "json"), True),
        ('{"answer": "green"}', ("german", "json"), False),
        ("- green", ("list",), True),
        ("- green\n- red", ("list",), True),
        ("green", ("list",), False),
        ("- green\nred", ("list",), False),
        ("grün", ("german",), True),
        ("vert.", ("french",), True),
        ("orange", ("french",), True),
        ("green", ("german",), False),
        ("ROT", ("capitals", "german"), True),
        ("Rot", ("capitals", "german"), False),
    ],
)
def test_the_form_is_judged_by_the_text_alone(text: str, combination: Combination, expected: bool) -> None:
    assert obeyed(text, combination) is expected


def test_what_names_no_option_is_neither_right_nor_wrong() -> None:
    assert said_right("a fish", COLOUR, ("word",)) is None
    assert said_right("blau", COLOUR, ("german",)) is None


def test_an_answer_in_the_wrong_form_can_be_right() -> None:
    assert said_right("green", COLOUR, ("json",)) is True
    assert said_right("green", COLOUR, ("german",)) is True


def test_a_form_that_the_answer_cannot_have_is_not_asked_for() -> None:
    assert not possible(PLACE, ("sentence",))  # no sentence is known
    assert not possible(PLACE, ("word",))
    assert not possible(PLACE, ("german",))
    assert not possible(COLOUR, ("yes-no",))


def test_each_instruction_is_requested_once_in_any_order() -> None:
    orders = {asked("What?", ("capitals", "german"), Draw("test", seed)).split("\n")[1] for seed in range(40)}
    assert len(orders) == 8  # two wordings each, two orders
    assert all(order.count("German") == 1 and order.count("capital") == 1 for order in orders)
