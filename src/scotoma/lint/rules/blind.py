"""Rules about what can be told without looking: by a model that reads only, or by habit of the benchmark."""

from collections.abc import Sequence

from scotoma.lint.prior import predicted
from scotoma.lint.records import Evidence, LintItem, Looked, ModelAnswers, Rule, Severity, Spot
from scotoma.lint.rules.balance import ENOUGH, SURE, holm, two_sided
from scotoma.lint.words import folded

__all__ = ["BLIND_ANSWERS", "BLIND_PRIOR", "COMMONER_ANSWER"]

BY_FORM = (
    "{} of {} pairs ask both images the very same with opposite answers: whoever does not look says the same twice and "
    "gets one of the two right, so that no such pair can be solved blind."
)

ENOUGH_PAIRS = 20
"""Pairs of two different questions below which no text model is taught. Arbitrary."""


def unlike(items: Sequence[LintItem]) -> list[LintItem]:
    """The pairs that could be solved without looking: keyed, and their two questions differ."""
    return [item for item in items if not item.shared and None not in (item.a.answer, item.b.answer)]


def _by_form(items: Sequence[LintItem], open_to: Sequence[LintItem]) -> str:
    shared = len(items) - len(open_to)
    return BY_FORM.format(shared, len(items)) if shared else ""


