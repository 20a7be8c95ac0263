"""Rules about what reviewers answered who did not see the key."""

from collections.abc import Callable, Sequence

from scotoma.lint.records import Evidence, LintItem, Looked, Review, Rule, Severity, Spot

__all__ = ["REVIEWERS_AGAINST_KEY", "REVIEWERS_UNSURE"]

WITHOUT = "No reviews are there."

Say = Callable[[LintItem, Sequence[Review]], tuple[Severity, str] | None]


def _over_reviewed(items: Sequence[LintItem], evidence: Evidence, say: Say) -> Looked:
    by_pair: dict[str, list[Review]] = {}
    for review in evidence.reviews:
        by_pair.setdefault(review.pair, []).append(review)
    there = [item for item in items if item.pair in by_pair]
    said = [(item, say(item, by_pair[item.pair])) for item in there]
    spots = tuple(Spot(each[0], (item.pair,), each[1], item.keyed) for item, each in said if each)
    lacking = len(items) - len(there)
    unseen = WITHOUT if not there else f"{lacking} pairs have no review." if lacking else ""
    return Looked(spots, len(there), "pairs", unseen)


def _unsure(item: LintItem, reviews: Sequence[Review]) -> tuple[Severity, str] | None:
    cannot = [review.person for review in reviews if None in (review.answer_a, review.answer_b)]
    if cannot:
        return "warning", f"{len(cannot)} of {len(reviews)} reviewers cannot tell ({', '.join(cannot)})."
    alike = [review.person for review in reviews if item.shared and review.answer_a == review.answer_b]
    if alike:
        return "warning", f"{len(alike)} of {len(reviews)} reviewers answer the same for both ({', '.join(alike)})."
    return None


REVIEWERS_UNSURE = Rule(
    name="reviewers-unsure",
    title="Reviewers cannot tell",
    reason="Where a person who looks cannot tell, both options are true of the image, or neither, or it does not show.",
    advice="Read the concern that came with the review; reword, or drop the pair.",
    limits="Knows what reviewers said, not why.",
    look=lambda items, evidence: _over_reviewed(items, evidence, _unsure),
)


def _against(item: LintItem, reviews: Sequence[Review]) -> tuple[Severity, str] | None:
    answered = [review for review in reviews if None not in (review.answer_a, review.answer_b)]
    wrong = [review for review in answered if (review.answer_a, review.answer_b) != (item.a.answer, item.b.answer)]
    differing = [review for review in wrong if review.answer_a != review.answer_b]
    if not differing or not item.shared:
        return None
    severity: Severity = "error" if 2 * len(differing) > len(answered) else "warning"
    who = ", ".join(review.person for review in differing)
    return severity, f"{len(differing)} of {len(answered)} reviewers give both answers the other way round ({who})."


REVIEWERS_AGAINST_KEY = Rule(
    name="reviewers-against-key",
    title="Reviewers against the key",
    reason="A person who did not see the key and gives both answers the other way round has found a swapped key.",
    advice="Look at both images, and decide under Review.",
    limits="Pairs with one question for both images.",
    look=lambda items, evidence: _over_reviewed(items, evidence, _against),
)
