"""Proposals: asked for, kept, accepted or refused, and never taken for more than proposals."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from scotoma.drafting import DRAFT_PROMPT
from scotoma.errors import EditConflict, UnknownName, UsageError
from scotoma.studio.authoring import Draft, save_draft
from scotoma.studio.authoring.proposals import (
    Proposal,
    accept_draft,
    accept_patterns,
    open_counts,
    proposals_for,
    proposals_of_kind,
    refuse,
)
from scotoma.studio.authoring.proposing import (
    Asking,
    Sides,
    propose_drafts,
    propose_from_captions,
    propose_patterns,
    propose_themes,
)
from scotoma.studio.store import open_store
from scotoma.studio.web.studio import Studio
from tests.studio.authoring.written import SAID, there

Make = Callable[..., Asking]
WRITTEN = {"question": "Open or shut?", "option_1": "Open", "option_2": "Shut", "state": "draft"}


def kept(studio: Studio, pair: str) -> list[Proposal]:
    with studio.store.read() as connection:
        return proposals_for(connection, pair)


def without_images(draft: Draft) -> Sides:
    return Sides((None, None), list)


def test_each_answer_is_kept_whole_with_its_prompt_and_changes_no_draft(
    studio: Studio, picked: list[Draft], asking: Make
) -> None:
    counts = propose_drafts(asking(SAID, "I see nothing.", template="{{captions}}!"), picked, without_images)
    assert counts == {"open": 1, "unreadable": 1}
    (first,), (second,) = (kept(studio, draft.pair) for draft in picked)
    assert (first.state, first.model, first.prompt, first.person) == ("open", "mockllm/model", "!", "Ann")
    assert first.text is not None
    assert first.text.question == SAID["question"]
    assert second.raw == "I see nothing."
    assert second.text is None
    assert "no JSON" in second.reason
    assert [there(studio, draft.pair) for draft in picked] == picked


def test_the_right_option_is_the_models_whatever_order_they_are_put_in(
    studio: Studio, picked: list[Draft], asking: Make
) -> None:
    propose_drafts(asking(SAID, SAID), picked, without_images)
    for draft in picked:
        text = kept(studio, draft.pair)[0].text
        assert text is not None
        assert text.answer_a is not None
        assert (text.option_1, text.option_2)[text.answer_a] == "Narrow"


def test_the_same_call_again_asks_only_what_has_no_answer(studio: Studio, picked: list[Draft], asking: Make) -> None:
    assert propose_drafts(asking(SAID), picked, without_images) == {"open": 1, "failed": 1}
    assert propose_drafts(asking(SAID), picked, without_images) == {"open": 1}
    assert propose_drafts(asking(), picked, without_images) == {}
    assert propose_drafts(asking(SAID, SAID, template="Other words"), picked, without_images) == {"open": 2}
    assert [each.state for each in kept(studio, picked[1].pair)] == ["open", "open", "failed"]
    assert "ran out of values" in kept(studio, picked[1].pair)[-1].reason


def test_an_accepted_draft_says_where_it_came_from_and_what_was_edited_of_it(
    studio: Studio, picked: list[Draft], asking: Make
) -> None:
    pair = picked[0].pair
    propose_drafts(asking(SAID), picked[:1], without_images)
    save_draft(studio.store, "Ann", pair, {"notes": "mine"}, revision=1)
    (proposal,) = kept(studio, pair)
    draft = accept_draft(studio.store, "Bob", proposal.id, pair, revision=2, edited={"question": "Mine?"})
    assert (draft.question, draft.caption_a, draft.notes) == ("Mine?", "a narrow bar", "mine")
    assert (draft.origin, draft.accepted, draft.state, draft.author) == ("model:mockllm/model", True, "draft", "Bob")
    assert kept(studio, pair)[0].state == "accepted"


def test_an_acceptance_that_meets_another_edit_changes_nothing(
    studio: Studio, picked: list[Draft], asking: Make
) -> None:
    pair = picked[0].pair
    propose_drafts(asking(SAID), picked[:1], without_images)
    (proposal,) = kept(studio, pair)
    save_draft(studio.store, "Bob", pair, {"question": "Bob's?"}, revision=1)
    with pytest.raises(EditConflict, match="Bob changed pair"):
        accept_draft(studio.store, "Ann", proposal.id, pair, revision=1)
    assert there(studio, pair).question == "Bob's?"
    assert kept(studio, pair)[0].state == "open"


def test_what_proposes_no_draft_for_the_pair_cannot_be_accepted(
    studio: Studio, picked: list[Draft], asking: Make
) -> None:
    propose_drafts(asking("nothing"), picked[:1], without_images)
    propose_drafts(asking(SAID), picked[1:], without_images)
    (unreadable,), (other,) = (kept(studio, draft.pair) for draft in picked)
    for proposal in (unreadable, other):
        with pytest.raises(EditConflict, match="has no draft for pair"):
            accept_draft(studio.store, "Ann", proposal.id, picked[0].pair, revision=1)
    with pytest.raises(EditConflict, match="has no patterns for pair"):
        accept_patterns(studio.store, "Ann", other.id, picked[1].pair, revision=1)
    with pytest.raises(UnknownName, match="There is no proposal 99"):
        refuse(studio.store, "Ann", 99)


def test_a_refused_proposal_is_kept_and_waits_for_nobody(studio: Studio, picked: list[Draft], asking: Make) -> None:
    propose_drafts(asking(SAID), picked[:1], without_images)
    (proposal,) = kept(studio, picked[0].pair)
    with studio.store.read() as connection:
        assert open_counts(connection) == {picked[0].pair: 1}
    assert refuse(studio.store, "Ann", proposal.id).state == "refused"
    with studio.store.read() as connection:
        assert open_counts(connection) == {}
    assert accept_draft(studio.store, "Ann", proposal.id, picked[0].pair, revision=1).question == SAID["question"]


def test_captions_propose_without_a_model_and_once(studio: Studio, picked: list[Draft]) -> None:
    def captions(draft: Draft) -> tuple[str | None, str | None]:
        return ("a red bar", "a blue bar") if draft == picked[0] else ("a bar", None)

    expected = {"open": 1, "without captions": 1}
    assert propose_from_captions(studio.store, "Ann", picked, captions) == expected
    assert propose_from_captions(studio.store, "Ann", picked, captions) == {"without captions": 1}
    (proposal,) = kept(studio, picked[0].pair)
    assert (proposal.model, proposal.origin, proposal.patterns) == ("captions", "captions", ("colour",))
    assert "No model was asked" in proposal.prompt


def write(studio: Studio, drafts: Sequence[Draft]) -> list[Draft]:
    return [save_draft(studio.store, "Ann", draft.pair, WRITTEN, revision=1) for draft in drafts]


def test_general_patterns_are_kept_as_the_model_wrote_them(studio: Studio, picked: list[Draft], asking: Make) -> None:
    written = write(studio, picked)
    ask = asking("1. Things open and shut.", template="All: {{questions}}")
    assert propose_themes(ask, written) == {"open": 1}
    with studio.store.read() as connection:
        (themes,) = proposals_of_kind(connection, "themes")
    assert (themes.raw, themes.pairs) == ("1. Things open and shut.", tuple(draft.pair for draft in picked))
    assert themes.prompt == "All: 1. Open or shut? (a) Open (b) Shut\n2. Open or shut? (a) Open (b) Shut"
    assert propose_themes(asking("again", template="All: {{questions}}"), written) == {}


def test_each_pair_gets_its_part_of_a_sorting_and_a_person_accepts_it(
    studio: Studio, picked: list[Draft], asking: Make
) -> None:
    written = write(studio, picked)
    assert propose_patterns(asking({"2": ["state", "presence"]}), written) == {"open": 1, "left out": 1}
    assert kept(studio, picked[0].pair) == []
    (part,) = kept(studio, picked[1].pair)
    with studio.store.read() as connection:
        (whole,) = proposals_of_kind(connection, "sorting", state="open")
    assert (part.kind, part.patterns, part.raw) == ("patterns", ("state", "presence"), "state, presence")
    assert part.prompt == f"Its part of proposal {whole.id}."
    assert there(studio, picked[1].pair).patterns == ()
    draft = accept_patterns(studio.store, "Ann", part.id, picked[1].pair, revision=2)
    assert (draft.patterns, draft.state, draft.origin) == (("state", "presence"), "draft", "person")


def test_a_sorting_that_cannot_be_read_is_kept_and_proposes_nothing(
    studio: Studio, picked: list[Draft], asking: Make
) -> None:
    assert propose_patterns(asking("Mostly of count."), write(studio, picked)) == {"unreadable": 1}
    with studio.store.read() as connection:
        (whole,) = proposals_of_kind(connection, "sorting")
        assert proposals_of_kind(connection, "patterns") == []
    assert whole.raw == "Mostly of count."


def test_patterns_cannot_be_asked_for_before_a_question_is_written(picked: list[Draft], asking: Make) -> None:
    with pytest.raises(UsageError, match="No question is written yet"):
        propose_patterns(asking(), picked)


@pytest.mark.parametrize(
    ("finish", "reason"), [("content_filter", "The model refused."), ("max_tokens", "The answer is cut short.")]
)
def test_refusals_and_cut_answers_are_unreadable_with_the_reason(
    studio: Studio, picked: list[Draft], asking: Make, finish: Any, reason: str
) -> None:
    ask = asking(SAID)
    ask.model.options["custom_outputs"][0].choices[0].stop_reason = finish
    assert propose_drafts(ask, picked[:1], without_images) == {"unreadable": 1}
    assert kept(studio, picked[0].pair)[0].reason == reason


def test_the_prompt_that_is_kept_is_the_one_that_was_sent(studio: Studio, picked: list[Draft], asking: Make) -> None:
    propose_drafts(asking(SAID, template=DRAFT_PROMPT), picked[:1], lambda draft: Sides(("one cat", None), list))
    assert "first: one cat\nsecond: none" in kept(studio, picked[0].pair)[0].prompt


def test_proposals_for_a_pair_are_found_on_every_database(database: str, picked: list[Draft]) -> None:
    store = open_store(database if "://" in database else Path(database))
    propose_from_captions(store, "Ann", picked, lambda draft: ("a red bar", "a blue bar"))
    with store.read() as connection:
        found = [proposals_for(connection, draft.pair) for draft in picked]
        assert open_counts(connection) == {draft.pair: 1 for draft in picked}
    assert [len(each) for each in found] == [1, 1]
    store.close()
