"""Rules about captions: are they there, do they differ, and do they say what the key says?"""

from collections.abc import Iterator, Sequence

from scotoma.lint.records import Evidence, LintItem, LintSide, Looked, Rule, Severity, Spot
from scotoma.lint.words import folded, is_yes_no, named, negated, stems

__all__ = ["CAPTIONS_AGAINST_KEY", "CAPTIONS_ALIKE", "CAPTIONS_MISSING", "CAPTION_BOTH_OR_NEITHER"]

NO_CAPTIONS = "No pair has captions."

KINDS = {
    "colour": "red green blue yellow orange purple violet pink brown black white grey gray turquoise beige silver gold",
    "direction": "left right up down upward downward upwards downwards forward backward forwards backwards",
    "number": "one two three four five six seven eight nine ten eleven twelve",
    "height": "above below",
    "opening": "open closed shut",
    "end": "top bottom",
}
CLASSES = {name: frozenset(stem for word in text.split() for stem in stems(word)) for name, text in KINDS.items()}
"""Words that exclude each other, so that a caption with another of the kind says neither option is right."""


def captioned(items: Sequence[LintItem]) -> list[LintItem]:
    """The pairs that have a caption for each image."""
    return [item for item in items if item.a.caption and item.b.caption]


def _missing(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    if not any(side.caption for item in items for side in item.sides):
        return Looked((), 0, "pairs", f"{NO_CAPTIONS} That is as it should be where no captions are wanted.")
    spots = []
    for item in items:
        lacking = [name for name, side in zip("ab", item.sides, strict=True) if not (side.caption or "").strip()]
        if lacking:
            found = f"Image {' and image '.join(lacking)} {'have' if len(lacking) == 2 else 'has'} no caption."
            spots.append(Spot("warning", (item.pair,), found, (item.a.caption, item.b.caption)))
    return Looked(tuple(spots), len(items), "pairs")


CAPTIONS_MISSING = Rule(
    name="captions-missing",
    title="Captions missing",
    reason="The half of the benchmark that matches captions to images (MMVP-VLM) needs one for every image.",
    advice="Write them, or leave captions out of the whole benchmark.",
    limits="Finds everything of this kind.",
    look=_missing,
)


def _alike(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    there = captioned(items)
    spots = tuple(
        Spot("error", (item.pair,), f"Both images have the caption {item.b.caption!r}.", (item.a.caption,))
        for item in there
        if folded(item.a.caption or "") == folded(item.b.caption or "")
    )  # fmt: skip
    return Looked(spots, len(there), "pairs", "" if there else NO_CAPTIONS)


CAPTIONS_ALIKE = Rule(
    name="captions-alike",
    title="Equal captions",
    reason="Nobody can match two equal captions to two images.",
    advice="Let each caption state the fact that differs.",
    limits="Compares the words, case and punctuation aside. Two captions that mean the same pass.",
    look=_alike,
)


def _against(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    there = [item for item in captioned(items) if None not in (item.a.answer, item.b.answer)]
    read, spots = 0, list[Spot]()
    for item in there:
        said = _said(item)
        read += any(each is not None for each in said)
        wrong = [
            f"Image {name}: the caption {side.caption!r} says {side.options[option]!r}, the key says {side.right!r}."
            for name, side, option in zip("ab", item.sides, said, strict=True)
            if option is not None and option != side.answer
        ]
        if wrong:
            swapped = " The keys, or the captions, look exchanged." if len(wrong) == 2 else ""
            severity: Severity = "error" if swapped else "warning"
            spots.append(Spot(severity, (item.pair,), " ".join(wrong) + swapped, item.captioned))
    unsaid = len(there) - read
    unseen = NO_CAPTIONS if not there else f"{unsaid} pairs' captions do not use the options' words." if unsaid else ""
    return Looked(tuple(spots), read, "pairs", unseen)


def _said(item: LintItem) -> list[int | None]:
    """The option that each caption states, as far as words can tell."""
    if all(is_yes_no(side.options) for side in item.sides):
        return _by_denial(item)
    return [_by_name(side) for side in item.sides]


def _by_name(side: LintSide) -> int | None:
    caption = side.caption or ""
    there = [index for index, is_there in enumerate(named(caption, side.options)) if is_there]
    return there[0] if len(there) == 1 and not negated(caption) else None


def _by_denial(item: LintItem) -> list[int | None]:
    """Of two captions of a yes-or-no pair the one that alone denies stands for no."""
    denies = [negated(side.caption or "") for side in item.sides]
    if denies[0] == denies[1] or not item.shared:
        return [None, None]
    turned = negated(item.a.text)
    return [_index(side, "no" if each != turned else "yes") for side, each in zip(item.sides, denies, strict=True)]


def _index(side: LintSide, word: str) -> int | None:
    meant = {"yes": {"yes", "true", "correct", "y"}, "no": {"no", "false", "incorrect", "n"}}[word]
    found = [index for index, option in enumerate(side.options) if folded(option).split(" ")[0] in meant]
    return found[0] if len(found) == 1 else None


CAPTIONS_AGAINST_KEY = Rule(
    name="captions-against-key",
    title="Captions against the key",
    reason="A caption that states the option right for the other image means swapped keys, captions or images.",
    advice="Look at both images, and mend the key or the captions.",
    limits=(
        "Reads a caption only where it has the words that tell one option from the other, or where of two captions of "
        "a yes-or-no question one denies (without, no, not). Captions in other words are not read, and are counted."
    ),
    look=_against,
)


def _both_or_neither(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    there = [item for item in captioned(items) if not any(is_yes_no(side.options) for side in item.sides)]
    spots = tuple(spot for item in there for spot in _doubts(item))
    unseen = "" if there else NO_CAPTIONS if not captioned(items) else "All questions are answered with yes or no."
    return Looked(spots, len(there), "pairs", unseen)


def _doubts(item: LintItem) -> Iterator[Spot]:
    for name, side in zip("ab", item.sides, strict=True):
        caption = side.caption or ""
        there = named(caption, side.options)
        listed = " and ".join(repr(option) for option in side.options)
        if all(there):
            found = f"Image {name}: the caption {caption!r} has the words of {listed}: is more than one right?"
            yield Spot("warning", (item.pair,), found, (name, *item.captioned))
        elif not any(there) and (other := _other_of_kind(caption, side.options)):
            found = f"Image {name}: the caption {caption!r} says {other!r}; the options are {listed}: is neither right?"
            yield Spot("warning", (item.pair,), found, (name, *item.captioned))


def _other_of_kind(caption: str, options: Sequence[str]) -> str | None:
    """A word of the caption that excludes every option: all are of one kind, and so is the word."""
    of_options = [set(stems(option)) for option in options]
    for kind in CLASSES.values():
        if all(each & kind for each in of_options):
            others = [stem for stem in stems(caption) if stem in kind and not any(stem in each for each in of_options)]
            return others[0] if others else None
    return None


CAPTION_BOTH_OR_NEITHER = Rule(
    name="both-or-neither",
    title="Both options true, or neither, by the captions",
    reason="A question has one right answer for each image, or it measures nothing.",
    advice="Look at the image; choose options of which exactly one is right.",
    limits=(
        "A caption with the words of both options, or with another word of the options' kind (colours, directions, "
        "numbers, heights, open or closed). What the caption leaves out is not found; reviewers who cannot tell are."
    ),
    look=_both_or_neither,
)
