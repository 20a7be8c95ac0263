"""Rules about what comes twice: questions and images."""

from collections.abc import Iterator, Mapping, Sequence

from scotoma.lint.alike import alike_pictures, alike_rows
from scotoma.lint.records import Evidence, LintItem, Looked, Rule, Severity, Spot
from scotoma.lint.words import folded, stems

__all__ = ["DUPLICATE_QUESTIONS", "NEAR_DUPLICATES"]

NEARLY = 0.8
"""Two questions with the same options that share this much of their words are one, reworded. Arbitrary."""


def asked_as(item: LintItem) -> tuple[str, ...]:
    """What the pair asks, whatever its spelling and the order of the options."""
    return folded(item.a.text), *sorted(folded(option) for option in item.a.options)


def _questions(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    spots = [*_same(items), *_near(items)]
    return Looked(tuple(spots), len(items), "pairs")


def _same(items: Sequence[LintItem]) -> Iterator[Spot]:
    by_asked: dict[tuple[str, ...], list[LintItem]] = {}
    for item in items:
        if item.a.text.strip():
            by_asked.setdefault(asked_as(item), []).append(item)
    for asked, same in by_asked.items():
        if len({item.group for item in same}) > 1:
            found = f"{len(same)} pairs ask {same[0].a.text!r} with the same options."
            yield Spot("note", tuple(item.pair for item in same), found, asked)


def _near(items: Sequence[LintItem]) -> Iterator[Spot]:
    by_options: dict[tuple[str, ...], dict[str, LintItem]] = {}
    for item in items:
        text, *options = asked_as(item)
        if text and set(options) != {"yes", "no"}:
            by_options.setdefault(tuple(options), {}).setdefault(text, item)
    for texts in by_options.values():
        different = list(texts.values())
        for number, one in enumerate(different):
            for other in different[number + 1 :]:
                if one.group != other.group and _share(one, other) >= NEARLY:
                    found = f"{one.a.text!r} and {other.a.text!r} ask nearly the same."
                    yield Spot("note", (one.pair, other.pair), found, (*one.texts, *other.texts))


def _share(one: LintItem, other: LintItem) -> float:
    first, second = set(stems(one.a.text)), set(stems(other.a.text))
    return len(first & second) / max(1, len(first | second))


DUPLICATE_QUESTIONS = Rule(
    name="duplicate-questions",
    title="The same question in several pairs",
    reason="Pairs that ask the same measure the same: they count for fewer than they are.",
    advice="Fine where the images differ; give such pairs one group, so that intervals take it into account.",
    limits=(
        "Equal words and options, case, punctuation and order of the options aside; nearly equal words where the "
        "options are no yes and no. Pairs of one group are meant to ask the same, and pass."
    ),
    look=_questions,
)


def _images(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    at: dict[str, list[LintItem]] = {}
    for item in items:
        for image in dict.fromkeys((item.a.image, item.b.image)):
            at.setdefault(image, []).append(item)
    said: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}
    for users, found, images in (*_reused(at), *_twins(at, evidence)):
        said.setdefault(tuple(item.pair for item in users), []).append((found, images))
    by_pair = {item.pair: item for item in items}
    spots = tuple(_spot([by_pair[pair] for pair in pairs], each) for pairs, each in said.items())
    there = sum(image in evidence.pictures for image in at)
    lacking = len(at) - there
    unseen = f"{lacking} of {len(at)} images are not there: only their names were compared." if lacking else ""
    return Looked(spots, there, "images", unseen)


Shared = tuple[Sequence[LintItem], str, tuple[str, ...]]
"""The pairs that share something, what, and the images."""


def _reused(at: Mapping[str, list[LintItem]]) -> Iterator[Shared]:
    for image, users in at.items():
        if len(users) > 1:
            yield users, f"{image} is in {len(users)} pairs", (image,)


def _twins(at: Mapping[str, list[LintItem]], evidence: Evidence) -> Iterator[Shared]:
    seen = set[tuple[str, str]]()
    pictured = [image for image in at if image in evidence.pictures]
    rowed = [image for image in at if image in evidence.rows]
    found = [
        *alike_pictures(pictured, [evidence.pictures[image] for image in pictured]),
        *alike_rows(rowed, [evidence.rows[image] for image in rowed]),
    ]
    for one, other, how in found:
        users = (at[one][0], at[other][0])
        if users[0].pair != users[1].pair and (one, other) not in seen:
            seen.add((one, other))
            yield users, f"{one} and {other} are {how}", (one, other)


def _spot(users: Sequence[LintItem], said: Sequence[tuple[str, tuple[str, ...]]]) -> Spot:
    grouped = len({item.group for item in users}) == 1
    alike = len({asked_as(item) for item in users}) < len(users)
    severity: Severity = "note" if grouped else "error" if alike else "warning"
    which = "; of one group" if grouped else "; they ask the same question" if alike else ""
    found = ", and ".join(text for text, _ in said)
    return Spot(severity, tuple(item.pair for item in users), f"{found}{which}.", tuple(images for _, images in said))


NEAR_DUPLICATES = Rule(
    name="near-duplicates",
    title="One image in several pairs",
    reason="Pairs that share an image, or two copies of it, are not independent; with one question they are one pair.",
    advice="Use each image once, or drop one of the pairs.",
    limits=(
        "Finds equal files, the same picture recompressed or resized, and, where embeddings are there, images to which "
        "the reference encoder gives a cosine above 0.97. Mirrored or cropped copies are not found "
        "without embeddings. Drawings on plain ground may be flagged without being copies."
    ),
    look=_images,
)
