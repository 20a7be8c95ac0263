"""Rules about what models that see answer: against the key together, alike for both images, or not at all."""

from collections.abc import Callable, Sequence

from scotoma.lint.records import Evidence, LintItem, Looked, ModelAnswers, Rule, Severity, Spot
from scotoma.lint.rules.balance import SURE

__all__ = ["MODELS_ABSTAIN", "MODELS_AGAINST_KEY", "MODELS_ALIKE"]

WITHOUT = "No answers of models that saw the images are there: `scotoma ask MODEL --controls plain,swapped` gets them."

Pick = tuple[int | None, int | None]
"""The options that one reading gives for images a and b."""


def readings(evidence: Evidence) -> dict[str, list[ModelAnswers]]:
    """The answers of each model that saw the images, in each order it was asked."""
    found: dict[str, list[ModelAnswers]] = {}
    for answers in evidence.answers:
        if not answers.blind:
            found.setdefault(answers.model, []).append(answers)
    return found


def picks(item: LintItem, answers: ModelAnswers) -> Pick:
    """What the reading gives for both images of the pair."""
    return answers.options.get(item.a.question), answers.options.get(item.b.question)


def is_strong(items: Sequence[LintItem], answers: Sequence[ModelAnswers]) -> bool:
    """Whether a model gets more questions right than guessing does, by the exact one-sided test.

    Of pairs, those with both right against those with both wrong: a pair with one of each says nothing.
    """
    from scipy.stats import binomtest

    both = wrong = 0
    for item in items:
        for reading in answers:
            given = picks(item, reading)
            both += given == (item.a.answer, item.b.answer)
            wrong += None not in given and all(g != s.answer for g, s in zip(given, item.sides, strict=True))
    return both + wrong > 0 and float(binomtest(both, both + wrong, alternative="greater").pvalue) < SURE


def strong_models(items: Sequence[LintItem], evidence: Evidence) -> dict[str, list[ModelAnswers]]:
    """The readings of those models that are better than guessing on these pairs."""
    return {model: sets for model, sets in readings(evidence).items() if is_strong(items, sets)}


def _over_strong(
    items: Sequence[LintItem],
    evidence: Evidence,
    look: Callable[[LintItem, dict[str, list[ModelAnswers]]], Spot | None],
) -> Looked:
    seeing, strong = readings(evidence), strong_models(items, evidence)
    if not seeing:
        return Looked((), 0, "pairs", WITHOUT)
    weak = sorted({*seeing} - {*strong})
    unseen = f"No better than guessing, and so left out: {', '.join(weak)}." if weak else ""
    if not strong:
        return Looked((), 0, "pairs", unseen)
    keyed = [item for item in items if None not in (item.a.answer, item.b.answer)]
    spots = tuple(spot for item in keyed if (spot := look(item, strong)))
    orders = {name: sorted({each.control for each in sets}) for name, sets in strong.items()}
    figure = "; ".join(f"{name} ({', '.join(controls)})" for name, controls in orders.items())
    return Looked(spots, len(keyed), "pairs", unseen, f"asked: {figure}")


def _against(item: LintItem, strong: dict[str, list[ModelAnswers]]) -> Spot | None:
    against = {name: [_exchanged(item, each) for each in sets] for name, sets in strong.items()}
    firmly = [name for name, said in against.items() if all(said) and len(said) > 1]
    leaning = [name for name, said in against.items() if any(said)]
    with_key = [name for name, sets in strong.items() if any(_agrees(item, each) for each in sets)]
    if len(firmly) >= 2 and len(firmly) > len(with_key):
        severity, who, how = "error", firmly, "in both orders of the options"
    elif len(leaning) >= 2 and len(leaning) > 2 * len(with_key):
        severity, who, how = "warning", leaning, "in one order of the options"
    else:
        return None
    as_severity: Severity = "error" if severity == "error" else "warning"
    found = (
        f"{len(who)} of {len(strong)} models ({', '.join(who)}) give image a the answer of image b and the other way "
        f"round, {how}; {len(with_key)} agree with the key."
    )
    return Spot(as_severity, (item.pair,), found, item.keyed)


def _exchanged(item: LintItem, answers: ModelAnswers) -> bool:
    """Whether the reading is the key with its sides exchanged."""
    given = picks(item, answers)
    if None in given:
        return False
    said = [side.options[option] for side, option in zip(item.sides, given, strict=True) if option is not None]
    return said == [item.b.right, item.a.right] and said[0] != said[1]


def _agrees(item: LintItem, answers: ModelAnswers) -> bool:
    return picks(item, answers) == (item.a.answer, item.b.answer)


MODELS_AGAINST_KEY = Rule(
    name="models-against-key",
    title="Models agree against the key",
    reason="Models that tell the two images apart and agree on the opposite of the key are the mark of swapped keys.",
    advice="Look at both images; if the models are right, exchange the keys and note it as an erratum.",
    limits=(
        "Counts models that are better than guessing on the benchmark. Two or more that exchange both answers in both "
        "orders of the options, and outnumber those with the key: an error; in one order, and more than twice as many: "
        "a warning. Models that share a blind spot can agree and be wrong, and a swapped pair that they cannot "
        "see at all is not found."
    ),
    look=lambda items, evidence: _over_strong(items, evidence, _against),
)


def _alike(item: LintItem, strong: dict[str, list[ModelAnswers]]) -> Spot | None:
    if not item.shared or len(strong) < 3:
        return None
    said = {picks(item, each) for sets in strong.values() for each in sets}
    if len(said) != 1 or len(set(next(iter(said)))) != 1 or None in next(iter(said)):
        return None
    option = next(iter(said))[0]
    assert option is not None
    found = f"All {len(strong)} models answer {item.a.options[option]!r} for both images, in every order asked."
    return Spot("note", (item.pair,), found, item.keyed)


MODELS_ALIKE = Rule(
    name="models-alike",
    title="Every model says the same twice",
    reason="Either the pair shows what the models cannot see, or one answer is true of both images.",
    advice="Look whether the option is right for both; if it is not, this is the pair one was looking for.",
    limits="Three models or more, better than guessing. It cannot tell a blind spot from a fault: always a note.",
    look=lambda items, evidence: _over_strong(items, evidence, _alike),
)


def _abstain(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    seeing = readings(evidence)
    if not seeing:
        return Looked((), 0, "pairs", WITHOUT)
    spots = []
    for item in items:
        mute = [name for name, sets in seeing.items() if all(_no_option(item, each) for each in sets)]
        if len(mute) >= 2 and 2 * len(mute) >= len(seeing):
            found = f"{len(mute)} of {len(seeing)} models ({', '.join(mute)}) name no option for either image."
            spots.append(Spot("warning", (item.pair,), found, item.texts))
    return Looked(tuple(spots), len(items), "pairs")


def _no_option(item: LintItem, answers: ModelAnswers) -> bool:
    return all(side.question in answers.options and answers.options[side.question] is None for side in item.sides)


MODELS_ABSTAIN = Rule(
    name="models-abstain",
    title="Models name no option",
    reason="Models that answer elsewhere and not here may be saying that both options are true, or neither.",
    advice="Read what they said, with `scotoma grade RUN`, and look at the images.",
    limits="Two models or more, at least half of them, without a readable option for both images in every order asked.",
    look=_abstain,
)
