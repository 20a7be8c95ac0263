"""Rules about each pair's images: can they be decoded, do they differ, are they large enough and not too long."""

from collections.abc import Callable, Iterator, Sequence

from scotoma.lint.alike import largest_difference, mean_difference
from scotoma.lint.records import Evidence, LintItem, Looked, PictureFacts, Rule, Severity, Spot

__all__ = ["BROKEN_IMAGES", "EXTREME_SHAPE", "IMAGES_ALIKE", "SMALL_IMAGES"]

HARDLY = 14.0
"""The largest difference of two small copies, of 255, that recompressing makes. Measured: JPEG at 50 stays below 14."""

CLIP_PX = 224
"""The side CLIP and most encoders look at."""

CROPPED, HALVED = 1.6, 2.0
"""Longer side by shorter: a square crop loses three eighths, or half, of the longer one."""

MOST = 0.8
"""The share of pairs from which on a fault is one of the whole benchmark, and is told once."""

Judge = Callable[[str, PictureFacts], tuple[Severity, str] | None]


def _broken(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    spots = tuple(
        Spot("error", (item.pair,), f"{side.image} cannot be decoded: {evidence.broken[side.image]}.", (side.image,))
        for item in items
        for side in item.sides
        if side.image in evidence.broken
    )
    n = len(evidence.pictures) + len(evidence.broken)
    return Looked(spots, n, "images", _absent(items, evidence))


def _absent(items: Sequence[LintItem], evidence: Evidence) -> str:
    images = {side.image for item in items for side in item.sides}
    lacking = len(images - {*evidence.pictures} - {*evidence.broken})
    return f"{lacking} of {len(images)} images are not there." if lacking else ""


BROKEN_IMAGES = Rule(
    name="broken-images",
    title="Images that cannot be decoded",
    reason="A question about an image that nobody can open cannot be asked.",
    advice="Fetch the file again, or drop the pair.",
    limits="Finds everything of this kind, in the files that are there.",
    look=_broken,
)


def _alike(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    there = [item for item in items if {item.a.image, item.b.image} <= {*evidence.pictures}]
    spots = []
    for item in there:
        one, other = evidence.pictures[item.a.image], evidence.pictures[item.b.image]
        about = (item.a.image, item.b.image)
        if one.sha256 == other.sha256:
            spots.append(Spot("error", (item.pair,), "Both images are the same file.", about))
        elif (most := largest_difference(one, other)) <= HARDLY:
            found = (
                f"The images hardly differ: by {most:.0f} of 255 where they differ most, "
                f"{mean_difference(one, other):.1f} on the mean."
            )
            spots.append(Spot("warning", (item.pair,), found, about))
    return Looked(tuple(spots), len(there), "pairs", _absent(items, evidence))


IMAGES_ALIKE = Rule(
    name="images-alike",
    title="A pair of one image",
    reason="Two copies of one image cannot have opposite answers.",
    advice="Look at both; choose another partner.",
    limits=(
        "Compares small copies of 56 by 56 cells, the images stretched to squares. A difference in a very small part "
        "of a large image can be overlooked: hence a warning. One image shifted or cropped passes."
    ),
    look=_alike,
)


def _each_image(items: Sequence[LintItem], evidence: Evidence, judge: Judge, whole: str) -> Looked:
    """What `judge` says of each pair's images, or once of the whole where most are concerned."""
    there = [item for item in items if any(side.image in evidence.pictures for side in item.sides)]
    spots = [spot for item in there if (spot := _judged(item, evidence, judge))]
    if len(spots) >= max(10, MOST * len(there)):
        worst: Severity = "warning" if any(spot.severity == "warning" for spot in spots) else "note"
        found = f"{len(spots)} of {len(there)} pairs {whole}; the first: {spots[0].found}"
        spots = [Spot(worst, (), found, (whole, worst))]
    return Looked(tuple(spots), sum(image in evidence.pictures for image in _images(items)), "images",
                  _absent(items, evidence))  # fmt: skip


def _images(items: Sequence[LintItem]) -> set[str]:
    return {side.image for item in items for side in item.sides}


def _judged(item: LintItem, evidence: Evidence, judge: Judge) -> Spot | None:
    said = list(_says(item, evidence, judge))
    if not said:
        return None
    severity: Severity = "warning" if any(each == "warning" for each, _ in said) else "note"
    return Spot(severity, (item.pair,), " ".join(text for _, text in said), (item.a.image, item.b.image, severity))


def _says(item: LintItem, evidence: Evidence, judge: Judge) -> Iterator[tuple[Severity, str]]:
    for image in dict.fromkeys((item.a.image, item.b.image)):
        if image in evidence.pictures and (said := judge(image, evidence.pictures[image])):
            yield said


def _small(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    def judge(image: str, facts: PictureFacts) -> tuple[Severity, str] | None:
        shorter = min(facts.width, facts.height)
        if shorter >= evidence.side_px:
            return None
        enlarged = min(CLIP_PX, evidence.side_px)
        severity: Severity = "warning" if shorter < enlarged else "note"
        return severity, f"{image} is {facts.width} x {facts.height} px, smaller than {evidence.side_px}."

    return _each_image(items, evidence, judge, f"have images smaller than {evidence.side_px} px")


SMALL_IMAGES = Rule(
    name="small-images",
    title="Images below the model's resolution",
    reason="An image smaller than the model looks at is enlarged: what it lacks, no model can see.",
    advice="Use the image at its full size, or say in the benchmark's card that images are small.",
    limits=(
        "Compares the shorter side with the given number of px: below 224 (CLIP ViT-L/14) a warning, below 336 "
        "(LLaVA-1.5) a note, unless told otherwise. An image enlarged before it came here passes."
    ),
    look=_small,
)


def _shape(items: Sequence[LintItem], evidence: Evidence) -> Looked:
    def judge(image: str, facts: PictureFacts) -> tuple[Severity, str] | None:
        ratio = max(facts.width, facts.height) / min(facts.width, facts.height)
        if ratio < CROPPED:
            return None
        lost = f"a square crop of its middle loses {1 - 1 / ratio:.0%}"
        return "warning" if ratio >= HALVED else "note", f"{image} is {facts.width} x {facts.height} px: {lost}."

    return _each_image(items, evidence, judge, "have long or tall images")


EXTREME_SHAPE = Rule(
    name="extreme-shape",
    title="Very long or tall images",
    reason="CLIP sees the square in the middle: what lies at the ends of a long image is cut off.",
    advice="Crop the image to what is asked about, or make sure that this lies in the middle square.",
    limits="Compares the sides: 1.6 to 1 is a note, 2 to 1 a warning. It does not know where the fact lies.",
    look=_shape,
)