def _answers(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    blind = [answers for answers in evidence.answers if answers.blind]
    open_to = unlike(items)
    if not blind or not open_to:
        lacking = "" if blind else (
            " No blind answers are there: `scotoma ask MODEL --controls no-image` or `--without-images` gets them."
        )  # fmt: skip
        return Looked((), 0, "pairs", (_by_form(items, open_to) if not open_to else "") + lacking)
    got = {item.pair: [answers for answers in blind if _right(item, answers) == [True, True]] for item in open_to}
    spots = [_solved(item, got[item.pair], len(blind)) for item in open_to if got[item.pair]]
    figures, overall = [], list[Spot]()
    for answers in blind:
        both, neither = (sum(_right(item, answers) == [value] * 2 for item in open_to) for value in (True, False))
        p = two_sided(both, both + neither) if both + neither else 1.0
        figures.append(
            f"{answers.model} ({answers.control}): both right {both}, both wrong {neither} of {len(open_to)}"
        )
        if p < SURE and both > neither:
            text = f"{answers.model} gets {both} of {len(open_to)} pairs without images, and fails {neither}"
            overall.append(Spot("error", (), f"{text} (p = {p:.2g}).", (answers.model, answers.control)))
    return Looked((*overall, *spots), len(open_to), "pairs", _by_form(items, open_to), "; ".join(figures))


def _right(item: LintItem, answers: ModelAnswers) -> list[bool | None]:
    """For each side whether the answer is right; None where no option was read."""
    given = [answers.options.get(side.question) for side in item.sides]
    return [None if option is None else option == side.answer for side, option in zip(item.sides, given, strict=True)]


def _solved(item: LintItem, by: Sequence[ModelAnswers], of: int) -> Spot:
    who = ", ".join(f"{answers.model} ({answers.control})" for answers in by)
    severity: Severity = "warning" if len(by) > 1 and 2 * len(by) > of else "note"
    found = (
        f"Both answers right without the image, by {len(by)} of {of} blind readings: {who}. A guess gets one in four."
    )
    return Spot(severity, (item.pair,), found, item.keyed)


BLIND_ANSWERS = Rule(
    name="blind-answers",
    title="Solved without the image",
    reason="What a model knows without looking, the image does not test.",
    advice="Ask both images the same question, or reword so that the text does not tell.",
    limits=(
        "Reads the answers of models asked without images. Only pairs of two different questions can be solved so. One "
        "blind reading that gets both is a note (a guess does in one of four), most of several a warning; the whole is "
        "an error where a model gets more pairs than it fails, by the exact sign test."
    ),
    look=_answers,
)


def _prior(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    open_to = [item for item in unlike(items) if all(len(side.options) == 2 for side in item.sides)]
    if len({item.group for item in open_to}) < ENOUGH_PAIRS:
        few = f"{len(open_to)} pairs of two questions are too few to teach a text model: {ENOUGH_PAIRS} are needed."
        return Looked((), 0, "pairs", f"{_by_form(items, unlike(items))} {few}".strip())
    right = predicted(open_to)
    both = [item for item, sides in zip(open_to, right, strict=True) if all(sides)]
    neither = sum(not any(sides) for sides in right)
    p = two_sided(len(both), len(both) + neither) if both or neither else 1.0
    single = sum(map(sum, right))
    figure = f"single {single} of {2 * len(open_to)}, both right {len(both)}, both wrong {neither}, p = {p:.2g}"
    spots = []
    if p < SURE and len(both) > neither:
        found = f"A small text model gets {len(both)} of {len(open_to)} pairs it was not taught, and fails {neither}"
        spots = [Spot("error", (), f"{found} (p = {p:.2g}).", ("prior",))]
        spots += [
            Spot("note", (item.pair,), "The text model gets both without the image.", item.keyed) for item in both
        ]
    return Looked(tuple(spots), len(open_to), "pairs", _by_form(items, unlike(items)), figure)


BLIND_PRIOR = Rule(
    name="blind-prior",
    title="Told by the benchmark's own habits",
    reason="If the words of other pairs tell the answers of these, a model can learn the benchmark instead of looking.",
    advice="Turn half of the answers round: each question, in the same words, should be right for both.",
    limits=(
        "Regularised least squares on words of question and options, taught on nine tenths of the pairs and tried on "
        "the rest, by groups. Needs 20 pairs of two different questions. It learns from this benchmark only; what a "
        "language model knows of the world it does not."
    ),
    look=_prior,
)


def _commoner(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    open_to = list({item.group: item for item in reversed(unlike(items))}.values())[::-1]
    kinds: dict[tuple[str, ...], list[tuple[LintItem, str]]] = {}
    for item in open_to:
        for side in item.sides:
            kinds.setdefault(tuple(sorted(map(folded, side.options))), []).append((item, folded(side.right or "")))
    tested = {kind: used for kind, used in kinds.items() if len({item.pair for item, _ in used}) >= ENOUGH}
    if not tested:
        few = f"No two options are those of {ENOUGH} pairs of different questions."
        return Looked((), 0, "kinds of options", f"{_by_form(items, unlike(items))} {few}".strip())
    counts = {" or ".join(kind): _leading(kind, used) for kind, used in tested.items()}
    p_values = holm({kind: two_sided(pairs, n) if n else 1.0 for kind, (_, pairs, n) in counts.items()})
    spots = tuple(
        Spot("warning", (), f"Of {kind}, {name!r} is right for both images in {pairs} of {n} pairs with one answer "
             f"(p = {p_values[kind]:.2g} after Holm).", (kind, name))
        for kind, (name, pairs, n) in counts.items() if p_values[kind] < SURE
    )  # fmt: skip
    return Looked(spots, len(tested), "kinds of options", _by_form(items, unlike(items)))


def _leading(kind: tuple[str, ...], used: Sequence[tuple[LintItem, str]]) -> tuple[str, int, int]:
    """The option that is more often right for both images of a pair, in how many pairs, of how many that have one
    answer twice: where answers are opposite, no option is the commoner."""
    rights: dict[str, list[str]] = {}
    for item, right in used:
        rights.setdefault(item.pair, []).append(right)
    twice = [each[0] for each in rights.values() if len(each) == 2 and each[0] == each[1]]
    name = max(kind, key=twice.count)
    return name, twice.count(name), len(twice)


COMMONER_ANSWER = Rule(
    name="commoner-answer",
    title="One answer commoner than the other",
    reason="Where yes is right more often than no, saying yes is worth points.",
    advice="Use each option as often right as wrong.",
    limits=f"Pairs of two different questions, by kind of options, at least {ENOUGH} of a kind.",
    look=_commoner,
)
