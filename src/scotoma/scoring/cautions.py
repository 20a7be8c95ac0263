"""What a reader of a model's scores should know, in whole sentences: when a score is not what it seems."""

from collections.abc import Iterator

from scotoma.scoring.intervals import Share
from scotoma.scoring.model_records import Asked, ControlScores, LabelScores, ModelScores

__all__ = ["cautions"]

MUCH_UNREAD = 0.05  # arbitrary: above it, unread answers move a score by more than most differences between models
BLIND = {"no-image": "without the images", "blank": "with blank images"}


def cautions(scores: ModelScores) -> tuple[str, ...]:
    """The warnings that go with the scores, the gravest first; those on right and wrong go by the first labels.

    They tell of answers that do not depend on the image, or follow the place of an option, of questions that can be
    answered blind, of answers that cannot be read or are not there, and of controls that were put in another way.
    """
    labels = scores.labels[0]
    return (*_blind(scores, labels), *_order(scores, labels), *_unread(scores), *_settings(scores))


def _blind(scores: ModelScores, labels: LabelScores) -> Iterator[str]:
    plain = next((asked for asked in scores.asked if asked.control == "plain"), None)
    if plain is not None and plain.same_answer is not None and plain.same_answer.low > 0.5:
        yield (
            f"{_count(plain.same_answer)} pairs got the same answer for both images: most answers do not depend on "
            "what the image shows, and pair accuracy below chance means this, not bad guessing."
        )
    for control, how in BLIND.items():
        yield from _answered_blind(
            labels, next((each for each in labels.controls if each.control == control), None), how
        )
    if labels.partner_followed is not None and labels.partner_followed.high < 0.75:
        yield (
            f"Shown the partner's image, only {_per_cent(labels.partner_followed)} of answers follow it: the others do "
            "not come from the image."
        )


def _answered_blind(labels: LabelScores, blind: ControlScores | None, how: str) -> Iterator[str]:
    if blind is None or blind.all.pair is None or blind.all.single is None:
        return
    if blind.all.single.low > labels.chance.single or blind.all.pair.low > labels.chance.pair:
        yield (
            f"Asked {how}, it gets {_per_cent(blind.all.single)} of questions and {_per_cent(blind.all.pair)} of pairs "
            "right, more than guesses do: something other than the image gives the answers away."
        )
    plain = labels.of("plain")
    if plain is not None and plain.all.single is not None and plain.all.single.low <= blind.all.single.value:
        yield (
            f"With the images it gets {_per_cent(plain.all.single)} of questions right, {how} "
            f"{_per_cent(blind.all.single)}: these answers do not show that it uses the images."
        )


def _order(scores: ModelScores, labels: LabelScores) -> Iterator[str]:
    if scores.order is None:
        return
    order, plain = scores.order, labels.of("plain")
    if order.consistent.high < 0.75:
        yield (
            f"Only {_count(order.consistent)} questions got the same option with the options in the opposite order: "
            "the answers follow the place of an option, or chance."
        )
    circular = labels.circular_pair
    if plain is not None and plain.all.pair is not None and circular is not None and circular.high < plain.all.pair.low:
        yield (
            f"Pair accuracy is {_per_cent(plain.all.pair)} in the published order of the options, and "
            f"{_per_cent(circular)} where both orders must be right."
        )
    place = order.first_place
    if not place.low <= 0.5 <= place.high:
        which = "first" if place.value > 0.5 else "last"
        share = max(place.value, 1 - place.value)
        yield f"It prefers the option shown {which}: over both orders it takes it {100 * share:.1f} % of the time."


def _unread(scores: ModelScores) -> Iterator[str]:
    for asked in scores.asked:
        counts = asked.counts
        unread = counts.unparsed + counts.empty + counts.truncated + counts.refused
        if unread > MUCH_UNREAD * counts.questions:
            yield (
                f"{unread} of {counts.questions} answers ({asked.control}) give no option that can be read: "
                f"{_named(asked, ('unparsed', 'empty', 'truncated', 'refused'))}. They count as not right."
            )
        if counts.failed + counts.missing:
            yield (
                f"{counts.failed + counts.missing} of {counts.questions} answers ({asked.control}) are not there: "
                f"{_named(asked, ('failed', 'missing'))}. They are in no score; ask again for them."
            )


def _settings(scores: ModelScores) -> Iterator[str]:
    textual = [asked.control for asked in scores.asked if asked.settings.get("images") is False]
    if textual:
        yield f"No images were sent ({', '.join(textual)}): what it gets right it gets right blind."
    presets = {asked.control: asked.preset for asked in scores.asked}
    if len(set(presets.values())) > 1:
        yield (
            "The controls were asked with different prompts ("
            + ", ".join(f"{control}: {preset}" for control, preset in presets.items())
            + "), so that what differs between them is not the control alone."
        )


def _named(asked: Asked, states: tuple[str, ...]) -> str:
    return ", ".join(f"{number} {state}" for state in states if (number := getattr(asked.counts, state)))


def _count(share: Share) -> str:
    return f"{round(share.value * share.n)} of {share.n}"


def _per_cent(share: Share) -> str:
    return f"{100 * share.value:.1f} % [{100 * share.low:.1f}, {100 * share.high:.1f}]"
