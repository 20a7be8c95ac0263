"""Disagreements, what is decided on them, and taking that back."""

import re

import pytest

from scotoma.errors import EditConflict, UsageError
from scotoma.studio.authoring.drafts import read_drafts
from scotoma.studio.review.adjudication import decide, undo_decision
from scotoma.studio.review.disagreements import Findings, findings_of, read_decisions
from scotoma.studio.review.records import CANNOT_TELL, read_reviews
from scotoma.studio.store.tables import ADJUDICATIONS, JOURNAL
from tests.studio.review.workshop import Workshop, post, review_all


def findings(workshop: Workshop) -> dict[str, Findings]:
    with workshop.studio.store.read() as connection:
        found = findings_of(read_drafts(connection), read_reviews(connection), read_decisions(connection))
    return {each.draft.pair: each for each in found}


@pytest.fixture
def disputed(workshop: Workshop) -> Workshop:
    """Pair 0-6: the reviewer answers otherwise; 1-7: cannot tell; 2-8: another pattern and a concern; 3-9: agreed."""
    for row in range(4):
        workshop.write(row, row + 6)
    answers = {"0-6": (1, 1), "1-7": (0, CANNOT_TELL)}
    said = {"2-8": {"patterns": ["text"], "concern": "the block is <i>cut</i>"}}
    review_all(workshop, "Rob", answers, **said)
    return workshop


def test_every_way_to_disagree_is_said_in_words(disputed: Workshop) -> None:
    points = {pair: each.points for pair, each in findings(disputed).items()}
    assert points == {
        "0-6": ("Rob answers “cold 6” for image A; the key says “warm 0”.",),
        "1-7": ("Rob cannot tell for image B.",),
        "2-8": (
            "Rob would call it text; the author calls it colour.",
            "Rob has a concern: the block is <i>cut</i>",
        ),
        "3-9": (),
    }
    page = disputed.client("Ann").get("/review/decide").text
    assert "<strong>3</strong> pairs on which reviewers and key part" in page
    assert "the block is &lt;i&gt;cut&lt;/i&gt;" in page


def test_keep_fix_and_drop_do_what_they_say_and_can_be_taken_back(disputed: Workshop) -> None:
    ann = disputed.client("Ann")
    for pair, decision in (("0-6", "keep"), ("1-7", "fix"), ("2-8", "drop")):
        fields = {"pair": pair, "revision": "2", "decision": decision, "reason": f"because of {pair}"}
        assert f"Decided on pair {pair}" in post(ann, "/review/decide", fields).text
    states = {pair: disputed.draft(pair).state for pair in ("0-6", "1-7", "2-8")}
    assert states == {"0-6": "ready", "1-7": "draft", "2-8": "dropped"}
    assert disputed.draft("1-7").revision == 3
    page = ann.get("/review/decide").text
    assert "No disagreement is open" in page
    assert all(f"because of {pair}" in page for pair in states)
    for pair in states:
        assert "was taken back" in post(ann, "/review/decide/undo", {"pair": pair}).text
    assert disputed.row_count(ADJUDICATIONS) == 0
    assert {disputed.draft(pair).state for pair in states} == {"ready"}
    # A draft that was moved counts as edited, though it is what it was: it is reviewed again.
    assert findings(disputed)["0-6"].open
    assert not findings(disputed)["1-7"].reviews


def test_decisions_are_in_the_journal_with_who_and_why(disputed: Workshop) -> None:
    decide(disputed.studio.store, "Ann", "1-7", revision=2, decision="fix", reason="blurred")
    with disputed.studio.store.read() as connection:
        rows = connection.execute(JOURNAL.select().order_by(JOURNAL.c.id.desc()).limit(2)).all()
    assert {(row.person, row.table_name, row.action) for row in rows} == {
        ("Ann", "adjudications", "decide: fix the pair"),
        ("Ann", "drafts", "decide: fix the pair"),
    }
    assert disputed.draft("1-7").author == "Ann"


def test_a_decision_holds_for_the_revision_it_was_made_on(disputed: Workshop) -> None:
    decide(disputed.studio.store, "Ann", "0-6", revision=2, decision="keep", reason="the key is right")
    assert not findings(disputed)["0-6"].open
    disputed.edit("0-6", question="Which colour?")
    assert findings(disputed)["0-6"].decision is None
    review_all(disputed, "Rob", {"0-6": (1, 0)})
    assert findings(disputed)["0-6"].open


def test_a_decision_on_a_draft_that_changed_meanwhile_is_refused(disputed: Workshop) -> None:
    disputed.edit("0-6", question="Which colour?")
    fields = {"pair": "0-6", "revision": "2", "decision": "drop", "reason": "wrong"}
    refused = post(disputed.client("Ann"), "/review/decide", fields)
    assert refused.status_code == 409
    assert "Pair 0-6 was changed after you had opened it" in refused.text
    assert disputed.draft("0-6").state == "ready"


def test_a_decision_is_not_taken_back_once_the_author_went_on(disputed: Workshop) -> None:
    decide(disputed.studio.store, "Ann", "1-7", revision=2, decision="fix", reason="blurred")
    disputed.edit("1-7", question="Which colour is the sharp block?")
    with pytest.raises(EditConflict, match="Pair 1-7 was worked on after the decision"):
        undo_decision(disputed.studio.store, "Ann", "1-7")
    with pytest.raises(EditConflict, match="There is no decision on pair 3-9 to take back"):
        undo_decision(disputed.studio.store, "Ann", "3-9")


@pytest.mark.parametrize(
    ("decision", "reason", "message"),
    [
        ("maybe", "x", "The decision is 'maybe'; expected keep, fix or drop."),
        ("keep", "  ", "A decision needs its reason"),
        ("keep", "x" * 2001, "of 2,000 signs at most"),
    ],
)
def test_a_decision_needs_to_be_one_and_its_reason(
    disputed: Workshop, decision: str, reason: str, message: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        decide(disputed.studio.store, "Ann", "0-6", revision=2, decision=decision, reason=reason)


def test_an_author_sees_no_key_of_a_pair_of_others_before_reviewing_it_or_giving_that_up(disputed: Workshop) -> None:
    disputed.add("Eve", "author")
    eve = disputed.client("Eve")
    hidden = eve.get("/review/decide").text
    assert "warm 0" not in hidden
    assert "Rob answers" not in hidden
    assert "Show pair 0-6 and its key" in hidden
    post(eve, "/review/decide/look", {"pair": "0-6"})
    page = eve.get("/review/decide").text
    assert "Rob answers “cold 6” for image A" in page
    assert "Show pair 0-6" not in page
    assert "Show pair 1-7" in page
    assert post(eve, "/review/decide/look", {"pair": "0-6"}).status_code == 409
    review_all(disputed, "Eve", {})
    with disputed.studio.store.read() as connection:
        blind = {each.pair: each.blind for each in read_reviews(connection, "Eve")}
    assert blind == {"0-6": False, "1-7": True, "2-8": True, "3-9": True}


def test_a_reviewer_decides_nothing(disputed: Workshop) -> None:
    fields = {"pair": "0-6", "revision": "2", "decision": "drop", "reason": "wrong"}
    for path in ("/review/decide", "/review/decide/undo", "/review/decide/look"):
        assert post(disputed.client("Rob"), path, fields).status_code == 403
    assert disputed.draft("0-6").state == "ready"
