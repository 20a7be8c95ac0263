"""Rules about what models that see answer: against the key together, alike for both images, or not at all."""

from collections.abc import Mapping, Sequence
from math import exp, log

from scotoma.lint.records import Evidence, LintItem, Looked, ModelAnswers, Rule, Severity, Spot
from scotoma.lint.rules.balance import SURE
from scotoma.lint.rules.options import written

__all__ = ["MODELS_ABSTAIN", "MODELS_AGAINST_KEY", "MODELS_ALIKE"]

WITHOUT = "No answers of models that saw the images are there: `scotoma ask MODEL --controls plain,swapped` gets them."

PRIOR = log(1 / 74)
"""The odds that a key is swapped before any model is asked: two of MMVP's 150 pairs."""

EVEN, NEARLY_SURE = 1.0, 9.0

FEWEST = 3  # models that must all say the same twice; two do so often

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


def _swapped_keys(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    seeing = readings(evidence)
    if not seeing:
        return Looked((), 0, "pairs", WITHOUT)
    keyed = [item for item in items if None not in (item.a.answer, item.b.answer)]
    said = {name: [_said(item, sets) for item in keyed] for name, sets in seeing.items()}
    weight = {name: _weight(of) for name, of in said.items()}
    spots = [_swapped(item, {name: said[name][row] for name in said}, weight) for row, item in enumerate(keyed)]
    alone = "One model alone cannot tell a swapped key from a mistake of its own." if len(seeing) < 2 else ""
    figure = "; ".join(f"{name}: with the key {of.count(1)}, exchanged {of.count(-1)}" for name, of in said.items())
    return Looked(tuple(spot for spot in spots if spot), len(keyed), "pairs", alone, figure)


def _said(item: LintItem, sets: Sequence[ModelAnswers]) -> int:
    """1 where a model answers with the key in every order it was asked, -1 where it exchanges the two, else 0."""
    if all(_agrees(item, answers) for answers in sets):
        return 1
    return -1 if all(_exchanged(item, answers) for answers in sets) else 0


def _weight(said: Sequence[int]) -> float:
    """How many times likelier a model is to answer with a right key than to exchange the two, as a logarithm."""
    return max(0.0, log((said.count(1) + 1) / (said.count(-1) + 1)))


def _swapped(item: LintItem, said: Mapping[str, int], weight: Mapping[str, float]) -> Spot | None:
    against = [name for name, each in said.items() if each == -1]
    odds = exp(min(PRIOR - sum(each * weight[name] for name, each in said.items()), 20.0))
    if len(against) < 2 or odds < EVEN:
        return None
    severity: Severity = "error" if odds >= NEARLY_SURE else "warning"
    found = (
        f"{len(against)} of {len(said)} models ({', '.join(against)}) give image a the answer of image b and the other "
        f"way round in every order asked; {sum(each == 1 for each in said.values())} agree with the key. Odds that the "
        f"key is swapped: about {odds:,.0f} to 1."
    )
    return Spot(severity, (item.pair,), found, item.keyed)


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
        "Two models or more that exchange both answers in every order of the options. Each counts by how much oftener "
        "it answers with the key than against it, and one key in 75 is taken to be swapped, as in MMVP: even odds are "
        "a warning, nine to one an error. Models with one blind spot are no independent witnesses, and can be wrong "
        "together; a swapped pair that they cannot see at all is not found."
    ),
    look=_swapped_keys,
)


def _alike(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    seeing, strong = readings(evidence), strong_models(items, evidence)
    if not seeing:
        return Looked((), 0, "pairs", WITHOUT)
    weak = sorted({*seeing} - {*strong})
    unseen = f"No better than guessing, and so left out: {', '.join(weak)}." if weak else ""
    if len(strong) < FEWEST:
        return Looked((), 0, "pairs", f"{FEWEST} models better than guessing are needed. {unseen}".strip())
    shared = [item for item in items if item.shared and written(item.a)]
    spots = tuple(spot for item in shared if (spot := _same_twice(item, strong)))
    return Looked(spots, len(shared), "pairs", unseen)


def _same_twice(item: LintItem, strong: Mapping[str, Sequence[ModelAnswers]]) -> Spot | None:
    said = {option for sets in strong.values() for each in sets for option in picks(item, each)}
    option = said.pop() if len(said) == 1 else None
    if option is None:
        return None
    found = f"All {len(strong)} models answer {item.a.options[option]!r} for both images, in every order asked."
    return Spot("note", (item.pair,), found, item.keyed)


MODELS_ALIKE = Rule(
    name="models-alike",
    title="Every model says the same twice",
    reason="Either the pair shows what the models cannot see, or one answer is true of both images.",
    advice="Look whether the option is right for both; if it is not, this is the pair one was looking for.",
    limits="Three models or more, better than guessing. It cannot tell a blind spot from a fault: always a note.",
    look=_alike,
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
