"""Rules about the key: is there one, and do the two images of a pair differ in it?"""

from collections.abc import Sequence

from scotoma.lint.records import Evidence, LintItem, Looked, Rule, Spot
from scotoma.lint.words import folded

__all__ = ["INCOMPLETE", "QUESTIONS_DIFFER", "SAME_KEY"]


def _incomplete(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    spots = []
    for item in items:
        wanting = [what for what, lacks in _lacks(item).items() if lacks]
        if wanting:
            spots.append(Spot("error", (item.pair,), f"There is no {', no '.join(wanting)}.", item.keyed))
    return Looked(tuple(spots), len(items), "pairs")


def _lacks(item: LintItem) -> dict[str, bool]:
    return {
        "question": any(not side.text.strip() for side in item.sides),
        "second option": any(sum(bool(option.strip()) for option in side.options) < 2 for side in item.sides),
        "key": any(side.answer is None for side in item.sides),
    }


INCOMPLETE = Rule(
    name="incomplete",
    title="Nothing to ask",
    reason="A pair without a question, two options or a key cannot be asked or scored.",
    advice="Write what is missing, or drop the pair.",
    limits="Finds everything of this kind. Benchmarks in a folder are held to it when they are opened.",
    look=_incomplete,
)


def _same_key(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    keyed = [item for item in items if item.a.right is not None and item.b.right is not None]
    spots = []
    for item in keyed:
        if not _same_right(item):
            continue
        alike = folded(item.a.text) == folded(item.b.text)
        asked = "the same question" if alike else f"{item.a.text!r} and {item.b.text!r}"
        found = f"{item.b.right!r} is right for both images, asked {asked}."
        spots.append(Spot("error" if alike else "warning", (item.pair,), found, item.keyed))
    return Looked(tuple(spots), len(keyed), "pairs", _without_key(items, keyed))


def _same_right(item: LintItem) -> bool:
    if item.a.options == item.b.options:
        return item.a.answer == item.b.answer
    return folded(item.a.right or "") == folded(item.b.right or "")


def _without_key(items: Sequence[LintItem], keyed: Sequence[LintItem]) -> str:
    lacking = len(items) - len(keyed)
    return f"{lacking} pairs have no key yet." if lacking else ""


SAME_KEY = Rule(
    name="same-key",
    title="Same key twice",
    reason="Where both images have the same right answer, a model that sees no difference gets the pair.",
    advice="Ask both images one question with opposite answers, or drop the pair.",
    limits=(
        "Compares the two right options word for word, case and punctuation aside. With two different questions the "
        "same word may be right twice for good reason, and a blind model may still fail one: hence a warning there. "
        "Two options in other words that mean the same are not found."
    ),
    look=_same_key,
)


def _questions_differ(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    spots = []
    for item in items:
        if item.shared:
            continue
        found = f"Image b is asked {_instead(item)}: {item.b.text!r}, {' or '.join(map(repr, item.b.options))}."
        spots.append(Spot("note", (item.pair,), found, item.texts))
    return Looked(tuple(spots), len(items), "pairs")


def _instead(item: LintItem) -> str:
    if item.a.text != item.b.text:
        return "another question than image a"
    turned = item.a.options == item.b.options[::-1]
    return "the same with its options turned round" if turned else "the same with other options"


QUESTIONS_DIFFER = Rule(
    name="questions-differ",
    title="Two questions in one pair",
    reason="Only where both images are asked the very same is it sure that nobody gets both right without looking.",
    advice="Ask one question of both images, with the options in one order, unless there is a reason not to.",
    limits="Finds every difference in text, options or their order.",
    look=_questions_differ,
)
