"""Agreement of author and reviewers, pattern by pattern."""

import pytest

from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.review.agreements import agreements_of
from scotoma.studio.review.records import CANNOT_TELL, Review
from tests.studio.review.workshop import Workshop, review_all


def draft(pair: str, pattern: str = "colour", *, answer_a: int = 0, state: str = "ready", revision: int = 1) -> Draft:
    texts = ("Which?", "x", "y", answer_a, (pattern,), "", "", "")
    return Draft(pair, "a", "b", 1, state, *texts, "person", True, "Ann", "", revision)


def review(
    pair: str, a: int, b: int, person: str = "Rob", *, patterns: tuple[str, ...] = ("colour",), blind: bool = True
) -> Review:
    return Review(pair, person, 1, a, b, patterns, "", blind, "2026", "2026")


def test_alpha_of_answers_is_that_of_key_and_reviewer_over_images() -> None:
    # Three pairs, keys (0, 1), (1, 0), (0, 1), one reviewer: right on both, right on both, (0, 0).
    # Units: 00 11 11 00 00 10. n = 12, with 7 zeros and 5 ones; coincidences off the diagonal 2.
    # alpha = 1 - 11 * 2 / (2 * 7 * 5) = 1 - 22/70 = 24/35.
    drafts = [draft("0-1"), draft("2-3", answer_a=1), draft("4-5")]
    found = agreements_of(drafts, [review("0-1", 0, 1), review("2-3", 1, 0), review("4-5", 0, 0)])
    row = found.rows[0]
    assert row.answers.alpha is not None
    assert row.answers.alpha.value == pytest.approx(24 / 35)
    assert row.answers.alpha.method.startswith("BCa bootstrap over 3 groups")
    assert (row.pattern, row.pairs, row.alike, row.told, row.cannot_tell) == ("all", 3, 5, 6, 0)
    assert row.answers_reviewers.undefined == "nothing was judged by two people"
    assert row.patterns.undefined == "no variation: every judgement is the same"


def test_cannot_tell_is_missing_and_counted() -> None:
    found = agreements_of([draft("0-1"), draft("2-3")], [review("0-1", CANNOT_TELL, 1), review("2-3", 0, 1)])
    row = found.rows[0]
    assert (row.cannot_tell, row.told, row.answers.missing, row.answers.units, row.answers.alone) == (1, 3, 1, 3, 1)


def test_reviewers_alone_are_two_people_without_the_key() -> None:
    drafts = [draft("0-1"), draft("2-3")]
    said = [review("0-1", 1, 0), review("0-1", 1, 0, "Ida"), review("2-3", 1, 0), review("2-3", 1, 0, "Ida")]
    row = agreements_of(drafts, said).rows[0]
    assert row.answers_reviewers.alpha is not None
    assert row.answers.alpha is not None
    assert row.answers_reviewers.alpha.value == 1  # with each other
    assert row.answers.alpha.value < 0.3  # and never with the key
    assert row.alike == 0


def test_rows_are_by_the_authors_main_pattern_and_patterns_are_judged_over_all_pairs() -> None:
    drafts = [draft("0-1", "colour"), draft("2-3", "text"), draft("4-5", "text"), draft("6-7", "count")]
    said = [
        review("0-1", 0, 1),
        review("2-3", 0, 1, patterns=("text", "colour")),
        review("4-5", 0, 1, patterns=("count",)),
        review("6-7", 0, 1, patterns=("count",)),
    ]
    rows = {row.pattern: row for row in agreements_of(drafts, said).rows}
    assert list(rows) == ["all", "count", "colour", "text"]  # the paper's order
    assert [rows[name].pairs for name in rows] == [4, 1, 1, 2]
    assert rows["text"].patterns.units == 4
    # text: named by both on 2-3, by the author alone on 4-5, by neither else: yy yn nn nn. n = 8, 3 y, 5 n: as 8/15.
    assert rows["text"].patterns.alpha is not None
    assert rows["text"].patterns.alpha.value == pytest.approx(8 / 15)


def test_only_finished_blind_reviews_of_ready_drafts_as_they_are_count() -> None:
    drafts = [draft("0-1"), draft("2-3", revision=2), draft("4-5", state="draft"), draft("6-7"), draft("8-9")]
    begun = Review("6-7", "Rob", 1, 0, None, (), "", True, None, "2026")
    own = review("8-9", 0, 1, "Ann", blind=False)
    found = agreements_of(drafts, [review("0-1", 0, 1), review("2-3", 0, 1), review("4-5", 0, 1), begun, own])
    assert (found.ready, found.reviewed, found.reviewers, found.not_blind) == (4, 1, 1, 1)


def test_the_page_says_undefined_and_missing_as_such(workshop: Workshop) -> None:
    ann = workshop.client("Ann")
    assert "Nobody has reviewed a pair blind yet" in ann.get("/review/agreement").text
    for row in range(3):
        workshop.write(row, row + 6)
    review_all(workshop, "Rob", {"0-6": (1, CANNOT_TELL)})
    page = ann.get("/review/agreement").text
    assert "no variation: every judgement is the same" in page
    assert "1 missing" in page
    assert "4 of 5" in page
