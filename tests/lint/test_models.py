"""Rules about what models and reviewers answer."""

from typing import Any

import pytest

from scotoma.lint import Evidence, LintItem, ModelAnswers, Review
from tests.lint.items import asked, flags, pair, unseen

ITEMS = [pair(str(number)) for number in range(40)]


def seeing(
    name: str, items: list[LintItem], control: str = "plain", **exceptions: tuple[int | None, int | None]
) -> ModelAnswers:
    """A model that answers with the key, but for some pairs (pN: the options for images a and b)."""
    given: dict[str, int | None] = {}
    for item in items:
        both = exceptions.get(f"p{item.pair}", (item.a.answer, item.b.answer))
        given |= dict(zip((f"{item.pair}/a", f"{item.pair}/b"), both, strict=True))
    return asked(name, given, control)


def models(*sets: ModelAnswers) -> Evidence:
    return Evidence(answers=sets)


def test_models_that_agree_against_the_key_are_an_error_with_the_odds() -> None:
    # Each model: 39 with the key, 1 against: weight ln(40 / 2) = ln 20. Three: 20 ** 3 / 74 = 108.
    evidence = models(*(seeing(name, ITEMS, p7=(1, 0)) for name in ("x", "y", "z")))
    (flag,) = flags("models-against-key", ITEMS, evidence)
    assert (flag.severity, flag.pairs) == ("error", ("7",))
    assert "3 of 3 models (x, y, z)" in flag.found
    assert "about 108 to 1" in flag.found


def test_two_are_a_warning_and_one_is_nothing() -> None:
    # 20 ** 2 / 74 = 5.4
    two = models(seeing("x", ITEMS, p7=(1, 0)), seeing("y", ITEMS, p7=(1, 0)))
    assert [flag.severity for flag in flags("models-against-key", ITEMS, two)] == ["warning"]
    one = models(seeing("x", ITEMS, p7=(1, 0)))
    assert flags("models-against-key", ITEMS, one) == []
    assert "One model alone" in unseen("models-against-key", ITEMS, one)


def test_models_with_the_key_weigh_against_those_without() -> None:
    evidence = models(
        seeing("x", ITEMS, p7=(1, 0)), seeing("y", ITEMS, p7=(1, 0)), seeing("z", ITEMS), seeing("w", ITEMS)
    )
    assert flags("models-against-key", ITEMS, evidence) == []


def test_who_exchanges_the_answers_in_one_order_only_does_not_count() -> None:
    sets = []
    for name in ("x", "y", "z"):
        sets += [seeing(name, ITEMS, p7=(1, 0)), seeing(name, ITEMS, "swapped")]
    assert flags("models-against-key", ITEMS, models(*sets)) == []


def test_guessing_models_accuse_nobody() -> None:
    turned: dict[str, Any] = {f"p{number}": (1, 0) for number in range(0, 40, 2)}
    evidence = models(*(seeing(name, ITEMS, **turned) for name in ("x", "y", "z")))
    assert flags("models-against-key", ITEMS, evidence) == []


def test_every_strong_model_saying_the_same_twice_is_a_note() -> None:
    evidence = models(*(seeing(name, ITEMS, p3=(0, 0)) for name in ("x", "y", "z")))
    (flag,) = flags("models-alike", ITEMS, evidence)
    assert (flag.severity, flag.pairs) == ("note", ("3",))
    assert flags("models-alike", ITEMS, models(*(seeing(name, ITEMS, p3=(0, 0)) for name in "xy"))) == []


def test_models_without_an_option_for_either_image_are_told() -> None:
    evidence = models(seeing("x", ITEMS, p3=(None, None)), seeing("y", ITEMS, p3=(None, None)), seeing("z", ITEMS))
    (flag,) = flags("models-abstain", ITEMS, evidence)
    assert "2 of 3 models (x, y) name no option" in flag.found
    assert flags("models-abstain", ITEMS, models(seeing("x", ITEMS, p3=(None, None)), seeing("y", ITEMS))) == []


@pytest.mark.parametrize("rule", ["models-against-key", "models-alike", "models-abstain"])
def test_without_answers_that_is_said(rule: str) -> None:
    assert "No answers of models that saw the images are there" in unseen(rule, ITEMS)


def test_reviewers_who_exchange_both_answers_are_an_error_where_they_are_most() -> None:
    most = Evidence(reviews=(Review("1", "Rob", 1, 0),))
    half = Evidence(reviews=(Review("1", "Rob", 1, 0), Review("1", "Sue", 0, 1)))
    assert [flag.severity for flag in flags("reviewers-against-key", ITEMS, most)] == ["error"]
    assert [flag.severity for flag in flags("reviewers-against-key", ITEMS, half)] == ["warning"]


def test_reviewers_who_cannot_tell_or_say_the_same_twice_are_told() -> None:
    (flag,) = flags("reviewers-unsure", ITEMS, Evidence(reviews=(Review("1", "Rob", None, 1),)))
    assert flag.found == "1 of 1 reviewers cannot tell (Rob)."
    (flag,) = flags("reviewers-unsure", ITEMS, Evidence(reviews=(Review("1", "Rob", 1, 1),)))
    assert "answer the same for both (Rob)" in flag.found
    assert (
        unseen("reviewers-unsure", ITEMS, Evidence(reviews=(Review("1", "Rob", 0, 1),))) == "39 pairs have no review."
    )
